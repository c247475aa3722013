"""Cells with a word for "no value": an error where a value is needed, else one warning a column."""

from collections import Counter

from runner.contacts.csvfile.columns import Column, ListColumns
from runner.contacts.list_findings import Report
from runner.contacts.vocabulary.placeholders import is_placeholder
from runner.findings import Severity
from runner.formatting import quoted

_SUCH = "a placeholder for no value, such as `NULL` or `N/A`"
_HINT = "fill the cell or clear it; or list what means no value here in `contacts.blankValues`"


class Placeholders:
    """Reports the placeholders of a list: by row where a column needs values, else one warning a column."""

    def __init__(self, columns: ListColumns) -> None:
        self._columns = columns
        self._counts: Counter[str] = Counter()
        self._first: dict[str, tuple[int, int]] = {}

    def check(self, row: int, line: int, cells: list[str], report: Report) -> None:
        """Look at a row that has as many cells as the header."""
        for column in self._columns.sent:
            cell = cells[column.index]
            if not is_placeholder(cell) or self._columns.is_blank(cell):
                continue
            if column.needs_value:
                message = f"{quoted(column.name)} has {_SUCH}: the agent would say it"
                report.row("value-placeholder", message, _HINT, row, line)
            else:
                self.add(column, 1, row, line)

    def add(self, column: Column, number: int, row: int, line: int) -> None:
        """Count placeholders in a column that needs no value, the first of these at a row and line."""
        self._counts[column.name] += number
        self._first[column.name] = min((row, line), self._first.get(column.name, (row, line)))

    def join(self, other: "Placeholders", rows: int, lines: int) -> None:
        """Count those of the list's next part, whose rows and lines count from its beginning."""
        self._counts.update(other._counts)
        for name, (row, line) in other._first.items():
            self._first.setdefault(name, (row + rows, line + lines))

    def warn(self, report: Report) -> None:
        """Warn of each column that was counted, at its first row."""
        for name in (column.name for column in self._columns.sent if column.name in self._counts):
            number = self._counts[name]
            where = "in this row's cell" if number == 1 else f"in {number:,} cells, the first in this row"
            message = f"{quoted(name)} has {_SUCH}, {where}"
            report.row("value-placeholder", message, _HINT, *self._first[name], Severity.WARNING)
