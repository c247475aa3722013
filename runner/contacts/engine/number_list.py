"""The phone numbers of a list in the order of its rows: their places, which repeat, and what is known of them."""

import functools
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from runner.phone_numbers.people import renumbered_classes, spelled_today
from runner.phone_numbers.table import NumberInfo, class_of, number_infos


class NumberList:
    """Numbers as 64-bit integers, repeated ones included, each with its row and line.

    Rows and lines go on by one from number to number; a place is kept only where they don't.
    """

    def __init__(self) -> None:
        self.numbers = array("Q")
        self._next = (0, 0)
        self._starts = array("Q")
        self._rows = array("Q")
        self._lines = array("Q")

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

    def without(self, indices: Collection[int]) -> tuple["array[int]", "array[int]"]:
        """Return the numbers and their people but for those at `indices`, which are in order.

        Both are the same array where all people have their own number.
        """
        numbers = without_indices(self.numbers, indices)
        return numbers, numbers if self.people is self.numbers else without_indices(self.people, indices)

    @functools.cached_property
    def classes(self) -> Sequence[int]:
        """The class of each number in libphonenumber's table."""
        return array("H", map(class_of, self.numbers))

    @functools.cached_property
    def people(self) -> "array[int]":
        """The person of each number: what all its spellings have in common."""
        people = self.numbers
        for index in self.indices_of(renumbered_classes()):
            person = spelled_today(self.numbers[index], self.classes[index])
            if person != self.numbers[index]:
                people = array("Q", people) if people is self.numbers else people
                people[index] = person
        return people

    def indices_of(self, classes: Collection[int]) -> list[int]:
        """Return in order the indices of the numbers of certain classes."""
        return [index for index, number_class in enumerate(self.classes) if number_class in classes]

    def count_infos(self, repeats: Iterable[int]) -> dict[NumberInfo, int]:
        """Count the numbers by what is known of them, but for those at the indices `repeats`."""
        counts = self._count_classes()
        counts.subtract(self.classes[index] for index in repeats)
        return {number_infos()[number_class]: count for number_class, count in counts.items() if count}

    def _count_classes(self) -> Counter[int]:
        return Counter(self.classes)

    def _candidates(self) -> Iterable[int]:
        """Return in order the indices of the numbers whose person may occur more than once."""
        return range(len(self.numbers))

    def _start(self, row: int, line: int) -> None:
        self._starts.append(len(self.numbers))
        self._rows.append(row)
        self._lines.append(line)


def without_indices(values: "array[int]", indices: Collection[int]) -> "array[int]":
    if not indices:
        return values
    kept, start = array("Q"), 0
    for index in indices:
        kept.extend(values[start:index])
        start = index + 1
    kept.extend(values[start:])
    return kept
