"""The phone numbers of a list in the order of its rows: their places, which repeat, and what is known of them."""

import functools
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from runner.phone_numbers.people import renumbered_classes, spelled_today
from runner.phone_numbers.table import NumberInfo, class_of, number_infos


class NumberList:
    """Numbers as 64-bit integers, repeated ones included, each with its row and line.

    Rows and lines go on by one from number to number; a place is kept only where they don't. `watched` are classes of
    which `watched_indices` are the numbers.
    """

    def __init__(self, watched: frozenset[int] = frozenset()) -> None:
        self.numbers = array("Q")
        self.watched_indices = array("Q")
        self._watched = watched
        self._next = (0, 0)
        self._starts = array("Q")
        self._rows = array("Q")
        self._lines = array("Q")
        self._classified = 0
        self._class_counts: Counter[int] = Counter()
        self._spelled_indices = array("Q")
        self._spelled_people = array("Q")
        """The persons of the numbers at those indices, which aren't their own."""

    def append(self, number: int, row: int, line: int) -> None:
        if (row, line) != self._next:
            self._start(row, line)
        self.numbers.append(number)
        self._next = (row + 1, line + 1)

    def extend(self, numbers: bytes, row: int, line: int) -> None:
        """Add the numbers of consecutive rows, 8 bytes and a line each; the first has this row and line."""
        if (row, line) != self._next:
            self._start(row, line)
        self.numbers.frombytes(numbers)
        self._next = (row + len(numbers) // 8, line + len(numbers) // 8)

    def join(self, other: "NumberList", rows: int, lines: int) -> None:
        """Add the numbers of the list's next part, classified ones, whose rows and lines count from its beginning."""
        before = len(self.numbers)
        self._starts.extend(before + start for start in other._starts)
        self._rows.extend(rows + row for row in other._rows)
        self._lines.extend(lines + line for line in other._lines)
        self.numbers.extend(other.numbers)
        self.watched_indices.extend(before + index for index in other.watched_indices)
        self._spelled_indices.extend(before + index for index in other._spelled_indices)
        self._spelled_people.extend(other._spelled_people)
        self._class_counts.update(other._class_counts)
        self._classified = len(self.numbers)

    def classify(self) -> None:
        """Look up what is known of each number that was added since the last time."""
        renumbered = renumbered_classes()
        for index in range(self._classified, len(self.numbers)):
            number = self.numbers[index]
            number_class = class_of(number)
            self._class_counts[number_class] += 1
            if number_class in self._watched:
                self.watched_indices.append(index)
            if number_class in renumbered and (person := spelled_today(number, number_class)) != number:
                self._spelled_indices.append(index)
                self._spelled_people.append(person)
        self._classified = len(self.numbers)

    def place(self, index: int) -> tuple[int, int]:
        """Return the row and line of a number."""
        part = bisect_right(self._starts, index) - 1
        offset = index - self._starts[part]
        return self._rows[part] + offset, self._lines[part] + offset

    def repeats(self) -> Iterator[tuple[int, int]]:
        """Yield the index of each number whose person has occurred before, and the index of the first occurrence."""
        first: dict[int, int] = {}
        for index in self._candidates():
            before = first.setdefault(self.people[index], index)
            if before != index:
                yield index, before

    def remove(self, indices: Sequence[int]) -> None:
        """Take out the numbers at `indices`, which are in order, and their people; the others have no place any more.

        They aren't copied: a long list is in memory once.
        """
        people = self.people
        if people is not self.numbers:
            _remove(people, indices)
        _remove(self.numbers, indices)

    @functools.cached_property
    def people(self) -> "array[int]":
        """The person of each number: what all its spellings have in common."""
        self.classify()
        if not self._spelled_indices:
            return self.numbers
        people = self.numbers[:]
        for index, person in zip(self._spelled_indices, self._spelled_people, strict=True):
            people[index] = person
        return people

    def count_infos(self, repeats: Iterable[int]) -> dict[NumberInfo, int]:
        """Count the numbers by what is known of them, but for those at the indices `repeats`."""
        counts = self._class_counts.copy()
        counts.subtract(class_of(self.numbers[index]) for index in repeats)
        return {number_infos()[number_class]: count for number_class, count in sorted(counts.items()) if count}

    def _candidates(self) -> Iterable[int]:
        """Return in order the indices of the numbers whose person may occur more than once."""
        return range(len(self.numbers))

    def _start(self, row: int, line: int) -> None:
        self._starts.append(len(self.numbers))
        self._rows.append(row)
        self._lines.append(line)


def _remove(values: "array[int]", indices: Sequence[int]) -> None:
    if not indices:
        return
    kept = indices[0]
    for index, following in pairwise([*indices, len(values)]):
        values[kept : kept + following - index - 1] = values[index + 1 : following]
        kept += following - index - 1
    del values[kept:]


def without_indices(values: "array[int]", indices: Collection[int]) -> "array[int]":
    if not indices:
        return values
    kept, start = array("Q"), 0
    for index in indices:
        kept.extend(values[start:index])
        start = index + 1
    kept.extend(values[start:])
    return kept
