"""The phone numbers of a large list: which repeat, and what is known of them, worked out with NumPy."""

from array import array
from collections.abc import Collection, Iterable, Iterator

import numpy as np
import numpy.typing as npt

from runner.contacts.engine.number_list import NumberList
from runner.phone_numbers import bulk
from runner.phone_numbers.table import number_infos

_BATCH = 1 << 20
_HASH_BITS = 20


class BulkNumberList(NumberList):
    """A list of numbers that answers as `NumberList` does, faster for many."""

    def classify(self) -> None:
        first = self._classified
        numbers = np.frombuffer(self.numbers, np.uint64)[first:]
        classes = bulk.classify(numbers)
        counts = np.bincount(classes)
        self._class_counts.update({index: int(counts[index]) for index in np.flatnonzero(counts).tolist()})
        watched = np.zeros(len(number_infos()), np.bool_)
        watched[list(self._watched)] = True
        self.watched_indices.frombytes((np.flatnonzero(watched[classes]) + first).astype(np.uint64).tobytes())
        people = bulk.people(numbers, classes)
        if people is not numbers:
            others = np.flatnonzero(people != numbers)
            self._spelled_indices.frombytes((others + first).astype(np.uint64).tobytes())
            self._spelled_people.frombytes(people[others].tobytes())
        self._classified = len(self.numbers)

    def _candidates(self) -> Iterable[int]:
        people = np.frombuffer(self.people, np.uint64)
        ordered = np.sort(people)
        repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        return _indices_of(repeated, people) if len(repeated) else ()


def indices_of(chosen: Collection[int], numbers: "array[int]") -> list[int]:
    """Return in order the indices of the chosen numbers."""
    return list(_indices_of(np.array(sorted(chosen), np.uint64), np.frombuffer(numbers, np.uint64))) if chosen else []


def _indices_of(values: bulk.Words, numbers: bulk.Words) -> Iterator[int]:
    """Yield the indices of the numbers that are among `values`; a table of their hashes leaves few to compare."""
    hashes = np.zeros(1 << _HASH_BITS, np.bool_)
    hashes[_hash(values)] = True
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        likely = np.flatnonzero(hashes[_hash(batch)])
        yield from (likely[np.isin(batch[likely], values)] + start).tolist()


def _hash(numbers: bulk.Words) -> npt.NDArray[np.intp]:
    # Fibonacci hashing: 2**64 divided by the golden ratio.
    return ((numbers * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _HASH_BITS)).astype(np.intp)
