"""Which numbers are one phone: the renumberings of countries whose old numbers still occur in lists.

Each is a function of the digits. The sources are the plans that regulators published, most of them as communications
in the ITU's Operational Bulletin; `migrator` is libphonenumber's own table, migrator/src/data/recipes.csv.
"""

import functools
import zlib
from array import array
from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from runner.phone_numbers.numbering_plan import KEEPS_ZERO
from runner.phone_numbers.table import Code, load


class Renumbering(NamedTuple):
    """Numbers of `calling`, `area`, `old`, `following` and `kept` more digits now have `new` in place of `old`.

    `area` and `following` may be alternatives, with spaces between them. The digits `kept` are any.
    """

    calling: str
    area: str
    old: str
    following: str
    kept: int
    new: str


class Ranges(NamedTuple):
    """Ranges of numbers in ascending order, each with its last number and what is added to a number within it."""

    starts: "array[int]"
    ends: "array[int]"
    offsets: "array[int]"


def _numbers(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))


_MOST_DIGITS = 15
_FORMER_PREFIXES = {"370": ("8",)}
"""National prefixes that were dialed until a few years ago: Lithuania's (libphonenumber's rule for LT)."""
_BRAZIL = (
    "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 63 64 "
    "65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99"
)
_CHILE = "32 33 34 35 41 42 43 45 51 52 53 55 57 58 61 63 64 65 67 71 72 73 75"
_IVORIAN_LANDLINES = "202 203 212 213 215 217 222 224 225 234 235 243 244 245 306 316 319 327 337 347 357 367"
RENUMBERED_REGIONS = frozenset({"AR", "BR", "GA", "IT", "MC", "SI"})
"""Regions in which libphonenumber holds the numbers of an old plan, or of a second spelling, valid."""

RENUMBERINGS = (
    # Mexico, 2019-08-03: no 1 before mobile numbers, and no 01, 044 or 045 (IFT, Plan Técnico Fundamental de
    # Numeración of 2018; migrator).
    Renumbering("52", "", "1", "", 10, ""),
    Renumbering("52", "", "01", "", 10, ""),
    Renumbering("52", "", "044", "", 10, ""),
    Renumbering("52", "", "045", "", 10, ""),
    # Argentina: 9 before a mobile number from abroad, 15 behind its area code within the country; the number itself is
    # one (Plan Fundamental de Numeración Nacional, Resolución SC 46/1997; libphonenumber's rule for AR). Area codes are
    # 11, and others of three or four digits. Of the ten digits of area code and number, the 15 can be in one place.
    Renumbering("54", "", "9", "", 10, ""),
    Renumbering("54", "", "9", "", 12, ""),
    Renumbering("54", "11", "15", "", 8, ""),
    Renumbering("54", _numbers(range(200, 400)), "15", "", 7, ""),
    Renumbering("54", _numbers(range(2000, 4000)), "15", "", 6, ""),
    # Brazil, 2012 to 2016: 9 before mobile numbers of 8 digits, which began with 6 to 9 (Anatel, Resolução 553/2010;
    # migrator).
    Renumbering("55", _BRAZIL, "", "6 7 8 9", 7, "9"),
    # Benin, 2024-11-30: 01 before every number of 8 digits (ARCEP Bénin).
    Renumbering("229", "", "", "2 4 5 6 9", 7, "01"),
    # Cameroon, 2014-11-21: 6 before mobile numbers of 8 digits (ART, ITU communication of 2014-10-06).
    Renumbering("237", "", "", "5 6 7 9", 7, "6"),
    # Chile, 2012-10-20 to 2013-07-06: 2 behind a landline's area code (SUBTEL, ITU communication of 2014-07-02).
    Renumbering("56", "2", "", "", 7, "2"),
    Renumbering("56", _CHILE, "", "", 6, "2"),
    # Colombia, 2021-09-01: 60 before a landline's area code (CRC, Resolución 5826 of 2019).
    Renumbering("57", "", "", "1 2 4 5 6 7 8", 7, "60"),
    # Costa Rica, 2008-03-20: 8 before mobile numbers, which began with 3 or 8, and 2 before landlines (ICE).
    Renumbering("506", "", "", "3 8", 6, "8"),
    Renumbering("506", "", "", "2 4 5 6 7", 6, "2"),
    # Côte d'Ivoire, 2021-01-31: 10 digits, the first two by operator, which the second of the old digits told for
    # mobile numbers (ARTCI). Landlines are those of which libphonenumber's ranges leave one operator.
    Renumbering("225", "", "", "01 02 03 40 41 42 43 50 51 52 53 60 61 62 63 70 71 72 73", 6, "01"),
    Renumbering("225", "", "", "04 05 06 44 45 46 54 55 56 64 65 66 74 75 76 84 85 86 94 95 96", 6, "05"),
    Renumbering("225", "", "", "07 08 09 47 48 49 57 58 59 67 68 69 77 78 79 87 88 89 97 98 99", 6, "07"),
    Renumbering("225", "", "", _IVORIAN_LANDLINES, 5, "27"),
    # Ecuador, 2012-09-30: 9 before mobile numbers of 8 digits (CONATEL).
    Renumbering("593", "", "", "8 9", 7, "9"),
    # Egypt, 2011-10-06: mobile numbers of 9 digits got one that tells the operator (NTRA).
    Renumbering("20", "", "1", "0 6 9", 7, "10"),
    Renumbering("20", "", "1", "1 4", 7, "11"),
    Renumbering("20", "", "1", "2 7 8", 7, "12"),
    # Gabon, 2019-11-15: 01 became 11, 02, 05 and 06 became 62, 65 and 66, 04 and 07 became 74 and 77, written with the
    # 0 from abroad or without it (ARCEP Gabon; migrator).
    Renumbering("241", "", "0", "1", 6, "1"),
    Renumbering("241", "", "0", "2 5 6", 6, "6"),
    Renumbering("241", "", "0", "4 7", 6, "7"),
    Renumbering("241", "", "", "2 5 6", 6, "6"),
    Renumbering("241", "", "", "4 7", 6, "7"),
    # Kosovo, 2017: mobile numbers left Monaco's and Slovenia's codes for +383 (ITU, assignment of 2016-12-15).
    Renumbering("", "", "377", "44 45", 6, "383"),
    Renumbering("", "", "386", "43 49", 6, "383"),
    # Mauritius, 2013-09-01: 5 before mobile numbers of 7 digits (ICTA, decision of 2013-02-11).
    Renumbering("230", "", "", "25", 5, "5"),
    Renumbering("230", "", "", "7 9", 6, "5"),
    # Palestine's mobile numbers can be dialed behind Israel's code (libphonenumber: 56 and 59 are of no network there).
    Renumbering("", "", "972", "56 59", 7, "970"),
    # San Marino's landlines can be dialed behind Italy's code, and without their 0549 (libphonenumber's rule for SM).
    Renumbering("", "", "390549", "8 9", 5, "3780549"),
    Renumbering("378", "", "", "8 9", 5, "0549"),
    # Saudi Arabia, 2013: 1 before a landline's area code (CITC; migrator).
    Renumbering("966", "", "", "1 2 3 4 6 7", 7, "1"),
    # Sint Maarten, 2011-09-30: from the code of the Netherlands Antilles into the North American plan (NANPA).
    Renumbering("", "", "599", "5", 6, "1721"),
    # Timor-Leste, 2013-01-01: 7 before mobile numbers of 7 digits (ITU communication of 2013-03-27).
    Renumbering("670", "", "", "7", 6, "7"),
    # Vietnam, 2018-09-15 to 2018-11-14: mobile numbers of 11 digits lost one (Ministry of Information and
    # Communications, Decision 798/QD-BTTTT of 2018; migrator).
    Renumbering("84", "", "12", "0 6 8", 7, "7"),
    Renumbering("84", "", "121", "", 7, "79"),
    Renumbering("84", "", "122", "", 7, "77"),
    Renumbering("84", "", "12", "3 4 5", 7, "8"),
    Renumbering("84", "", "127", "", 7, "81"),
    Renumbering("84", "", "129", "", 7, "82"),
    Renumbering("84", "", "16", "2 3 4 5 6 7 8 9", 7, "3"),
    Renumbering("84", "", "18", "6 8", 7, "5"),
    Renumbering("84", "", "199", "", 7, "59"),
)


