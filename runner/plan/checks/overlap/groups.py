"""Groups people by the lists that they are on, without keeping their numbers.

All numbers are sorted at once, each with its list in the lowest bits, so equal numbers are neighbors. People who are on
exactly the same lists then form a group. Groups of disjoint parts of the people add up to the groups of all.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]

WORD_BITS = 64
"""Bits for a number and the index of its list."""
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""2**64 divided by the golden ratio: Fibonacci hashing."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of people who are on exactly the same lists, two lists or more.

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


def group_lists(lists: Sequence["array[int]"]) -> Groups:
    """Group the people of lists, all at once; a list has each number once."""
    return group_people([(index, np.frombuffer(one, np.uint64)) for index, one in enumerate(lists) if one], len(lists))


def split_by_hash(numbers: Words, parts: int) -> list[Words]:
    """Split numbers into disjoint parts: a number is in the same part whatever list it is on."""
    if parts == 1:
        return [numbers]
    part_of = ((numbers * _GOLDEN) >> np.uint64(32)) % np.uint64(parts)
    order = np.argsort(part_of.astype(np.uint16), kind="stable")
    return np.split(numbers[order], np.cumsum(np.bincount(part_of.astype(np.int64), minlength=parts))[:-1])


def group_people(lists: Sequence[tuple[int, Words]], list_count: int) -> Groups:
    """Group the people of some lists, each with its index; a list has each number once.

    Where number and list don't fit into one word, the numbers are grouped one range after the other.
    """
    filled = [(index, numbers) for index, numbers in lists if len(numbers)]
    low = min((int(numbers.min()) for _, numbers in filled), default=0)
    high = max((int(numbers.max()) for _, numbers in filled), default=0)
    list_bits = list_count.bit_length()
    span = 1 << (WORD_BITS - list_bits)
    return add_groups([_group_range(filled, start, list_count) for start in range(low, high + 1, span)], list_count)


def add_groups(parts: Sequence[Groups], list_count: int) -> Groups:
    """Return the groups of all people of disjoint parts."""
    parts = [part for part in parts if len(part.people)]
    if len(parts) == 1:
        return parts[0]
    empty = np.empty(0, np.int64)
    lists = np.concatenate([empty, *(part.lists for part in parts)])
    lengths = np.concatenate([empty, *(np.bincount(part.group) for part in parts)])
    return _group(lists, lengths, np.concatenate([empty, *(part.people for part in parts)]), list_count)


def _group_range(lists: Sequence[tuple[int, Words]], low: int, list_count: int) -> Groups:
    """Group the numbers from `low` on that fit into a word beside their list."""
    list_bits = list_count.bit_length()
    packed = np.empty(sum(len(numbers) for _, numbers in lists), np.uint64)
    end = 0
    for index, numbers in lists:
        offsets = numbers - np.uint64(low)  # numbers below wrap around and become very large
        offsets = offsets[offsets < np.uint64(1 << (WORD_BITS - list_bits))]
        packed[end : end + len(offsets)] = (offsets << np.uint64(list_bits)) | np.uint64(index)
        end += len(offsets)
    packed = packed[:end]
    packed.sort()
    repeated = np.zeros(end, np.bool_)
    repeated[1:] = (packed[1:] ^ packed[:-1]) < np.uint64(1 << list_bits)
    repeated[:-1] |= repeated[1:]
    packed = packed[repeated]
    lengths = np.diff(run_starts(packed >> np.uint64(list_bits)), append=len(packed))
    indices = (packed & np.uint64((1 << list_bits) - 1)).astype(np.int64)
    return _group(indices, lengths, np.ones(len(lengths), np.int64), list_count)


def run_starts(values: npt.NDArray[np.generic]) -> Indices:
    """Return the indices at which a run of equal values starts."""
    return np.flatnonzero(np.concatenate([np.ones(min(len(values), 1), np.bool_), values[1:] != values[:-1]]))


def _group(lists: Indices, lengths: Indices, people: Indices, list_count: int) -> Groups:
    """Join what is on the same lists, step by step: by the first list, by the first two, and so on.

    `lists` has the list indices of one after the other, each with so many `lengths`, and standing for so many `people`.
    """
    starts = np.cumsum(lengths) - lengths
    group, count = np.zeros(len(lengths), np.int64), 1
    for longer, step in _longer_each_step(lengths):
        keys, renumbered = np.unique(group[longer] * list_count + lists[starts[longer] + step], return_inverse=True)
        group[longer] = count + renumbered
        count += len(keys)
    _, example, group = np.unique(group, return_index=True, return_inverse=True)
    sizes, total = lengths[example], np.zeros(len(example), np.int64)
    np.add.at(total, group, people)
    entries = np.repeat(np.arange(len(sizes)), sizes)
    within = np.arange(len(entries)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return Groups(lists[np.repeat(starts[example], sizes) + within], entries, total, list_count)


def _longer_each_step(lengths: Indices) -> Iterator[tuple[Indices, int]]:
    """Yield 0, 1, 2…, each with the indices of what is longer than that."""
    longest_first = np.argsort(-lengths, kind="stable")
    at_least = len(lengths) - np.cumsum(np.bincount(lengths))
    for step in range(int(lengths.max(initial=0))):
        yield longest_first[: at_least[step]], step
