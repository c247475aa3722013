"""The plain records of a large block, found with NumPy: each test is one operation on all rows at once.

docs/contact-engine.md has the picture.
"""

from array import array
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from runner.contacts.block import Block, first_bytes
from runner.contacts.layout import Layout

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]

_LF, _QUOTE, _PLUS = b'\n"+'
_PAD = b"\n" * 16
_LEAST, _MOST = 8, 16
"""Bytes of a number with its plus."""


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
        ends = np.flatnonzero(data == _LF)[len(_PAD) :]
        starts = np.concatenate((np.array([len(_PAD)]), ends[:-1] + 1))
        found = np.flatnonzero(data == self._delimiter)
        if len(found) != len(ends) * (self._width - 1):
            return None
        edges = np.column_stack((starts - 1, found.reshape(len(ends), self._width - 1), ends))
        if self._width > 1 and not (np.all(edges[:, 1] >= starts) and np.all(edges[:, -2] < ends)):
            return None
        numbers, good = self._parsed(data, edges[:, self._phone] + 1, edges[:, self._phone + 1])
        for index, may_be_empty in self._sent:
            begins = edges[:, index] + 1
            fine = self._begins[data[begins]]
            good &= fine | (begins == edges[:, index + 1]) if may_be_empty else fine
        return np.where(good, numbers, np.uint64(0))

    def unquoted(self, data: bytes) -> bytes:
        """Take the quotes out where each encloses a whole cell, and no delimiter, line end or quote; else leave all."""
        bytes_ = np.frombuffer(b"\n" + data + b"\n", np.uint8)
        is_quote = bytes_ == _QUOTE
        is_edge = (bytes_ == self._delimiter) | (bytes_ == _LF)
        quotes = np.flatnonzero(is_quote)
        inside = np.cumsum(is_quote.view(np.uint8), dtype=np.uint8) & 1
        outer = np.concatenate((quotes[0::2] - 1, quotes[1::2] + 1))
        if len(quotes) % 2 or not np.all(is_edge[outer]) or np.any(is_edge & (inside == 1)):
            return data
        return data.translate(None, b'"')

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

    Sorting finds which they are. Where they stand is asked of a table of some bits of each number: few others share
    those.
    """
    all_ = np.frombuffer(numbers, np.uint64)
    sorted_ = np.sort(all_)
    twice = sorted_[1:][sorted_[1:] == sorted_[:-1]]
    del sorted_
    if not len(twice):
        return
    table = np.zeros(1 << 20, np.bool_)
    table[_slots(twice)] = True
    wanted = set(twice.tolist())
    for start in range(0, len(all_), 1 << 20):
        part = all_[start : start + (1 << 20)]
        for place in np.flatnonzero(table[_slots(part)]).tolist():
            if int(part[place]) in wanted:
                yield start + place


def _slots(numbers: Words) -> Words:
    # Fibonacci hashing: 2**64 divided by the golden ratio.
    return (numbers * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(44)
