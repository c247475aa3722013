"""Whom lists have in common, in plain Python: for repositories in which NumPy's import would take longer."""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runner.overlap.calls import NAMED, Calls, Common, Met, Often

Pairs = Counter[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Group:
    """People who are on exactly the same lists, which are in the order of their times."""

    lists: tuple[int, ...]
    people: int

    def first(self, since: Sequence[int]) -> list[int]:
        """Give for each list the place in the group of the first one that counts with it."""
        return [bisect_left(self.lists, since[one]) for one in self.lists]


def find(calls: Calls) -> Common:
    groups = list(_grouped(calls.numbers))
    near, week = calls.near, calls.week
    reach = calls.reach(sum(len(group.lists) for group in groups))
    again, others, people, most = Pairs(), Pairs(), Counter[int](), Counter[int]()
    whole = True
    for group in groups:
        first = group.first(near)
        whole &= _pair(group, first, [calls.new[one] for one in group.lists], reach, again)
        if len(group.lists) <= calls.cap:
            continue
        first = group.first(week)
        best = _most(first)
        over = [number > calls.cap and calls.new[one] for number, one in zip(best, group.lists, strict=True)]
        for one, number in ((one, number) for one, number, too in zip(group.lists, best, over, strict=True) if too):
            people[one] += group.people
            most[one] = max(most[one], number)
        whole &= _pair(group, first, over, reach, others)
    met = _worst(others, [1] * len(calls.numbers))
    return Common(
        again=_worst(again, calls.least),
        often={one: Often(people[one], most[one], met[one]) for one in people},
        whole=whole,
    )


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


def _pair(group: _Group, first: Sequence[int], said: Sequence[bool], reach: int, pairs: Pairs) -> bool:
    """Count the group's people for each list that is `said` and each that counts with it; whether none was left out."""
    if not any(said):
        return True
    for place, one in enumerate(group.lists):
        for other in range(max(first[place], place - reach), place):
            if said[place]:
                pairs[one, group.lists[other]] += group.people
            if said[other]:
                pairs[group.lists[other], one] += group.people
    return all(place - before <= reach for place, before in enumerate(first))


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
    for (one, other), people in pairs.items():
        if people >= least[one]:
            by_one[one].append((other, people))
    return {one: Met(tuple(sorted(met, key=_rank)[:NAMED]), len(met)) for one, met in by_one.items()}


def _rank(met: tuple[int, int]) -> tuple[int, int]:
    other, people = met
    return (-people, other)
