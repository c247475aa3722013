"""Rows as a spreadsheet counts them, lines as an editor does, and what the csv module can't read."""

import csv
import itertools
from collections.abc import Iterable, Iterator

from runner.contacts.csvfile.lines import Damage, Lines
from runner.contacts.list_findings import Report, fix_command

Row = tuple[int, int, list[str]]
"""A row's number, the line on which it starts, and its cells."""

_NOT_CHECKED = "the rows after it were not checked"


def rows(lines: Lines, delimiter: str, report: Report, first: int = 1) -> Iterator[Row]:
    """Yield every row that can be told apart, blank ones too; the next one has the number `first`."""
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    for number in itertools.count(first):
        line = lines.count + 1
        cells = None
        try:
            cells = next(reader)
        except StopIteration:
            if not lines.damage:
                return
        except csv.Error as exc:
            lines.damage.append(_damage(str(exc)))
        if lines.damage and not _report_damage(lines, number, line, report):
            return
        if cells is not None:
            yield number, line, cells


def is_blank(cells: Iterable[str]) -> bool:
    """Whether a row has nothing but white space."""
    return not any(map(str.strip, cells))


def _report_damage(lines: Lines, number: int, line: int, report: Report) -> bool:
    """Report what is wrong with a row's text; false where the rows after it can't be read."""
    row_damage = lines.damage.copy()
    lines.damage.clear()
    for damage in row_damage:
        hint = damage.hint
        if damage.code == "csv-encoding":
            hint += f"; or {fix_command(report.path, '--encoding windows-1252')}"
        report.row(damage.code, damage.message, hint, number, line)
        if damage.ends_reading:
            return False
    return True


def _damage(error: str) -> Damage:
    """Put in our words what the csv module can't read."""
    if "expected after" in error:
        hint = 'write a quote inside a quoted cell twice: ""'
        return Damage("csv-quote", "there is text after a closing quote", hint)
    if "new-line character" in error:
        return Damage("csv-quote", "the row has a carriage return without a line feed", "put the cell in quotes")
    if "field limit" in error:
        message = f"a cell is over {csv.field_size_limit():,} characters long, in the row that begins here"
        return Damage("csv-quote", message, f"a quote may never be closed; {_NOT_CHECKED}", ends_reading=True)
    message = "a quote is opened and never closed, in the row that begins here"
    return Damage("csv-quote", message, f"close the quote; {_NOT_CHECKED}", ends_reading=True)
