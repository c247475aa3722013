"""The few regions whose national numbers can be told for certain, and how they become E.164 numbers."""

import re
from typing import NamedTuple


class Region(NamedTuple):
    """How a region's numbers are written at home: `trunk`, empty where none is dialed, then `national`.

    `national` is also what follows the country code `calling`.
    """

    calling: str
    trunk: str
    national: str


_NANP = Region("1", "1", r"[2-9][0-9]{2}[2-9][0-9]{6}")
# National numbers as ITU-T's E.164 country pages have them; of several lengths only those in use for subscribers.
REGIONS = {
    "AT": Region("43", "0", r"[1-9][0-9]{6,12}"),
    "AU": Region("61", "0", r"[23478][0-9]{8}"),
    "BE": Region("32", "0", r"4[0-9]{8}|[1-9][0-9]{7}"),
    "CA": _NANP,
    "CH": Region("41", "0", r"[2-9][0-9]{8}"),
    "DE": Region("49", "0", r"[1-9][0-9]{5,10}"),
    "DK": Region("45", "", r"[2-9][0-9]{7}"),
    "ES": Region("34", "", r"[6-9][0-9]{8}"),
    "FR": Region("33", "0", r"[1-9][0-9]{8}"),
    "GB": Region("44", "0", r"[1237][0-9]{9}|1[0-9]{8}|8[0-9]{9}"),
    "IE": Region("353", "0", r"8[0-9]{8}|[1-9][0-9]{6,8}"),
    "IN": Region("91", "0", r"[1-9][0-9]{9}"),
    "NL": Region("31", "0", r"[1-9][0-9]{8}"),
    "NO": Region("47", "", r"[2-9][0-9]{7}"),
    "NZ": Region("64", "0", r"2[0-9]{7,9}|[34679][0-9]{7}"),
    "PL": Region("48", "", r"[1-9][0-9]{8}"),
    "PT": Region("351", "", r"[2-9][0-9]{8}"),
    "SE": Region("46", "0", r"[1-9][0-9]{6,8}"),
    "US": _NANP,
    "ZA": Region("27", "0", r"[1-8][0-9]{8}"),
}

KEEPS_ZERO = frozenset({"39", "225", "241", "242", "378", "379"})
"""Calling codes after which a 0 may belong to the number, so that `(0)` isn't certain to be a trunk prefix."""

_ONE_DIGIT = ("1", "7")
# All other codes have three digits.
_ALONE = (20, 27, 36, 39, 40, 41, 81, 82, 84, 86, 98)
_TWO_DIGITS = frozenset(
    map(str, (*_ALONE, *range(30, 35), *range(43, 50), *range(51, 59), *range(60, 67), *range(90, 96)))
)


def calling_code(digits: str) -> str:
    """Return the calling code at the beginning of an E.164 number without its plus: no code begins another."""
    if digits.startswith(_ONE_DIGIT):
        return digits[0]
    return digits[:2] if digits[:2] in _TWO_DIGITS else digits[:3]


def international(digits: str, region: Region) -> str | None:
    """Read digits as the region's, with its trunk prefix, its calling code or neither; None unless one reading fits.

    Where a trunk prefix is dialed and the digits lack it, a spreadsheet has dropped a 0.
    """
    readings = set()
    for prefix in {region.trunk, region.calling, ""}:
        rest = digits.removeprefix(prefix)
        if digits.startswith(prefix) and re.fullmatch(region.national, rest):
            readings.add(rest)
    return f"+{region.calling}{readings.pop()}" if len(readings) == 1 else None


def is_plausible(digits: str) -> bool:
    """Whether the digits after 00 can be a number with its country code.

    Some countries dial 001 before a country code, so a number after 001 must be one of the North American plan.
    """
    return not digits.startswith("1") or bool(re.fullmatch(_NANP.national, digits[1:]))
