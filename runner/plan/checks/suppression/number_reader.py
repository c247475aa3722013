"""Reads the numbers of a suppression list, in the forms in which such lists come."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from runner.config.campaign import ContactsSource
from runner.contacts.csvfile import header
from runner.files.byte_order_marks import UTF8_MARK
from runner.phone_numbers import bulk
from runner.phone_numbers.numbering_plan import KEEPS_ZERO
from runner.plan.checks.suppression.index import UnreadLines

Numbers = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

_BLOCK_BYTES = 4 * 1024 * 1024
_LINE_BYTES = 1024 * 1024
_MIN_DIGITS, _MAX_DIGITS = 7, 15
_MIN_DIGITS_WITHOUT_PLUS = 11
"""Fewer digits without a plus are usually a national number, of an unknown country."""
_NANP_DIGITS = 10
_PUNCTUATION = re.compile(r"[\s().\u00a0/-]+")
_SPLIT_NANP = re.compile(r"([0-9]{3})[,;\t]([0-9]{7})")
_DELIMITERS = ",;\t"
_ZERO, _ONE, _PLUS, _NEWLINE = map(ord, "01+\n")


class NumberReader:
    """Reads a list block by block: one number a line, or the column whose header means a phone number.

    `calling_code` is that of numbers without a country code; None where there are none such.
    """

    def __init__(self, file: BinaryIO, calling_code: str | None) -> None:
        self._file = file
        self._calling_code = calling_code
        self._column: int | None = None
        self._delimiter = ","
        self._lines = 0
        self.unread = UnreadLines()

    def blocks(self) -> Iterator[Numbers]:
        """Yield the numbers of each block; a number with two readings is yielded as both."""
        data = self._without_header(self._block().removeprefix(UTF8_MARK))
        while data:
            yield self._read_lines(data) if self._column is None else self._read_rows(data)
            self._lines += data.count(b"\n") + (not data.endswith(b"\n"))
            data = self._block()

    def _block(self) -> bytes:
        block = self._file.read(_BLOCK_BYTES)
        return block if block.endswith(b"\n") else block + self._file.readline(_LINE_BYTES)

    def _without_header(self, data: bytes) -> bytes:
        first, end, rest = data.partition(b"\n")
        text = first.decode(errors="replace")
        for delimiter in _DELIMITERS:
            cells = [cell.strip().strip('"') for cell in text.split(delimiter)]
            columns = header.phone_columns(cells, ContactsSource(""))
            if columns:
                self._column, self._delimiter = (columns[0] if len(cells) > 1 else None), delimiter
                self._lines += bool(end)
                return rest
        return data

    def _read_lines(self, data: bytes) -> Numbers:
        """Read the lines that are plain digits, all of one length at once, and the others one by one."""
        if not data.endswith(b"\n"):
            data += b"\n"
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
        cells = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(cells == _NEWLINE)
        starts = np.concatenate((np.zeros(1, ends.dtype), ends[:-1] + 1))
        widths = ends - starts
        parts = []
        others = widths > 0
        for width in np.flatnonzero(np.bincount(widths[widths <= _MAX_DIGITS + 1])).tolist():
            lines = np.flatnonzero(widths == width)
            numbers, plain = _plain_numbers(cells[starts[lines][:, None] + np.arange(width)], self._calling_code)
            parts.append(numbers[plain])
            others[lines[plain]] = False
        texts = ((line, data[starts[line] : ends[line]].decode(errors="replace")) for line in np.flatnonzero(others))
        rest = [number for line, text in texts for number in self._read_line(int(line), text)]
        return np.concatenate([*parts, np.array(rest, np.uint64)])

    def _read_rows(self, data: bytes) -> Numbers:
        """Read the numbers in the column, row by row."""
        lines = data.decode(errors="replace").split("\n")
        numbers = [number for index, line in enumerate(lines) for number in self._read_line(index, line)]
        return np.array(numbers, np.uint64)

    def _read_line(self, index: int, text: str) -> Sequence[int]:
        """Return the numbers that a line of the block may mean, and count the line as unread if it has none."""
        if not text.strip():
            return ()
        numbers = readings(self._cell(text).strip().strip("\"'"), self._calling_code)
        if not numbers:
            self.unread.add(self._lines + index + 1)
        return numbers

    def _cell(self, text: str) -> str:
        if self._column is None:
            split = _SPLIT_NANP.fullmatch(text.strip())
            return split[1] + split[2] if split else re.split(r"[,;\t]", text, maxsplit=1)[0]
        cells = next(csv.reader([text], delimiter=self._delimiter)) if '"' in text else text.split(self._delimiter)
        return cells[self._column] if self._column < len(cells) else ""


@dataclass(frozen=True, slots=True)
class ListScan:
    """What a list read without an index has: `hits` of the wanted people, and how many numbers in all."""

    hits: set[int]
    count: int
    unread: UnreadLines


def scan_list(file: BinaryIO, calling_code: str | None, wanted: set[int]) -> ListScan:
    """Read a whole list for the wanted people, in memory that doesn't grow with it."""
    file.seek(0)
    reader = NumberReader(file, calling_code)
    hits, count = set[int](), 0
    for numbers in reader.blocks():
        hits.update(wanted.intersection(bulk.people(numbers, bulk.classify(numbers)).tolist()))
        count += len(numbers)
    return ListScan(hits, count, reader.unread)


