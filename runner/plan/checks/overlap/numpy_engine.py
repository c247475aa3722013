"""Whom lists have in common, found with NumPy: all numbers are sorted once, each with its list in its lowest bits."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runner.plan.checks.overlap.query import NAMED, Calls, Common, Met, Often

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WORD = 64
"""Bits for a number and its list."""


@dataclass(frozen=True, slots=True)
class _Groups:
    """People who are on exactly the same lists: `lists` has group behind group, in the order of their times.

    `of` is the group at each place, `people` how many a group has, `count` the number of all lists.
    """

    lists: Places
    of: Places
    people: Places
    count: int

    def first(self, since: Sequence[int]) -> Places:
        """Give for each place the first place of its group that counts with it."""
        wanted = self.of * self.count + np.array(since, np.int64)[self.lists]
        return np.searchsorted(self.of * self.count + self.lists, wanted)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Lists and others, sorted by both, and how many people each two have in common."""

    one: Places
    other: Places
    people: Places


def find(calls: Calls) -> Common:
    if not any(map(len, calls.numbers)):
        return Common()
    lists, lengths = _shared(calls.numbers)
    if not len(lengths):
        return Common()
    groups = _grouped(lists, lengths, len(calls.numbers))
    new = np.array(calls.new, np.bool_)[groups.lists]
    pairs, whole = _paired(calls, groups, groups.first(calls.near), new)
    often, all_ = _often(calls, groups, groups.first(calls.week), new)
    return Common(_worst(pairs, np.array(calls.least, np.int64)), often, whole and all_)


def _shared(lists: Sequence["array[int]"]) -> tuple[Places, Places]:
    """Give the lists of every number that is on more than one, number behind number, and how many each has.

    Where numbers and lists don't fit into a word, one range of numbers is looked at after the other.
    """
    views = [np.frombuffer(numbers, np.uint64) for numbers in lists if len(numbers)]
    indices = [index for index, numbers in enumerate(lists) if len(numbers)]
    low, high = (int(side(edge)) for side, edge in ((min, [v.min() for v in views]), (max, [v.max() for v in views])))
    bits = len(lists).bit_length()
    parts = range(((high - low) >> (WORD - bits)) + 1)
    found = [_shared_in(views, indices, low + (part << (WORD - bits)), bits) for part in parts]
    return np.concatenate([each for each, _ in found]), np.concatenate([lengths for _, lengths in found])


def _shared_in(views: Sequence[Words], indices: Sequence[int], low: int, bits: int) -> tuple[Places, Places]:
    """Look at the numbers from `low` on that fit into a word."""
    packed = np.empty(sum(map(len, views)), np.uint64)
    end = 0
    for index, view in zip(indices, views, strict=True):
        ours = view - np.uint64(low)  # those below are very large then
        ours = ours[ours < np.uint64(1 << (WORD - bits))]
        packed[end : end + len(ours)] = (ours << np.uint64(bits)) | np.uint64(index)
        end += len(ours)
    packed = packed[:end]
    packed.sort()
    several = np.zeros(end, np.bool_)
    several[1:] = (packed[1:] ^ packed[:-1]) < np.uint64(1 << bits)
    several[:-1] |= several[1:]
    shared = packed[several]
    begins = _begins(shared >> np.uint64(bits))
    return (shared & np.uint64((1 << bits) - 1)).astype(np.int64), np.diff(begins, append=len(shared))


def _begins(values: npt.NDArray[np.generic]) -> Places:
    """Give the places where another value begins."""
    return np.flatnonzero(np.concatenate([np.ones(min(len(values), 1), np.bool_), values[1:] != values[:-1]]))


