"""Findings about where contacts are: cells that can't be read or name no place, and sources that disagree."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from runner.calling_hours.people import locations
from runner.calling_hours.people.location_columns import Kind
from runner.calling_hours.people.locations import LocatedRow, Locations
from runner.calling_hours.people.locator import NUMBER, Contradiction, Location
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
_ELSE = "these contacts are located by their other columns and their numbers"
_NO_PLACE = "with an offset, an abbreviation or several zones instead of a place"
_ZONE_HINT = "write names such as `America/New_York`; these cells rule out no time zone"
_MOVED_HINT = (
    "people keep their numbers when they move, so the calling hours of each place must hold; "
    "to trust the columns, set `callingHours: {mobileNumbers: address-first}` in the policy"
)

_Problem = tuple[str, int]
"""A kind of problem, and the position of its column; `may_have_moved` for contradictions."""


def place_findings(
    located: Locations, contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]
) -> Iterator[Finding]:
    """Yield findings for each column with cells that don't count, and for contradictions, at the first such row."""
    problems = list(_problems(located, contacts.path))
    first = _first_rows({problem for problem, _ in problems}, located, contacts, source, defaults)
    for problem, finding in problems:
        at = first.get(problem)
        line, row = (at.line, at.row) if at else (1, None)  # the list may have changed since
        yield replace(finding, line=line, row=row)


def _problems(located: Locations, path: str) -> Iterator[tuple[_Problem, Finding]]:
    for position, cells in sorted(located.unreadable.items()):
        column = located.columns[position]
        message = f"{quoted(column.name)} has {count(cells, 'cell')} that can't be read as {column.kinds[0]}"
        hint = f"{_HINTS[column.kinds[0]]}; {_ELSE}"
        yield ("unreadable", position), _finding("place-unreadable", message, path, hint)
    for position, cells in sorted(located.no_place.items()):
        message = f"{quoted(located.columns[position].name)} has {count(cells, 'cell')} {_NO_PLACE}"
        yield ("no-place", position), _finding("place-unreadable", message, path, _ZONE_HINT)
    for position, cells in sorted(located.ignored.items()):
        column = located.columns[position]
        message = f"{quoted(column.name)} isn't read as {column.kinds[0]}: {count(cells, 'cell')} can't be"
        hint = f"if it says where contacts are, {_HINTS[column.kinds[0]]}"
        yield ("ignored", position), _finding("place-unreadable", message, path, hint, Severity.INFO)
    for moved in (False, True):
        contradictions = {one: n for one, n in located.contradictions.items() if one.may_have_moved is moved}
        if contradictions:
            yield ("contradiction", moved), _contradiction(located, contradictions, path, moved=moved)


def _contradiction(
    located: Locations, contradictions: Mapping[Contradiction, int], path: str, *, moved: bool
) -> Finding:
    positions = sorted(frozenset[int]().union(*(one.sources for one in contradictions)))
    columns = [position for position in positions if position != NUMBER]
    names, contacts = quoted_names(located.columns[i].name for i in columns), sum(contradictions.values())
    where = f"where {count(contacts, 'contact')} {'is' if contacts == 1 else 'are'}"
    if moved:
        message = f"the phone number disagrees with {names} on {where}"
        return _finding("place-contradicts", message, path, _MOVED_HINT, Severity.INFO)
    if NUMBER in positions:
        names = f"the phone number{' and' if len(columns) == 1 else ','} {names}"
    hint = "correct one of them; until then the calling hours of each place must hold"
    return _finding("place-contradicts", f"{names} disagree on {where}", path, hint)


def _first_rows(
    problems: Collection[_Problem],
    located: Locations,
    contacts: Contacts,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
) -> dict[_Problem, LocatedRow]:
    """Return the first row with each problem; an ignored column has none."""
    first: dict[_Problem, LocatedRow] = {}
    wanted = {problem for problem in problems if problem[0] != "ignored"}
    rows = locations.rows(located, contacts, source, defaults) if wanted else iter(())
    for row in rows:
        first = {**dict.fromkeys(_problems_of(row.location), row), **first}
        if wanted <= first.keys():
            break
    return first


def _problems_of(location: Location) -> Iterator[_Problem]:
    yield from (("unreadable", position) for position in location.unreadable)
    yield from (("no-place", position) for position in location.no_place)
    if location.contradiction:
        yield "contradiction", location.contradiction.may_have_moved


def _finding(code: str, message: str, path: str, hint: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(code, message, path, severity=severity, hint=hint)
