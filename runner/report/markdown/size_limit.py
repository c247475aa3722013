"""Joins sections into a text of limited size: what doesn't fit is cut between items and counted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Section:
    """A head, items and a foot, each with its own line ends.

    Sections of the highest `rank` are cut first. `left` returns the line that counts the items left out. A section with
    `instead` is never cut: where it doesn't fit, that text replaces it.
    """

    rank: int
    head: str
    items: tuple[str, ...] = ()
    foot: str = ""
    left: Callable[[int], str] = str
    instead: str | None = None

    def render(self, kept: int) -> str:
        """Return the section with its first `kept` items."""
        cut = len(self.items) - kept
        if cut and self.instead is not None:
            return self.instead
        return self.head + "".join(self.items[:kept]) + (self.left(cut) if cut else "") + self.foot

    def fit(self, room: int) -> str:
        """Return as much of it as fits into `room` bytes; empty where not even its head does."""
        if size(whole := self.render(len(self.items))) <= room:
            return whole
        stub = size(self.render(0))
        if not self.items or stub > room:
            return ""
        # Counting fewer items never takes more room: `stub` counts all of them.
        kept = sum(stub + used <= room for used in accumulate(map(size, self.items)))
        return self.render(kept if self.instead is None else 0)


def size(text: str) -> int:
    """Return the size in bytes, the stricter of GitHub's two measures."""
    return len(text.encode("utf-8", "surrogatepass"))


def fit_sections(sections: Iterable[Section], limit: int | None) -> str:
    """Return the sections in their order; where `limit` bytes are too few, the lowest ranks keep their items."""
    listed = list(sections)
    if limit is None:
        return "".join(section.render(len(section.items)) for section in listed)
    stubs = [size(section.render(0)) for section in listed]
    texts = [""] * len(listed)
    left, reserved = limit, sum(stubs)
    for index in sorted(range(len(listed)), key=lambda index: listed[index].rank):
        reserved -= stubs[index]
        texts[index] = listed[index].fit(max(left - reserved, min(left, stubs[index])))
        left -= size(texts[index])
    return "".join(texts)
