"""What a cell says of where somebody is, and which time zones that means in the country of the number.

A reading doesn't depend on the number: `CST` is read once, and means Chicago or Shanghai by the number's country.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from runner import zone_names
from runner.calling_hours import zone_offsets
from runner.calling_hours.people import areas
from runner.zone_names import ZoneName

_CODES = "US CA AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI"
NORTH_AMERICA = frozenset(_CODES.split())
"""Countries of the calling code 1 (North American Numbering Plan): their numbers move within it."""
_ALIKE = frozenset([("IT", "US-TN")])
"""States that an address in another country looks like: `TN` with `38121` is Trento, and would be Tennessee."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that isn't blank, and that nothing is known of."""


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA zone; one that is written as a city alone is known in its country only."""

    name: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Offset:
    """An offset from UTC, which isn't a zone: any with it in standard or daylight saving time may be meant."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Area:
    """A state or postal code: an ISO 3166-2 code of each country in which it can be read, none where in no country.

    A `unique` one means the same in every country, such as the full name of a state.
    """

    codes: tuple[str, ...]
    unique: bool = False

    def code(self, country: str | None) -> str | None:
        """Return the state's code for a number of a country; None where it is none there."""
        of = (code for where in _countries(country) for code in self.codes if code.startswith(f"{where}-"))
        return next(of, self.codes[0] if len(self.codes) == 1 and (self.unique or country is None) else None)


@dataclass(frozen=True, slots=True)
class Several:
    """Parts of a cell in a column of time zones, which must agree, as in `(UTC-05:00) Eastern Time`."""

    places: tuple["Zone | ZoneName | Area", ...]
    offsets: tuple[Offset, ...]


Reading = Unreadable | Zone | ZoneName | Offset | Area | Several
UNREADABLE = Unreadable()


class Meaning(NamedTuple):
    """The zones that a reading may mean; none where it can't be read.

    Only what names a `place` can rule out zones: an offset, an abbreviation, or two zones in one cell can't. `area` is
    the ISO 3166-2 code of a state or postal code, `in_part` whether it is a part of that state with zones of its own.
    """

    zones: tuple[str, ...]
    place: bool = True
    area: str | None = None
    in_part: bool = False


NOTHING = Meaning(())


@functools.lru_cache(65_536)
def meaning(reading: Reading, country: str | None, year: int) -> Meaning | None:
    """Return what a reading means for a number of a country.

    It is None where the country has one local time and the reading doesn't name another one: it needs no reading.
    """
    match reading:
        case Zone(name, local):
            return Meaning((name,)) if local is None or local in _countries(country) else NOTHING
        case ZoneName(groups, local, offset):
            if offset:
                return _unless_sole_time(_of_groups(groups, _neighbors(country), year), country, year)
            best = () if local else (zone_names.best_known(groups[0]),)
            of_first = (_of_groups(groups, (where,), year) for where in _countries(country))
            return Meaning(next(filter(None, of_first), best))
        case Offset():
            return _unless_sole_time(_with_offset(reading, _neighbors(country), year), country, year)
        case Area():
            if code := reading.code(country):
                return Meaning(areas.zones(code), area=areas.state(code), in_part=areas.is_part(code))
            return None if _sole_time(country, year) else NOTHING
        case Several(places, offsets):
            return _of_several(places, offsets, country, year)
        case _:
            return NOTHING


def _of_several(
    places: Iterable[Zone | ZoneName | Area], offsets: tuple[Offset, ...], country: str | None, year: int
) -> Meaning | None:
    """Return the zones by which all parts of a cell agree; those of each part where they don't."""
    meanings = [known for place in places if (known := meaning(place, country, year)) and known.zones]
    first = sorted(meanings, key=lambda known: not known.place)
    agreed = _having(agreeing([known.zones for known in first], year), offsets, year)
    if not meanings or (agreed and first[0].place):
        return Meaning(agreed)
    each = [zone for known in meanings for zone in known.zones]
    any_offset = [zone for offset in offsets for zone in _with_offset(offset, _neighbors(country), year)]
    return _unless_sole_time(_having(each, offsets, year) or _distinct([*each, *any_offset], year), country, year)


