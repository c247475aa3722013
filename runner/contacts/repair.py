"""Writes a copy of a list in which all is mended that has one reading, and counts what was changed."""

import codecs
import contextlib
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, BinaryIO, cast

from runner.config.campaign import ContactsSource
from runner.contacts.csvfile import columns, delimiter, lines
from runner.contacts.csvfile.canonical import Canonical
from runner.contacts.csvfile.lines import HEAD_BYTES, Lines
from runner.contacts.csvfile.rows import is_blank, rows
from runner.contacts.list_findings import Report
from runner.files.byte_order_marks import UTF8_MARK, encoding_of_mark
from runner.findings import LISTED
from runner.phone_numbers import e164
from runner.phone_numbers.national import Region
from runner.phone_numbers.normalize import normalize

_BLOCK = 1024 * 1024


@dataclass(slots=True)
class Repair:
    """One kind of change: how often it was made, and the first of the rows, as a spreadsheet counts those of the file.

    Of what concerns the whole file, such as its encoding, there is one, without rows.
    """

    kind: str
    count: int = 0
    rows: list[int] = field(default_factory=list)


class Repairs:
    """Counts changes by kind, in the order in which they were first made; `contacts` is how many rows were written."""

    def __init__(self) -> None:
        self.contacts = 0
        self._by_kind: dict[str, Repair] = {}

    def add(self, kind: str, row: int | None = None) -> None:
        change = self._by_kind.setdefault(kind, Repair(kind))
        change.count += 1
        if row is not None and len(change.rows) < LISTED:
            change.rows.append(row)

    def __iter__(self) -> Iterator[Repair]:
        return iter(self._by_kind.values())

    def __len__(self) -> int:
        return len(self._by_kind)


@dataclass(frozen=True, slots=True)
class RepairOptions:
    """What a person says of a list that it doesn't say itself: `region` of numbers without a country code."""

    source: ContactsSource
    region: Region | None = None
    encoding: str | None = None


def write_repaired_copy(
    file: BinaryIO, wanted: RepairOptions, report: Report, write: Callable[[bytes], object]
) -> Repairs | None:
    """Write a list as UTF-8 with commas and LF, its numbers mended where that is certain; good rows keep their cells.

    None where its rows can't be told into cells or its numbers can't be found, which is said.
    """
    changes = Repairs()
    with contextlib.ExitStack() as undo:
        text = _as_utf8(file, wanted.encoding, report, changes, undo)
        if text is None:
            return None
        above = _skip_separator_line(text, changes)
        start = text.tell()
        head = text.read(HEAD_BYTES)
        if lines.refuse(head, report):
            return None
        separator = delimiter.choose(head, wanted.source, report)
        if separator is None:
            return None
        if separator != ",":
            changes.add("delimiter")
        text.seek(start)
        _Copy(Lines(cast(BinaryIO, text)), separator, wanted, report, changes, above).write(Canonical(write))
    return None if report.findings.has_errors else changes


@dataclass(frozen=True, slots=True)
class _Copy:
    """One copy being made; `above` lines of the file stand above what is read."""

    lines: Lines
    separator: str
    wanted: RepairOptions
    report: Report
    changes: Repairs
    above: int

    def write(self, out: Canonical) -> None:
        listed = rows(self.lines, self.separator, self.report)
        place = self._header(listed, out)
        if place is None:
            return
        seen: set[bytes] = set()
        width, column = place
        for number, _, cells in listed:
            row = number + self.above
            if is_blank(cells):
                self.changes.add("blank-row", row)
                continue
            if len(cells) == width:
                self._mend(cells, column, row)
                if e164.E164.fullmatch(cells[column].strip()):
                    digest = hashlib.blake2b("\0".join(cells).encode(), digest_size=16).digest()
                    if digest in seen:
                        self.changes.add("repeated-row", row)
                        continue
                    seen.add(digest)
            out.row(cells)
            self.changes.contacts += 1
        out.close()

    def _header(self, listed: Iterator[tuple[int, int, list[str]]], out: Canonical) -> tuple[int, int] | None:
        """Write the header; give its width and the phone column."""
        for number, line, cells in listed:
            if is_blank(cells):
                self.changes.add("blank-row", number + self.above)
                continue
            found = columns.make((number, line, cells), self.wanted.source, {}, self.report)
            out.row(cells)
            return None if found.phone is None else (found.width, found.phone)
        self.report.whole("csv-empty", "the file has blank rows alone", "export the list again")
        return None

    def _mend(self, cells: list[str], column: int, row: int) -> None:
        if e164.E164.fullmatch(cells[column].strip()):
            return
        done = normalize(cells[column], self.wanted.region)
        if done is not None:
            cells[column], kinds = done
            for kind in kinds:
                self.changes.add(kind, row)


def _as_utf8(
    file: BinaryIO, encoding: str | None, report: Report, changes: Repairs, undo: contextlib.ExitStack
) -> IO[bytes] | None:
    """Give the file's text in UTF-8, to be read from its beginning.

    Only a mark at the beginning, or `encoding`, tells another encoding; `encoding` counts where the file isn't UTF-8.
    """
    head = file.read(HEAD_BYTES)
    other = encoding_of_mark(head) or (encoding if encoding and not _is_utf8(file) else None)
    old_mac = b"\r" in head and b"\n" not in head and other is None
    file.seek(0)
    if other is None and not old_mac:
        return file
    import tempfile  # only a list in another encoding pays for it

    out = undo.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
    text = io.TextIOWrapper(file, other or "utf-8", newline=None if old_mac else "")
    try:
        while block := text.read(_BLOCK):
            out.write(block.encode())
    except UnicodeError:
        said = f"the file isn't {(other or 'UTF-8').upper()} throughout"
        report.whole("csv-encoding", said, "export the list again; in Excel: Save As, `CSV UTF-8 (Comma delimited)`")
        return None
    finally:
        text.detach()
    changes.add("encoding" if other else "line-ends")
    out.seek(0)
    return out


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while block := file.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _skip_separator_line(text: IO[bytes], changes: Repairs) -> int:
    """Leave out Excel's `sep=` line; give how many lines were left out."""
    first = text.readline(HEAD_BYTES).removeprefix(UTF8_MARK)
    if first[:4].lower() == b"sep=":
        changes.add("separator-line")
        return 1
    text.seek(0)
    return 0
