"""The plain records of a block of lines, found with NumPy: each test is one operation on all rows at once.

A record is plain if it is sent byte for byte: its number is E.164, no cell that is sent is blank where a value is
needed or begins with what might be white space, and nothing is quoted. docs/contact-engine.md has the picture.
"""

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.engine import byte_search

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]

_LF, _QUOTE, _PLUS = b'\n"+'
_PAD = b"\n" * 16
_SHORTEST, _LONGEST = 8, 16
"""Bytes of a number with its plus."""
_QUOTED = 3
"""The least distance of the edges around a quoted cell."""
# What no white space begins with in UTF-8: U+0085 and U+00A0 begin with C2, the others with E1, E2 and E3.
_FIRST_BYTES = bytes([*range(0x21, 0x7F), *range(0xC3, 0xE1), *range(0xE4, 0xF5)])


def _words(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8, "little"))


def _masks() -> tuple[Words, Words]:
    """Return, by a number's count of digits, masks of the last 8 digits and of those before them, of 8 bytes each."""
    every = (1 << 64) - 1

    def mask(digits: int) -> int:
        return every << 8 * (8 - digits) & every if digits > 0 else 0

    counts = range(_LONGEST)
    return (
        np.array([mask(min(count, 8)) for count in counts], np.uint64),
        np.array([mask(count - 8) for count in counts], np.uint64),
    )


_LAST, _BEFORE = _masks()
_ZEROS, _HIGH, _SIX, _LOW = _words(0x30), _words(0xF0), _words(0x06), _words(0x0F)
_EIGHT_DIGITS = np.uint64(10**8)


@dataclass(frozen=True)
class Records:
    """The lines of a block, a record each: the number of each plain one, and 0 for each that is to be read as a row."""

    data: bytes
    numbers: Words

    @functools.cached_property
    def lines(self) -> list[bytes]:
        return self.data.split(b"\n")

    @property
    def others(self) -> list[int]:
        """The indices of the records that aren't plain."""
        indices: list[int] = np.flatnonzero(self.numbers == 0).tolist()
        return indices

    def text(self, start: int, end: int) -> bytes:
        """Return the lines `start` to `end`."""
        whole = end - start == len(self.numbers)
        return (self.data if whole else b"\n".join(self.lines[start:end])) + b"\n"


