"""The records of a block of lines, as NumPy sees them."""

import functools
from dataclasses import dataclass

import numpy as np

from runner.contacts.csvfile.columns import Column
from runner.contacts.engine.number_cells import Bytes, Flags, Places, Words

PAD = b"\n" * 16
"""What stands before a block's lines, so that words of eight bytes may end in the first cells."""


@dataclass(frozen=True)
class Records:
    """The lines of a block, a record each: the number of each plain one, and 0 for each that is to be read as a row.

    `placeholders` counts the words for no value in the plain records: column, how many, and the first record's index.
    `opted_out` are those of them that opt out. `block` are the bytes of the cells, which begin and end at the `edges`;
    unless the lines are `split`, those are the lines of `data` too. `unchanged` says that `data` is as the file has it.
    """

    data: bytes
    numbers: Words
    block: Bytes
    edges: Places
    width: int
    placeholders: list[tuple[Column, int, int]]
    opted_out: Flags
    split: bool = False
    unchanged: bool = False

    def cells(self, column: int) -> tuple[Places, Places]:
        """Return where the cells of a column begin and end."""
        return cells_between(self.edges, column, self.width)

    @property
    def longest_line(self) -> int:
        """The most bytes of a line, without its end."""
        return int(np.diff(self.edges[:: self.width]).max()) - 1

    def line(self, index: int) -> bytes:
        """Return a line without its end."""
        if self.split:
            return self._lines[index]
        begin, end = self._place(index, index + 1)
        return self.data[begin : end - 1]

    def text(self, start: int, end: int) -> bytes:
        """Return the lines `start` to `end`."""
        if self.split:
            return b"\n".join(self._lines[start:end]) + b"\n"
        begin, stop = self._place(start, end)
        return self.data[begin:stop] if stop <= len(self.data) else self.data[begin:] + b"\n"

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where the lines `start` to `end` are in the block, ends included; None where they aren't as there."""
        return self._place(start, end) if self.unchanged and not self.split else None

    def _place(self, start: int, end: int) -> tuple[int, int]:
        first, last = self.edges[start * self.width], self.edges[end * self.width]
        return int(first) + 1 - len(PAD), int(last) + 1 - len(PAD)

    @functools.cached_property
    def _lines(self) -> list[bytes]:
        return self.data.split(b"\n")

    @property
    def others(self) -> list[int]:
        """The indices of the records that aren't plain."""
        indices: list[int] = np.flatnonzero(self.numbers == 0).tolist()
        return indices


def cells_between(edges: Places, column: int, width: int) -> tuple[Places, Places]:
    """Return where the cells of a column begin and end, of rows of `width` cells between edges."""
    return edges[column:-1:width] + 1, edges[column + 1 :: width]
