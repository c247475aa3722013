"""Reads a cell of a column of postal codes, also one that lost its leading zeros to a spreadsheet.

`postal_codes.tsv` tells from which code on a country's postal codes are in an area, and by which source; `?` is none.
"""

import functools
import re
from bisect import bisect_right
from pathlib import Path

from runner.calling_hours.people.readings import Area

# The first letter of Canada's postal codes (Canada Post, forward sortation areas); X is shared by two territories.
_LETTERS = {
    "A": "NL",
    "B": "NS",
    "C": "PE",
    "E": "NB",
    "R": "MB",
    "S": "SK",
    "T": "AB",
    "V": "BC",
    "Y": "YT",
    **dict.fromkeys(("X0A", "X0B", "X0C"), "NU"),
    **dict.fromkeys(("X0E", "X0G", "X1A"), "NT"),
    **dict.fromkeys("GHJ", "QC"),
    **dict.fromkeys("KLMNP", "ON"),
}
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
    code = _PREFIX.sub("", _DECIMAL.sub("", text.upper())).rstrip("- ")
    if canadian := _CANADIAN.fullmatch(code):
        area = _LETTERS.get(code[0]) or _LETTERS.get(code[:3])
        return Area((f"CA-{area}",), unique=canadian[2] is not None) if area else Area(())
    digits = _DIGITS.fullmatch(code)
    if not digits:
        return Area(())
    first, more = digits[1], len(digits[2] or "")
    splits = [(first, more)]
    if len(first) > _LONGEST and not more:
        splits = [(first[:-length], length) for length in (4, 3)]
    return Area(tuple(area for split in splits for area in _areas(*split)))


@functools.lru_cache(65_536)
def _areas(code: str, more: int) -> tuple[str, ...]:
    result = []
    for country in _COUNTRIES.get((len(code), more), ()):
        starts, areas = _ranges(country)
        area = areas[bisect_right(starts, code.zfill(_LENGTHS.get(country, _LONGEST))) - 1]
        if area != "?":
            result.append(f"{country}-{area}")
    return tuple(result)


@functools.cache
def _ranges(country: str) -> tuple[list[str], list[str]]:
    text = Path(__file__).with_name("postal_codes.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line.startswith(f"{country}\t")]
    return [start for _, start, _, _ in rows], [area for _, _, area, _ in rows]
