"""Where a list's contacts likely are: from a time zone column, else from their addresses, else from their numbers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from runner.calling_hours import zone_offsets
from runner.calling_hours.people import postal_codes
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import ContactGroup, ZoneSource
from runner.config.campaign import ContactsSource, Scalar
from runner.contacts import reread
from runner.contacts.reader import Contacts
from runner.phone_numbers.table import SERVICE_TYPES, NumberInfo, class_of, lookup, number_infos

_ZONE = {"timezone", "tz", "ianazone", "ianatimezone"}
_STATE = {"state", "province", "stateprovince", "statecode", "provincecode"}
_POSTAL_CODE = {"zip", "zipcode", "postalcode", "postcode"}


@dataclass(frozen=True, slots=True)
class LocationColumns:
    """The columns of a list that say where a contact is; None where the list has no such column, or several."""

    zone: int | None
    state: int | None
    postal_code: int | None

    @property
    def indices(self) -> list[int]:
        return [index for index in (self.zone, self.state, self.postal_code) if index is not None]


@dataclass(frozen=True, slots=True)
class _Address:
    """The cells of a row in those columns, empty where there is no column."""

    zone: str
    state: str
    postal_code: str


def location_columns(header: Sequence[str]) -> LocationColumns:
    """Return the columns by their names, ignoring case, spaces, hyphens and underscores."""
    normalized = ["".join(filter(str.isalnum, name)).lower() for name in header]

    def index(names: set[str]) -> int | None:
        matches = [index for index, name in enumerate(normalized) if name in names]
        return matches[0] if len(matches) == 1 else None

    return LocationColumns(index(_ZONE), index(_STATE), index(_POSTAL_CODE))


def groups(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]) -> tuple[ContactGroup, ...]:
    """Return a list's contacts grouped by location; a list with location columns is read again for them."""
    columns = location_columns(contacts.columns)
    if not columns.indices:
        return tuple(_by_number(info, count) for info, count in contacts.number_infos.items())
    return _groups_by_address(contacts, source, defaults, columns)


def rows(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]
) -> Iterator[tuple[Place, tuple[str, ...], Sequence[str]]]:
    """Yield each contact's place, candidate zones and cells; places and zones are those of `groups`."""
    columns = location_columns(contacts.columns)
    for number, cells in reread.read_cells(contacts, source, defaults):
        info = lookup(number)
        group = _by_address(info, _address(columns, cells)) if columns.indices else _by_number(info, 1)
        yield group.place, group.zones, cells


def _groups_by_address(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], columns: LocationColumns
) -> tuple[ContactGroup, ...]:
    rows = reread.read_columns(contacts, source, defaults, columns.indices)
    known = number_infos()
    counts: Counter[tuple[Place, tuple[str, ...], ZoneSource]] = Counter()
    for (number_class, cells), count in Counter((class_of(number), cells) for number, cells in rows).items():
        address = _address(columns, dict(zip(columns.indices, cells, strict=True)))
        group = _by_address(known[number_class], address)
        counts[group.place, group.zones, group.source] += count
    return tuple(ContactGroup(place, zones, count, source) for (place, zones, source), count in counts.items())


def _address(columns: LocationColumns, cells: Mapping[int, str] | Sequence[str]) -> _Address:
    indices = (columns.zone, columns.state, columns.postal_code)
    return _Address(*("" if index is None else cells[index].strip() for index in indices))


def _by_number(info: NumberInfo, count: int) -> ContactGroup:
    if info.type in SERVICE_TYPES:
        return ContactGroup(Place(None), (), count, ZoneSource.NUMBER)
    return ContactGroup(Place(info.region, info.states), info.zones, count, ZoneSource.NUMBER)


def _by_address(info: NumberInfo, address: _Address) -> ContactGroup:
    """Locate a contact by its address where that is in the number's country; the number's states apply as well."""
    if info.type in SERVICE_TYPES:
        return _by_number(info, 1)
    country = info.region or ""
    state = postal_codes.state(country, address.state)
    state = state or postal_codes.state_of_postal_code(country, address.postal_code)
    states = tuple(dict.fromkeys([*([state] if state else []), *info.states]))
    place = Place(info.region, states)
    if address.zone and zone_offsets.exists(address.zone):
        return ContactGroup(place, (address.zone,), 1, ZoneSource.COLUMN)
    if state and (zones := postal_codes.zones(country, state)):
        return ContactGroup(place, zones, 1, ZoneSource.ADDRESS)
    return ContactGroup(place, info.zones, 1, ZoneSource.NUMBER)
