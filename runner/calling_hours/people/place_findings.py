"""Findings about where contacts are: cells that can't be read or name no place, and sources that disagree."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from runner.calling_hours.people.location_columns import Kind
from runner.calling_hours.people.locations import Locations
from runner.calling_hours.people.locator import NUMBER, Contradiction
from runner.contacts.csvfile.header import quoted_names
from runner.contacts.occurrences import Occurrences
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


def place_findings(located: Locations, path: str) -> Iterator[Finding]:
    """Yield findings for each column with cells that don't count, and for contradictions, at the first such row."""
    for position, cells in sorted(located.unreadable.items()):
        column = located.columns[position]
        message = f"{quoted(column.name)} has {count(cells.contacts, 'cell')} that can't be read as {column.kinds[0]}"
        yield _finding("place-unreadable", message, path, f"{_HINTS[column.kinds[0]]}; {_ELSE}", cells)
    for position, cells in sorted(located.no_place.items()):
        message = f"{quoted(located.columns[position].name)} has {count(cells.contacts, 'cell')} {_NO_PLACE}"
        yield _finding("place-unreadable", message, path, _ZONE_HINT, cells)
    for position, cells in sorted(located.ignored.items()):
        column = located.columns[position]
        message = f"{quoted(column.name)} isn't read as {column.kinds[0]}: {count(cells.contacts, 'cell')} can't be"
        hint = f"if it says where contacts are, {_HINTS[column.kinds[0]]}"
        yield replace(_finding("place-unreadable", message, path, hint, cells), severity=Severity.INFO)
    for moved in (False, True):
        contradictions = {one: seen for one, seen in located.contradictions.items() if one.may_have_moved is moved}
        if contradictions:
            yield _contradiction(located, contradictions, path, moved=moved)


def _contradiction(
    located: Locations, contradictions: Mapping[Contradiction, Occurrences], path: str, *, moved: bool
) -> Finding:
    positions = sorted(frozenset[int]().union(*(one.sources for one in contradictions)))
    columns = [position for position in positions if position != NUMBER]
    names = quoted_names(located.columns[i].name for i in columns)
    contacts, first = (
        sum(seen.contacts for seen in contradictions.values()),
        min(contradictions.values(), key=lambda seen: seen.row),
    )
    where = f"where {count(contacts, 'contact')} {'is' if contacts == 1 else 'are'}"
    if moved:
        message = f"the phone number disagrees with {names} on {where}"
        return replace(_finding("place-contradicts", message, path, _MOVED_HINT, first), severity=Severity.INFO)
    if NUMBER in positions:
        names = f"the phone number{' and' if len(columns) == 1 else ','} {names}"
    hint = "correct one of them; until then the calling hours of each place must hold"
    return _finding("place-contradicts", f"{names} disagree on {where}", path, hint, first)


def _finding(code: str, message: str, path: str, hint: str, first: Occurrences) -> Finding:
    return Finding(code, message, path, line=first.line, row=first.row, severity=Severity.WARNING, hint=hint)
