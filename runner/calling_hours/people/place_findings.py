"""Findings about columns that say where contacts are: cells that can't be read, and columns that disagree."""

from collections.abc import Iterator, Mapping

from runner.calling_hours.people import locations
from runner.calling_hours.people.location_columns import Kind
from runner.calling_hours.people.locations import LocatedRow, Locations
from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.csvfile.header import quoted_names
from runner.contacts.reader import Contacts
from runner.findings import Finding, Severity
from runner.formatting import count, quoted

_HINTS = {
    Kind.ZONE: "write names such as `America/New_York`",
    Kind.STATE: "write codes or names such as `NY`",
    Kind.POSTAL_CODE: "write whole codes such as `02134`",
}
_ELSE = "these contacts are located by their other columns, else by their numbers"


def place_findings(
    located: Locations, contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], year: int
) -> Iterator[Finding]:
    """Yield a finding for each column with unreadable cells, and one for columns that disagree, at the first row."""
    if not located.unreadable and not located.disagreeing:
        return
    first, first_disagreeing = _first_rows(located, contacts, source, defaults, year)
    for position, cells in sorted(located.unreadable.items()):
        column = located.columns[position]
        message = f"{quoted(column.name)} has {count(cells, 'cell')} that can't be read as {column.kinds[0]}"
        hint = f"{_HINTS[column.kinds[0]]}; {_ELSE}"
        yield _finding("place-unreadable", message, hint, contacts, first.get(position))
    if located.disagreeing:
        positions = sorted(frozenset[int]().union(*located.disagreeing))
        names = quoted_names(located.columns[position].name for position in positions)
        people = sum(located.disagreeing.values())
        message = f"{names} disagree on where {count(people, 'contact')} {'is' if people == 1 else 'are'}"
        hint = "correct one of them; until then the calling hours of each place must hold"
        yield _finding("place-contradicts", message, hint, contacts, first_disagreeing)


def _first_rows(
    located: Locations, contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], year: int
) -> tuple[dict[int, LocatedRow], LocatedRow | None]:
    """Return the first row with an unreadable cell by column, and the first whose columns disagree."""
    first: dict[int, LocatedRow] = {}
    disagreeing = None
    for row in locations.rows(contacts, source, defaults, year):
        first = {**dict.fromkeys(row.location.unreadable, row), **first}
        if disagreeing is None and row.location.disagreeing:
            disagreeing = row
        if len(first) == len(located.unreadable) and (disagreeing or not located.disagreeing):
            break
    return first, disagreeing


def _finding(code: str, message: str, hint: str, contacts: Contacts, at: LocatedRow | None) -> Finding:
    line, row = (at.line, at.row) if at else (1, None)  # the list may have changed since
    return Finding(code, message, contacts.path, line=line, row=row, severity=Severity.WARNING, hint=hint)
