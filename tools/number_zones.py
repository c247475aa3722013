"""Time zones of numbers: libphonenumber's zones of prefixes, read together with the tables in `tools/zones`.

The library's zone of an area code is only a default. A table names every zone of the area codes that have several, and
corrects the library. An exchange, which is a longer prefix, has one zone where it is known:

- the library has an entry for it, which names zones of its area code; or
- the library names its place, and agrees with GeoNames about that place's zone. Where a prefix of the table ends with
  `!`, the library's zones aren't believed, and GeoNames is enough.
"""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA

from runner.calling_hours import zone_offsets

Zones = tuple[str, ...]
_TABLES = Path(__file__).parent / "zones"
_YEARS = range(2027, 2032)
"""Years over which zones are compared: those with the same offsets in each of their months have the same clock."""
_ALL = "*"
"""Zones of a prefix whose numbers may be anywhere in their country."""
_ALONE = "!"
"""Ends a prefix of which the library's longer entries aren't believed."""


class Prefix(NamedTuple):
    """The zones of a prefix; `listed` ones are from the table, and hold whatever region a number is of."""

    zones: Zones
    listed: bool


@functools.cache
def clock(zone: str) -> tuple[int, ...]:
    """Return the offsets of a zone from UTC, month by month."""
    return tuple(offset for year in _YEARS for offset in zone_offsets.monthly(zone, year))


@functools.cache
def of_region(region: str) -> Zones:
    """Return one zone for each clock of a region, the clock that most of its people have first."""
    return _regions().get(region) or zone_offsets.of_country(region)


def of_number(region: str, prefix: Prefix | None) -> Zones:
    """Return the zones of a number of a region: those of its prefix, or the region's where nothing is known of it."""
    own = of_region(region)
    if prefix is None:
        return own
    if prefix.listed:
        first: dict[tuple[int, ...], str] = {}
        for zone in prefix.zones:
            first.setdefault(clock(zone), zone)
        return tuple(first.values())
    clocks = {clock(zone) for zone in prefix.zones}
    return tuple(zone for zone in own if clock(zone) in clocks) or own


@functools.cache
def by_prefix() -> Mapping[str, Prefix | None]:
    """Return what is known of each prefix; None where its numbers may be anywhere in their region."""
    listed, alone = _prefixes()
    library = {prefix: zones for prefix, zones in TIMEZONE_DATA.items() if longest(prefix, listed) not in alone}
    result: dict[str, Prefix | None] = {prefix: _of_library(prefix) for prefix in library}
    for prefix, zones in [*library.items(), *_known_exchanges()]:
        area = longest(prefix, listed)
        if area is not None and (of_area := listed[area]) is not None:
            within = tuple(zone for zone in of_area.zones if clock(zone) in {clock(each) for each in zones})
            contradicted = not within or _disputed(prefix, zones)
            result[prefix] = of_area if contradicted else of_area._replace(zones=within)
        elif area is not None:
            result[prefix] = None
    return result | listed


def longest(prefix: str, table: Mapping[str, object]) -> str | None:
    """Return the longest key of a table that a prefix begins with."""
    return next((prefix[:end] for end in range(len(prefix), 0, -1) if prefix[:end] in table), None)


def _of_library(prefix: str) -> Prefix | None:
    """Return the zones of an entry of the library and of all longer ones; None for a calling code."""
    if prefix in _calling_codes():
        return None
    zones = [zone for longer, of_longer in TIMEZONE_DATA.items() if longer.startswith(prefix) for zone in of_longer]
    return Prefix(tuple(dict.fromkeys(zones)), listed=False)


@functools.cache
def _calling_codes() -> frozenset[str]:
    return frozenset(prefix for prefix in TIMEZONE_DATA if longest(prefix[:-1], TIMEZONE_DATA) is None)


def _known_exchanges() -> list[tuple[str, Zones]]:
    """Return the prefixes of which the library and GeoNames agree about the zone of the place.

    GeoNames is enough where the library isn't believed.
    """
    listed, alone = _prefixes()
    result = []
    for prefix, place in _places_of_prefixes().items():
        entry = longest(prefix, TIMEZONE_DATA)
        zones = _places().get(place_key(prefix, place))
        agreed = longest(prefix, listed) in alone or (
            entry and zones and {*map(clock, zones)} == {*map(clock, TIMEZONE_DATA[entry])}
        )
        if zones and agreed:
            result.append((prefix, zones))
    return result


def _disputed(prefix: str, zones: Zones) -> bool:
    """Whether GeoNames has another zone for the place of a prefix."""
    named = _places().get(place_key(prefix, _places_of_prefixes().get(prefix, "")))
    return named is not None and not {*map(clock, named)} & {*map(clock, zones)}


def places_of_exchanges() -> set[tuple[str, str]]:
    """Return the calling code and the place of each exchange whose area code has several clocks."""
    return {place_key(prefix, place) for prefix, place in _places_of_prefixes().items()}


def place_key(prefix: str, place: str) -> tuple[str, str]:
    """Return a place with the calling code that its name is of."""
    return next(prefix[:end] for end in range(1, 4) if int(prefix[:end]) in COUNTRY_CODE_TO_REGION_CODE), place


@functools.cache
def _places_of_prefixes() -> dict[str, str]:
    """Return the place of each prefix that is longer than an area code with several clocks."""
    listed, _ = _prefixes()
    result = {}
    for prefix, names in GEOCODE_DATA.items():
        area = longest(prefix[:-1], listed)
        zones = listed[area] if area else None
        if zones and len(set(map(clock, zones.zones))) > 1 and "en" in names and prefix not in listed:
            result[prefix] = names["en"]
    return result


@functools.cache
def _prefixes() -> tuple[dict[str, Prefix | None], frozenset[str]]:
    """Return the listed prefixes, and those of which the library's longer entries aren't believed."""
    listed: dict[str, Prefix | None] = {}
    alone = set()
    for prefixes, names, _ in rows("prefixes"):
        for prefix in prefixes.split():
            listed[prefix.rstrip(_ALONE)] = None if names == _ALL else Prefix(tuple(names.split(",")), listed=True)
            if prefix.endswith(_ALONE):
                alone.add(prefix.rstrip(_ALONE))
    return listed, frozenset(alone)


@functools.cache
def _regions() -> dict[str, Zones]:
    return {region: tuple(names.split(",")) for region, names, _ in rows("regions")}


@functools.cache
def _places() -> dict[tuple[str, str], Zones]:
    return {(code, place): tuple(names.split(",")) for code, place, names, _ in rows("places")}


def path(table: str) -> Path:
    """Return the file of a table in `tools/zones`."""
    return _TABLES / f"{table}.tsv"


def rows(table: str) -> list[list[str]]:
    """Return the rows of a table in `tools/zones`, without its header."""
    lines = path(table).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]
