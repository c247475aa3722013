"""Joins the parts of a list, in order, to what is known of it as a whole."""

from array import array
from typing import TYPE_CHECKING

from runner.contacts.checks import number_validity, repeated_numbers
from runner.contacts.checks.placeholders import Placeholders
from runner.contacts.checks.row_errors import RowErrors
from runner.contacts.csvfile.lines import DAMAGE_CODES
from runner.contacts.list_findings import Report
from runner.contacts.parts.digests import Digests
from runner.contacts.parts.part import Part
from runner.contacts.parts.part_reader import Layout, number_list

if TYPE_CHECKING:
    from runner.contacts.checks.suspicious_cells import SuspiciousCells


class JoinedParts:
    """The parts so far, of a list whose header is in this row and ends in this line."""

    def __init__(self, layout: Layout, header_row: int, header_line: int, report: Report, digests: Digests) -> None:
        self._report = report
        self._digests = digests
        self._columns = layout.columns
        self._errors = RowErrors(header_row, report)
        self._placeholders = Placeholders(layout.columns)
        self._suspicious: SuspiciousCells | None = None
        self._rows = header_row + 1
        self._lines = header_line
        self.numbers = number_list(bulk=layout.bulk)
        self.contacts = 0
        self.complete = True
        self.ended = False
        self.opted_out = array("Q")

    def add(self, part: Part) -> None:
        """Add the next part."""
        rows, lines = self._rows, self._lines
        self.complete &= part.complete
        self._digests.add(part.sent if self.complete else (), part.end)
        part.bad_rows.report(self._errors, rows, lines)
        self._report.findings.append(part.findings, rows, lines)
        self._placeholders.join(part.placeholders, rows, lines)
        if part.suspicious is not None:
            if self._suspicious is None:
                self._suspicious = type(part.suspicious)(self._columns)
            self._suspicious.join(part.suspicious, rows, lines)
        self.numbers.join(part.numbers, rows, lines)
        self.opted_out.extend(part.opted_out)
        self.contacts += part.contacts
        self.ended = part.ended
        self._rows += part.rows
        self._lines += part.lines

    def close_rows(self) -> None:
        """Report what shows at the list's end alone: a footer."""
        self._errors.close(self._rows - 1)

    def close(self) -> list[int]:
        """Report what shows in all rows together; return the indices of numbers whose person occurred before."""
        number_validity.check(self.numbers, self._report)
        repeats = repeated_numbers.check(self.numbers, self._report)
        if not self._report.findings.counts.keys() & DAMAGE_CODES:
            self._placeholders.warn(self._report)
            if self._suspicious is not None:
                self._suspicious.warn(self._report)
        return repeats
