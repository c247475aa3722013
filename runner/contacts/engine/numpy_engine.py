"""The plain records of a large block, found with NumPy: each test is one operation on all rows at once.

docs/contact-engine.md has the picture.
"""

from array import array
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from runner.contacts.csvfile.columns import Layout
from runner.contacts.engine import byte_search
from runner.contacts.engine.regex_engine import Block, first_bytes

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Halves = npt.NDArray[np.uint32]
Places = npt.NDArray[np.intp]

_LF, _QUOTE, _PLUS = b'\n"+'
_PAD = b"\n" * 16
_LEAST, _MOST = 8, 16
"""Bytes of a number with its plus."""
_QUOTED = 3
"""The least distance of the edges around a quoted cell."""


def _words(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8, "little"))


def _keeps() -> tuple[Words, Words]:
    """Give, by a number's count of digits, masks of the last 8 digits and of those before them, of 8 bytes each."""
    every = (1 << 64) - 1

    def mask(digits: int) -> int:
        return every << 8 * (8 - digits) & every if digits > 0 else 0

    counts = range(_MOST)
    return (
        np.array([mask(min(count, 8)) for count in counts], np.uint64),
        np.array([mask(count - 8) for count in counts], np.uint64),
    )


_LAST, _BEFORE = _keeps()
_ZEROS, _HIGH, _SIX, _LOW = _words(0x30), _words(0xF0), _words(0x06), _words(0x0F)
_EIGHT_DIGITS = np.uint64(10**8)
_SHORT = byte_search.LONG // 3
"""Where each so many bytes have a line end, no line is long."""
_LOWER = np.uint32(0x20202020)
# The beginnings of what it looks for, `prompt` and `struction`: rare in names and addresses.
_PARTS = tuple(np.uint32(int.from_bytes(part, "little")) for part in (b"prom", b"stru"))
_PART = 1 << 20
_TABLE_BITS = 20
_SLOT = np.uint32(32 - _TABLE_BITS)


