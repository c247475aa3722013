"""A contact list that was read and can be sent, wherever its numbers are kept."""

import abc
import functools
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from runner.contacts.engine.number_list import without_indices
from runner.jobs.records import Passed
from runner.phone_numbers.table import NumberInfo, lookup

R = TypeVar("R")

Answer = Callable[[], R]
"""Returns what was asked, once it is known."""


@dataclass(frozen=True, slots=True)
class Contacts(Passed, abc.ABC):
    """A list that can be sent: `rows` contacts; `digest` and `size` are of the canonical list, all of them.

    `sha256` is of the file's bytes. `path` is the file as findings name it, relative to the repository. `people_count`
    is how many people its numbers are, and `number_infos` counts the numbers by what is known of them. `left_out` are
    numbers that aren't sent, each with its place among the numbers, counted from 1. `columns` is the header. `bulk`
    says that NumPy read the list.
    """

    csv: Path
    path: str
    rows: int
    sha256: str
    digest: str
    size: int
    people_count: int = field(default=0, repr=False, compare=False)
    number_infos: Mapping[NumberInfo, int] = field(default_factory=dict, repr=False, compare=False)
    columns: tuple[str, ...] = ()
    left_out: Mapping[int, int] = field(default_factory=dict, repr=False, compare=False)
    bulk: bool = field(default=False, repr=False, compare=False)

    @property
    def called(self) -> int:
        """How many contacts are sent."""
        return self.rows - len(self.left_out)

    @abc.abstractmethod
    def ask(self, question: Callable[..., R], *args: Any) -> Answer[R]:
        """Call a function with the `LocalContacts` and `args`, where the numbers are; many may be asked at once."""

    @abc.abstractmethod
    def without(self, numbers: Collection[int]) -> Answer["Contacts"]:
        """Return, once asked, the list with these of its numbers left out of what is sent."""


@dataclass(frozen=True, slots=True)
class LocalContacts(Contacts):
    """A list whose numbers are in this process.

    `numbers` are the phone numbers to call as integers, 8 bytes each. `people` are the persons of the numbers: the same
    array where nobody has a second spelling. `opted_out` are numbers whose row says not to call them.
    """

    numbers: "array[int]" = field(default_factory=lambda: array("Q"), repr=False, compare=False)
    people: "array[int]" = field(default_factory=lambda: array("Q"), repr=False, compare=False)
    opted_out: "array[int]" = field(default_factory=lambda: array("Q"), repr=False, compare=False)

    def ask(self, question: Callable[..., R], *args: Any) -> Answer[R]:
        return functools.partial(question, self, *args)

    def numbers_of(self, people: Collection[int]) -> set[int]:
        """Return the numbers of some people, as the list has them."""
        if self.people is self.numbers:
            return set(people)
        pairs = zip(self.numbers, self.people, strict=True)
        return {number for number, person in pairs if person in people}

    def without(self, numbers: Collection[int]) -> Answer[Contacts]:
        return functools.partial(self.leave_out, numbers)

    def leave_out(self, numbers: Collection[int]) -> "LocalContacts":
        """Return the list with these of its numbers left out of what is sent."""
        indices = _indices_of(frozenset(numbers), self.numbers, bulk=self.bulk)
        infos = Counter(self.number_infos)
        infos.subtract(lookup(self.numbers[index]) for index in indices)
        sent = without_indices(self.numbers, indices)
        people = sent if self.people is self.numbers else without_indices(self.people, indices)
        return replace(
            self,
            numbers=sent,
            people=people,
            people_count=len(people),
            number_infos={info: number for info, number in infos.items() if number},
            left_out={self.numbers[index]: index + 1 for index in indices},
        )


def _indices_of(chosen: frozenset[int], numbers: "array[int]", *, bulk: bool) -> list[int]:
    """Return in order the indices of the chosen numbers."""
    if not bulk:
        return [index for index, number in enumerate(numbers) if number in chosen]
    from runner.contacts.engine import bulk_numbers

    return bulk_numbers.indices_of(chosen, numbers)
