"""The index of a suppression list: its people as sorted 64-bit integers, in a file that is mapped into memory."""

import mmap
import os
import struct
import zlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from typing import BinaryIO, Protocol

MAX_NUMBERS = 250_000_000
"""Maximum numbers of one list."""
MAGIC = b"campsup3"
HEADER = struct.Struct("=8sQQQI4x")
"""Magic, count of numbers, count of unread lines, first unread line, CRC-32 of the numbers; in native byte order."""
_CHECKED_BYTES = 16 * 1024 * 1024
_SAMPLES = 512


class DamagedIndexError(Exception):
    """A file isn't an index, or is incomplete."""


class TooManyNumbersError(Exception):
    """A list has more numbers than `MAX_NUMBERS`."""


@dataclass(slots=True)
class UnreadLines:
    """How many lines of a list hold no number that can be read, and the first of them."""

    count: int = 0
    first: int = 0

    def add(self, line: int) -> None:
        self.count += 1
        self.first = self.first or line


class SuppressedPeople(Protocol):
    """The people of a suppression list: how many, with repeated ones, and the lines that could not be read."""

    @property
    def count(self) -> int: ...

    @property
    def unread(self) -> UnreadLines: ...

    def find(self, wanted: "array[int]") -> set[int]:
        """Return those of the wanted people who are on the list."""


@dataclass(frozen=True, slots=True)
class Index:
    """The sorted people of a list, repeated ones too, and the lines that could not be read."""

    numbers: memoryview
    unread: UnreadLines

    @property
    def count(self) -> int:
        return len(self.numbers)

    def find(self, wanted: "array[int]") -> set[int]:
        """Return those of the wanted people who are on the list."""
        numbers, end, at = self.numbers, len(self.numbers), 0
        # In ascending order the next number is rarely further ahead than a few times the mean distance.
        ahead = 4 * (end // max(len(wanted), 1) + 1)
        hits = set()
        for number in sorted(wanted):
            near = at + ahead
            at = bisect_left(numbers, number, at, near if near < end and numbers[near] >= number else end)
            if at == end:
                break
            if numbers[at] == number:
                hits.add(number)
        return hits


def read_index(file: BinaryIO) -> Index:
    """Map an index into memory; DamagedIndexError where it isn't one.

    A small index is checked against its checksum. Of a large one only the length and a sample are checked, for speed.
    """
    size = os.fstat(file.fileno()).st_size
    header = file.read(HEADER.size)
    if len(header) < HEADER.size:
        raise DamagedIndexError
    magic, count, unread, first, crc = HEADER.unpack(header)
    if magic != MAGIC or size != HEADER.size + 8 * count:
        raise DamagedIndexError
    mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))[HEADER.size :]
    numbers = mapped.cast("Q")
    sample = numbers[:: max(1, count // _SAMPLES)].tolist()
    if sample != sorted(sample) or (8 * count <= _CHECKED_BYTES and zlib.crc32(mapped) != crc):
        raise DamagedIndexError
    return Index(numbers, UnreadLines(unread, first))
