"""States, provinces and other parts of a country: their names, and the time zones they are in.

`areas.tsv` has a line for each: ISO 3166-2 code, zones, names and source. Where few parts of a country have a time of
their own, one area stands for all others. A part of a state that has other zones than the state has a third part in its
code, as `US-FL-C`, and no name: only a postal code means it. docs/reference/zones.md tells what the table was
compared with.
"""

import functools
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from runner.zone_names import key

_WELL_KNOWN = ("US", "CA", "AU")
"""Countries whose states are known everywhere by their names."""
_PARTS_OF_A_CODE = 2
"""Parts of an ISO 3166-2 code, between hyphens."""
_LONGEST_CODE = 4
"""Letters of the longest code or abbreviation, which may mean something else in another country."""
_ELSEWHERE = frozenset(["florida", "georgia", "maryland", "montana", "victoria"])
"""Names that other countries have too: a country, and parts of Uruguay, Liberia, Bulgaria and the Seychelles."""


class Spelling(NamedTuple):
    """What a code or name means: one area of each country that has one, and whether it means that one everywhere."""

    codes: tuple[str, ...]
    unique: bool


def zones(code: str) -> tuple[str, ...]:
    """Return the zones of an area by its ISO 3166-2 code."""
    return _zones()[code]


def state(code: str) -> str:
    """Return the ISO 3166-2 code of an area: of the state, where it is a part of one."""
    return "-".join(code.split("-")[:_PARTS_OF_A_CODE])


def is_part(code: str) -> bool:
    """Whether an area is a part of a state with zones of its own."""
    return state(code) != code


def codes() -> Collection[str]:
    """Return the codes of all areas."""
    return _zones().keys()


def lookup(text: str) -> Spelling | None:
    """Return the areas that a code or name may mean; None where it is neither."""
    return _spellings().get(key(text))


@functools.cache
def _lines() -> tuple[list[str], ...]:
    text = Path(__file__).with_name("areas.tsv").read_text(encoding="utf-8")
    return tuple(line.split("\t") for line in text.splitlines()[1:])


@functools.cache
def _zones() -> Mapping[str, tuple[str, ...]]:
    return {code: tuple(names.split(",")) for code, names, _, _ in _lines()}


@functools.cache
def _spellings() -> Mapping[str, Spelling]:
    codes: dict[str, list[str]] = defaultdict(list)
    for code, _, names, _ in _lines():
        if is_part(code):
            continue
        for spelling in {key(code.partition("-")[2]), *map(key, names.split("/"))}:
            codes[spelling].append(code)
    return {spelling: Spelling(tuple(areas), _is_unique(spelling, areas)) for spelling, areas in codes.items()}


def _is_unique(spelling: str, codes: list[str]) -> bool:
    if len(codes) > 1 or len(spelling) <= _LONGEST_CODE or spelling in _ELSEWHERE:
        return False
    return codes[0].startswith(_WELL_KNOWN)
