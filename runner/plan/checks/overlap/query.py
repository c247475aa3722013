"""What is asked of many lists at once, whom they have in common and how often each is called, and the answer."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WEEK = timedelta(days=7)
NAMED = 3
"""So many other campaigns are named for one campaign; more are counted."""
PAIRS = 1_000_000
"""So many pairs of calls are looked at, or a fourth of all calls where that is more."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The lists of campaigns in the order of their `times`, each number once a list.

    Of those that are `new` it is asked with whom they share at least `least` people; `cap` is how often a person may be
    called in any 7 days: 7 days after a call the next week has begun.
    """

    numbers: Sequence["array[int]"]
    times: Sequence[datetime]
    new: Sequence[bool]
    least: Sequence[int]
    days: timedelta
    cap: int
    pairs: int = PAIRS

    @property
    def near(self) -> list[int]:
        """For each campaign the first one that is no more than `days` before it."""
        return [bisect_left(self.times, at - self.days) for at in self.times]

    @property
    def week(self) -> list[int]:
        """For each campaign the first one that is less than 7 days before it."""
        return [bisect_right(self.times, at - WEEK) for at in self.times]

    def reach(self, before: Sequence[int]) -> int:
        """With how many of those before it a call is paired at the most, so that time and memory stay linear.

        `before` is of how many calls it is true that 0, 1, 2 … others count before them.
        """
        left, more, reach = max(self.pairs, sum(map(len, self.numbers)) // 4), sum(before), 0
        for calls in before:
            more -= calls
            left -= more
            if left < 0:
                break
            reach += 1
        return max(reach, 1)


@dataclass(frozen=True, slots=True)
class Met:
    """Other campaigns with the same people: the worst first, each with how many people; `count` is of all."""

    worst: tuple[tuple[int, int], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Often:
    """People of one campaign who are called too often: how many, the most calls to one of them, and by whom else."""

    people: int
    most: int
    others: Met


@dataclass(frozen=True, slots=True)
class Common:
    """The answer, by campaign; where it isn't `whole`, `Met` has fewer campaigns or people than there are."""

    again: dict[int, Met] = field(default_factory=dict)
    often: dict[int, Often] = field(default_factory=dict)
    whole: bool = True