class BlockReader:
    """Finds the plain records in a list's blocks, and writes them as they are sent."""

    def __init__(self, columns: ListColumns, delimiter: str) -> None:
        assert columns.phone is not None  # noqa: S101 - a list without a phone column has no plain record
        self._phone = columns.phone
        self._width = columns.width
        self._delimiter = delimiter.encode()
        self._sent = [(column.index, column.default == "") for column in columns.sent]
        self._order = [columns.phone, *(column.index for column in columns.sent)]
        self._as_sent = delimiter == "," and self._order == list(range(columns.width))
        self._begins = np.zeros(256, np.bool_)
        self._begins[[byte for byte in _FIRST_BYTES if byte not in b'",' + self._delimiter]] = True

    def records(self, block: bytes) -> Records | None:
        """Return a block's records; None where one may be less or more than a line, isn't text or is suspicious."""
        data = block.replace(b"\r\n", b"\n") if b"\r" in block else block
        if b"\r" in data or b"\0" in data or not _is_utf8(data):
            return None
        data = data.removesuffix(b"\n")
        if b'"' in data:
            data = self._unquoted(data)
        if byte_search.may_hold(data, self._delimiter):
            return None
        numbers = self._numbers(data)
        if numbers is not None:
            return Records(data, numbers)
        lines = data.split(b"\n")
        if not all(_is_record(line, self._delimiter) for line in lines if b'"' in line):
            return None
        blank = self._delimiter * (self._width - 1)
        numbers = self._numbers(b"\n".join([line if self._is_regular(line) else blank for line in lines]))
        return None if numbers is None else Records(data, numbers)

    def cells(self, line: bytes) -> list[str]:
        """Return the cells of a record."""
        return next(_csv_reader(line, self._delimiter))

    def canonical(self, records: bytes) -> bytes:
        """Return plain records, each with its LF, as they are sent."""
        if self._as_sent:
            return records
        rows = (line.split(self._delimiter) for line in records.splitlines())
        return b"".join([b",".join([cells[index] for index in self._order]) + b"\n" for cells in rows])

    def _is_regular(self, line: bytes) -> bool:
        """Whether a line has as many cells as the header, and none that is or must be quoted."""
        if b'"' in line or (self._delimiter != b"," and b"," in line):
            return False
        return line.count(self._delimiter) == self._width - 1

    def _unquoted(self, data: bytes) -> bytes:
        """Take out the quotes where each encloses a whole cell, and no delimiter, line end or quote; else leave all."""
        text = np.frombuffer(b"\n" + data + b"\n", np.uint8)
        edges = self._edges(text)
        opened = text[edges[:-1] + 1] == _QUOTE
        closed = text[edges[1:] - 1] == _QUOTE
        whole = np.all(opened == closed) and not np.any(opened & (np.diff(edges) < _QUOTED))
        if not whole or np.count_nonzero(text == _QUOTE) != 2 * np.count_nonzero(opened):
            return data
        return data.translate(None, b'"')

    def _numbers(self, data: bytes) -> Words | None:
        """Return the number of each plain record, and 0 for each other; None where a line isn't regular."""
        if b'"' in data or (self._delimiter != b"," and b"," in data):
            return None
        text = np.frombuffer(_PAD + data + b"\n ", np.uint8)
        edges = self._edges(text)[len(_PAD) - 1 :]
        rows = np.count_nonzero(text == _LF) - len(_PAD)
        if len(edges) - 1 != rows * self._width or not np.all(text[edges[:: self._width]] == _LF):
            return None
        numbers, plain = _parse(text, *self._cells(edges, self._phone))
        for index, may_be_empty in self._sent:
            begins, ends = self._cells(edges, index)
            filled = self._begins[text[begins]]
            plain &= filled | (begins == ends) if may_be_empty else filled
        return np.where(plain, numbers, np.uint64(0))

    def _edges(self, text: Bytes) -> Places:
        """Find the delimiters and line ends."""
        return np.flatnonzero((text == self._delimiter[0]) | (text == _LF))

    def _cells(self, edges: Places, column: int) -> tuple[Places, Places]:
        """Return where the cells of a column begin and end."""
        return edges[column : -1 : self._width] + 1, edges[column + 1 :: self._width]


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_record(line: bytes, delimiter: bytes) -> bool:
    """Whether the csv module reads a line as one whole record."""
    try:
        return len(list(_csv_reader(line, delimiter))) == 1
    except csv.Error:
        return False


def _csv_reader(line: bytes, delimiter: bytes) -> Iterator[list[str]]:
    return csv.reader([line.decode() + "\n"], delimiter=delimiter.decode(), strict=True)


def _parse(text: Bytes, begins: Places, ends: Places) -> tuple[Words, npt.NDArray[np.bool_]]:
    """Read cells as numbers; false where one isn't E.164."""
    lengths = ends - begins
    valid = (lengths >= _SHORTEST) & (lengths <= _LONGEST) & (text[begins] == _PLUS) & (text[begins + 1] != ord("0"))
    digits = np.where(valid, lengths - 1, 0)
    at = np.ndarray((len(text) - 7,), np.uint64, text, strides=(1,))
    parts = []
    for mask, place in ((_BEFORE, ends - 16), (_LAST, ends - 8)):
        keep = mask[digits]
        word = (at[place] & keep) | (_ZEROS & ~keep)
        valid &= ((word & _HIGH) == _ZEROS) & (((word + _SIX) & _HIGH) == _ZEROS)
        parts.append(_eight_digits(word))
    return parts[0] * _EIGHT_DIGITS + parts[1], valid


def _eight_digits(word: Words) -> Words:
    """Read 8 ASCII digits, the first in the lowest byte: pairs, then fours, then all, side by side in one word."""
    pairs = ((word & _LOW) * np.uint64(10 * 256 + 1)) >> np.uint64(8) & np.uint64(0x00FF00FF00FF00FF)
    fours = (pairs * np.uint64(100 * 65536 + 1)) >> np.uint64(16) & np.uint64(0x0000FFFF0000FFFF)
    return (fours * np.uint64(10000 * 2**32 + 1)) >> np.uint64(32)
