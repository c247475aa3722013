"""Where a list's contacts may be, by their numbers, addresses and columns of time zones together."""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from runner.calling_hours.people import cells, postal_codes, states, zone_cells
from runner.calling_hours.people.location_columns import Kind, LocationColumn, location_columns
from runner.calling_hours.people.locator import Contradiction, Evidence, Location, Locator, may_be_mobile
from runner.calling_hours.people.readings import UNREADABLE, Area, Reading
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import ContactGroup, MobileNumbers, ZoneSource
from runner.config.campaign import ContactsSource, Scalar, blank_key
from runner.contacts import occurrences, reread
from runner.contacts.contacts import Contacts
from runner.contacts.occurrences import Occurrences
from runner.phone_numbers.table import NumberInfo, lookup, number_infos

_READERS: Mapping[Kind, Callable[[str], Reading]] = {
    Kind.ZONE: zone_cells.read,
    Kind.STATE: states.read,
    Kind.POSTAL_CODE: postal_codes.read,
}
_UNREADABLE = (UNREADABLE, Area(()))


@dataclass(frozen=True, slots=True)
class LocatedRow:
    """A contact's location with its row, line and cells."""

    location: Location
    row: int
    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Locations:
    """A list's contacts by location; cells are counted by the position of their column, contradictions by contacts.

    Cells of `unreadable` can't be read, those of `no_place` name an offset or several zones instead of a place. Of
    `ignored` columns most can't be read, and their headers may mean something else: no cell of theirs counts.
    """

    columns: tuple[LocationColumn, ...]
    locator: Locator
    groups: tuple[ContactGroup, ...]
    unreadable: Mapping[int, Occurrences] = field(default_factory=dict)
    no_place: Mapping[int, Occurrences] = field(default_factory=dict)
    ignored: Mapping[int, Occurrences] = field(default_factory=dict)
    contradictions: Mapping[Contradiction, Occurrences] = field(default_factory=dict)


def locate(
    contacts: Contacts,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    year: int,
    mobile: MobileNumbers = MobileNumbers.AREA_CODE,
) -> Locations:
    """Locate a list's contacts for calls in a year; a list with location columns is read again for them."""
    columns = location_columns(contacts.columns, source.columns or {})
    counts = _count_rows(contacts, source, defaults, columns)
    ignored = _ignored(columns, counts)
    locator = _locator(columns, frozenset(ignored), year, mobile)
    groups: Counter[tuple[Place, tuple[str, ...], ZoneSource]] = Counter()
    mobiles: Counter[tuple[Place, tuple[str, ...], ZoneSource]] = Counter()
    unreadable: dict[int, Occurrences] = {}
    no_place: dict[int, Occurrences] = {}
    contradictions: dict[Contradiction, Occurrences] = {}
    for (info, evidence), seen in counts:
        location = locator.locate(info, evidence)
        group = (location.place, location.zones, location.source)
        groups[group] += seen.contacts
        mobiles[group] += seen.contacts if may_be_mobile(info) else 0
        for position in location.unreadable:
            occurrences.add(unreadable, position, seen)
        for position in location.no_place:
            occurrences.add(no_place, position, seen)
        if location.contradiction:
            occurrences.add(contradictions, location.contradiction, seen)
    return Locations(
        columns,
        locator,
        tuple(ContactGroup(*group[:2], count, group[2], mobiles[group]) for group, count in groups.items()),
        unreadable,
        no_place,
        ignored,
        contradictions,
    )


def rows(
    located: Locations, contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]
) -> Iterator[LocatedRow]:
    """Yield each contact of a list that was located, with its location."""
    readers = [(column.index, functools.lru_cache(65_536)(_reader(column, source))) for column in located.columns]
    for number, row, line, written in reread.read_cells(contacts, source, defaults):
        evidence = tuple(read(written[index]) for index, read in readers)
        yield LocatedRow(located.locator.locate(lookup(number), evidence), row, line, written)


@functools.lru_cache(64)
def _locator(columns: tuple[LocationColumn, ...], ignored: frozenset[int], year: int, mobile: MobileNumbers) -> Locator:
    """Return one locator for all lists with the same columns: it keeps what it has located."""
    return Locator(columns, ignored, year, mobile)


def _count_rows(
    contacts: Contacts,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    columns: tuple[LocationColumn, ...],
) -> list[tuple[tuple[NumberInfo, Evidence], Occurrences]]:
    """Return what is known of the numbers with what the cells mean, and how many contacts have that."""
    if not columns:
        return [((info, ()), Occurrences(count, 1, 1)) for info, count in contacts.number_infos.items()]
    readers = {column.index: _reader(column, source) for column in columns}
    counts, infos = reread.count_by_cells(contacts, source, defaults, readers), number_infos()
    return [((infos[number_class], cells), count) for (number_class, cells), count in counts.items()]


def _ignored(
    columns: tuple[LocationColumn, ...], counts: Iterable[tuple[tuple[NumberInfo, Evidence], Occurrences]]
) -> dict[int, Occurrences]:
    """Return the columns whose headers may mean something else and whose cells mostly can't be read, with these."""
    result = {}
    for position in (i for i, column in enumerate(columns) if column.is_vague):
        filled: dict[bool, Occurrences] = {}
        for (_, evidence), seen in counts:
            if (cell := evidence[position]) is not None:
                occurrences.add(filled, cell in _UNREADABLE, seen)
        if True in filled and (False not in filled or filled[True].contacts > filled[False].contacts):
            result[position] = filled[True]
    return result


def _reader(column: LocationColumn, source: ContactsSource) -> Callable[[str], Reading | None]:
    """Return a function from a cell of a column to what it means; of what it may hold, the first that it can be."""
    blank = {*map(blank_key, source.blankValues)}

    def read(cell: str) -> Reading | None:
        text = cells.text(cell)
        if not text or (blank and blank_key(cell) in blank):
            return None
        meanings = [_READERS[kind](text) for kind in column.kinds]
        if len(meanings) == 1:
            return meanings[0]
        return next((meaning for meaning in meanings if meaning not in _UNREADABLE), meanings[0])

    return read
