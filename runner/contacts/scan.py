"""Reads a list once, from its first byte to its last: to check it, or to copy it as it is sent."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.checks import number_validity, opted_out, repeated_numbers, stray_quotes
from runner.contacts.checks.placeholders import Placeholders
from runner.contacts.checks.row_errors import RowErrors
from runner.contacts.csvfile.canonical import Canonical
from runner.contacts.csvfile.columns import ListColumns, read_header
from runner.contacts.csvfile.lines import DAMAGE_CODES
from runner.contacts.csvfile.plain_rows import plain_reader
from runner.contacts.csvfile.rows import is_blank, rows
from runner.contacts.engine import byte_search
from runner.contacts.engine.number_list import NumberList
from runner.contacts.list_findings import Report
from runner.contacts.table import Table, open_table
from runner.phone_numbers.table import NumberInfo

if TYPE_CHECKING:
    from runner.contacts.checks.suspicious_cells import SuspiciousCells
    from runner.contacts.engine.bulk import BlockReader, Records


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read: `rows` contacts; `digest` and `size` of the canonical list; `sha256` of all the file's bytes.

    `numbers` are the phone numbers, each once, as integers, and `number_infos` counts them by what is known of them.
    `people` are the numbers that all spellings of them have in common. `opted_out` are the numbers whose row says that
    they must not be called. `columns` is the header. `complete` says that every contact is in the canonical list; there
    may be errors nevertheless.
    """

    rows: int
    sha256: str | None
    digest: str
    size: int
    numbers: "array[int]" = field(repr=False, compare=False)
    people: "array[int]" = field(repr=False, compare=False)
    number_infos: Mapping[NumberInfo, int] = field(repr=False, compare=False)
    columns: tuple[str, ...] = ()
    opted_out: "array[int]" = field(default_factory=lambda: array("Q"), repr=False, compare=False)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """`bulk` reads with NumPy, which is sooner for a large list, with the same outcome.

    `leave_out` counts contacts who opted out instead of reporting each as an error.
    """

    bulk: bool = False
    leave_out: bool = False


def check(
    file: BinaryIO,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    report: Report,
    options: ReadingOptions = ReadingOptions(),
) -> Scan | None:
    """Report all that is wrong with a list; None where its rows can't be told apart, or it has none."""
    table = open_table(file, source, report, hashed=True)
    if table is None:
        return None
    columns = read_header(table.header, source, defaults, report)
    numbers = _number_list(options.bulk)
    scanner = _Scanner(table, columns, report, Canonical(), numbers, options)
    scanner.run()
    if not scanner.contacts and not report.findings.has_errors:
        report.whole("csv-empty", "the list has a header and no contacts", "export it again, or delete the campaign")
        return None
    number_validity.check(numbers, report)
    repeats = repeated_numbers.check(numbers, report)
    if not report.findings.counts.keys() & DAMAGE_CODES:
        scanner.warn()
    return Scan(
        scanner.contacts,
        table.lines.sha256,
        scanner.canonical.digest,
        scanner.canonical.size,
        *numbers.without(repeats),
        numbers.count_infos(repeats),
        tuple(table.header[2]),
        scanner.opted_out,
        scanner.complete and bool(columns.phones),
    )


def copy(
    file: BinaryIO,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    report: Report,
    canonical: Canonical,
    *,
    bulk: bool = False,
    left_out: Collection[int] = (),
) -> str | None:
    """Write the rows of a list that has been checked, in memory that doesn't grow with it; return its SHA-256.

    The numbers `left_out` count for the digest, and aren't written.
    """
    table = open_table(file, source, report, hashed=True)
    if table is None:
        return None
    columns = read_header(table.header, source, defaults, report)
    _Scanner(table, columns, report, canonical, None, ReadingOptions(bulk, leave_out=True), left_out).run()
    return table.lines.sha256


