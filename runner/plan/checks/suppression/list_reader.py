"""The numbers of a suppression list, in the forms in which such lists come."""

import codecs
import csv
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from runner.config.campaign import ContactsSource
from runner.contacts.csvfile import header
from runner.phone_numbers.national import KEEPS_ZERO

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_BLOCK = 4 * 1024 * 1024
_LONGEST = 1024 * 1024
_LEAST, _MOST = 7, 15
# Fewer digits without a plus are a national number as a rule, and whose isn't known.
_LEAST_WITHOUT_PLUS = 11
_NANP = 10
_SEPARATORS = re.compile(r"[\s().\u00a0/-]+")
_PARTED = re.compile(r"([0-9]{3})[,;\t]([0-9]{7})")
_DELIMITERS = ",;\t"


@dataclass(slots=True)
class Unread:
    """How many lines had no number that could be read, and the first of them."""

    lines: int = 0
    first: int = 0

    def add(self, line: int) -> None:
        self.lines += 1
        self.first = self.first or line


class Reader:
    """Reads a list block by block: numbers one a line, or in the column whose header means a phone number.

    `calling` is the country code of numbers without one; None where there are none such.
    """

    def __init__(self, file: BinaryIO, calling: str | None, numpy: Any = None) -> None:
        self._file = file
        self._calling = calling
        self._numpy = numpy
        self._column: int | None = None
        self._delimiter = ","
        self.unread = Unread()
        self.lines = 0

    def blocks(self) -> Iterator["array[int] | npt.NDArray[np.uint64]"]:
        """Give the numbers of each block; a number that can be read in two ways is given as both."""
        data = self._block().removeprefix(codecs.BOM_UTF8)
        data = self._without_header(data)
        while data:
            if self._numpy is not None and self._column is None:
                yield self._many(data)
            else:
                yield self._each(data.decode(errors="replace").split("\n"), self.lines)
            self.lines += data.count(b"\n") + (not data.endswith(b"\n"))
            data = self._block()

    def _block(self) -> bytes:
        block = self._file.read(_BLOCK)
        return block if block.endswith(b"\n") else block + self._file.readline(_LONGEST)

    def _without_header(self, data: bytes) -> bytes:
        first, end, rest = data.partition(b"\n")
        text = first.decode(errors="replace")
        for delimiter in _DELIMITERS:
            cells = [cell.strip().strip('"') for cell in text.split(delimiter)]
            columns = header.phone_columns(cells, ContactsSource(""))
            if columns:
                self._column, self._delimiter = (columns[0] if len(cells) > 1 else None), delimiter
                self.lines += bool(end)
                return rest
        return data

    def _each(self, lines: list[str], before: int) -> "array[int]":
        found = array("Q")
        for line, text in enumerate(lines, start=before + 1):
            if not text.strip():
                continue
            numbers = self._numbers(text)
            found.extend(numbers)
            if not numbers:
                self.unread.add(line)
        return found

    def _numbers(self, text: str) -> list[int]:
        if self._column is None:
            parted = _PARTED.fullmatch(text.strip())
            cell = parted[1] + parted[2] if parted else re.split(r"[,;\t]", text, maxsplit=1)[0]
        else:
            cells = next(csv.reader([text], delimiter=self._delimiter)) if '"' in text else text.split(self._delimiter)
            cell = cells[self._column] if self._column < len(cells) else ""
        return readings(cell.strip().strip("\"'"), self._calling)

    def _many(self, data: bytes) -> "npt.NDArray[np.uint64]":
        """Read the lines that are digits alone, all of one length at once; the others one by one."""
        np = self._numpy
        if not data.endswith(b"\n"):
            data += b"\n"
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
        raw = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(raw == 0x0A)
        starts = np.concatenate((np.zeros(1, ends.dtype), ends[:-1] + 1))
        widths = ends - starts
        found = []
        left = np.ones(len(ends), np.bool_)
        for width in np.flatnonzero(np.bincount(widths[widths <= _MOST + 1])):
            places = np.flatnonzero(widths == width)
            read, good = self._of_width(raw, starts[places], int(width))
            found.append(read)
            left[places[good]] = False
        left &= widths > 0
        others = np.flatnonzero(left)
        for place in others.tolist():
            line = data[int(starts[place]) : int(ends[place])].decode(errors="replace")
            found.append(np.array(self._each([line], self.lines + place), np.uint64))
        joined: npt.NDArray[Any] = np.concatenate(found) if found else np.zeros(0, np.uint64)
        return joined

    def _of_width(self, raw: Any, starts: Any, width: int) -> tuple[Any, Any]:
        """Give the numbers of lines of one width, and which of the lines they are of."""
        np = self._numpy
        none = np.zeros(0, np.uint64), np.zeros(len(starts), np.bool_)
        if width < _LEAST + 1:
            return none
        cells = raw[starts[:, None] + np.arange(width)]
        first = cells[:, 0]
        numbers, digits = self._digits(cells[:, 1:])
        plus = digits & (first == 0x2B) & (cells[:, 1] != 0x30)
        if self._calling is None:
            bare, all_digits = self._digits(cells)
            without = all_digits & (first != 0x30) & (width >= _LEAST_WITHOUT_PLUS) & (width <= _MOST)
            return np.where(plus, numbers, bare)[plus | without], plus | without
        if self._calling == "1" and width in (_NANP, _NANP + 1):
            parted = width == _NANP + 1
            ours, good = self._nanp(cells, parted=parted)
            return np.where(plus, numbers, ours)[plus | good], plus | good
        return numbers[plus], plus

    def _nanp(self, cells: Any, *, parted: bool) -> tuple[Any, Any]:
        np = self._numpy
        country = np.uint64(10**10)
        bare, digits = self._digits(cells)
        if not parted:
            return bare + country, digits & (cells[:, 0] != 0x30)
        split, good = self._digits(np.delete(cells, 3, axis=1))
        good &= np.isin(cells[:, 3], [ord(delimiter) for delimiter in _DELIMITERS]) & (cells[:, 0] != 0x30)
        whole = digits & (cells[:, 0] == 0x31)
        return np.where(whole, bare, split + country), good | whole

    def _digits(self, cells: Any) -> tuple[Any, Any]:
        """Give each row's number, and whether it is digits alone."""
        np = self._numpy
        digits = cells - np.uint8(0x30)
        total = np.zeros(len(cells), np.uint64)
        for column in range(digits.shape[1]):
            total = total * np.uint64(10) + digits[:, column]
        return total, np.all(digits <= 9, axis=1)


def readings(cell: str, calling: str | None) -> list[int]:
    """Give every number that a cell may mean: one too many only keeps somebody from being called."""
    bare = _SEPARATORS.sub("", cell)
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        return []
    if bare.startswith("+") or digits.startswith("00"):
        return _valid([digits.removeprefix("00")])
    found = [digits] if len(digits) >= _LEAST_WITHOUT_PLUS and not digits.startswith("0") else []
    if calling is None:
        return _valid(found)
    if calling == "1":
        return _valid(["1" + digits] if len(digits) == _NANP else found)
    if digits.startswith(calling):
        found = [digits]
    if not digits.startswith("0") or calling in KEEPS_ZERO:
        found.append(calling + digits)
    if digits.startswith("0"):
        found.append(calling + digits[1:])
    return _valid(found)


def _valid(found: list[str]) -> list[int]:
    return [int(digits) for digits in dict.fromkeys(found) if _LEAST <= len(digits) <= _MOST and digits[0] != "0"]