class Vector:
    """Finds the plain records of a block in which each record has the same number of cells."""

    def __init__(self, layout: Layout, delimiter: str) -> None:
        assert layout.phone is not None  # noqa: S101 - a list without a phone column has no plain record
        self._phone = layout.phone
        self._width = layout.width
        self._delimiter = ord(delimiter)
        self._sent = [(column.index, column.default == "") for column in layout.sent]
        self._begins = np.zeros(256, np.bool_)
        self._begins[list(first_bytes(delimiter))] = True
        self._inside = delimiter != ","

    def numbers(self, block: Block) -> Words | None:
        """Give the number of each plain record, and 0 for each other; None where a record is ragged, or is quoted."""
        if block.quoted or (self._inside and b"," in block.data):
            return None
        data = np.frombuffer(_PAD + block.data + b"\n ", np.uint8)
        edges = self._edges(data)[len(_PAD) - 1 :]
        rows = np.count_nonzero(data == _LF) - len(_PAD)
        if len(edges) - 1 != rows * self._width or not np.all(data[edges[:: self._width]] == _LF):
            return None
        numbers, good = self._parsed(data, *self._cells(edges, self._phone))
        for index, may_be_empty in self._sent:
            begins, ends = self._cells(edges, index)
            fine = self._begins[data[begins]]
            good &= fine | (begins == ends) if may_be_empty else fine
        return np.where(good, numbers, np.uint64(0))

    def unquoted(self, data: bytes) -> bytes:
        """Take the quotes out where each encloses a whole cell, and no delimiter, line end or quote; else leave all."""
        bytes_ = np.frombuffer(b"\n" + data + b"\n", np.uint8)
        edges = self._edges(bytes_)
        opened = bytes_[edges[:-1] + 1] == _QUOTE
        closed = bytes_[edges[1:] - 1] == _QUOTE
        whole = np.all(opened == closed) and not np.any(opened & (np.diff(edges) < _QUOTED))
        if not whole or np.count_nonzero(bytes_ == _QUOTE) != 2 * np.count_nonzero(opened):
            return data
        return data.translate(None, b'"')

    @staticmethod
    def wordy(data: bytes) -> bool:
        """Say what `search.wordy` says; sooner where no cell has such words and the lines are short."""
        line_ends = np.frombuffer(data, np.uint8, len(data) // _SHORT * _SHORT) == _LF
        rare = bool(np.all(np.any(line_ends.reshape(-1, _SHORT), axis=1)))
        for start in range(min(4, len(data))):
            fours = np.frombuffer(data, "<u4", (len(data) - start) // 4, start) | _LOWER
            rare = rare and not any(np.any(fours == part) for part in _PARTS)
        return not rare and byte_search.wordy(data)

    def _edges(self, data: Bytes) -> Places:
        """Find the delimiters and line ends."""
        return np.flatnonzero((data == self._delimiter) | (data == _LF))

    def _cells(self, edges: Places, column: int) -> tuple[Places, Places]:
        """Give where the cells of a column begin and end."""
        return edges[column : -1 : self._width] + 1, edges[column + 1 :: self._width]

    @staticmethod
    def _parsed(data: Bytes, begins: Places, ends: Places) -> tuple[Words, npt.NDArray[np.bool_]]:
        """Read cells as numbers; false where one isn't E.164."""
        lengths = ends - begins
        good = (lengths >= _LEAST) & (lengths <= _MOST) & (data[begins] == _PLUS) & (data[begins + 1] != ord("0"))
        digits = np.where(good, lengths - 1, 0)
        at = np.ndarray((len(data) - 7,), np.uint64, data, strides=(1,))
        parts = []
        for mask, place in ((_BEFORE, ends - 16), (_LAST, ends - 8)):
            keep = mask[digits]
            word = (at[place] & keep) | (_ZEROS & ~keep)
            good &= ((word & _HIGH) == _ZEROS) & (((word + _SIX) & _HIGH) == _ZEROS)
            parts.append(_eight_digits(word))
        return parts[0] * _EIGHT_DIGITS + parts[1], good


def _eight_digits(word: Words) -> Words:
    """Read 8 ASCII digits, the first in the lowest byte: pairs, then fours, then all, side by side in one word."""
    pairs = ((word & _LOW) * np.uint64(10 * 256 + 1)) >> np.uint64(8) & np.uint64(0x00FF00FF00FF00FF)
    fours = (pairs * np.uint64(100 * 65536 + 1)) >> np.uint64(16) & np.uint64(0x0000FFFF0000FFFF)
    return (fours * np.uint64(10000 * 2**32 + 1)) >> np.uint64(32)


def repeated(numbers: "array[int]") -> Iterator[int]:
    """Give the indices of all numbers that stand there more than once, in order.

    Sorted hashes of 32 bits show which hashes stand there twice. Where they stand is asked of a table of some bits of
    each; of those few the numbers themselves are compared.
    """
    if not numbers:
        return
    all_ = np.frombuffer(numbers, np.uint64)
    hashes = np.concatenate([_hashed(all_[start : start + _PART]) for start in range(0, len(all_), _PART)])
    _sort(hashes)
    twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    del hashes
    if not len(twice):
        return
    table = np.zeros(1 << _TABLE_BITS, np.bool_)
    table[twice >> _SLOT] = True
    places = []
    for start in range(0, len(all_), _PART):
        part = _hashed(all_[start : start + _PART])
        maybe = np.flatnonzero(table[part >> _SLOT])
        places.append(maybe[np.isin(part[maybe], twice)] + start)
    found = np.concatenate(places)
    _, which, counts = np.unique(all_[found], return_inverse=True, return_counts=True)
    yield from found[counts[which] > 1].tolist()


def _hashed(numbers: Words) -> Halves:
    # Fibonacci hashing: 2**64 divided by the golden ratio.
    return ((numbers * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)).astype(np.uint32)


def _sort(values: Halves) -> None:
    """Sort in place: both halves at once, as NumPy lets go of the interpreter's lock, and then the two together."""
    half = len(values) // 2
    with ThreadPoolExecutor(1) as other:
        sorting = other.submit(values[:half].sort)
        values[half:].sort()
        sorting.result()
    values.sort(kind="stable")