class _Scanner:
    """Goes through the rows after the header: plain records by the block where a list is read in bulk, else one by one.

    Good rows are written to `canonical`, the numbers of all go to `numbers`; `contacts` counts all but the blank rows.
    """

    def __init__(
        self,
        table: Table,
        columns: ListColumns,
        report: Report,
        canonical: Canonical,
        numbers: NumberList | None,
        options: ReadingOptions,
        left_out: Collection[int] = (),
    ) -> None:
        self._columns = columns
        self._lines = table.lines
        self._delimiter = table.delimiter
        self._header = table.header[2]
        self._row = table.header[0] + 1
        self._report = report
        self._errors = RowErrors(columns, table.header[2], table.header[0], report)
        self._plain = plain_reader(columns)
        self._placeholders = Placeholders(columns)
        self._blocks = _block_reader(columns, table.delimiter, left_out, options) if options.bulk else None
        self._numbers = numbers
        self._leave_out = options.leave_out
        self._left_out = left_out
        self._suspicious: SuspiciousCells | None = None
        self.canonical = canonical
        self.contacts = 0
        self.complete = True
        self.opted_out = array("Q")

    def run(self) -> None:
        self.canonical.row(self._columns.names)
        while block := self._lines.block():
            records = self._blocks.records(block) if self._blocks else None
            if self._blocks and records:
                self._take_records(records, self._blocks)
            elif not self._take_rows(block):
                break
        self._errors.close(self._row - 1)
        self.canonical.close()

    def warn(self) -> None:
        """Warn of what was counted by column."""
        self._placeholders.warn(self._report)
        if self._suspicious:
            self._suspicious.warn(self._report)

    def _take_records(self, records: "Records", blocks: "BlockReader") -> None:
        line, count = self._lines.count + 1, len(records.numbers)
        start = 0
        for index in [*records.others, count]:
            if index > start:
                self.canonical.block(blocks.canonical(records.text(start, index)))
                self.contacts += index - start
                if self._numbers is not None:
                    self._numbers.extend(records.numbers[start:index].tobytes(), self._row + start, line + start)
            if index < count:
                self._take_row(self._row + index, line + index, blocks.cells(records.lines[index]))
            start = index + 1
        if self._numbers is not None:
            for column, number, first in records.placeholders:
                self._placeholders.add(column, number, self._row + first, line + first)
            self.opted_out.frombytes(records.numbers[records.opted_out].tobytes())
        self._row += count
        self._lines.skip_block(count)

    def _take_rows(self, block: bytes) -> bool:
        """Read the rows that begin in a block; false where the list ends, or can't be read on."""
        end = self._lines.count + block.count(b"\n") + (not block.endswith(b"\n"))
        may_be_suspicious = byte_search.may_hold(block, self._delimiter.encode())
        for row, line, cells in rows(self._lines, self._delimiter, self._report, self._row):
            if may_be_suspicious or self._lines.count > min(line, end):  # of several lines, or of a later block
                self._look_at(row, line, cells)
            self._take_row(row, line, cells)
            self._row = row + 1
            if self._lines.count >= end:
                return True
        return False

    def _take_row(self, row: int, line: int, cells: list[str]) -> None:
        values = self._plain(cells)
        if values is None:
            if is_blank(cells):
                self._errors.warn_of_blank_row(row, line)
                return
            values = self._columns.values(cells)
            number = self._examine(row, line, cells, values)
        else:
            number = values[0]
        if values is None:
            self.complete = False
        elif self._left_out and int(values[0]) in self._left_out:
            self.canonical.leave_out(values)
        else:
            self.canonical.row(values)
        self.contacts += 1
        if number is not None and self._numbers is not None:
            self._numbers.append(int(number), row, line)

    def _examine(self, row: int, line: int, cells: list[str], values: Sequence[str] | None) -> str | None:
        """Report what is wrong with a row that isn't plain; return its number if that is in E.164."""
        number = self._errors.check(row, line, cells) if values is None else values[0]
        if number is None:
            return None
        self._placeholders.check(row, line, cells, self._report)
        column = opted_out.opted_out_by(cells, self._columns)
        if column is not None and self._leave_out:
            self.opted_out.append(int(number))
        elif column is not None:
            opted_out.report(cells[column], self._header[column], row, line, self._report)
        return number

    def _look_at(self, row: int, line: int, cells: list[str]) -> None:
        stray_quotes.check(row, line, cells, self._report)
        if self._suspicious is None:
            from runner.contacts.checks.suspicious_cells import SuspiciousCells

            self._suspicious = SuspiciousCells(self._columns)
        self._suspicious.look_at(row, line, cells)


def _number_list(bulk: bool) -> NumberList:
    if not bulk:
        return NumberList()
    from runner.contacts.engine.bulk_numbers import BulkNumberList

    return BulkNumberList()


def _block_reader(
    columns: ListColumns, delimiter: str, left_out: Collection[int], options: ReadingOptions
) -> "BlockReader | None":
    if not columns.phones:
        return None
    from runner.contacts.engine.bulk import BlockReader

    return BlockReader(columns, delimiter, left_out, leave_out=options.leave_out)
