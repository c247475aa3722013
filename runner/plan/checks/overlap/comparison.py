"""Compares many lists of numbers with NumPy.

All numbers are sorted at once, each with its list in the lowest bits, so equal numbers are neighbors. People who are on
exactly the same lists then form a group, and groups are compared instead of people.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runner.plan.checks.overlap.query import MAX_NAMED, FrequentCalls, OtherCampaigns, OverlapQuery, OverlapResult

Words = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WORD_BITS = 64
"""Bits for a number and the index of its list."""


@dataclass(frozen=True, slots=True)
class _Groups:
    """Groups of people who are on exactly the same lists.

    `lists` has the list indices of one group after the other, ascending within a group: an entry stands for the calls
    of one campaign to the people of one group. `group` is the group of each entry, `people` the size of each group,
    `list_count` the number of all lists.
    """

    lists: Indices
    group: Indices
    people: Indices
    list_count: int

    def first_since(self, first_lists: Sequence[int]) -> Indices:
        """Return for each entry the first entry of its group whose list is `first_lists` of its own, or later."""
        keys = self.group * self.list_count + self.lists
        return np.searchsorted(keys, self.group * self.list_count + np.array(first_lists, np.int64)[self.lists])


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The people that a campaign shares with another, by the two list indices in ascending order."""

    one: Indices
    other: Indices
    people: Indices


def compare_lists(query: OverlapQuery) -> OverlapResult:
    """Return which people the new campaigns share with others, and which of them are called too often."""
    if not any(map(len, query.numbers)):
        return OverlapResult()
    lists, lengths = _repeated_numbers(query.numbers)
    if not len(lengths):
        return OverlapResult()
    groups = _group(lists, lengths, len(query.numbers))
    new = np.array(query.new, np.bool_)[groups.lists]
    pairs, complete = _count_pairs(query, groups, groups.first_since(query.first_in_window), new)
    often, others_complete = _people_often(query, groups, groups.first_since(query.first_in_week), new)
    again = _others_by_campaign(pairs, np.array(query.min_shared, np.int64))
    return OverlapResult(again, often, complete and others_complete)


def _repeated_numbers(lists: Sequence["array[int]"]) -> tuple[Indices, Indices]:
    """Return the list indices of every number on several lists, one number after the other, and how many each has.

    Where number and list don't fit into one word, the numbers are compared one range after the other.
    """
    indices = [index for index, numbers in enumerate(lists) if len(numbers)]
    views = [np.frombuffer(lists[index], np.uint64) for index in indices]
    low, high = min(int(view.min()) for view in views), max(int(view.max()) for view in views)
    list_bits = len(lists).bit_length()
    span = 1 << (WORD_BITS - list_bits)
    parts = [_repeated_in_range(views, indices, start, list_bits) for start in range(low, high + 1, span)]
    return np.concatenate([part for part, _ in parts]), np.concatenate([lengths for _, lengths in parts])


def _repeated_in_range(
    views: Sequence[Words], indices: Sequence[int], low: int, list_bits: int
) -> tuple[Indices, Indices]:
    """Do the same for the numbers from `low` on that fit into a word beside their list."""
    packed = np.empty(sum(map(len, views)), np.uint64)
    end = 0
    for index, view in zip(indices, views, strict=True):
        offsets = view - np.uint64(low)  # numbers below wrap around and become very large
        offsets = offsets[offsets < np.uint64(1 << (WORD_BITS - list_bits))]
        packed[end : end + len(offsets)] = (offsets << np.uint64(list_bits)) | np.uint64(index)
        end += len(offsets)
    packed = packed[:end]
    packed.sort()
    repeated = np.zeros(end, np.bool_)
    repeated[1:] = (packed[1:] ^ packed[:-1]) < np.uint64(1 << list_bits)
    repeated[:-1] |= repeated[1:]
    packed = packed[repeated]
    starts = _run_starts(packed >> np.uint64(list_bits))
    return (packed & np.uint64((1 << list_bits) - 1)).astype(np.int64), np.diff(starts, append=len(packed))


def _run_starts(values: npt.NDArray[np.generic]) -> Indices:
    """Return the indices at which a run of equal values starts."""
    return np.flatnonzero(np.concatenate([np.ones(min(len(values), 1), np.bool_), values[1:] != values[:-1]]))


