"""How far the reading of files and lists is."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from runner.formatting import count

_MINUTE = 60.0
_SURE_AFTER = 2.0
"""Seconds of reading lists from which the time left can be estimated."""


@dataclass(slots=True)
class Progress:
    """Counted by whoever reads, in one thread; another may `describe` it at any time.

    `on_count` is called after each count. A list counts by its bytes where its size is known, else like every other.
    """

    on_count: "Callable[[Progress], None] | None" = None
    files: int = 0
    files_read: int = 0
    lists: int = 0
    lists_read: int = 0
    rows: int = 0
    _sizes: int = 0
    _bytes: int = 0
    _part: tuple[int, int] = (0, 0)
    _began: float = field(default_factory=time.monotonic)

    def file_read(self) -> None:
        """Count a campaign file."""
        self.files_read += 1
        self._counted()

    def begin_lists(self, lists: int, sizes: Iterable[int] = ()) -> None:
        """Begin with so many lists; `sizes` are theirs in bytes, where they are known."""
        self.lists, self._sizes, self._began = lists, sum(sizes), time.monotonic()

    def part_read(self, rows: int, size: int) -> None:
        """Count one more part of a list that is being read."""
        self._part = (self._part[0] + rows, self._part[1] + size)
        self._counted()

    def list_read(self, rows: int, size: int = 0) -> None:
        """Count a whole list, with the parts of it that were counted."""
        self._part = (0, 0)
        self.lists_read, self.rows, self._bytes = self.lists_read + 1, self.rows + rows, self._bytes + size
        self._counted()

    def describe(self) -> str:
        """Return how much is read, and how long the rest may take; "" before anything is known."""
        if not self.lists:
            return f"{self.files_read:,} of {count(self.files, 'file')}" if self.files else ""
        rows, size = self._part
        texts = [f"{self.lists_read:,} of {count(self.lists, 'list')}", count(self.rows + rows, "row")]
        done = (self._bytes + size) / self._sizes if self._sizes else self.lists_read / self.lists
        seconds = time.monotonic() - self._began
        if 0 < done < 1 and seconds >= _SURE_AFTER:
            texts.append(f"about {_duration(seconds / done - seconds)} left")
        return ", ".join(texts)

    def _counted(self) -> None:
        if self.on_count is not None:
            self.on_count(self)


def _duration(seconds: float) -> str:
    return f"{max(seconds, 1):.0f} s" if seconds < _MINUTE else f"{seconds / _MINUTE:.0f} min"
