"""Puts sections into a text of limited size: what doesn't fit is cut between items, and counted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Section:
    """A head, items and a foot, each with its own line ends.

    `rank` says when it is cut: the highest first. `left` tells of so many items that were left out. A section with
    `instead` can't be cut: where it doesn't fit, that stands in its place.
    """

    rank: int
    head: str
    items: tuple[str, ...] = ()
    foot: str = ""
    left: Callable[[int], str] = str
    instead: str | None = None

    def written(self, kept: int) -> str:
        """Give the section with its first `kept` items."""
        lost = len(self.items) - kept
        if lost and self.instead is not None:
            return self.instead
        return self.head + "".join(self.items[:kept]) + (self.left(lost) if lost else "") + self.foot

    def fitted(self, room: int) -> str:
        """Give as much of it as `room` bytes hold; nothing where not even its head does."""
        if size(whole := self.written(len(self.items))) <= room:
            return whole
        stub = size(self.written(0))
        if not self.items or stub > room:
            return ""
        # To tell of fewer that are left out never takes more room: `stub` tells of all.
        kept = sum(stub + taken <= room for taken in accumulate(map(size, self.items)))
        return self.written(kept if self.instead is None else 0)


def size(text: str) -> int:
    """Measure as the stricter of GitHub's limits does: in bytes, of which there are never fewer than characters."""
    return len(text.encode("utf-8", "surrogatepass"))


def fitted(sections: Iterable[Section], limit: int | None) -> str:
    """Join sections in their order; within `limit` bytes, those of the lowest rank are given room first."""
    listed = list(sections)
    if limit is None:
        return "".join(section.written(len(section.items)) for section in listed)
    stubs = [size(section.written(0)) for section in listed]
    texts = [""] * len(listed)
    left, reserved = limit, sum(stubs)
    for index in sorted(range(len(listed)), key=lambda index: listed[index].rank):
        reserved -= stubs[index]
        texts[index] = listed[index].fitted(max(left - reserved, min(left, stubs[index])))
        left -= size(texts[index])
    return "".join(texts)
