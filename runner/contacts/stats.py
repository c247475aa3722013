"""Counts what a list holds: contacts, countries, and how well each variable is filled; never a cell."""

from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from runner.config.campaign import ContactsSource
from runner.contacts.csvfile import columns, delimiter, lines
from runner.contacts.csvfile.lines import HEAD_BYTES, Lines
from runner.contacts.csvfile.rows import is_blank, rows
from runner.contacts.list_findings import Report, silent
from runner.phone_numbers import e164
from runner.phone_numbers.table import NumberInfo, class_of, number_infos

Key = TypeVar("Key")


@dataclass(slots=True)
class Variable:
    """How a column is filled: its blank cells, and the characters of its longest one."""

    name: str
    blank: int = 0
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Stats:
    """What a list holds: `unreadable` counts the rows whose number isn't E.164, or whose cells aren't the header's.

    The different numbers are counted by country (ISO 3166, `001` for services of none), by type and by the IANA zones
    that somebody with such a number may be in, the most first; those that can't exist are `impossible`, and in none.
    """

    rows: int
    unreadable: int
    unique: int
    impossible: int
    countries: dict[str, int]
    types: dict[str, int]
    zones: dict[tuple[str, ...], int]
    variables: tuple[Variable, ...]


def read(file: BinaryIO, source: ContactsSource, report: Report) -> Stats | None:
    """Count; None where the rows can't be told into cells or the numbers not be found, which is said."""
    head = file.read(HEAD_BYTES)
    separator = None if lines.refuse(head, report) else delimiter.choose(head, source, report)
    if separator is None:
        return None
    file.seek(0)
    listed = rows(Lines(file), separator, report)
    header = next((row for row in listed if not is_blank(row[2])), None)
    found = None if header is None else columns.make(header, source, {}, silent(report.path))
    if header is None or found is None or found.phone is None:
        if header is not None:
            columns.make(header, source, {}, report)
        return None
    variables = {column.index: Variable(column.name) for column in found.sent}
    numbers = array("Q")
    count = 0
    for _, _, cells in listed:
        if is_blank(cells):
            continue
        count += 1
        if len(cells) != found.width:
            continue
        number = cells[found.phone].strip()
        if e164.E164.fullmatch(number):
            numbers.append(int(number))
        for index, variable in variables.items():
            cell = cells[index]
            variable.longest = max(variable.longest, len(cell))
            variable.blank += not cell.strip()
    if report.findings.has_errors:
        return None
    unique = set(numbers)
    classes = Counter(map(class_of, unique))
    known = Counter(
        {info: classes[index] for index, info in enumerate(number_infos()) if info.valid and classes[index]}
    )
    return Stats(
        count,
        count - len(numbers),
        len(unique),
        len(unique) - known.total(),
        _most(known, lambda about: about.region or ""),
        _most(known, lambda about: str(about.type)),
        _most(known, lambda about: about.zones),
        tuple(variables.values()),
    )


def _most(known: Counter[NumberInfo], by: Callable[[NumberInfo], Key]) -> dict[Key, int]:
    found: Counter[Key] = Counter()
    for about, many in known.items():
        found[by(about)] += many
    return dict(found.most_common())
