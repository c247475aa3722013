"""Where a list's contacts likely are: from its columns of time zones, else of addresses, else from their numbers.

Where the columns of a row disagree, the contact may be in every zone that one of them speaks for.
"""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from runner.calling_hours.people import cells, postal_codes, readings, states, zone_cells
from runner.calling_hours.people.location_columns import Kind, LocationColumn, location_columns
from runner.calling_hours.people.readings import UNREADABLE, Area, Reading
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import ContactGroup, ZoneSource
from runner.config.campaign import ContactsSource, Scalar, blank_key
from runner.contacts import reread
from runner.contacts.reader import Contacts
from runner.phone_numbers.table import SERVICE_TYPES, NumberInfo, class_of, number_infos

Evidence = tuple[Reading | None, ...]
"""What a row's cells say of where somebody is, in the order of the columns; None for a blank one."""
_READERS: Mapping[Kind, Callable[[str], Reading]] = {
    Kind.ZONE: zone_cells.read,
    Kind.STATE: states.read,
    Kind.POSTAL_CODE: postal_codes.read,
}
_COUNTRIES_WITH_STATES = ("US", "CA", "AU")
"""Countries of which a rule or the holidays may be a state's."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a contact may be; `unreadable` and `disagreeing` are the positions of columns in `Locations.columns`."""

    place: Place
    zones: tuple[str, ...]
    source: ZoneSource
    unreadable: frozenset[int] = frozenset()
    disagreeing: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class LocatedRow:
    """A contact's location with its row, line and cells."""

    location: Location
    row: int
    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Locations:
    """A list's contacts by location; `unreadable` counts cells and `disagreeing` contacts, by position of a column."""

    columns: tuple[LocationColumn, ...]
    groups: tuple[ContactGroup, ...]
    unreadable: Mapping[int, int] = field(default_factory=dict)
    disagreeing: Mapping[frozenset[int], int] = field(default_factory=dict)


def locate(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], year: int) -> Locations:
    """Locate a list's contacts for calls in a year; a list with location columns is read again for them."""
    columns = location_columns(contacts.columns, source.columns or {})
    if not columns:
        infos = contacts.number_infos.items()
        return Locations((), tuple(_group(_by_number(info), count) for info, count in infos))
    readers = {column.index: _reader(column, source) for column in columns}
    counts: Counter[tuple[Place, tuple[str, ...], ZoneSource]] = Counter()
    unreadable: Counter[int] = Counter()
    disagreeing: Counter[frozenset[int]] = Counter()
    for (number_class, evidence), count in reread.count_by_cells(contacts, source, defaults, readers).items():
        location = _locate(columns, number_class, evidence, year)
        counts[location.place, location.zones, location.source] += count
        unreadable.update(dict.fromkeys(location.unreadable, count))
        if location.disagreeing:
            disagreeing[location.disagreeing] += count
    groups = (ContactGroup(place, zones, count, source) for (place, zones, source), count in counts.items())
    return Locations(columns, tuple(groups), unreadable, disagreeing)


def rows(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], year: int) -> Iterator[LocatedRow]:
    """Yield each contact with its location, which is that of `locate`."""
    columns = location_columns(contacts.columns, source.columns or {})
    readers = [(column.index, functools.lru_cache(65_536)(_reader(column, source))) for column in columns]
    for number, row, line, written in reread.read_cells(contacts, source, defaults):
        evidence = tuple(read(written[index]) for index, read in readers)
        yield LocatedRow(_locate(columns, class_of(number), evidence, year), row, line, written)


def _reader(column: LocationColumn, source: ContactsSource) -> Callable[[str], Reading | None]:
    """Return a function from a cell of a column to what it means; of what it may hold, the first that it can be."""
    blank = {"", *map(blank_key, source.blankValues)}

    def read(cell: str) -> Reading | None:
        text = cells.text(cell)
        if not text or blank_key(cell) in blank:
            return None
        meanings = [_READERS[kind](text) for kind in column.kinds]
        return next((meaning for meaning in meanings if meaning not in (UNREADABLE, Area(()))), meanings[0])

    return read


@functools.lru_cache(65_536)
def _locate(columns: tuple[LocationColumn, ...], number_class: int, evidence: Evidence, year: int) -> Location:
    """Locate a contact by what its row says, else by its number; the states of the number apply as well."""
    info = number_infos()[number_class]
    zones = {i: readings.zones(cell, info.region, year) for i, cell in enumerate(evidence) if cell is not None}
    unreadable = frozenset(i for i, of_column in zones.items() if of_column == ())
    known = {i: of_column for i, of_column in zones.items() if of_column}
    if not known or info.type in SERVICE_TYPES:
        return replace(_by_number(info), unreadable=unreadable)
    codes = {i: code for i in known if (code := _code(evidence[i], info.region))}
    place = Place(info.region, _states(codes.values(), info))
    source = ZoneSource.COLUMN if any(columns[i].kinds[0] is Kind.ZONE for i in known) else ZoneSource.ADDRESS
    agreed = readings.agreeing(list(known.values()), year)
    disagreeing = frozenset(i for i in known for j in known if _disagree(i, j, known, codes, year))
    if disagreeing or not agreed:
        every = tuple(dict.fromkeys(zone for of_column in known.values() for zone in of_column))
        return Location(place, every, source, unreadable, disagreeing or frozenset(known))
    return Location(place, agreed, source, unreadable)


def _by_number(info: NumberInfo) -> Location:
    if info.type in SERVICE_TYPES:
        return Location(Place(None), (), ZoneSource.NUMBER)
    return Location(Place(info.region, info.states), info.zones, ZoneSource.NUMBER)


def _group(location: Location, count: int) -> ContactGroup:
    return ContactGroup(location.place, location.zones, count, location.source)


def _code(reading: Reading | None, country: str | None) -> str | None:
    return reading.code(country) if isinstance(reading, Area) else None


def _states(codes: Iterable[str], info: NumberInfo) -> tuple[str, ...]:
    """Return the states whose rules apply: those of the address in the number's country, and the number's own."""
    of_country = [code.partition("-")[2] for code in codes if code.startswith(f"{info.region}-")]
    return tuple(dict.fromkeys([*(of_country if info.region in _COUNTRIES_WITH_STATES else []), *info.states]))


def _disagree(one: int, other: int, known: Mapping[int, tuple[str, ...]], codes: Mapping[int, str], year: int) -> bool:
    """Whether two columns name different states, or have no local time in common."""
    if one in codes and other in codes and codes[one] != codes[other]:
        return True
    return not readings.agreeing([known[one], known[other]], year)
