"""Answers from groups of people whom campaigns share, and who is called too often, with NumPy.

Groups are compared instead of people: all of a group are on exactly the same lists.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runner.plan.checks.overlap.groups import Groups, Indices, run_starts
from runner.plan.checks.overlap.query import MAX_NAMED, FrequentCalls, OtherCampaigns, OverlapQuery, OverlapResult

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The people that a campaign shares with another, by the two list indices in ascending order."""

    one: Indices
    other: Indices
    people: Indices


def compare_groups(query: OverlapQuery, groups: Groups) -> OverlapResult:
    """Return which people the new campaigns share with others, and which of them are called too often."""
    if not len(groups.people):
        return OverlapResult()
    new = np.array(query.new, np.bool_)[groups.lists]
    pairs, complete = _count_pairs(query, groups, groups.first_since(query.first_in_window), new)
    often, others_complete = _people_often(query, groups, groups.first_since(query.first_in_week), new)
    again = _others_by_campaign(pairs, np.array(query.min_shared, np.int64))
    return OverlapResult(again, often, complete and others_complete)


def _count_pairs(query: OverlapQuery, groups: Groups, first: Indices, asking: Flags) -> tuple[_Pairs, bool]:
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
    starts = run_starts(keys)
    return keys[starts], np.add.reduceat(values[order], starts)


def _people_often(
    query: OverlapQuery, groups: Groups, first: Indices, new: Flags
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
