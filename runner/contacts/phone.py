"""Which cells are phone numbers in E.164, and what is wrong with the others."""

import re

# ITU-T E.164: a plus, a country code that doesn't begin with 0, and 15 digits at the most; 7 is the API's least.
E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)

_SEPARATORS = " \t\u00a0\u202f()-./\u2010\u2011\u2012\u2013"


def problem(cell: str) -> tuple[str, str]:
    """Say what is wrong with a cell that isn't E.164, and what to do, without repeating any of it."""
    text = cell.strip()
    bare = "".join(char for char in text if char not in _SEPARATORS)
    if not text:
        return "the row has no phone number", "write the number, or delete the row"
    if text.startswith("'"):
        return "the number begins with an apostrophe", "take it out: it is what a spreadsheet shows for text"
    if text.startswith("="):
        return "the cell is a formula", "export values, not formulas"
    if re.fullmatch(r"\+?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+", text):
        return _SCIENTIFIC
    if re.fullmatch(r"\+?[0-9]+[.,]0+", text):
        return "the number has become a decimal", "export the list again, with the column as text"
    if re.search(r"[;,|]|[0-9]\s*/\s*\+|\s\+", text):
        return "the cell holds more than one number", "one number a row: give each a row of its own"
    if any(char.isdigit() and not char.isascii() for char in text):
        return "the number has digits that aren't 0 to 9", "write it with the digits 0 to 9"
    if any(char.isalpha() for char in text):
        return "the number has letters in it", "write the digits alone; an extension can't be dialled"
    if text.startswith("+"):
        return _with_plus(text, bare)
    return _without_plus(bare)


_SCIENTIFIC = (
    "a spreadsheet has rounded the number (like 4.4E+11): its last digits are lost for good",
    "export the list again from where it came from, with the column as text; this file can't be mended",
)


def _with_plus(text: str, bare: str) -> tuple[str, str]:
    digits = bare[1:]
    if not (digits.isascii() and digits.isdigit()):
        return "the number has characters that no phone number has", "write a plus and digits alone"
    if digits.startswith("0"):
        return "the number begins with +0, which is no country code", "write the country code behind the plus"
    if len(digits) < 7:
        return f"the number is too short: {len(digits)} digits, and 7 are the least", "write the whole number"
    if len(digits) > 15:
        return (
            f"the number is too long: {len(digits)} digits, and 15 are the most",
            "write one number, without extension",
        )
    if "(0)" in text:
        return "the number has a trunk zero, (0)", "take it out: it isn't dialled behind a country code"
    return "the number has spaces or signs in it", "write a plus and digits alone: E.164 has no separators"


def _without_plus(bare: str) -> tuple[str, str]:
    if not (bare.isascii() and bare.isdigit()):
        return "the cell isn't a phone number", "write a plus, the country code and the number"
    if bare.startswith("00"):
        return "the number begins with 00 in place of a plus", "write the plus, and the country code behind it"
    if bare.startswith("0"):
        return "the number has no country code: it begins with 0", "write the country code in place of the 0"
    return (
        "the number has no plus",
        "write the plus and the country code; adding a plus by guess reaches strangers in other countries",
    )