@functools.cache
def renumbered_ranges() -> Ranges:
    """Return the ranges of numbers that are spelled another way today."""
    return _ranges(RENUMBERINGS)


@functools.cache
def prefixed_ranges() -> Ranges:
    """Return the ranges of numbers that may have a national prefix behind their country code, or lack Italy's zero.

    They count only where the number is valid without the prefix, or with the zero, and isn't as it is written.
    """
    prefixes = [
        Renumbering(str(calling), "", prefix, "", kept, "")
        for calling, code in load().codes.items()
        for prefix in _prefixes(str(calling), code)
        for kept in code.lengths
        if len(f"{calling}{prefix}") + kept <= _MOST_DIGITS
    ]
    # Italy, 1998: the 0 of a landline's area code is part of the number (ITU-T's E.164 page of Italy).
    zeros = [Renumbering("39", "", "", _numbers(range(1, 10)), kept, "0") for kept in range(4, 10)]
    return _ranges([*prefixes, *zeros])


@functools.cache
def edition() -> int:
    """Return a checksum of all that decides which person a number is: another one makes other people of a list."""
    return zlib.crc32(repr((RENUMBERINGS, sorted(RENUMBERED_REGIONS), _FORMER_PREFIXES, load().source)).encode())


def _prefixes(calling: str, code: Code) -> set[str]:
    """Return the national prefixes that people leave in: 0 also where none is dialed, if no number begins with it."""
    if code.prefix is None:
        return set() if calling in KEEPS_ZERO else {"0"}
    return {code.prefix, *_FORMER_PREFIXES.get(calling, ())}


def _ranges(renumberings: Iterable[Renumbering]) -> Ranges:
    ranges = []
    for calling, areas, old, following, kept, new in renumberings:
        for area, digits in product(areas.split() or [""], following.split() or [""]):
            lowest = int(f"{calling}{area}{old}{digits}") * 10**kept
            offset = int(f"{calling}{area}{new}{digits}") * 10**kept - lowest
            ranges.append((lowest, lowest + 10**kept - 1, offset))
    starts, ends, offsets = zip(*sorted(ranges), strict=True)
    return Ranges(array("Q", starts), array("Q", ends), array("q", offsets))
