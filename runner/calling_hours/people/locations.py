"""Where a list's people likely are: by a column of zones, else by their addresses, else by their numbers."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from runner.calling_hours import zone_offsets
from runner.calling_hours.people import postal_codes
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import Group, ZoneSource
from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.reader import Contacts
from runner.phone_numbers.bulk import classify, count_by
from runner.phone_numbers.table import SERVICE_TYPES, NumberInfo, classes, lookup

_ZONE = {"timezone", "tz", "ianazone", "ianatimezone"}
_STATE = {"state", "province", "stateprovince", "statecode", "provincecode"}
_POSTAL = {"zip", "zipcode", "postalcode", "postcode"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a list say where somebody is; None where there is no such column, or there are two."""

    zone: int | None
    state: int | None
    postal: int | None

    @property
    def indices(self) -> list[int]:
        return [index for index in (self.zone, self.state, self.postal) if index is not None]


def columns(header: Sequence[str]) -> Columns:
    """Find them by name; case, spaces, hyphens and underscores don't count."""
    squeezed = ["".join(filter(str.isalnum, name)).lower() for name in header]

    def one(names: set[str]) -> int | None:
        found = [index for index, name in enumerate(squeezed) if name in names]
        return found[0] if len(found) == 1 else None

    return Columns(one(_ZONE), one(_STATE), one(_POSTAL))


def groups(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]) -> tuple[Group, ...]:
    """Give a list's people by what is known of where they are; a list with such columns is read again for them."""
    found = columns(contacts.columns)
    if not found.indices:
        return tuple(_by_number(known, count) for known, count in count_by(contacts.numbers).items())
    return _by_columns(contacts, source, defaults, found)


def rows(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]
) -> Iterator[tuple[Place, tuple[str, ...], Sequence[str]]]:
    """Give each contact's place, likely zones and cells, as `groups` has them."""
    from runner.contacts.reread import read_cells

    found = columns(contacts.columns)
    for number, cells in read_cells(contacts, source, defaults):
        known = lookup(number)
        group = _by_address(known, _said(found, cells)) if found.indices else _by_number(known, 1)
        yield group.place, group.zones, cells


def _by_columns(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], found: Columns
) -> tuple[Group, ...]:
    from runner.contacts.reread import read_columns

    listed, said = array("Q"), []
    for number, cells in read_columns(contacts, source, defaults, found.indices):
        listed.append(number)
        said.append(cells)
    kinds = classes()
    places = classify(listed).tolist()
    counted: Counter[tuple[Place, tuple[str, ...], ZoneSource]] = Counter()
    for (place, cells), count in Counter(zip(places, said, strict=True)).items():
        group = _by_address(kinds[place], _said(found, dict(zip(found.indices, cells, strict=True))))
        counted[group.place, group.zones, group.source] += count
    return tuple(Group(place, names, count, source) for (place, names, source), count in counted.items())


@dataclass(frozen=True, slots=True)
class _Said:
    zone: str
    state: str
    postal: str


def _said(found: Columns, cells: Mapping[int, str] | Sequence[str]) -> _Said:
    said = ("" if index is None else cells[index].strip() for index in (found.zone, found.state, found.postal))
    return _Said(*said)


def _by_number(known: NumberInfo, count: int) -> Group:
    if known.type in SERVICE_TYPES:
        return Group(Place(None), (), count, ZoneSource.NUMBER)
    return Group(Place(known.region, known.states), known.zones, count, ZoneSource.NUMBER)


def _by_address(known: NumberInfo, said: _Said) -> Group:
    """Put somebody where the address says, if it says it of the number's country; the number's state counts too."""
    if known.type in SERVICE_TYPES:
        return _by_number(known, 1)
    country = known.region or ""
    state = postal_codes.state(country, said.state) or postal_codes.state_of_postal_code(country, said.postal)
    states = tuple(dict.fromkeys([*([state] if state else []), *known.states]))
    place = Place(known.region, states)
    if said.zone and zone_offsets.exists(said.zone):
        return Group(place, (said.zone,), 1, ZoneSource.COLUMN)
    if state and (names := postal_codes.zones(country, state)):
        return Group(place, names, 1, ZoneSource.ADDRESS)
    return Group(place, known.zones, 1, ZoneSource.NUMBER)