def settle(
    cells: tuple[Reading | None, ...], postal: frozenset[int], country: str | None
) -> tuple[Reading | None, ...]:
    """Return what cells mean where states and postal codes (at `postal`) name one state that isn't of the country.

    One of them alone may mean something else: `NY` is also in Yorkshire, and `10001` in Berlin.
    """
    addresses = {i: cell for i, cell in enumerate(cells) if isinstance(cell, Area) and cell.codes}
    if not postal or postal.isdisjoint(addresses) or postal.issuperset(addresses):
        return cells
    if all(cell.code(country) for cell in addresses.values()):
        return cells
    common = set.intersection(*({areas.state(code) for code in cell.codes} for cell in addresses.values()))
    if len(common) != 1 or (country, *common) in _ALIKE:
        return cells
    return tuple(_only(addresses[i], *common) if i in addresses else cell for i, cell in enumerate(cells))


def _only(cell: Area, state: str) -> Area:
    """Return a state or postal code as that of one state alone."""
    return Area(tuple(code for code in cell.codes if areas.state(code) == state), unique=True)


def agreeing(alternatives: list[tuple[str, ...]], year: int) -> tuple[str, ...]:
    """Return the first of several tuples of zones, without the zones whose local time another tuple rules out."""
    if not alternatives:
        return ()
    first, *others = alternatives
    common = times(first, year).intersection(*(times(zones, year) for zones in others))
    return tuple(zone for zone in first if zone_offsets.monthly(zone, year) in common)


@functools.lru_cache(4096)
def times(zones: tuple[str, ...], year: int) -> frozenset[tuple[int, ...]]:
    """Return the local times that zones have over a year."""
    return frozenset(zone_offsets.monthly(zone, year) for zone in zones)


def _countries(country: str | None) -> tuple[str, ...]:
    """Return where to look for what a number's holder writes: its country first."""
    if country in NORTH_AMERICA:
        return tuple(dict.fromkeys((country, "US", "CA")))
    return (country,) if country else ()


def _neighbors(country: str | None) -> tuple[str, ...]:
    """Return where an offset or an abbreviation may be meant: in every country whose numbers look alike."""
    return tuple(dict.fromkeys([*_countries(country), *sorted(NORTH_AMERICA if country in NORTH_AMERICA else ())]))


def _of_groups(groups: tuple[str, ...], countries: Iterable[str], year: int) -> tuple[str, ...]:
    zones = [zone for country in countries for group in groups for zone in zone_names.zones(group, country)]
    best_known = [zone for zone in map(zone_names.best_known, groups) if zone in zones]
    return _distinct([*best_known, *zones], year)


def _with_offset(offset: Offset, countries: Iterable[str], year: int) -> tuple[str, ...]:
    every = (zone for country in countries for zone in zone_offsets.of_country(country))
    return _distinct(sorted(_having(every, (offset,), year), key=lambda zone: zone.startswith("Antarctica/")), year)


def _unless_sole_time(zones: tuple[str, ...], country: str | None, year: int) -> Meaning | None:
    """Return what names no place, unless one of these zones has the only local time of the country."""
    sole = _sole_time(country, year)
    if sole and any(zone_offsets.monthly(zone, year) == sole for zone in zones):
        return None
    return Meaning(zones, place=False)


def _distinct(zones: list[str], year: int) -> tuple[str, ...]:
    """Return the first of the zones with each local time."""
    return tuple({zone_offsets.monthly(zone, year): zone for zone in reversed(zones)}.values())[::-1]


def _having(zones: Iterable[str], offsets: tuple[Offset, ...], year: int) -> tuple[str, ...]:
    """Return the zones that have all of these offsets at some time of the year."""
    minutes = {60 * offset.minutes for offset in offsets}
    return tuple(zone for zone in zones if minutes <= {*zone_offsets.monthly(zone, year)})


def _sole_time(country: str | None, year: int) -> tuple[int, ...] | None:
    """Return the offsets of a country with one local time; None for another one."""
    times = {zone_offsets.monthly(zone, year) for zone in zone_offsets.of_country(country or "")}
    return times.pop() if len(times) == 1 else None