def _group(lists: Indices, lengths: Indices, list_count: int) -> _Groups:
    """Group the numbers by their lists, step by step: by the first list, by the first two, and so on."""
    starts = np.cumsum(lengths) - lengths
    longest_first = np.argsort(-lengths, kind="stable")
    at_least = len(lengths) - np.cumsum(np.bincount(lengths))  # how many numbers are on more than 0, 1, 2… lists
    group, count = np.zeros(len(lengths), np.int64), 1
    for step in range(int(lengths.max())):
        longer = longest_first[: at_least[step]]
        keys, renumbered = np.unique(group[longer] * list_count + lists[starts[longer] + step], return_inverse=True)
        group[longer] = count + renumbered
        count += len(keys)
    _, example, people = np.unique(group, return_index=True, return_counts=True)
    sizes = lengths[example]
    group = np.repeat(np.arange(len(sizes)), sizes)
    within = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return _Groups(lists[np.repeat(starts[example], sizes) + within], group, people, list_count)


def _count_pairs(query: OverlapQuery, groups: _Groups, first: Indices, asking: Flags) -> tuple[_Pairs, bool]:
    """Count the people that each campaign with an `asking` entry shares with others, and tell whether all were counted.

    `first` is for each entry the first entry of its group that is near enough to be paired with it.
    """
    keys: list[Indices] = [np.empty(0, np.int64)]
    people: list[Indices] = [np.empty(0, np.int64)]
    concerned = np.zeros(len(groups.people), np.bool_)
    concerned[groups.group[asking]] = True
    predecessors = np.where(concerned[groups.group], np.arange(len(first)) - first, 0)
    max_steps = query.max_steps_back(np.bincount(predecessors).tolist())
    entries = np.flatnonzero(predecessors)
    for step in range(1, max_steps + 1):
        entries = entries[predecessors[entries] >= step]
        if not len(entries):
            break
        for sources, offset in ((entries, -step), (entries - step, step)):
            ones = sources[asking[sources]]
            keys.append(groups.lists[ones] * groups.list_count + groups.lists[ones + offset])
            people.append(groups.people[groups.group[ones]])
    key, total = _sum_by_key(np.concatenate(keys), np.concatenate(people))
    one, other = np.divmod(key, groups.list_count)
    return _Pairs(one, other, total), int(predecessors.max()) <= max_steps


def _sum_by_key(keys: Indices, values: Indices) -> tuple[Indices, Indices]:
    if not len(keys):
        return keys, values
    order = np.argsort(keys)
    keys = keys[order]
    starts = _run_starts(keys)
    return keys[starts], np.add.reduceat(values[order], starts)


def _people_often(
    query: OverlapQuery, groups: _Groups, first: Indices, new: Flags
) -> tuple[dict[int, FrequentCalls], bool]:
    """Return, by campaign, the people with over `max_calls` calls in 7 days, and whether all others were counted."""
    most_calls = _most_calls(first)
    over = (most_calls > query.max_calls) & new
    if not over.any():
        return {}, True
    lists = groups.lists[over]
    people, most = np.zeros((2, groups.list_count), np.int64)
    np.add.at(people, lists, groups.people[groups.group[over]])
    np.maximum.at(most, lists, most_calls[over])
    pairs, complete = _count_pairs(query, groups, first, over)
    others = _others_by_campaign(pairs, np.ones(groups.list_count, np.int64))
    campaigns = np.flatnonzero(people).tolist()
    return {one: FrequentCalls(int(people[one]), int(most[one]), others[one]) for one in campaigns}, complete


def _most_calls(first: Indices) -> Indices:
    """Return for each entry the most calls in any 7 days that include it; `first` starts the 7 days up to it.

    The 7 days that end with another entry include it if they don't start behind it. So the answer is the maximum of
    `calls` over a range of entries, as the maximum of two overlapping ranges of 1, 2, 4, 8… entries.
    """
    entries = np.arange(len(first))
    calls = entries - first + 1
    ends = np.searchsorted(first, entries, side="right")
    lengths = ends - entries
    most, width = np.zeros_like(calls), 1
    while True:
        fits = np.flatnonzero((lengths >= width) & (lengths < 2 * width))
        most[fits] = np.maximum(calls[fits], calls[ends[fits] - width])
        if not (lengths >= 2 * width).any():
            return most
        calls = np.maximum(calls[:-width], calls[width:])
        width *= 2


def _others_by_campaign(pairs: _Pairs, min_shared: Indices) -> dict[int, OtherCampaigns]:
    """Return for each campaign the others that share enough people with it."""
    enough = np.flatnonzero(pairs.people >= min_shared[pairs.one])
    one, other, people = pairs.one[enough], pairs.other[enough], pairs.people[enough]
    counts = np.bincount(one)
    starts = np.cumsum(counts) - counts
    order = np.lexsort((other, -people, one))
    others = {}
    for campaign in np.flatnonzero(counts).tolist():
        largest = order[starts[campaign] : starts[campaign] + min(MAX_NAMED, counts[campaign])]
        shared = tuple(zip(other[largest].tolist(), people[largest].tolist(), strict=True))
        others[campaign] = OtherCampaigns(shared, int(counts[campaign]))
    return others
