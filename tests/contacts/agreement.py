"""What the engine and the reference make of the same bytes, at sizes at which small lists meet every border."""

import contextlib
import csv
import functools
import io
import pickle
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from runner.config.campaign import ContactsSource
from runner.contacts import scan
from runner.contacts.csvfile import lines
from runner.contacts.csvfile.opening import identity_of
from runner.contacts.engine import byte_search
from runner.contacts.list_findings import Report
from runner.contacts.parts import cutting
from runner.contacts.scan import ReadingOptions, Scan
from runner.findings import Findings
from runner.jobs.workers import Workers
from tests.contacts import reference
from tests.contacts.reading import PATH, at


def check_cut(file: io.BytesIO, source: Any, defaults: Any, report: Report, *, part: int, bulk: bool) -> Scan | None:
    """Check a list in parts of so many bytes, each of which is read as another process would."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "CUT_BYTES", part)
        patch.setattr(cutting, "PART_BYTES", part)
        path = Path(folder) / "q4.csv"
        path.write_bytes(file.getvalue())
        with path.open("rb") as own:
            cut_file = cutting.CutFile(path, identity_of(own), Pickled())
            return scan.check(own, source, defaults, report, ReadingOptions(bulk), cut_file)


class Pickled(Workers):
    """Calls functions in this process, as if in another one."""

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            yield pickle.loads(pickle.dumps(function(pickle.loads(pickle.dumps(item)))))


WAYS: dict[str, Callable[..., Scan | None]] = {
    "row by row": scan.check,
    "in bulk": functools.partial(scan.check, options=ReadingOptions(bulk=True)),
}
CUT: dict[str, Callable[..., Scan | None]] = {
    "cut small, row by row": functools.partial(check_cut, part=3, bulk=False),
    "cut, row by row": functools.partial(check_cut, part=50, bulk=False),
    "cut small, in bulk": functools.partial(check_cut, part=5, bulk=True),
    "cut, in bulk": functools.partial(check_cut, part=100, bulk=True),
}
BLOCKS = (1, 64, 1 << 20)
"""A block of a line, of some lines, and of all; a part is as large."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is read at once, how long a line and a cell may be, and from where on a cell is very long."""

    block: int = lines.BLOCK_BYTES
    line: int = lines.LINE_BYTES
    cell: int = csv.field_size_limit()
    long: int = byte_search.LONG
    part: int = cutting.PART_BYTES


ORDINARY = Sizes()
SHORT = Sizes(line=128, cell=64, long=64)
"""Limits that a small list can meet."""


@contextlib.contextmanager
def sizes(wanted: Sizes) -> Iterator[None]:
    before = Sizes(lines.BLOCK_BYTES, lines.LINE_BYTES, csv.field_size_limit(), byte_search.LONG, cutting.PART_BYTES)
    _set(wanted)
    try:
        yield
    finally:
        _set(before)


def _set(wanted: Sizes) -> None:
    lines.BLOCK_BYTES, lines.LINE_BYTES, byte_search.LONG = wanted.block, wanted.line, wanted.long
    cutting.PART_BYTES = wanted.part
    csv.field_size_limit(wanted.cell)


def outcome(read: Callable[..., Scan | None], data: bytes, source: dict[str, Any], defaults: dict[str, Any]) -> Any:
    """Return the findings, and what the list came to; of a list with errors no canonical list is wanted."""
    findings = Findings()
    done = read(io.BytesIO(data), ContactsSource("q4.csv", **source), defaults, Report(PATH, findings, at))
    listed = sorted(findings, key=lambda finding: (finding.sort_key, finding.row or 0))
    written = None if done is None or findings.has_errors else (done.digest, done.size)
    people = done and [*zip(done.numbers, done.people, strict=True)]
    return listed, done and (done.rows, done.sha256, people, dict(done.number_infos), written)


def agrees(
    data: bytes,
    source: dict[str, Any],
    defaults: dict[str, Any],
    limits: Sizes = ORDINARY,
    blocks: Collection[int] = BLOCKS,
) -> None:
    """Compare the two, in blocks of these sizes, row by row and in bulk."""
    with sizes(limits):
        expected = outcome(reference.read, data, source, defaults)
    for way, read in WAYS.items():
        for block in blocks:
            with sizes(replace(limits, block=block, part=block)):
                assert outcome(read, data, source, defaults) == expected, (way, block)
    for way, read in CUT.items():
        with sizes(limits):
            assert outcome(read, data, source, defaults) == expected, way