def _grouped(lists: Places, lengths: Places, count: int) -> _Groups:
    """Put numbers with the same lists together: step by step by the first list, by the second, and so on."""
    begins = np.cumsum(lengths) - lengths
    by_length = np.argsort(-lengths, kind="stable")
    group, known = np.zeros(len(lengths), np.int64), 1
    ends = len(lengths) - np.cumsum(np.bincount(lengths))
    for step in range(int(lengths.max())):
        there = by_length[: ends[step]]
        kinds, which = np.unique(group[there] * count + lists[begins[there] + step], return_inverse=True)
        group[there] = known + which
        known += len(kinds)
    _, example, people = np.unique(group, return_index=True, return_counts=True)
    sizes = lengths[example]
    of = np.repeat(np.arange(len(sizes)), sizes)
    within = np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return _Groups(lists[np.repeat(begins[example], sizes) + within], of, people, count)


def _paired(calls: Calls, groups: _Groups, first: Places, asking: Flags) -> tuple[_Pairs, bool]:
    """Count the people of each list that asks and each that counts with it; and whether none was left out."""
    keys: list[Places] = [np.empty(0, np.int64)]
    people: list[Places] = [np.empty(0, np.int64)]
    concerned = np.zeros(len(groups.people), np.bool_)
    concerned[groups.of[asking]] = True
    behind = np.where(concerned[groups.of], np.arange(len(first)) - first, 0)
    places = np.flatnonzero(behind)
    reach = calls.reach(np.bincount(behind).tolist())
    for step in range(1, reach + 1):
        places = places[behind[places] >= step]
        if not len(places):
            break
        for from_, to in ((places, -step), (places - step, step)):
            ours = from_[asking[from_]]
            keys.append(groups.lists[ours] * groups.count + groups.lists[ours + to])
            people.append(groups.people[groups.of[ours]])
    key, total = _summed(np.concatenate(keys), np.concatenate(people))
    one, other = np.divmod(key, groups.count)
    return _Pairs(one, other, total), int(behind.max()) <= reach


def _summed(keys: Places, values: Places) -> tuple[Places, Places]:
    if not len(keys):
        return keys, values
    order = np.argsort(keys)
    keys = keys[order]
    begins = _begins(keys)
    return keys[begins], np.add.reduceat(values[order], begins)


def _often(calls: Calls, groups: _Groups, first: Places, new: Flags) -> tuple[dict[int, Often], bool]:
    """Judge the 7 days around each call by the cap."""
    best = _most(first)
    over = (best > calls.cap) & new
    if not over.any():
        return {}, True
    lists = groups.lists[over]
    people, most = np.zeros((2, groups.count), np.int64)
    np.add.at(people, lists, groups.people[groups.of[over]])
    np.maximum.at(most, lists, best[over])
    pairs, whole = _paired(calls, groups, first, over)
    met = _worst(pairs, np.ones(groups.count, np.int64))
    found = np.flatnonzero(people).tolist()
    return {one: Often(int(people[one]), int(most[one]), met[one]) for one in found}, whole


def _most(first: Places) -> Places:
    """Give for each call the most calls of 7 days that it is in; `plain._most` has what that means.

    The largest of a stretch is that of two stretches of 2, 4, 8 … that cover it.
    """
    places = np.arange(len(first))
    largest = places - first + 1
    ends = np.searchsorted(first, places, side="right")
    most, width = np.zeros_like(largest), 1
    lengths = ends - places
    while True:
        fits = np.flatnonzero((lengths >= width) & (lengths < 2 * width))
        most[fits] = np.maximum(largest[fits], largest[ends[fits] - width])
        if not (lengths >= 2 * width).any():
            return most
        largest = np.maximum(largest[:-width], largest[width:])
        width *= 2


def _worst(pairs: _Pairs, least: Places) -> dict[int, Met]:
    enough = np.flatnonzero(pairs.people >= least[pairs.one])
    one, other, people = pairs.one[enough], pairs.other[enough], pairs.people[enough]
    counts = np.bincount(one)
    begins = np.cumsum(counts) - counts
    order = np.lexsort((other, -people, one))
    found = {}
    for each in np.flatnonzero(counts).tolist():
        best = order[begins[each] : begins[each] + min(NAMED, counts[each])]
        worst = tuple(zip(other[best].tolist(), people[best].tolist(), strict=True))
        found[each] = Met(worst, int(counts[each]))
    return found
