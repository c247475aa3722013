"""The parts of a campaign, before they have names: when each calls, and which contacts are in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A part's `start` in `zone`, and the comment at the top of its file; its `wave`, None where there are none.

    `label` is what its name says beside the old one's; two parts may have the same.
    """

    label: str
    start: datetime
    zone: str
    comment: Sequence[str]
    wave: int | None = None


@dataclass(frozen=True, slots=True)
class Division:
    """The parts, and each contact once as the list is read: the index of its part, and its cells."""

    parts: Sequence[Part]
    contacts: Iterator[tuple[int, Sequence[str]]]
