"""Reads a cell of a column of postal codes, also one that lost its leading zeros to a spreadsheet.

`postal_codes.tsv` tells from which code on a country's postal codes are in an area, and by which source; `?` is none.
"""

import functools
import re
from bisect import bisect_right
from pathlib import Path

from runner.calling_hours.people.readings import Area

# By how many digits a code has, and how many more behind them; with fewer digits it has lost its zeros.
_COUNTRIES = {
    (3, 0): ("US", "AU", "NZ"),
    (4, 0): ("US", "AU", "MX", "ES", "PT", "NZ", "FR"),
    (5, 0): ("US", "MX", "ES", "FR"),
    (3, 4): ("US",),
    (4, 4): ("US",),
    (5, 4): ("US",),
    (4, 3): ("BR", "PT"),
    (5, 3): ("BR",),
}
_LENGTHS = {"AU": 4, "PT": 4, "NZ": 4}
_LONGEST = 5
_DIGITS = re.compile(r"([0-9]+)(?:[- .]([0-9]+))?", re.ASCII)
_CANADIAN = re.compile(r"([A-CEGHJ-NPR-TVXY][0-9][A-Z])( ?-? ?[0-9][A-Z][0-9])?", re.ASCII)
_DECIMAL = re.compile(r"\.0+$")
_PREFIX = re.compile(r"^[A-Z]{1,3}[- ](?=[0-9]{3})", re.ASCII)


def read(text: str) -> Area:
    """Return the areas that a cell without blanks around it is in, one of each country whose form it has."""
    if text.isdecimal() and text.isascii() and len(text) <= _LONGEST:
        return _area(text, 0)
    code = _PREFIX.sub("", _DECIMAL.sub("", text.upper())).rstrip("- ")
    if canadian := _CANADIAN.fullmatch(code):
        return _canadian_area(canadian[1], whole=canadian[2] is not None)
    digits = _DIGITS.fullmatch(code)
    if not digits:
        return Area(())
    first, more = digits[1], len(digits[2] or "")
    if len(first) <= _LONGEST or more:
        return _area(first, more)
    return Area(tuple(area for length in (4, 3) for area in _area(first[:-length], length).codes))


def _canadian_area(sortation_area: str, *, whole: bool) -> Area:
    """Return the area of the first three characters of a code; a whole code can't be another country's."""
    ranges = _ranges("CA")
    _, area = ranges[bisect_right(ranges, (sortation_area, "~")) - 1]
    return Area(() if area == "?" else (f"CA-{area}",), unique=whole)


def _area(code: str, more: int) -> Area:
    """Return the areas of the first digits of a code that has `more` behind a hyphen."""
    form = (len(code), more)
    return _of_ranges(form, tuple([bisect_right(starts, zeros + code) - 1 for starts, zeros in _starts(*form)]))


@functools.cache
def _of_ranges(form: tuple[int, int], ranges: tuple[int, ...]) -> Area:
    """Return the areas of a range of each country that has this form."""
    areas = [(where, _ranges(where)[index][1]) for where, index in zip(_COUNTRIES.get(form, ()), ranges, strict=True)]
    return Area(tuple(f"{country}-{area}" for country, area in areas if area != "?"))


@functools.cache
def _starts(digits: int, more: int) -> list[tuple[list[str], str]]:
    """Return where the ranges of each country that has this form start, and the zeros that a code has lost there."""
    countries = _COUNTRIES.get((digits, more), ())
    lost = ("0" * (_LENGTHS.get(country, _LONGEST) - digits) for country in countries)
    return [([start for start, _ in _ranges(country)], zeros) for country, zeros in zip(countries, lost, strict=True)]


@functools.cache
def _ranges(country: str) -> list[tuple[str, str]]:
    """Return the first code of each range of codes, and the area that they are in."""
    text = Path(__file__).with_name("postal_codes.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line.startswith(f"{country}\t"))
    return [(start, area) for _, start, area, _ in rows]
