"""Reads one part of a list: plain records by the block where it is read in bulk, else row by row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.contacts.checks import number_validity, opted_out, row_errors, stray_quotes
from runner.contacts.checks.placeholders import Placeholders
from runner.contacts.checks.row_errors import RowKind
from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.csvfile.lines import Lines
from runner.contacts.csvfile.plain_rows import plain_reader
from runner.contacts.csvfile.rows import is_blank, rows
from runner.contacts.engine import byte_search
from runner.contacts.engine.number_list import NumberList
from runner.contacts.list_findings import row_report
from runner.contacts.parts.part import Part
from runner.contacts.parts.sent_bytes import SentBytes
from runner.phone_numbers.e164 import E164

if TYPE_CHECKING:
    from runner.contacts.engine.bulk import BlockReader
    from runner.contacts.engine.records import Records


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of the list that findings name `path` are read, as its header and its campaign say.

    `bulk` reads with NumPy, which is sooner for a large list, with the same outcome. `leave_out` counts contacts who
    opted out instead of reporting each as an error. `in_place` says that the file can be read again, so that what is
    sent as it is needn't be kept.
    """

    path: str
    columns: ListColumns
    header: tuple[str, ...]
    delimiter: str
    bulk: bool
    leave_out: bool
    in_place: bool


class PartReader:
    """Reads the rows of a part; they count from 0, and lines from 1. Numbers `left_out` count, and aren't sent."""

    def __init__(self, layout: Layout, lines: Lines, left_out: Collection[int] = ()) -> None:
        self._layout = layout
        self._columns = layout.columns
        self._lines = lines
        self._left_out = left_out
        self._plain = plain_reader(layout.columns)
        self._blocks = _block_reader(layout, left_out) if layout.bulk and layout.columns.phones else None

    def read(self, end: int) -> Part:
        """Read the rows that begin at or before the byte at `end`, each to its own end."""
        lines = self._lines
        lines.count, lines.end = 0, end
        self._part = part = Part(lines.position, Placeholders(self._columns), number_list(bulk=self._layout.bulk))
        self._report = row_report(self._layout.path, part.findings)
        self._sent = SentBytes(part.sent)
        while lines.position <= end and (block := lines.block()):
            records = self._blocks.records(block) if self._blocks else None
            if self._blocks and records:
                self._take_records(records, self._blocks)
            elif not self._take_rows(block):
                part.unreadable = True
                break
        self._sent.close()
        part.numbers.classify()
        part.end, part.lines, part.ended = lines.position, lines.count, lines.ended
        return part

    def _take_records(self, records: "Records", blocks: "BlockReader") -> None:
        part, count = self._part, len(records.numbers)
        row, line, position = part.rows, self._lines.count + 1, self._lines.position
        start = 0
        for index in [*records.others, count]:
            if index > start:
                self._send_records(records, blocks, start, index, position)
                part.contacts += index - start
                part.numbers.extend(records.numbers[start:index].tobytes(), row + start, line + start)
            if index < count:
                self._take_row(row + index, line + index, blocks.cells(records.line(index)))
            start = index + 1
        for column, number, first in records.placeholders:
            part.placeholders.add(column, number, row + first, line + first)
        part.opted_out.frombytes(records.numbers[records.opted_out].tobytes())
        part.rows += count
        self._lines.skip_block(count)

    def _send_records(self, records: "Records", blocks: "BlockReader", start: int, end: int, position: int) -> None:
        if not self._part.complete:
            return
        place = records.place(start, end) if self._layout.in_place and blocks.as_sent else None
        if place:
            self._sent.place(position + place[0], position + place[1])
        else:
            self._sent.data(blocks.canonical(records.text(start, end)))

    def _take_rows(self, block: bytes) -> bool:
        """Read the rows that begin in a block; false where the list ends, or can't be read on."""
        end = self._lines.count + block.count(b"\n") + (not block.endswith(b"\n"))
        may_be_suspicious = byte_search.may_hold(block, self._layout.delimiter.encode())
        for row, line, cells in rows(self._lines, self._layout.delimiter, self._report, self._part.rows):
            if may_be_suspicious or self._lines.count > min(line, end):  # of several lines, or of a later block
                self._look_at(row, line, cells)
            self._take_row(row, line, cells)
            self._part.rows = row + 1
            if self._lines.count >= end:
                return True
        return False

    def _take_row(self, row: int, line: int, cells: list[str]) -> None:
        values = self._plain(cells)
        if values is None:
            if is_blank(cells):
                self._part.bad_rows.add(row, line, row_errors.BLANK)
                return
            values = self._columns.values(cells)
            number = self._examine(row, line, cells, values)
        else:
            number = values[0]
        if values is None:
            self._part.complete = False
        elif self._left_out and int(values[0]) in self._left_out:
            self._sent.leave_out(values)
        elif self._part.complete:
            self._sent.row(values)
        self._part.contacts += 1
        if number is not None:
            self._part.numbers.append(int(number), row, line)

    def _examine(self, row: int, line: int, cells: list[str], values: Sequence[str] | None) -> str | None:
        """Note what is wrong with a row that isn't plain; return its number if that is in E.164."""
        number = self._note_bad_row(row, line, cells) if values is None else values[0]
        if number is None:
            return None
        self._part.placeholders.check(row, line, cells, self._report)
        column = opted_out.opted_out_by(cells, self._columns)
        if column is not None and self._layout.leave_out:
            self._part.opted_out.append(int(number))
        elif column is not None:
            opted_out.report(cells[column], self._layout.header[column], row, line, self._report)
        return number

    def _note_bad_row(self, row: int, line: int, cells: list[str]) -> str | None:
        problems = row_errors.examine(cells, self._columns, self._layout.header, self._layout.path)
        self._part.bad_rows.add(row, line, problems)
        if problems.kind is not RowKind.CONTACT or len(cells) != self._columns.width:
            return None
        number = self._columns.number(cells)
        return number if E164.fullmatch(number) else None

    def _look_at(self, row: int, line: int, cells: list[str]) -> None:
        stray_quotes.check(row, line, cells, self._report)
        if self._part.suspicious is None:
            from runner.contacts.checks.suspicious_cells import SuspiciousCells

            self._part.suspicious = SuspiciousCells(self._columns)
        self._part.suspicious.look_at(row, line, cells)


def number_list(*, bulk: bool) -> NumberList:
    """Return an empty list of numbers, which watches for those that are no ordinary phone's."""
    if not bulk:
        return NumberList(number_validity.doubtful_classes())
    from runner.contacts.engine.bulk_numbers import BulkNumberList

    return BulkNumberList(number_validity.doubtful_classes())


def _block_reader(layout: Layout, left_out: Collection[int]) -> "BlockReader":
    from runner.contacts.engine.bulk import BlockReader

    return BlockReader(layout.columns, layout.delimiter, left_out, leave_out=layout.leave_out)
