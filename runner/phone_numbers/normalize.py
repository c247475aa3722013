"""Brings a phone number to E.164 where its cell has only one reading, and says what it took."""

import re
import unicodedata

from runner.phone_numbers import e164, national
from runner.phone_numbers.national import Region

_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_DECIMAL = re.compile(r"(\+?[0-9]{7,15})[.,]0{1,2}")
_TRUNK_ZERO = re.compile(r"(\+[\s]*([0-9]{1,3})[\s.-]*)\([ \u00a0]*0[ \u00a0]*\)")


def mended(cell: str, region: Region | None) -> tuple[str, list[str]] | None:
    """Give the number and the kinds of repair that led to it; None where it isn't certain.

    A country is never guessed: a number without its code is read as one of `region`, or not at all.
    """
    text, kinds = _plain(cell)
    if e164.several(text):
        return None
    if text.startswith("00"):
        if not national.is_plausible(e164.bare(text[2:])):
            return None
        text = "+" + text[2:]
        kinds.append("international-prefix")
    if text.startswith("+"):
        text = _without_trunk_zero(text, kinds)
        number = "+" + e164.bare(text)
    else:
        read = national.international(e164.bare(text), region) if region and e164.bare(text).isdigit() else None
        if read is None:
            return None
        number = read
        kinds.append("country-code")
    if e164.bare(text) != text.removeprefix("+"):
        kinds.append("separators")
    return (number, kinds) if e164.E164.fullmatch(number) else None


def _plain(cell: str) -> tuple[str, list[str]]:
    """Take away what is certainly no part of a number."""
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
    found = _DECIMAL.fullmatch(text)
    return step("decimal", text, found[1] if found else text), kinds


def _without_trunk_zero(text: str, kinds: list[str]) -> str:
    found = _TRUNK_ZERO.match(text)
    if found is None or national.calling_code(found[2]) != found[2] or found[2] in national.KEEPS_ZERO:
        # Taken for a digit, a zero in brackets would make another number.
        return text.replace("(", "?") if re.search(r"\(\s*0\s*\)", text) else text
    kinds.append("trunk-zero")
    return found[1] + text[found.end() :]


def _ascii(char: str) -> str:
    if char == "\uff0b":
        return "+"
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
