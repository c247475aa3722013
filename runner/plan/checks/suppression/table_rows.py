"""The table that a suppression list may be: where its header is, which columns are phone numbers, and its rows."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from runner.contacts.csvfile import header
from runner.plan.checks.suppression.cell_numbers import cell_numbers

DELIMITERS = ",;\t|"
_HEADER_LINES = 20
"""Lines at the beginning of a list among which its header may be, under titles."""


class TableHeader(NamedTuple):
    """A header: how many lines are above it, and up to its end, its delimiter, and the columns of phone numbers."""

    above: int
    lines: int
    delimiter: str
    width: int
    phones: tuple[int, ...]


class TableRow(NamedTuple):
    """The cells of a record and its first line; of one that can't be told apart, the `lines` it may be made of."""

    line: int
    cells: Sequence[str]
    lines: Sequence[str] = ()


def find_header(lines: Sequence[str], calling_code: str | None) -> TableHeader | None:
    """Return the header among the first lines, of those above the first number; rather one of several columns."""
    candidates: list[TableHeader] = []
    for index, line in enumerate(lines[:_HEADER_LINES]):
        if any(_is_number(cell, None) for cell in _cells(line)):
            break
        candidates += filter(None, (_header(lines, index, delimiter, calling_code) for delimiter in DELIMITERS))
    return max(candidates, key=lambda one: (one.width > 1, -one.lines, one.width), default=None)


def _header(lines: Sequence[str], index: int, delimiter: str, calling_code: str | None) -> TableHeader | None:
    """Read a header that begins with a line; None where no column may be a phone number, or a cell is one."""
    reader = csv.reader((f"{line}\n" for line in lines[index:_HEADER_LINES]), delimiter=delimiter)
    try:
        cells = next(reader)
    except (csv.Error, StopIteration):
        return None
    if any(_is_number(cell, calling_code) for cell in cells):
        return None
    phones = tuple(place for place, cell in enumerate(cells) if header.could_mean_phone(cell.strip()))
    return TableHeader(index, index + reader.line_num, delimiter, len(cells), phones) if phones else None


def _cells(line: str) -> list[str]:
    for delimiter in DELIMITERS:
        line = line.replace(delimiter, ",")
    return line.split(",")


def _is_number(cell: str, calling_code: str | None) -> bool:
    return bool(cell_numbers(cell, calling_code).numbers)


def rows(lines: Iterable[str], table: TableHeader) -> Iterator[TableRow]:
    """Yield the records behind the header, whose lines end with LF."""
    taken: list[str] = []

    def take() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    first = table.lines + 1
    reader = csv.reader(take(), delimiter=table.delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
            whole = len(taken) == 1 or len(cells) == table.width
        except StopIteration:
            return
        except csv.Error:
            cells, whole = [], False
        yield TableRow(first, cells) if whole else TableRow(first, (), tuple(taken))
        first += len(taken)
        taken.clear()
