"""Which numbers are one phone: the renumberings of countries whose old numbers still occur in lists.

Each is a function of the digits. The sources are the plans that regulators published, most of them as communications
in the ITU's Operational Bulletin; `migrator` is libphonenumber's own table, migrator/src/data/recipes.csv.
"""

import functools
from array import array
from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from runner.phone_numbers.table import load


class Renumbering(NamedTuple):
    """Numbers of `start`, `old`, one of `following` and `kept` more digits now have `new` in place of `old`.

    `start` and `following` are alternatives, with spaces between them; the digits `kept` are any.
    """

    start: str
    old: str
    following: str
    kept: int
    new: str


class Ranges(NamedTuple):
    """Ranges of numbers in ascending order, each with its last number and what is added to a number within it."""

    starts: "array[int]"
    ends: "array[int]"
    offsets: "array[int]"


_MOST_DIGITS = 15
_BRAZIL = (
    "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 63 \
64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99"
)
RENUMBERED_REGIONS = frozenset({"AR", "BR", "GA"})
"""Regions in which libphonenumber holds the numbers of an old plan, or of a second spelling, valid."""

RENUMBERINGS = (
    # Mexico, 2019-08-03: no 1 before mobile numbers, and no 01, 044 or 045 (IFT, Plan Técnico Fundamental de
    # Numeración of 2018; migrator).
    Renumbering("52", "1", "", 10, ""),
    Renumbering("52", "01", "", 10, ""),
    Renumbering("52", "044", "", 10, ""),
    Renumbering("52", "045", "", 10, ""),
    # Argentina: 9 before a mobile number from abroad, 15 behind its area code within the country; the number itself is
    # one (Plan Fundamental de Numeración Nacional, Resolución SC 46/1997; libphonenumber's rule for AR).
    Renumbering("54", "9", "", 10, ""),
    # Brazil, 2012 to 2016: 9 before mobile numbers of 8 digits, which began with 6 to 9 (Anatel, Resolução 553/2010;
    # migrator).
    *(Renumbering(f"55{area}", "", "6 7 8 9", 7, "9") for area in _BRAZIL.split()),
    # Benin, 2024-11-30: 01 before every number of 8 digits (ARCEP Bénin).
    Renumbering("229", "", "2 4 5 6 9", 7, "01"),
    # Gabon, 2019-11-15: 01 became 11, 02, 05 and 06 became 62, 65 and 66, 04 and 07 became 74 and 77, written with the
    # 0 from abroad or without it (ARCEP Gabon; migrator).
    Renumbering("241", "0", "1", 6, "1"),
    Renumbering("241", "0", "2 5 6", 6, "6"),
    Renumbering("241", "0", "4 7", 6, "7"),
    Renumbering("241", "", "2 5 6", 6, "6"),
    Renumbering("241", "", "4 7", 6, "7"),
    # Cameroon, 2014-11-21: 6 before mobile numbers of 8 digits (ART, ITU communication of 2014-10-06).
    Renumbering("237", "", "5 6 7 9", 7, "6"),
    # Colombia, 2021-09-01: 60 before a landline's area code (CRC, Resolución 5826 of 2019).
    Renumbering("57", "", "1 2 4 5 6 7 8", 7, "60"),
    # Saudi Arabia, 2013: 1 before a landline's area code (CITC; migrator).
    Renumbering("966", "", "1 2 3 4 6 7", 7, "1"),
    # Vietnam, 2018-09-15 to 2018-11-14: mobile numbers of 11 digits lost one (Ministry of Information and
    # Communications, Decision 798/QD-BTTTT of 2018; migrator).
    Renumbering("84", "12", "0 6 8", 7, "7"),
    Renumbering("84", "121", "", 7, "79"),
    Renumbering("84", "122", "", 7, "77"),
    Renumbering("84", "12", "3 4 5", 7, "8"),
    Renumbering("84", "127", "", 7, "81"),
    Renumbering("84", "129", "", 7, "82"),
    Renumbering("84", "16", "2 3 4 5 6 7 8 9", 7, "3"),
    Renumbering("84", "18", "6 8", 7, "5"),
    Renumbering("84", "199", "", 7, "59"),
)


@functools.cache
def renumbered_ranges() -> Ranges:
    """Return the ranges of numbers that are spelled another way today."""
    return _ranges([*RENUMBERINGS, *_argentine_mobiles()])


@functools.cache
def prefixed_ranges() -> Ranges:
    """Return the ranges of numbers that may have a national prefix behind their country code, or lack Italy's zero.

    Italy, 1998: the 0 of a landline's area code is part of the number, and is dialed from abroad (ITU-T E.164 page of
    Italy). Which of these numbers it is that is meant shows when it is valid, and as it is written isn't.
    """
    prefixes = [
        Renumbering(str(calling), code.prefix, "", kept, "")
        for calling, code in load().codes.items()
        if code.prefix
        for kept in code.lengths
        if len(f"{calling}{code.prefix}") + kept <= _MOST_DIGITS
    ]
    zeros = [Renumbering("39", "", " ".join("123456789"), kept, "0") for kept in range(4, 10)]
    return _ranges([*prefixes, *zeros])


def _argentine_mobiles() -> Iterator[Renumbering]:
    """Yield the numbers with 15 behind an area code: 11, or of three or four digits and not beginning with 1.

    With ten digits of area code and number, the 15 can be in one place only.
    """
    areas = ["11", *map(str, range(200, 400)), *map(str, range(2000, 4000))]
    for mobile, area in product(("", "9"), areas):
        yield Renumbering("54", f"{mobile}{area}15", "", 10 - len(area), area)


def _ranges(renumberings: Iterable[Renumbering]) -> Ranges:
    ranges = []
    for start, old, following, kept, new in renumberings:
        for first, digit in product(start.split(), following.split() or [""]):
            lowest = int(f"{first}{old}{digit}") * 10**kept
            ranges.append((lowest, lowest + 10**kept - 1, int(f"{first}{new}{digit}") * 10**kept - lowest))
    starts, ends, offsets = zip(*sorted(ranges), strict=True)
    return Ranges(array("Q", starts), array("Q", ends), array("q", offsets))
