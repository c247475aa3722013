"""Writes the index of a suppression list, sorted in the file itself, so that memory doesn't grow with the list."""

import zlib
from typing import BinaryIO

import numpy as np

from runner.phone_numbers.bulk import replace_by_people
from runner.plan.checks.suppression.index import HEADER, MAGIC, MAX_NUMBERS, TooManyNumbersError
from runner.plan.checks.suppression.number_reader import NumberReader


def write_index(source: BinaryIO, calling_code: str | None, out: BinaryIO) -> None:
    """Write the index of a list to an empty file; TooManyNumbersError, OSError."""
    reader = NumberReader(source, calling_code)
    out.write(bytes(HEADER.size))
    count = 0
    for numbers in reader.blocks():
        count += len(numbers)
        if count > MAX_NUMBERS:
            raise TooManyNumbersError
        out.write(numbers.tobytes())
    out.flush()
    crc = _sort(out, count)
    out.seek(0)
    out.write(HEADER.pack(MAGIC, count, reader.unread.count, reader.unread.first, crc))


def _sort(out: BinaryIO, count: int) -> int:
    """Make the numbers behind the header people and sort them, in place, and return their CRC-32."""
    if not count:
        return zlib.crc32(b"")
    numbers = np.memmap(out, np.uint64, "r+", HEADER.size, (count,))
    numbers.sort()
    if replace_by_people(numbers):
        numbers.sort()
    numbers.flush()
    return zlib.crc32(numbers.data)
