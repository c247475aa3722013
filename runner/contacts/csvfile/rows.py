"""Rows as a spreadsheet counts them, lines as an editor does, and what the csv module stumbles over."""

import csv
import itertools
from collections.abc import Iterable, Iterator

from runner.contacts.csvfile.lines import Fault, Lines
from runner.contacts.list_findings import Report

Row = tuple[int, int, list[str]]
"""A row's number, the line on which it starts, and its cells."""

_UNCHECKED = "the rows behind it were not checked"


def rows(lines: Lines, delimiter: str, report: Report, first: int = 1) -> Iterator[Row]:
    """Give every row that can be told apart, blank ones too; the next one has the number `first`."""
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    for number in itertools.count(first):
        line = lines.count + 1
        try:
            cells = next(reader, None)
        except csv.Error as exc:
            lines.faults.append(_fault(str(exc)))
            if not _go_on(lines, number, line, report):
                return
        else:
            if lines.faults and not _go_on(lines, number, line, report):
                return
            if cells is None:
                return
            yield number, line, cells


def blank(cells: Iterable[str]) -> bool:
    """Tell whether a row has nothing but white space."""
    return not any(map(str.strip, cells))


def _go_on(lines: Lines, number: int, line: int, report: Report) -> bool:
    """Say what is wrong with a row's text, up to what ends the reading."""
    faults = lines.faults.copy()
    lines.faults.clear()
    for fault in faults:
        report.row(fault.code, fault.message, fault.hint, number, line)
        if fault.ends:
            return False
    return True


def _fault(error: str) -> Fault:
    """Say in our words what the csv module stumbled over."""
    if "expected after" in error:
        hint = 'write a quote inside a quoted cell twice: ""'
        return Fault("csv-quote", "text stands behind a closing quote", hint)
    if "new-line character" in error:
        return Fault("csv-quote", "a carriage return stands alone in the row", "put the cell in quotes")
    if "field limit" in error:
        message = f"a cell is over {csv.field_size_limit():,} characters long, in the row that begins here"
        return Fault("csv-quote", message, f"a quote may never be closed; {_UNCHECKED}", ends=True)
    message = "a quote is opened and never closed, in the row that begins here"
    return Fault("csv-quote", message, f"close the quote; {_UNCHECKED}", ends=True)
