"""The people of a suppression list in the memory of a cluster's worker, which writes no index."""

from array import array
from dataclasses import dataclass, field

import numpy as np

from runner.contacts.cluster.reading import SharedFile
from runner.phone_numbers import bulk
from runner.plan.checks.suppression.index import MAX_NUMBERS, UnreadLines
from runner.plan.checks.suppression.number_reader import NumberReader, Numbers


@dataclass(frozen=True, slots=True)
class KeptPeople:
    """The sorted people of a list, repeated ones too, and the lines that could not be read."""

    numbers: Numbers = field(repr=False)
    count: int
    unread: UnreadLines

    def __sizeof__(self) -> int:
        return self.numbers.nbytes

    def find(self, wanted: "array[int]") -> set[int]:
        """Return those of the wanted people who are on the list."""
        if not len(self.numbers):
            return set()
        people = np.frombuffer(wanted, np.uint64) if wanted else np.empty(0, np.uint64)
        places = np.minimum(np.searchsorted(self.numbers, people), len(self.numbers) - 1)
        return set(people[self.numbers[places] == people].tolist())


def read_people(file: SharedFile, calling_code: str | None) -> KeptPeople:
    """Read a whole list into memory; no people of one with more numbers than are allowed.

    ContactsError where the file isn't the one that this machine saw, before or after.
    """
    blocks, count = [np.empty(0, np.uint64)], 0
    with file.opened() as path, path.open("rb") as opened:
        reader = NumberReader(opened, calling_code)
        for numbers in reader.blocks():
            count += len(numbers)
            if count > MAX_NUMBERS:
                return KeptPeople(np.empty(0, np.uint64), count, reader.unread)
            blocks.append(numbers)
        file.check()  # what was written to it meanwhile may have been missed
    people = np.concatenate(blocks)
    people.sort()
    if bulk.replace_by_people(people):
        people.sort()
    return KeptPeople(people, count, reader.unread)


def count_people(people: KeptPeople) -> tuple[int, UnreadLines]:
    """Return how many there are, and the lines that could not be read."""
    return people.count, people.unread
