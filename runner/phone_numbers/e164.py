"""Which cells are phone numbers in E.164, and what is wrong with the others."""

import re

from runner.phone_numbers import undialable
from runner.phone_numbers.table import lookup

# ITU-T E.164: a plus, a country code that doesn't begin with 0, and at most 15 digits; 7 is the API's minimum.
E164 = re.compile(r"\+[1-9][0-9]{6,14}")

_SHORTEST, _LONGEST = 7, 15
_LONGEST_CELL = 200
_SEPARATORS = " \t\u00a0\u202f()[]-./\u2010\u2011\u2012\u2013\u2014"
# Strings, compiled on first use: a list without a bad number needs none of them.
_SCIENTIFIC = r"\+?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+"
_DECIMAL = r"\+?[0-9]+[.,]0+"
# What separates two numbers; a slash between short groups of digits separates an area code from the rest, in Germany.
_BETWEEN = r"[;,|&\n\r]|\b(?:and|or)\b|\s(?=\+)|/(?=\+)|(?<=[0-9])(?=\+)|(?<=[0-9]{7})\s?/\s?(?=[0-9]{7})"

# A slash, brackets at the end, or few digits behind many: the digits can't be joined for certain.
_LOOSE_END = r"/|[)\]]\s*$|[0-9]{5,}[^0-9]+[0-9]{1,3}\s*$"

_MessageAndHint = tuple[str, str]


def explain_format(cell: str) -> _MessageAndHint:
    """Return what is wrong with a cell that isn't E.164, and what to do, without repeating any of it."""
    text = cell.strip()
    if not text:
        return "the row has no phone number", "write the number, or delete the row"
    if len(text) > _LONGEST_CELL:
        return "the cell is far too long for a phone number", "write one number: a plus and digits only"
    if text.startswith(("'", "\u2019")):
        return "the number begins with an apostrophe", "delete the apostrophe: a spreadsheet uses it to mark text"
    if text.startswith("="):
        return "the cell is a formula", "export values, not formulas"
    if text.startswith("#") or text.upper() in ("N/A", "NA", "NULL", "NONE", "-"):
        return "the cell says there is no number", "write the number, or delete the row"
    if re.fullmatch(_SCIENTIFIC, text):
        return (
            "a spreadsheet has rounded the number (like 4.4E+11): its last digits are lost",
            "export the list again from its source, with the column as text; this file can't be fixed",
        )
    if re.fullmatch(_DECIMAL, text):
        return "a spreadsheet has turned the number into a decimal", "export the list again, with the column as text"
    if undialable.has_extension(text):
        return (
            "the number has an extension",
            "an extension can't be dialed: delete it, if the number alone reaches the person",
        )
    if has_several_numbers(text):
        return (
            "the cell holds more than one number",
            "keep the one number to call: two rows would call the same person twice",
        )
    return _explain_characters(text) or _explain_digits(text)


def has_several_numbers(text: str) -> bool:
    """Whether a cell holds more than one number."""
    return sum(map(_may_be_number, re.split(_BETWEEN, text))) > 1


def strip_separators(text: str) -> str:
    """Remove the plus at the beginning, and what only makes a number easier to read."""
    return "".join(char for char in text.removeprefix("+") if char not in _SEPARATORS)


def _explain_characters(text: str) -> _MessageAndHint | None:
    if any((char.isdigit() and not char.isascii()) or char == "\uff0b" for char in text):
        return "the number has digits that aren't 0 to 9", "write it with the digits 0 to 9"
    if any(char.isalpha() for char in text):
        if undialable.is_spelled(strip_separators(text)):
            return "letters stand for digits of the number", "write the digits that are on the keys with those letters"
        return "the number has letters in it", "write a plus and digits only"
    if any(not char.isprintable() and not char.isspace() for char in text):
        return "the number has an invisible character in it", "clear the cell, and type the number again"
    if not strip_separators(text).isdigit():
        if not any(map(str.isdigit, text)):
            return "the cell isn't a phone number", "write a plus, the country code and the number"
        return "the number has characters that don't belong in a phone number", "write a plus and digits only"
    return None


def _explain_digits(text: str) -> _MessageAndHint:
    """Explain a cell of digits and separators, with a plus at its beginning or without."""
    digits = strip_separators(text)
    plus = text.startswith("+")
    if plus and digits.startswith("0"):
        return "the number begins with +0, which isn't a country code", "write the country code after the plus"
    if digits.startswith("00"):
        hint = "write a plus in place of the 00, and the country code after it"
        return "the number begins with 00 in place of a plus", hint + _validity_of(digits[2:])
    if digits.startswith("0"):
        return "the number has no country code: it begins with 0", "write the country code in place of the 0"
    if len(digits) < _SHORTEST:
        count = "1 digit" if len(digits) == 1 else f"{len(digits)} digits"
        return f"the number is too short: {count}, and the minimum is {_SHORTEST}", "write the whole number"
    if len(digits) > _LONGEST:
        hint = "write one number, without an extension"
        return f"the number is too long: {len(digits)} digits, and the maximum is {_LONGEST}", hint
    if not plus:
        hint = "write the plus and the country code; a guessed code calls strangers"
        # Digits without a plus are a national number of some country, so that they make a valid number proves nothing.
        warning = "" if lookup(int(digits)).valid else "; adding a plus alone doesn't make it a valid number"
        return "the number has no plus", hint + warning
    if "(0)" in text:
        hint = "delete it: it isn't dialed after a country code"
        return "the number has a trunk zero, (0)", hint + _validity_of(strip_separators(text.replace("(0)", "")))
    if re.search(_LOOSE_END, text):
        hint = "write the one number to call, as a plus and digits only: the end may be a note, or of a second number"
        return "the number has spaces or punctuation in it", hint
    hint = "write a plus and digits only: E.164 has no separators"
    return "the number has spaces or punctuation in it", hint + _validity_of(digits)


def _validity_of(digits: str) -> str:
    """Return whether the one number that can be meant is valid, as the end of a hint."""
    if not E164.fullmatch(f"+{digits}"):
        return ""
    info = lookup(int(digits))
    return (
        f"; then it is a valid number of region {info.region}" if info.valid else "; even then it isn't a valid number"
    )


def _may_be_number(part: str) -> bool:
    return sum(map(str.isdigit, part)) >= _SHORTEST - 1
