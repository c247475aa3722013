"""The numbers of a list, 8 bytes each, where each of them stands, and which of them stand there twice."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable

from runner.contacts.engine.regex_engine import Numbers
from runner.contacts.list_findings import Report


class Listed:
    """Numbers in the order of a file, those that stand there again included.

    Rows and lines go on by one from number to number; only where they don't is a place kept.
    """

    def __init__(self) -> None:
        self.numbers = array("Q")
        self._starts = array("Q")
        self._rows = array("Q")
        self._lines = array("Q")

    def add(self, numbers: Numbers, row: int, line: int) -> None:
        """Add the numbers of consecutive rows, a line each; the first has this row and line."""
        if not len(numbers):
            return
        if (row, line) != self.place(len(self.numbers)):
            self._starts.append(len(self.numbers))
            self._rows.append(row)
            self._lines.append(line)
        self.numbers.frombytes(numbers.tobytes())

    def once(self, report: Report, repeated: Callable[["array[int]"], Iterable[int]]) -> "array[int]":
        """Give each number once, and say which rows repeat one."""
        first: dict[int, int] = {}
        again: list[int] = []
        for index in repeated(self.numbers):
            number = self.numbers[index]
            before = first.setdefault(number, index)
            if before != index:
                again.append(index)
                row, line = self.place(index)
                hint = "keep one of the two rows: this person would be called twice"
                said = f"the same number as row {self.place(before)[0]:,}"
                report.row("phone-repeated", said, hint, row, line)
        return without(self.numbers, again) if again else self.numbers

    def place(self, index: int) -> tuple[int, int]:
        """Give the row and line of a number, or those that the next one has if nothing comes in between."""
        if not self._starts:
            return (0, 0)
        part = bisect_right(self._starts, index) - 1
        behind = index - self._starts[part]
        return self._rows[part] + behind, self._lines[part] + behind


def repeated(numbers: "array[int]") -> Iterable[int]:
    """Give the indices of all numbers that stand there more than once, in order."""
    if len(set(numbers)) == len(numbers):
        return ()
    seen: set[int] = set()
    # A set's `add` gives None.
    twice = {number for number in numbers if number in seen or seen.add(number)}  # type: ignore[func-returns-value]
    return [index for index, number in enumerate(numbers) if number in twice]


def without(numbers: "array[int]", indices: Iterable[int]) -> "array[int]":
    """Leave out the numbers at these indices, which are in order."""
    kept, start = array("Q"), 0
    for index in indices:
        kept.extend(numbers[start:index])
        start = index + 1
    kept.extend(numbers[start:])
    return kept
