"""How often something is in a list, and where first."""

from collections.abc import Hashable
from typing import NamedTuple, TypeVar

T = TypeVar("T", bound=Hashable)


class Occurrences(NamedTuple):
    """How many contacts have something, and the row and the line of the first one."""

    contacts: int
    row: int
    line: int


def add(counts: dict[T, Occurrences], key: T, more: Occurrences) -> None:
    """Count what occurs once more, here or there."""
    known = counts.get(key)
    if known is None:
        counts[key] = more
    else:
        counts[key] = Occurrences(known.contacts + more.contacts, *min(known[1:], more[1:]))
