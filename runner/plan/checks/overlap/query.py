"""The question which people several campaigns share and how often each is called, and its answer."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WEEK = timedelta(days=7)
MAX_NAMED = 3
"""Maximum other campaigns that are named for one campaign; the rest are counted."""
MAX_PAIRS = 1_000_000
"""Maximum pairs of calls that are compared, or a fourth of all numbers where that is more."""


@dataclass(frozen=True, slots=True)
class OverlapQuery:
    """What is asked of the lists of campaigns in the order of their `times`; `sizes` are their people.

    For each `new` campaign the answer has the others within `window` that share at least its `min_shared` people, and
    the people with more than `max_calls` calls in any 7 days. A call exactly 7 days later is in the next 7.
    """

    sizes: Sequence[int]
    times: Sequence[datetime]
    new: Sequence[bool]
    min_shared: Sequence[int]
    window: timedelta
    max_calls: int
    max_pairs: int = MAX_PAIRS

    @property
    def first_in_window(self) -> list[int]:
        """For each campaign the index of the first one that is at most `window` before it."""
        return [bisect_left(self.times, at - self.window) for at in self.times]

    @property
    def first_in_week(self) -> list[int]:
        """For each campaign the index of the first one that is less than 7 days before it."""
        return [bisect_right(self.times, at - WEEK) for at in self.times]

    def max_steps_back(self, calls_by_predecessors: Sequence[int]) -> int:
        """Return how far back each call is paired with the calls before it, so that the pairs stay within the maximum.

        `calls_by_predecessors` has the number of calls with 0, 1, 2… other calls before them.
        """
        left = max(self.max_pairs, sum(self.sizes) // 4)
        calls, steps = sum(calls_by_predecessors), 0
        for count in calls_by_predecessors:
            calls -= count
            left -= calls
            if left < 0:
                break
            steps += 1
        return max(steps, 1)


@dataclass(frozen=True, slots=True)
class OtherCampaigns:
    """Campaigns that share people with one: `count` in all, the `largest` as pairs of index and shared people."""

    largest: tuple[tuple[int, int], ...]
    count: int


@dataclass(frozen=True, slots=True)
class FrequentCalls:
    """People of one campaign who get too many calls: how many, the most calls to one of them, and who else calls."""

    people: int
    most_calls: int
    others: OtherCampaigns


@dataclass(frozen=True, slots=True)
class OverlapResult:
    """The answer by the index of the new campaign; where it isn't `complete`, others may be missing or undercounted."""

    people_again: dict[int, OtherCampaigns] = field(default_factory=dict)
    people_often: dict[int, FrequentCalls] = field(default_factory=dict)
    complete: bool = True
