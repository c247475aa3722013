"""What a cell says of where somebody is, and which time zones that means in the country of the number.

A reading doesn't depend on the number: `CST` is read once, and means Chicago or Shanghai by the number's country.
"""

import functools
from dataclasses import dataclass

from runner import zone_names
from runner.calling_hours import zone_offsets
from runner.calling_hours.people import areas
from runner.zone_names import ZoneName

_CODES = "US CA AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI"
NORTH_AMERICA = frozenset(_CODES.split())
"""Countries of the calling code 1 (North American Numbering Plan): their numbers move within it."""


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
    """An offset from UTC, which isn't a zone: it means those that have it in standard or daylight saving time."""

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


@functools.lru_cache(65_536)
def zones(reading: Reading, country: str | None, year: int) -> tuple[str, ...] | None:
    """Return the zones that a reading means for a number of a country.

    They are empty where it can't be read for that country; None where the country has one local time, so that a state
    or a postal code of it needs no reading.
    """
    match reading:
        case Zone(name, local):
            return (name,) if local is None or local in _countries(country) else ()
        case ZoneName(groups, local):
            best = () if local else (zone_names.best_known(groups[0]),)
            return next(filter(None, (_of_groups(groups, where, year) for where in _countries(country))), best)
        case Offset():
            return next(filter(None, (_with_offset(reading, where, year) for where in _countries(country))), ())
        case Area():
            if code := reading.code(country):
                return areas.zones(code)
            return None if _has_one_time(country, year) else ()
        case Several(places, offsets):
            alternatives = [of_place for place in places if (of_place := zones(place, country, year))]
            return tuple(zone for zone in agreeing(alternatives, year) if _has_offsets(zone, offsets, year))
        case _:
            return ()


def agreeing(alternatives: list[tuple[str, ...]], year: int) -> tuple[str, ...]:
    """Return the first of several tuples of zones, without the zones whose local time another tuple rules out."""
    times = [{zone_offsets.monthly(zone, year) for zone in zones} for zones in alternatives]
    first = alternatives[0] if alternatives else ()
    return tuple(zone for zone in first if all(zone_offsets.monthly(zone, year) in other for other in times))


def _countries(country: str | None) -> tuple[str, ...]:
    """Return where to look for what a number's holder writes: its country first."""
    if country in NORTH_AMERICA:
        return tuple(dict.fromkeys((country, "US", "CA")))
    return (country,) if country else ()


def _of_groups(groups: tuple[str, ...], country: str, year: int) -> tuple[str, ...]:
    zones = [zone for group in groups for zone in zone_names.zones(group, country)]
    best_known = [zone for zone in map(zone_names.best_known, groups) if zone in zones]
    return _distinct([*best_known, *zones], year)


def _with_offset(offset: Offset, country: str, year: int) -> tuple[str, ...]:
    zones = [zone for zone in zone_offsets.of_country(country) if _has_offsets(zone, (offset,), year)]
    return _distinct(sorted(zones, key=lambda zone: zone.startswith("Antarctica/")), year)


def _distinct(zones: list[str], year: int) -> tuple[str, ...]:
    """Return the first of the zones with each local time."""
    return tuple({zone_offsets.monthly(zone, year): zone for zone in reversed(zones)}.values())[::-1]


def _has_offsets(zone: str, offsets: tuple[Offset, ...], year: int) -> bool:
    return all(60 * offset.minutes in zone_offsets.monthly(zone, year) for offset in offsets)


def _has_one_time(country: str | None, year: int) -> bool:
    return len({zone_offsets.monthly(zone, year) for zone in zone_offsets.of_country(country or "")}) == 1
