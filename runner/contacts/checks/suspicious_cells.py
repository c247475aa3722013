"""Cells that a spreadsheet could run, or that a voice agent could take for instructions: said by column, as warnings.

While a list is read, it is searched for what such cells have in them, a block at a time; only where something is found
is it read again by the row.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.csvfile import columns, delimiter
from runner.contacts.csvfile.lines import HEAD_BYTES, LINE_BYTES, Lines
from runner.contacts.csvfile.rows import Row, blank, rows
from runner.contacts.engine import byte_search
from runner.contacts.engine.byte_search import LONG
from runner.contacts.list_findings import Report, silent
from runner.findings import Severity
from runner.formatting import quoted

_BLOCK = 1024 * 1024
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

_FORMULAS = ("a formula", "export values: a spreadsheet may run what such a cell says")
_PLACEHOLDERS = (
    "a placeholder or a model's marker",
    "fill it in where the list comes from: an agent may say or obey it",
)
_LINKS = ("a link", "leave the column out with `columns`, unless the agent is to read it")
_BREAKS = ("a line break", "put it on one line: what stands behind the break may be taken for words of another")
_LONGS = (f"over {LONG:,} characters", "leave the column out with `columns`, unless the agent is to know all of it")
_INSTRUCTIONS = ("words that read like instructions to an agent", "read them: what an agent is given, it may obey")


def check(
    file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report, *, quotes: bool
) -> None:
    """Warn of each column and kind once, with how many cells and the first row; only what is sent is looked at."""
    file.seek(0)
    separator = delimiter.choose(file.read(HEAD_BYTES), source, silent(report.path))
    if separator is None:
        return
    file.seek(0)
    listed = rows(Lines(file), separator, silent(report.path)) if quotes else _of_lines(file, separator)
    header = next((row for row in listed if not blank(row[2])), None)
    if header is None:
        return
    sent = columns.make(header, source, defaults, silent(report.path))
    if sent.phone is None:
        return  # the first row may be a person, whose cells are no names of columns
    met: dict[tuple[str, _Kind], list[int]] = {}
    for row, line, cells in listed:
        if len(cells) == sent.width and _ANYWHERE.search("\0".join(cells)):
            for column in sent.sent:
                for kind in kinds(cells[column.index]):
                    met.setdefault((column.name, kind), [row, line, 0])[2] += 1
    for (name, (what, hint)), (row, line, number) in met.items():
        where = "in this row's cell" if number == 1 else f"in {number:,} cells, the first in this row"
        report.row("cell-suspicious", f"{quoted(name)} has {what} {where}", hint, row, line, Severity.WARNING)


def kinds(cell: str) -> Iterator[_Kind]:
    """Give all that a cell is besides text."""
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


def _of_lines(file: BinaryIO, separator: str) -> Iterator[Row]:
    """Give the rows of a file without a quote, in which each line is one; of the rest only those worth a look."""
    mark, number = codecs.BOM_UTF8, 0
    while block := _block(file):
        if not number or byte_search.may_hold(block, separator.encode()):
            text = block.removeprefix(mark if not number else b"").decode(errors="replace")
            for index, line in enumerate(text.split("\n")[: block.count(b"\n") + (not block.endswith(b"\n"))], 1):
                yield number + index, number + index, line.rstrip("\r").split(separator)
        number += block.count(b"\n")


def _block(file: BinaryIO) -> bytes:
    """Read about 1 MiB, to the end of a line."""
    block = file.read(_BLOCK)
    return block if block.endswith(b"\n") else block + file.readline(LINE_BYTES)
