"""Reads the numbers of a suppression list, in the forms in which such lists come."""

import codecs
import itertools
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from runner.files.byte_order_marks import UTF8_MARK
from runner.phone_numbers import bulk
from runner.phone_numbers.e164 import E164
from runner.plan.checks.suppression import table_rows
from runner.plan.checks.suppression.cell_numbers import (
    MAX_DIGITS,
    MIN_DIGITS,
    MIN_DIGITS_WITHOUT_PLUS,
    NANP_DIGITS,
    cell_numbers,
)
from runner.plan.checks.suppression.index import UnreadLines
from runner.plan.checks.suppression.table_rows import TableHeader, TableRow

Numbers = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

_BLOCK_BYTES = 4 * 1024 * 1024
_BLOCK_ROWS = 1 << 16
_HEAD_BYTES = 64 * 1024
_MIN_UTF16_BYTES = 8
_SPLIT_NANP = re.compile(r"([0-9]{3})[,;\t]([0-9]{7})")
_SPLIT_CELLS = re.compile(r"[,;\t|]")
_ZERO, _ONE, _PLUS, _NEWLINE = map(ord, "01+\n")


class NumberReader:
    """Reads a list block by block: one number a line, or all columns whose headers may mean a phone number.

    `calling_code` is that of numbers without a country code; None where there are none such.
    """

    def __init__(self, file: BinaryIO, calling_code: str | None) -> None:
        self._file = file
        self._calling_code = calling_code
        self._left = b""
        self._lines = 0
        self.unread = UnreadLines()

    def blocks(self) -> Iterator[Numbers]:
        """Yield the numbers of each block; a number with two readings is yielded as both."""
        self._file = _as_utf8(self._file)
        data = self._block().removeprefix(UTF8_MARK)
        head = data[:_HEAD_BYTES].decode(errors="replace").split("\n")
        table = table_rows.find_header(head, self._calling_code)
        if table is not None:
            data = self._without_header(data, head, table) or self._block()
        if table is not None and table.width > 1:
            yield from self._read_table(data, table)
            return
        while data:
            yield self._read_lines(data)
            self._lines += data.count(b"\n") + (not data.endswith(b"\n"))
            data = self._block()

    def _block(self) -> bytes:
        """Return the next lines, each with LF; only a line longer than a block is cut."""
        read = self._file.read(_BLOCK_BYTES)
        data, self._left = self._left + read, b""
        if b"\r" in data:
            if read and data.endswith(b"\r"):
                data, self._left = data[:-1], b"\r"
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        end = data.rfind(b"\n") + 1
        if read and end:
            data, self._left = data[:end], data[end:] + self._left
        return data

    def _without_header(self, data: bytes, head: Sequence[str], table: TableHeader) -> bytes:
        """Return what is behind the header; the lines above it hold no number."""
        for index, line in enumerate(head[: table.above], start=1):
            if line.strip() and not line.startswith("sep="):
                self.unread.add(index)
        self._lines = table.lines
        return b"\n".join(data.split(b"\n", table.lines)[table.lines :])

    def _read_table(self, data: bytes, table: TableHeader) -> Iterator[Numbers]:
        rows = table_rows.rows(self._text_lines(data), table)
        while part := list(itertools.islice(rows, _BLOCK_ROWS)):
            yield np.array([number for row in part for number in self._read_row(row, table)], np.uint64)

    def _text_lines(self, data: bytes) -> Iterator[str]:
        while data:
            for line in data.decode(errors="replace").removesuffix("\n").split("\n"):
                yield f"{line}\n"
            data = self._block()

    def _read_row(self, row: TableRow, table: TableHeader) -> list[int]:
        """Return the numbers of a row's phone columns, and count its line as unread if one of them can't be read."""
        if row.lines:
            # Its quotes are wrong: each line may be a row.
            for index in range(len(row.lines)):
                self.unread.add(row.line + index)
            return [number for line in row.lines for number in self._all_numbers(_SPLIT_CELLS.split(line))]
        numbers: list[int] = []
        complete = True
        for column in table.phones:
            cell = row.cells[column].strip() if column < len(row.cells) else ""
            if E164.fullmatch(cell):
                numbers.append(int(cell))
            elif cell:
                read = cell_numbers(cell, self._calling_code)
                numbers += read.numbers
                complete &= read.complete
        if not (numbers and complete) and any(map(str.strip, row.cells)):
            self.unread.add(row.line)
        return numbers

    def _read_lines(self, data: bytes) -> Numbers:
        """Read the lines that are plain digits, all of one length at once, and the others one by one."""
        if not data.endswith(b"\n"):
            data += b"\n"
        cells = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(cells == _NEWLINE)
        starts = np.concatenate((np.zeros(1, ends.dtype), ends[:-1] + 1))
        widths = ends - starts
        parts = []
        others = widths > 0
        for width in np.flatnonzero(np.bincount(widths[widths <= MAX_DIGITS + 1])).tolist():
            lines = np.flatnonzero(widths == width)
            numbers, plain = _plain_numbers(cells[starts[lines][:, None] + np.arange(width)], self._calling_code)
            parts.append(numbers[plain])
            others[lines[plain]] = False
        texts = ((line, data[starts[line] : ends[line]].decode(errors="replace")) for line in np.flatnonzero(others))
        rest = [number for line, text in texts for number in self._read_line(int(line), text)]
        return np.concatenate([*parts, np.array(rest, np.uint64)])

    def _read_line(self, index: int, text: str) -> Sequence[int]:
        """Return the numbers that a line of the block may mean, and count the line as unread if one can't be read."""
        if not text.strip():
            return ()
        text = text.strip()
        split = _SPLIT_NANP.fullmatch(text)
        cells = [split[1] + split[2]] if split else _SPLIT_CELLS.split(text)
        numbers, complete = cell_numbers(cells[0], self._calling_code)
        if len(cells) > 1:
            more = self._all_numbers(cells[1:])
            complete, numbers = complete or bool(more and not numbers), [*numbers, *more]
        if not complete:
            self.unread.add(self._lines + index + 1)
        return numbers

    def _all_numbers(self, cells: Sequence[str]) -> list[int]:
        return [number for cell in cells for number in cell_numbers(cell, self._calling_code).numbers]


