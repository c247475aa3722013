"""What was read of one part of a list."""

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from runner.contacts.checks.placeholders import Placeholders
from runner.contacts.checks.row_errors import RowErrors, RowProblems
from runner.contacts.engine.number_list import NumberList
from runner.findings import Findings

if TYPE_CHECKING:
    from runner.contacts.checks.suspicious_cells import SuspiciousCells


class Place(NamedTuple):
    """Where a piece of the canonical list is in the list's file."""

    begin: int
    end: int


class LeftOut(NamedTuple):
    """Bytes of the canonical list that aren't sent."""

    data: bytes


Run = bytes | Place | LeftOut
"""A piece of the canonical list."""


class BadRows:
    """What is wrong with rows by themselves, in their order; what they have in common is kept once."""

    def __init__(self) -> None:
        self._rows = array("Q")
        self._lines = array("Q")
        self._indices = array("Q")
        self._known: dict[RowProblems, int] = {}

    def add(self, row: int, line: int, problems: RowProblems) -> None:
        self._rows.append(row)
        self._lines.append(line)
        self._indices.append(self._known.setdefault(problems, len(self._known)))

    def report(self, errors: RowErrors, rows: int, lines: int) -> None:
        """Pass them on with their places in the list, in which so many rows and lines come before."""
        known = list(self._known)
        for row, line, index in zip(self._rows, self._lines, self._indices, strict=True):
            errors.add(rows + row, lines + line, known[index])


@dataclass(slots=True)
class Part:
    """The rows of a list from the byte at `begin` to the one before `end`, where the next part begins.

    Rows and lines are counted from the part's first, which are 0 and 1. `contacts` are all rows but blank ones, and
    `complete` says that `sent` has all of them. `ended` says that the list's end was reached, `unreadable` that its
    rows can't be told apart from `end` on.
    """

    begin: int
    placeholders: Placeholders
    numbers: NumberList
    end: int = 0
    rows: int = 0
    lines: int = 0
    contacts: int = 0
    complete: bool = True
    ended: bool = False
    unreadable: bool = False
    sent: list[Run] = field(default_factory=list)
    bad_rows: BadRows = field(default_factory=BadRows)
    findings: Findings = field(default_factory=Findings)
    suspicious: "SuspiciousCells | None" = None
    opted_out: "array[int]" = field(default_factory=lambda: array("Q"))
