"""Brings a phone number to E.164 where its cell has only one reading, and tells which steps that took."""

import re
import unicodedata

from runner.phone_numbers import e164, national
from runner.phone_numbers.national import Region

_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_DECIMAL = re.compile(r"(\+?[0-9]{7,15})[.,]0{1,2}")
_TRUNK_ZERO = re.compile(r"(\+[\s]*([0-9]{1,3})[\s.-]*)\([ \u00a0]*0[ \u00a0]*\)")


def normalize(cell: str, region: Region | None) -> tuple[str, list[str]] | None:
    """Return the number and the kinds of repair that led to it; None where it isn't certain.

    A country is never guessed: a number without its code is read as one of `region`, or not at all.
    """
    text, kinds = _without_marks(cell)
    if e164.has_several_numbers(text):
        return None
    if text.startswith("00"):
        if not national.is_plausible(e164.strip_separators(text[2:])):
            return None
        text = "+" + text[2:]
        kinds.append("international-prefix")
    if text.startswith("+"):
        text = _without_trunk_zero(text, kinds)
        number = "+" + e164.strip_separators(text)
    else:
        digits = e164.strip_separators(text)
        international = national.international(digits, region) if region and digits.isdigit() else None
        if international is None:
            return None
        number = international
        kinds.append("country-code")
    if e164.strip_separators(text) != text.removeprefix("+"):
        kinds.append("separators")
    return (number, kinds) if e164.E164.fullmatch(number) else None


def _without_marks(cell: str) -> tuple[str, list[str]]:
    """Remove what is certainly no part of a number."""
    kinds = []

    def step(kind: str, before: str, after: str) -> str:
        if before != after:
            kinds.append(kind)
        return after.strip()

    text = cell.strip()
    text = step("invisible", text, "".join(char for char in text if unicodedata.category(char) != "Cf"))
    text = step("formula", text, _FORMULA_TEXT.sub(r"\1", text) if _FORMULA_TEXT.fullmatch(text) else text)
    text = step("apostrophe", text, text.lstrip("'\u2019"))
    text = step("digits", text, "".join(map(_ascii, text)))
    decimal = _DECIMAL.fullmatch(text)
    return step("decimal", text, decimal[1] if decimal else text), kinds


def _without_trunk_zero(text: str, kinds: list[str]) -> str:
    match = _TRUNK_ZERO.match(text)
    if match is None or national.calling_code(match[2]) != match[2] or match[2] in national.KEEPS_ZERO:
        # Taken for a digit, a zero in brackets would make another number.
        return text.replace("(", "?") if re.search(r"\(\s*0\s*\)", text) else text
    kinds.append("trunk-zero")
    return match[1] + text[match.end() :]


def _ascii(char: str) -> str:
    if char == "\uff0b":
        return "+"
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
