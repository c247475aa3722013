"""Counts what is in a list: contacts, countries, and how well each variable is filled; never a cell."""

from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from runner.config.campaign import ContactsSource
from runner.contacts.csvfile import columns
from runner.contacts.csvfile.rows import is_blank
from runner.contacts.list_findings import Report, silent_report
from runner.contacts.table import open_table
from runner.phone_numbers import e164
from runner.phone_numbers.table import NumberInfo, class_of, number_infos

_Key = TypeVar("_Key")


@dataclass(slots=True)
class Variable:
    """How a column is filled: its blank cells, and the characters of its longest one."""

    name: str
    blank: int = 0
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in a list: `unreadable` counts the rows whose number isn't E.164 or whose cells aren't the header's.

    The different numbers are counted by country (ISO 3166, `001` for services of none), by type and by the IANA time
    zones that a person with such a number may be in, the most first; those that aren't valid are only `impossible`.
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
    """Count what is in a list; None, and a finding, where its rows or its phone column can't be told."""
    table = open_table(file, source, report)
    if table is None:
        return None
    list_columns = columns.read_header(table.header, source, {}, silent_report(report.path))
    if not list_columns.phones:
        columns.read_header(table.header, source, {}, report)
        return None
    variables = {column.index: Variable(column.name) for column in list_columns.sent}
    numbers = array("Q")
    count = 0
    for _, _, cells in table.rows:
        if is_blank(cells):
            continue
        count += 1
        if len(cells) != list_columns.width:
            continue
        number = list_columns.number(cells)
        if e164.E164.fullmatch(number):
            numbers.append(int(number))
        for index, variable in variables.items():
            cell = cells[index]
            variable.longest = max(variable.longest, len(cell))
            variable.blank += list_columns.is_blank(cell)
    if report.findings.has_errors:
        return None
    return _stats(count, numbers, tuple(variables.values()))


def _stats(rows: int, numbers: "array[int]", variables: tuple[Variable, ...]) -> Stats:
    unique = set(numbers)
    classes = Counter(map(class_of, unique))
    valid = {info: classes[index] for index, info in enumerate(number_infos()) if info.valid and classes[index]}
    return Stats(
        rows,
        rows - len(numbers),
        len(unique),
        len(unique) - sum(valid.values()),
        _count_by(valid, lambda info: info.region or ""),
        _count_by(valid, lambda info: str(info.type)),
        _count_by(valid, lambda info: info.zones),
        variables,
    )


def _count_by(infos: Mapping[NumberInfo, int], key: Callable[[NumberInfo], _Key]) -> dict[_Key, int]:
    """Return the counts by a key of what is known, the most first."""
    counts: Counter[_Key] = Counter()
    for info, count in infos.items():
        counts[key(info)] += count
    return dict(counts.most_common())
