"""Cells that a spreadsheet could run, or that a voice agent could take for instructions: warned of by column.

Only rows of blocks that `byte_search` says may have such cells are looked at.
"""

import re
from collections import Counter
from collections.abc import Iterator

from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.engine.byte_search import LONG
from runner.contacts.list_findings import Report
from runner.findings import Severity
from runner.formatting import quoted

_FORMULA = re.compile(r"=|[+@-][^|]*\|")
_PLACEHOLDER = re.compile(r"\{\{|\{%|\$\{|<\||\[INST\]")
_INSTRUCTION = re.compile(
    r"\b(ignor\w*|disregard\w*|forget\w*|overrid\w*|follow\w*|new|previous|prior|your|these)\b.{0,60}\binstructions?\b"
    r"|\b(system|developer|your|previous|this)\s+prompts?\b|\bprompts?\b.{0,60}\binstructions?\b",
    re.IGNORECASE | re.DOTALL,
)
_ANYWHERE = re.compile(rf"[={{|\r\n]|://|\[INST\]|instruction|prompt|[^\0]{{{LONG + 1}}}", re.IGNORECASE)


_Kind = tuple[str, str]
"""What a column has in some cells, and what to do."""

_FORMULAS = ("a formula", "export values, not formulas: a spreadsheet may run them")
_PLACEHOLDERS = (
    "a placeholder or a model's control token",
    "fix it at the list's source: an agent may say it aloud or obey it",
)
_LINKS = ("a link", "leave the column out with `columns`, unless the agent should read it")
_BREAKS = ("a line break", "put it on one line: text after a break may be taken for another speaker's")
_LONGS = (f"over {LONG:,} characters", "leave the column out with `columns`, unless the agent needs all of it")
_INSTRUCTIONS = ("words that read like instructions to an agent", "review them: an agent may obey them")


class SuspiciousCells:
    """Counts the suspicious cells of a list by column and kind; only the columns that are sent are looked at."""

    def __init__(self, columns: ListColumns) -> None:
        self._columns = columns
        self._counts: Counter[tuple[str, _Kind]] = Counter()
        self._first: dict[tuple[str, _Kind], tuple[int, int]] = {}

    def look_at(self, row: int, line: int, cells: list[str]) -> None:
        """Count those of a row."""
        if len(cells) != self._columns.width or not _ANYWHERE.search("\0".join(cells)):
            return
        for column in self._columns.sent:
            for kind in kinds(cells[column.index]):
                self._counts[column.name, kind] += 1
                self._first.setdefault((column.name, kind), (row, line))

    def warn(self, report: Report) -> None:
        """Warn of each column and kind once, with how many cells and the first row."""
        if self._columns.phone is None:
            return  # the first row may be a contact, whose cells are no names of columns
        for (name, (what, hint)), number in self._counts.items():
            where = "in this row's cell" if number == 1 else f"in {number:,} cells, the first in this row"
            message = f"{quoted(name)} has {what} {where}"
            report.row("cell-suspicious", message, hint, *self._first[name, (what, hint)], Severity.WARNING)


def kinds(cell: str) -> Iterator[_Kind]:
    """Yield each kind of suspicious content in a cell."""
    if _FORMULA.match(cell):
        yield _FORMULAS
    if _PLACEHOLDER.search(cell):
        yield _PLACEHOLDERS
    if "://" in cell:
        yield _LINKS
    if "\n" in cell or "\r" in cell:
        yield _BREAKS
    if len(cell) > LONG:
        yield _LONGS
    if _INSTRUCTION.search(cell):
        yield _INSTRUCTIONS
