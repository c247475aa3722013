"""A suppression list as sorted 64-bit integers in a file that is mapped into memory."""

import hashlib
import mmap
import os
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from runner.plan.checks.suppression.list_reader import Reader, Unread

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOST = 250_000_000
"""So many numbers one list may have."""
_HEADER = struct.Struct("<8sQQQI4x")
_MAGIC = b"campsup1"
_CHECKED = 16 * 1024 * 1024
# From this size of a list NumPy saves more time than its import takes.
_NUMPY_BYTES = 4 * 1024 * 1024
_NUMPY_CONTACTS = 250_000
_SAMPLES = 512


class DamagedError(Exception):
    """A file isn't an index, or not a whole one."""


class TooLongError(Exception):
    """A list has more numbers than `MOST`."""


@dataclass(frozen=True, slots=True)
class Index:
    """The numbers of a list, sorted, those that stand there twice too; and what of it could not be read."""

    numbers: memoryview
    unread: Unread

    def holds(self, wanted: "array[int]") -> set[int]:
        """Give those of the wanted numbers that the list has."""
        if not len(self.numbers) or not wanted:
            return set()
        numpy = loaded(len(wanted) >= _NUMPY_CONTACTS)
        return self._vectored(wanted, numpy) if numpy else self._stepped(wanted)

    def _stepped(self, wanted: "array[int]") -> set[int]:
        """Go through both in order: the next number is rarely further ahead than a few times the mean distance."""
        numbers, end, at = self.numbers, len(self.numbers), 0
        ahead = 4 * (end // len(wanted) + 1)
        found = set()
        for number in sorted(wanted):
            near = at + ahead
            at = bisect_left(numbers, number, at, near if near < end and numbers[near] >= number else end)
            if at == end:
                break
            if numbers[at] == number:
                found.add(number)
        return found

    def _vectored(self, wanted: "array[int]", np: Any) -> set[int]:
        index = np.frombuffer(self.numbers, np.uint64)
        ordered = np.sort(np.frombuffer(wanted, np.uint64))
        places = np.minimum(np.searchsorted(index, ordered), len(index) - 1)
        return set(ordered[index[places] == ordered].tolist())


def loaded(worth_it: bool) -> Any:
    """Give NumPy where it is imported already or its import is worth it; None where not, or where it isn't there."""
    if "numpy" not in sys.modules and not worth_it:
        return None
    try:
        import numpy as np
    except ImportError:
        return None
    return np


def write(source: BinaryIO, calling: str | None, out: BinaryIO, size: int) -> None:
    """Write the index of a list of `size` bytes; TooLongError, OSError."""
    np = loaded(size >= _NUMPY_BYTES)
    reader = Reader(source, calling, np)
    out.write(bytes(_HEADER.size))
    count = 0
    for block in reader.blocks():
        count += len(block)
        if count > MOST:
            raise TooLongError
        out.write(block.tobytes() if sys.byteorder == "little" else _swapped(block))
    out.flush()
    crc = _sort(out, count, np)
    out.seek(0)
    out.write(_HEADER.pack(_MAGIC, count, reader.unread.lines, reader.unread.first, crc))


def read(file: BinaryIO) -> Index:
    """Map an index into memory; DamagedError where it isn't one.

    A small one is held against its checksum; of a large one only the length and a sample are looked at: that is fast.
    """
    size = os.fstat(file.fileno()).st_size
    head = file.read(_HEADER.size)
    if len(head) < _HEADER.size or sys.byteorder != "little":
        raise DamagedError
    magic, count, lines, first, crc = _HEADER.unpack(head)
    if magic != _MAGIC or size != _HEADER.size + 8 * count:
        raise DamagedError
    mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    numbers = mapped[_HEADER.size :].cast("Q")
    sample = numbers[:: max(1, count // _SAMPLES)].tolist()
    if sample != sorted(sample) or (8 * count <= _CHECKED and zlib.crc32(mapped[_HEADER.size :]) != crc):
        raise DamagedError
    return Index(numbers, Unread(lines, first))


def streamed(source: BinaryIO, calling: str | None, wanted: set[int]) -> tuple[set[int], Unread, int]:
    """Do without an index: go through the whole list; give what it has of the wanted numbers, and how many it has."""
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    reader = Reader(source, calling, loaded(size >= _NUMPY_BYTES))
    found, count = set[int](), 0
    for block in reader.blocks():
        found.update(wanted.intersection(block.tolist()))
        count += len(block)
    return found, reader.unread, count


def digest(file: BinaryIO) -> str:
    """Give the SHA-256 of a file's bytes, and leave it at its beginning."""
    file.seek(0)
    found = hashlib.sha256()
    while block := file.read(1024 * 1024):
        found.update(block)
    file.seek(0)
    return found.hexdigest()


def _sort(out: BinaryIO, count: int, np: Any) -> int:
    """Sort what stands behind the header, in the file itself where NumPy is there; give its checksum."""
    if not count:
        return zlib.crc32(b"")
    if np is not None:
        mapped = np.memmap(out, np.uint64, "r+", _HEADER.size, (count,))
        mapped.sort()
        mapped.flush()
        return zlib.crc32(mapped)
    out.seek(_HEADER.size)
    numbers = array("Q", out.read())
    ordered = array("Q", sorted(numbers))
    out.seek(_HEADER.size)
    out.write(ordered.tobytes())
    out.flush()
    return zlib.crc32(ordered)


def _swapped(block: "array[int] | npt.NDArray[np.uint64]") -> bytes:
    other = array("Q", block.tolist())
    other.byteswap()
    return other.tobytes()
