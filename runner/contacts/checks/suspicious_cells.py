"""Cells that a spreadsheet could run, that an agent could obey, or whose text is damaged: warned of by column.

Only rows of blocks that `byte_search` says may have such cells are looked at.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.engine.byte_search import LONG
from runner.contacts.list_findings import Report
from runner.contacts.vocabulary.damage import ENTITY, is_mojibake
from runner.findings import Severity
from runner.formatting import quoted

_FORMULA = re.compile(r"=|[+@-][^|]*\|")
_PLACEHOLDER = re.compile(r"\{\{|\{%|\$\{|<\||\[INST\]")
_INSTRUCTION = re.compile(
    r"\b(ignor\w*|disregard\w*|forget\w*|overrid\w*|follow\w*|new|previous|prior|your|these)\b.{0,60}\binstructions?\b"
    r"|\b(system|developer|your|previous|this)\s+prompts?\b|\bprompts?\b.{0,60}\binstructions?\b",
    re.IGNORECASE | re.DOTALL,
)
_ANYWHERE = re.compile(
    rf"[={{|\r\n&\ufffd]|[^\0-\x7f]|://|\[INST\]|instruction|prompt|[^\0]{{{LONG + 1}}}", re.IGNORECASE
)


class _Kind(NamedTuple):
    """A finding's code, what a column has in some cells, and what to do."""

    code: str
    what: str
    hint: str


_DAMAGE = "export the list again, in UTF-8, from where its text is still right: an agent would read this out"
_LOST = _Kind("text-damaged", "a replacement character, where a letter was lost,", _DAMAGE)
_MOJIBAKE = _Kind("text-damaged", "text that was read in the wrong encoding", _DAMAGE)
_ENTITIES = _Kind("text-damaged", "an HTML entity, such as `&amp;` for &,", _DAMAGE)
_FORMULAS = _Kind("cell-suspicious", "a formula", "export values, not formulas: a spreadsheet may run them")
_PLACEHOLDERS = _Kind(
    "cell-suspicious",
    "a placeholder or a model's control token",
    "fix it at the list's source: an agent may say it aloud or obey it",
)
_LINKS = _Kind("cell-suspicious", "a link", "leave the column out with `columns`, unless the agent should read it")
_BREAKS = _Kind(
    "cell-suspicious", "a line break", "put it on one line: text after a break may be taken for another speaker's"
)
_LONGS = _Kind(
    "cell-suspicious",
    f"over {LONG:,} characters",
    "leave the column out with `columns`, unless the agent needs all of it",
)
_INSTRUCTIONS = _Kind(
    "cell-suspicious", "words that read like instructions to an agent", "review them: an agent may obey them"
)


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

    def join(self, other: "SuspiciousCells", rows: int, lines: int) -> None:
        """Count those of the list's next part, whose rows and lines count from its beginning."""
        self._counts.update(other._counts)
        for key, (row, line) in other._first.items():
            self._first.setdefault(key, (row + rows, line + lines))

    def warn(self, report: Report) -> None:
        """Warn of each column and kind once, with how many cells and the first row."""
        if not self._columns.phones:
            return  # the first row may be a contact, whose cells are no names of columns
        for (name, kind), number in self._counts.items():
            where = "in this row's cell" if number == 1 else f"in {number:,} cells, the first in this row"
            message = f"{quoted(name)} has {kind.what} {where}"
            report.row(kind.code, message, kind.hint, *self._first[name, kind], Severity.WARNING)


def kinds(cell: str) -> Iterator[_Kind]:
    """Yield each kind of suspicious content in a cell."""
    if "\ufffd" in cell:
        yield _LOST
    if not cell.isascii() and is_mojibake(cell):
        yield _MOJIBAKE
    if "&" in cell and re.search(ENTITY, cell):
        yield _ENTITIES
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