def _plain_numbers(cells: Bytes, calling_code: str | None) -> tuple[Numbers, Flags]:
    """Return a number for each of the lines of one width, and for which lines it is the only reading."""
    count, width = cells.shape
    if width < _MIN_DIGITS + 1:
        return np.zeros(count, np.uint64), np.zeros(count, np.bool_)
    first = cells[:, 0]
    after_first, digits = _parse_digits(cells[:, 1:])
    plus = digits & (first == _PLUS) & (cells[:, 1] != _ZERO)
    if calling_code is None:
        numbers, digits = _parse_digits(cells)
        plain = digits & (first != _ZERO) & (_MIN_DIGITS_WITHOUT_PLUS <= width <= _MAX_DIGITS)
    elif calling_code == "1" and width in (_NANP_DIGITS, _NANP_DIGITS + 1):
        numbers, plain = _nanp_numbers(cells)
    else:
        return after_first, plus
    return np.where(plus, after_first, numbers), plus | plain


def _nanp_numbers(cells: Bytes) -> tuple[Numbers, Flags]:
    """Read 4155550101; 14155550101 and 415,5550101 where the lines have 11 characters."""
    country = np.uint64(10**_NANP_DIGITS)
    numbers, digits = _parse_digits(cells)
    first = cells[:, 0]
    if cells.shape[1] == _NANP_DIGITS:
        return numbers + country, digits & (first != _ZERO)
    whole = digits & (first == _ONE)
    joined, split = _parse_digits(np.delete(cells, 3, axis=1))
    split &= np.isin(cells[:, 3], [ord(delimiter) for delimiter in _DELIMITERS]) & (first != _ZERO)
    return np.where(whole, numbers, joined + country), whole | split


def _parse_digits(cells: Bytes) -> tuple[Numbers, Flags]:
    """Return each row's number, and whether the row is digits alone."""
    digits = cells - np.uint8(_ZERO)
    numbers = np.zeros(len(cells), np.uint64)
    for column in range(digits.shape[1]):
        numbers = numbers * np.uint64(10) + digits[:, column]
    return numbers, np.all(digits <= 9, axis=1)


def readings(cell: str, calling_code: str | None) -> list[int]:
    """Return every number that a cell may mean: one too many only keeps a person from being called."""
    bare = _PUNCTUATION.sub("", cell)
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        return []
    if bare.startswith("+") or digits.startswith("00"):
        return _valid([digits.removeprefix("00")])
    whole = [digits] if len(digits) >= _MIN_DIGITS_WITHOUT_PLUS and not digits.startswith("0") else []
    if calling_code is None:
        return _valid(whole)
    if calling_code == "1":
        return _valid(["1" + digits] if len(digits) == _NANP_DIGITS else whole)
    candidates = [digits] if digits.startswith(calling_code) else whole
    if not digits.startswith("0") or calling_code in KEEPS_ZERO:
        candidates.append(calling_code + digits)
    if digits.startswith("0"):
        candidates.append(calling_code + digits[1:])
    return _valid(candidates)


def _valid(candidates: list[str]) -> list[int]:
    return [
        int(digits)
        for digits in dict.fromkeys(candidates)
        if _MIN_DIGITS <= len(digits) <= _MAX_DIGITS and digits[0] != "0"
    ]
