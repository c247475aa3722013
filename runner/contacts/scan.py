"""Reads a list once, from its first byte to its last: to check it, or to copy it as it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.checks import number_validity, repeated_numbers
from runner.contacts.checks.row_errors import RowErrors, warn_of_blank_row
from runner.contacts.csvfile import delimiter, lines
from runner.contacts.csvfile.canonical import Canonical
from runner.contacts.csvfile.columns import ListColumns, read_header
from runner.contacts.csvfile.lines import DAMAGE_CODES, HEAD_BYTES, Lines
from runner.contacts.csvfile.rows import is_blank, rows
from runner.contacts.engine import byte_search
from runner.contacts.engine.number_list import NumberList
from runner.contacts.list_findings import Report
from runner.phone_numbers.table import NumberInfo

if TYPE_CHECKING:
    from array import array

    from runner.contacts.checks.suspicious_cells import SuspiciousCells
    from runner.contacts.engine.bulk import BlockReader, Records


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read: `rows` contacts; `digest` and `size` of the canonical list; `sha256` of all the file's bytes.

    `numbers` are the phone numbers, each once, as integers, and `number_infos` counts them by what is known of them.
    `people` are the numbers that all spellings of them have in common. `columns` is the header.
    """

    rows: int
    sha256: str | None
    digest: str
    size: int
    numbers: "array[int]" = field(repr=False, compare=False)
    people: "array[int]" = field(repr=False, compare=False)
    number_infos: Mapping[NumberInfo, int] = field(repr=False, compare=False)
    columns: tuple[str, ...] = ()


def check(
    file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report, *, bulk: bool = False
) -> Scan | None:
    """Report all that is wrong with a list; None where its rows can't be told apart, or it has none.

    `bulk` reads it with NumPy, which is sooner for a large list; the outcome is the same.
    """
    opened = _open(file, source, defaults, report)
    if opened is None:
        return None
    numbers = _number_list(bulk)
    scanner = _Scanner(opened, report, Canonical(), numbers, bulk)
    scanner.run()
    if not scanner.contacts and not report.findings.has_errors:
        report.whole("csv-empty", "the list has a header and no contacts", "export it again, or delete the campaign")
        return None
    number_validity.check(numbers, report)
    repeats = repeated_numbers.check(numbers, report)
    if scanner.suspicious and not report.findings.counts.keys() & DAMAGE_CODES:
        scanner.suspicious.warn(report)
    return Scan(
        scanner.contacts,
        opened.lines.sha256,
        scanner.canonical.digest,
        scanner.canonical.size,
        *numbers.without(repeats),
        numbers.count_infos(repeats),
        opened.header,
    )


def copy(
    file: BinaryIO,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    report: Report,
    canonical: Canonical,
    *,
    bulk: bool = False,
) -> None:
    """Write the rows of a list that has been checked, in memory that doesn't grow with it."""
    opened = _open(file, source, defaults, report)
    if opened is not None:
        _Scanner(opened, report, canonical, None, bulk).run()


@dataclass(frozen=True, slots=True)
class _OpenedList:
    """A list whose rows up to the header were read."""

    columns: ListColumns
    header: tuple[str, ...]
    header_row: int
    lines: Lines
    delimiter: str


def _open(file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report) -> _OpenedList | None:
    head = file.read(HEAD_BYTES)
    if lines.refuse(head, report):
        return None
    separator = delimiter.choose(head, source, report)
    if separator is None:
        return None
    file.seek(0)
    text = Lines(file)
    for expected, (row, line, cells) in enumerate(rows(text, separator, report), start=1):
        if row != expected:
            return None  # the row before, whose cells aren't known, was the header
        if not is_blank(cells):
            columns = read_header((row, line, cells), source, defaults, report)
            return _OpenedList(columns, tuple(cells), row, text, separator)
        warn_of_blank_row(row, line, report)
    if not report.findings.has_errors:
        report.whole("csv-empty", "the file has only blank rows", "export the list again")
    return None


class _Scanner:
    """Goes through the rows after the header: plain records by the block where a list is read in bulk, else one by one.

    Good rows are written to `canonical`, the numbers of all go to `numbers`; `contacts` counts all but the blank rows.
    """

    def __init__(
        self, opened: _OpenedList, report: Report, canonical: Canonical, numbers: NumberList | None, bulk: bool
    ) -> None:
        self._columns = opened.columns
        self._lines = opened.lines
        self._delimiter = opened.delimiter
        self._row = opened.header_row + 1
        self._report = report
        self._errors = RowErrors(opened.columns, opened.header, opened.header_row, report)
        self._sent_cells = opened.columns.values_reader()
        self._blocks = _block_reader(opened) if bulk else None
        self._numbers = numbers
        self.canonical = canonical
        self.contacts = 0
        self.suspicious: SuspiciousCells | None = None

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
        self._row += count
        self._lines.skip_block(count)

    def _take_rows(self, block: bytes) -> bool:
        """Read the rows that begin in a block; false where the list ends, or can't be read on."""
        end = self._lines.count + block.count(b"\n") + (not block.endswith(b"\n"))
        may_be_suspicious = byte_search.may_hold(block, self._delimiter.encode())
        for row, line, cells in rows(self._lines, self._delimiter, self._report, self._row):
            if may_be_suspicious or self._lines.count > line:
                self._look_at(row, line, cells)
            self._take_row(row, line, cells)
            self._row = row + 1
            if self._lines.count >= end:
                return True
        return False

    def _take_row(self, row: int, line: int, cells: list[str]) -> None:
        number: str | None
        if values := self._sent_cells(cells):
            number = values[0]
            self.canonical.row(values)
        elif is_blank(cells):
            self._errors.warn_of_blank_row(row, line)
            return
        else:
            number = self._errors.check(row, line, cells)
        self.contacts += 1
        if number is not None and self._numbers is not None:
            self._numbers.append(int(number), row, line)

    def _look_at(self, row: int, line: int, cells: list[str]) -> None:
        if self.suspicious is None:
            from runner.contacts.checks.suspicious_cells import SuspiciousCells

            self.suspicious = SuspiciousCells(self._columns)
        self.suspicious.look_at(row, line, cells)


def _number_list(bulk: bool) -> NumberList:
    if not bulk:
        return NumberList()
    from runner.contacts.engine.bulk_numbers import BulkNumberList

    return BulkNumberList()


def _block_reader(opened: _OpenedList) -> "BlockReader | None":
    if opened.columns.phone is None:
        return None
    from runner.contacts.engine.bulk import BlockReader

    return BlockReader(opened.columns, opened.delimiter)