def _as_utf8(file: BinaryIO) -> BinaryIO:
    """Return a file that reads as UTF-8, of one in UTF-16 with a byte-order mark or without."""
    head = file.read(64)
    file.seek(0)
    encoding = None
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif len(head) >= _MIN_UTF16_BYTES and head[1::2].count(0) == len(head) // 2:
        encoding = "utf-16-le"
    elif len(head) >= _MIN_UTF16_BYTES and head[::2].count(0) == (len(head) + 1) // 2:
        encoding = "utf-16-be"
    return codecs.EncodedFile(file, "utf-8", encoding, errors="replace") if encoding else file


@dataclass(frozen=True, slots=True)
class ListScan:
    """What a list read without an index has: `hits` of the wanted people, and how many numbers in all."""

    hits: set[int]
    count: int
    unread: UnreadLines

    def find(self, wanted: "array[int]") -> set[int]:
        return self.hits.intersection(wanted)


def scan_list(file: BinaryIO, calling_code: str | None, wanted: set[int] | None) -> ListScan:
    """Read a whole list for the wanted people, in memory that doesn't grow with it; None wants all of them."""
    file.seek(0)
    reader = NumberReader(file, calling_code)
    hits, count = set[int](), 0
    for numbers in reader.blocks():
        people = bulk.people(numbers, bulk.classify(numbers)).tolist()
        hits.update(people if wanted is None else wanted.intersection(people))
        count += len(numbers)
    return ListScan(hits, count, reader.unread)


def _plain_numbers(cells: Bytes, calling_code: str | None) -> tuple[Numbers, Flags]:
    """Return a number for each of the lines of one width, and for which lines it is the only reading."""
    count, width = cells.shape
    if width < MIN_DIGITS + 1:
        return np.zeros(count, np.uint64), np.zeros(count, np.bool_)
    first = cells[:, 0]
    after_first, digits = _parse_digits(cells[:, 1:])
    plus = digits & (first == _PLUS) & (cells[:, 1] != _ZERO)
    if calling_code is None:
        numbers, digits = _parse_digits(cells)
        plain = digits & (first != _ZERO) & (MIN_DIGITS_WITHOUT_PLUS <= width <= MAX_DIGITS)
        if plain.any():
            plain &= bulk.classify(np.where(plain, numbers, np.uint64(0))) != 0
    elif calling_code == "1" and width in (NANP_DIGITS, NANP_DIGITS + 1):
        numbers, plain = _nanp_numbers(cells)
    else:
        return after_first, plus
    return np.where(plus, after_first, numbers), plus | plain


def _nanp_numbers(cells: Bytes) -> tuple[Numbers, Flags]:
    """Read 4155550101; 14155550101 and 415,5550101 where the lines have 11 characters."""
    country = np.uint64(10**NANP_DIGITS)
    numbers, digits = _parse_digits(cells)
    first = cells[:, 0]
    if cells.shape[1] == NANP_DIGITS:
        return numbers + country, digits & (first != _ZERO)
    whole = digits & (first == _ONE)
    joined, split = _parse_digits(np.delete(cells, 3, axis=1))
    split &= np.isin(cells[:, 3], [ord(delimiter) for delimiter in ",;\t"]) & (first != _ZERO)
    return np.where(whole, numbers, joined + country), whole | split


def _parse_digits(cells: Bytes) -> tuple[Numbers, Flags]:
    """Return each row's number, and whether the row is digits alone."""
    digits = cells - np.uint8(_ZERO)
    numbers = np.zeros(len(cells), np.uint64)
    for column in range(digits.shape[1]):
        numbers = numbers * np.uint64(10) + digits[:, column]
    return numbers, np.all(digits <= 9, axis=1)
