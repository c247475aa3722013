"""One part of a split, before it has a name: whom it calls, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a part's list without the header, its `start` in `zone`, and the comment at the top of its file.

    `label` is what its name says beside the old one's; two parts may have the same.
    """

    label: str
    rows: Sequence[Sequence[str]]
    start: datetime
    zone: str
    comment: Sequence[str]
