"""Which cells are phone numbers in E.164, and what is wrong with the others."""

import re

from runner.phone_numbers.table import lookup

# ITU-T E.164: a plus, a country code that doesn't begin with 0, and 15 digits at the most; 7 is the API's least.
E164 = re.compile(r"\+[1-9][0-9]{6,14}")

_LEAST, _MOST = 7, 15
_LONGEST_CELL = 200
_SEPARATORS = " \t\u00a0\u202f()[]-./\u2010\u2011\u2012\u2013\u2014"
# Compiled where they are needed: a list without a bad number doesn't pay for them.
_SCIENTIFIC = r"\+?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+"
_DECIMAL = r"\+?[0-9]+[.,]0+"
# What parts two numbers; a slash between short groups of digits parts an area code from the rest, in Germany for one.
_BETWEEN = r"[;,|&\n\r]|\b(?:and|or)\b|\s(?=\+)|/(?=\+)|(?<=[0-9])(?=\+)|(?<=[0-9]{7})\s?/\s?(?=[0-9]{7})"


def problem(cell: str) -> tuple[str, str]:
    """Say what is wrong with a cell that isn't E.164, and what to do, without repeating any of it."""
    text = cell.strip()
    if not text:
        return "the row has no phone number", "write the number, or delete the row"
    if len(text) > _LONGEST_CELL:
        return "the cell is far too long for a phone number", "write one number, a plus and digits alone"
    if text.startswith(("'", "\u2019")):
        return "the number begins with an apostrophe", "take it out: it is what a spreadsheet shows for text"
    if text.startswith("="):
        return "the cell is a formula", "export values, not formulas"
    if text.startswith("#") or text.upper() in ("N/A", "NA", "NULL", "NONE", "-"):
        return "the cell says that there is no number", "write the number, or delete the row"
    if re.fullmatch(_SCIENTIFIC, text):
        return (
            "a spreadsheet has rounded the number (like 4.4E+11): its last digits are lost for good",
            "export the list again from where it came from, with the column as text; this file can't be mended",
        )
    if re.fullmatch(_DECIMAL, text):
        return "the number has become a decimal", "export the list again, with the column as text"
    if several(text):
        return (
            "the cell holds more than one number",
            "keep the one number to call: two rows would call the same person twice",
        )
    return _of_characters(text) or _of_digits(text)


def several(text: str) -> bool:
    """Tell whether a cell holds more than one number."""
    return sum(map(_may_be_a_number, re.split(_BETWEEN, text))) > 1


def _of_characters(text: str) -> tuple[str, str] | None:
    if any((char.isdigit() and not char.isascii()) or char == "\uff0b" for char in text):
        return "the number has digits that aren't 0 to 9", "write it with the digits 0 to 9"
    if any(char.isalpha() for char in text):
        return "the number has letters in it", "write the digits alone; an extension can't be dialled"
    if any(not char.isprintable() and not char.isspace() for char in text):
        return "the number has an invisible character in it", "delete the cell's text, and type the number anew"
    if not bare(text).isdigit():
        if not any(map(str.isdigit, text)):
            return "the cell isn't a phone number", "write a plus, the country code and the number"
        return "the number has characters that no phone number has", "write a plus and digits alone"
    return None


def _of_digits(text: str) -> tuple[str, str]:
    """Judge a cell of digits and separators, with a plus at its beginning or without."""
    digits = bare(text)
    plus = text.startswith("+")
    if plus and digits.startswith("0"):
        return "the number begins with +0, which is no country code", "write the country code behind the plus"
    if digits.startswith("00"):
        hint = "write the plus, and the country code behind it"
        return "the number begins with 00 in place of a plus", hint + _then(digits[2:])
    if digits.startswith("0"):
        return "the number has no country code: it begins with 0", "write the country code in place of the 0"
    if len(digits) < _LEAST:
        count = "1 digit" if len(digits) == 1 else f"{len(digits)} digits"
        return f"the number is too short: {count}, and {_LEAST} are the least", "write the whole number"
    if len(digits) > _MOST:
        hint = "write one number, without extension"
        return f"the number is too long: {len(digits)} digits, and {_MOST} are the most", hint
    if not plus:
        hint = "write the plus and the country code; adding a plus by guess reaches strangers in other countries"
        # Digits without a plus are a national number in some country or other, so a valid number isn't what is meant.
        lacking = "" if lookup(int(digits)).valid else "; with a plus alone it would be no number that can exist"
        return "the number has no plus", hint + lacking
    if "(0)" in text:
        hint = "take it out: it isn't dialled behind a country code"
        return "the number has a trunk zero, (0)", hint + _then(bare(text.replace("(0)", "")))
    hint = "write a plus and digits alone: E.164 has no separators"
    return "the number has spaces or signs in it", hint + _then(digits)


def _then(digits: str) -> str:
    """Tell what the one number is that can be meant."""
    if not E164.fullmatch(f"+{digits}"):
        return ""
    known = lookup(int(digits))
    return f"; it is a valid number of {known.region} then" if known.valid else "; even then it can't exist"


def _may_be_a_number(part: str) -> bool:
    return sum(map(str.isdigit, part)) >= _LEAST - 1


def bare(text: str) -> str:
    """Drop the plus at the beginning, and what only makes a number easier to read."""
    return "".join(char for char in text.removeprefix("+") if char not in _SEPARATORS)
