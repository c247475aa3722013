"""Whom lists have in common, in plain Python: for repositories in which NumPy's import would take longer."""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from runner.plan.checks.overlap.query import NAMED, Calls, Common, Met, Often

Pairs = Counter[int]
"""How many people are in common, by a list times the count of lists, plus the other one."""


@dataclass(frozen=True, slots=True)
class _Group:
    """People who are on exactly the same lists, which are in the order of their times."""

    lists: tuple[int, ...]
    people: int

    def first(self, since: Sequence[int]) -> list[int]:
        """Give for each list the place in the group of the first one that counts with it."""
        return [bisect_left(self.lists, since[one]) for one in self.lists]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A group, for each of its lists the first that counts with it, and which of its lists ask."""

    group: _Group
    first: Sequence[int]
    asking: Sequence[bool]


def find(calls: Calls) -> Common:
    near, week = calls.near, calls.week
    in_days, in_week = [], []
    people, most = Counter[int](), Counter[int]()
    for group in _grouped(calls.numbers):
        new = [calls.new[one] for one in group.lists]
        in_days.append(_Asked(group, group.first(near), new))
        if len(group.lists) <= calls.cap:
            continue
        first = group.first(week)
        best = _most(first)
        over = [number > calls.cap and one for number, one in zip(best, new, strict=True)]
        in_week.append(_Asked(group, first, over))
        for one, number in ((group.lists[place], best[place]) for place, too in enumerate(over) if too):
            people[one] += group.people
            most[one] = max(most[one], number)
    again, whole = _paired(calls, in_days)
    others, all_ = _paired(calls, in_week)
    met = _worst(others, [1] * len(calls.numbers))
    often = {one: Often(people[one], most[one], met[one]) for one in people}
    return Common(_worst(again, calls.least), often, whole and all_)


def _grouped(lists: Sequence["array[int]"]) -> Iterator[_Group]:
    """Give the groups of people who are on more than one list.

    Each number leads to a node; a node is a list and the node of the lists before it, or 0.
    """
    nodes: list[tuple[int, int]] = [(0, 0)]
    node_of: dict[int, int] = {}
    for index, numbers in enumerate(lists):
        joined: dict[int, int] = {}
        for number in numbers:
            before = node_of.get(number, 0)
            after = joined.get(before)
            if after is None:
                after = joined[before] = len(nodes)
                nodes.append((before, index))
            node_of[number] = after
    for node, people in Counter(node_of.values()).items():
        before, index = nodes[node]
        path = [index]
        while before:
            before, index = nodes[before]
            path.append(index)
        if len(path) > 1:
            yield _Group(tuple(reversed(path)), people)


def _paired(calls: Calls, every: Iterable[_Asked]) -> tuple[Pairs, bool]:
    """Count the people of each list that asks and each that counts with it; and whether none was left out."""
    asked = [one for one in every if any(one.asking)]
    before = Counter(place - first for one in asked for place, first in enumerate(one.first))
    longest = max(before, default=0)
    reach = calls.reach([before[number] for number in range(longest + 1)])
    pairs, count = Pairs(), len(calls.numbers)
    for one in asked:
        lists, people = one.group.lists, one.group.people
        for place, first in enumerate(one.first):
            for other in range(max(first, place - reach), place):
                if one.asking[place]:
                    pairs[lists[place] * count + lists[other]] += people
                if one.asking[other]:
                    pairs[lists[other] * count + lists[place]] += people
    return pairs, longest <= reach


def _most(first: Sequence[int]) -> list[int]:
    """Give for each call the most calls of 7 days that it is in.

    The 7 days up to a call have those from `first` on. A call is in the 7 days up to each of those, from itself on,
    whose `first` isn't behind it.
    """
    most, waiting, end = [], deque[int](), 0
    for place in range(len(first)):
        while end < len(first) and first[end] <= place:
            while waiting and waiting[-1] - first[waiting[-1]] <= end - first[end]:
                waiting.pop()
            waiting.append(end)
            end += 1
        while waiting[0] < place:
            waiting.popleft()
        most.append(waiting[0] - first[waiting[0]] + 1)
    return most


def _worst(pairs: Pairs, least: Sequence[int]) -> dict[int, Met]:
    by_one: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, people in pairs.items():
        one, other = divmod(key, len(least))
        if people >= least[one]:
            by_one[one].append((other, people))
    return {one: Met(tuple(sorted(met, key=_rank)[:NAMED]), len(met)) for one, met in by_one.items()}


def _rank(met: tuple[int, int]) -> tuple[int, int]:
    other, people = met
    return (-people, other)
