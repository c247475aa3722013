"""Which parts a list has: one after another as they are read, or cut in advance and read by several processes.

A list that is cut has a part for every `CUT_BYTES`. Each begins after the first line end from there on, as if a
record began there, and ends with the record that reaches its end. If that isn't where the next began, a line end within
quotes was taken for a record's, and the next is read again from the right place. So each is exact by the one before.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from runner.contacts.csvfile.lines import LINE_BYTES, Lines
from runner.contacts.csvfile.opening import Identity, identity_of
from runner.contacts.parts.part import Part
from runner.contacts.parts.part_reader import Layout, PartReader
from runner.jobs.workers import Workers

PART_BYTES = 512 * 1024
"""Bytes of a part that this process reads: what is sent of it is kept until it is hashed."""
CUT_BYTES = 4 * 1024 * 1024
"""Bytes of a part that any process reads."""


@dataclass(frozen=True, slots=True)
class CutFile:
    """A file that several processes read at once, each for itself, as long as it is the same."""

    path: Path
    identity: Identity
    workers: Workers


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a file from the line after the byte at `begin`, or from there if it is the `first`, to `end`."""

    path: Path
    identity: Identity
    layout: Layout
    begin: int
    end: int
    first: bool


def parts_in_order(layout: Layout, lines: Lines, left_out: Collection[int] = ()) -> Iterator[Part]:
    """Yield the parts as this process reads them."""
    reader = PartReader(layout, lines, left_out)
    while True:
        part = reader.read(lines.position + PART_BYTES)
        yield part
        if part.ended or part.unreadable:
            return


def parts_of_cut_file(cut_file: CutFile, layout: Layout, file: BinaryIO, begin: int) -> Iterator[Part]:
    """Yield the parts, in order, as several processes read them; `file` is the same one, open in this process."""
    # The first part is small, and read here before other processes start: they have then what it needed.
    part = _read(file, layout, begin, begin + PART_BYTES)
    cuts = list(_cuts(cut_file, layout, part.end))
    cut_file.workers.start(len(cuts))
    yield part
    if part.ended or part.unreadable:
        return
    position = part.end
    parts = cut_file.workers.map(_read_cut, cuts)
    for cut, guess in zip(cuts, parts, strict=True):
        if position > cut.end and cut is not cuts[-1]:
            continue  # a record of the part before goes on beyond this one
        part = guess if guess and guess.begin == position else _read(file, layout, position, cut.end)
        yield part
        if part.ended or part.unreadable:
            return
        position = part.end


def _cuts(cut_file: CutFile, layout: Layout, begin: int) -> Iterator[Cut]:
    size = cut_file.identity.size
    for start in range(begin, max(size, begin + 1), CUT_BYTES):
        end = min(start + CUT_BYTES, size)
        yield Cut(cut_file.path, cut_file.identity, layout, start, end, first=start == begin)


def _read_cut(cut: Cut) -> Part | None:
    """Read a part; None where the file isn't the same any more."""
    try:
        with cut.path.open("rb") as file:
            if identity_of(file) != cut.identity:
                return None
            begin = cut.begin
            if not cut.first:
                file.seek(begin)
                while (line := file.readline(LINE_BYTES)) and not line.endswith(b"\n"):
                    begin += len(line)
                begin += len(line)
            return _read(file, cut.layout, begin, cut.end)
    except OSError:
        return None


def _read(file: BinaryIO, layout: Layout, begin: int, end: int) -> Part:
    file.seek(begin)
    return PartReader(layout, Lines(file, begin)).read(end)
