"""What the engine and the reference say of the same bytes, at sizes at which small lists meet every border."""

import contextlib
import csv
import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from runner.config.campaign import ContactsSource
from runner.contacts import scan
from runner.contacts.checks import suspicious_cells
from runner.contacts.csvfile import lines
from runner.contacts.engine import regex_engine
from runner.contacts.list_findings import Report
from runner.contacts.scan import Scan
from runner.findings import Finding, Findings
from tests.contacts import reference
from tests.contacts.reading import PATH, at

ALWAYS, NEVER = 0, 1 << 40
"""From which size of a file NumPy is the way."""

BLOCKS = (1, 64, 1 << 20)
"""A block of a line, of some lines, and of all."""

DAMAGE = {"csv-encoding", "csv-nul", "csv-quote"}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is read at once, from where NumPy is used, and how long a line and a cell may be."""

    block: int = lines.BLOCK_BYTES
    vector: int = scan.VECTOR_BYTES
    line: int = lines.LINE_BYTES
    cell: int = csv.field_size_limit()


ORDINARY = Sizes()
SHORT = Sizes(line=128, cell=64)
"""Limits that a small list can meet."""


@contextlib.contextmanager
def sizes(wanted: Sizes) -> Iterator[None]:
    before = lines.BLOCK_BYTES, scan.VECTOR_BYTES, lines.LINE_BYTES, csv.field_size_limit()
    _set(wanted.block, wanted.vector, wanted.line, wanted.cell)
    try:
        yield
    finally:
        _set(*before)


def _set(block_bytes: int, vector: int, line: int, cell: int) -> None:
    lines.BLOCK_BYTES, scan.VECTOR_BYTES = block_bytes, vector
    lines.LINE_BYTES = suspicious_cells.LINE_BYTES = line  # type: ignore[attr-defined]
    csv.field_size_limit(cell)
    regex_engine._LONGEST_LINE = cell


def said(read: Callable[..., Scan | None], data: bytes, source: dict[str, Any], defaults: dict[str, Any]) -> Any:
    """Give the findings, and what the list came to; of a list with errors no canonical list is wanted."""
    return _said(data, source, defaults, read)[0]


def agrees(
    data: bytes,
    source: dict[str, Any],
    defaults: dict[str, Any],
    limits: Sizes = ORDINARY,
    blocks: Collection[int] = BLOCKS,
) -> None:
    """Compare the two, in blocks of these sizes, with NumPy and without."""
    with sizes(replace(limits, vector=NEVER)):
        expected, _ = _said(data, source, defaults, reference.read)
        warnings = _suspicious(data, source, defaults, quotes=True)
    for vector in (ALWAYS, NEVER):
        for block_bytes in blocks:
            with sizes(replace(limits, block=block_bytes, vector=vector)):
                found, done = _said(data, source, defaults, scan.check)
                assert found == expected, (block_bytes, vector)
                if done is not None and not {each.code for each in found[0]} & DAMAGE:
                    again = _suspicious(data, source, defaults, quotes=done.quotes) if done.suspect else []
                    assert again == warnings, (block_bytes, vector)


def _said(
    data: bytes, source: dict[str, Any], defaults: dict[str, Any], read: Callable[..., Scan | None]
) -> tuple[Any, Scan | None]:
    findings = Findings()
    done = read(io.BytesIO(data), ContactsSource("q4.csv", **source), defaults, Report(PATH, findings, at))
    found = sorted(findings, key=lambda each: (each.sort_key, each.row or 0))
    written = None if done is None or findings.has_errors else (done.digest, done.size)
    return (found, done and (done.rows, done.sha256, list(done.numbers), written)), done


def _suspicious(data: bytes, source: dict[str, Any], defaults: dict[str, Any], *, quotes: bool) -> list[Finding]:
    findings = Findings()
    report = Report(PATH, findings, at)
    suspicious_cells.check(io.BytesIO(data), ContactsSource("q4.csv", **source), defaults, report, quotes=quotes)
    return list(findings)
