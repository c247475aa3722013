"""Writes a copy of a list with every unambiguous problem fixed, and counts the repairs."""

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
    """One kind of repair: how many were made, and the first of the rows, as a spreadsheet counts those of the file.

    What concerns the whole file, such as its encoding, has no rows.
    """

    kind: str
    count: int = 0
    rows: list[int] = field(default_factory=list)


class Repairs:
    """Counts repairs by kind, in the order in which they were first made; `contacts` is how many rows were written."""

    def __init__(self) -> None:
        self.contacts = 0
        self._by_kind: dict[str, Repair] = {}

    def add(self, kind: str, row: int | None = None) -> None:
        repair = self._by_kind.setdefault(kind, Repair(kind))
        repair.count += 1
        if row is not None and len(repair.rows) < LISTED:
            repair.rows.append(row)

    def __iter__(self) -> Iterator[Repair]:
        return iter(self._by_kind.values())

    def __len__(self) -> int:
        return len(self._by_kind)


@dataclass(frozen=True, slots=True)
class RepairOptions:
    """What the user knows: `region` is of numbers without a country code, `encoding` of a file that isn't UTF-8."""

    source: ContactsSource
    region: Region | None = None
    encoding: str | None = None


def write_repaired_copy(
    file: BinaryIO, options: RepairOptions, report: Report, write: Callable[[bytes], object]
) -> Repairs | None:
    """Write a list as UTF-8 with commas and LF, its numbers normalized where that is certain, else as it is.

    None, and a finding, where its rows can't be told apart or its phone column isn't known.
    """
    repairs = Repairs()
    with contextlib.ExitStack() as stack:
        text = _as_utf8(file, options.encoding, report, repairs, stack)
        if text is None:
            return None
        skipped = _skip_separator_line(text, repairs)
        start = text.tell()
        head = text.read(HEAD_BYTES)
        if lines.refuse(head, report):
            return None
        separator = delimiter.choose(head, options.source, report)
        if separator is None:
            return None
        if separator != ",":
            repairs.add("delimiter")
        text.seek(start)
        _Copy(Lines(cast(BinaryIO, text)), separator, options, report, repairs, skipped).write(Canonical(write))
    return None if report.findings.has_errors else repairs


@dataclass(frozen=True, slots=True)
class _Copy:
    """One copy being written; `skipped` lines of the file come before what is read."""

    lines: Lines
    separator: str
    options: RepairOptions
    report: Report
    repairs: Repairs
    skipped: int

    def write(self, out: Canonical) -> None:
        source_rows = rows(self.lines, self.separator, self.report)
        header = self._copy_header(source_rows, out)
        if header is None:
            return
        seen: set[bytes] = set()
        width, column = header
        for number, _, cells in source_rows:
            row = number + self.skipped
            if is_blank(cells):
                self.repairs.add("blank-row", row)
                continue
            if len(cells) == width:
                self._normalize(cells, column, row)
                if e164.E164.fullmatch(cells[column].strip()):
                    digest = hashlib.blake2b("\0".join(cells).encode(), digest_size=16).digest()
                    if digest in seen:
                        self.repairs.add("repeated-row", row)
                        continue
                    seen.add(digest)
            out.row(cells)
            self.repairs.contacts += 1
        out.close()

    def _copy_header(self, source_rows: Iterator[tuple[int, int, list[str]]], out: Canonical) -> tuple[int, int] | None:
        """Write the header; return its width and the phone column."""
        for number, line, cells in source_rows:
            if is_blank(cells):
                self.repairs.add("blank-row", number + self.skipped)
                continue
            header = columns.read_header((number, line, cells), self.options.source, {}, self.report)
            out.row(cells)
            return (header.width, header.phones[0]) if header.phones else None
        self.report.whole("csv-empty", "the file has only blank rows", "export the list again")
        return None

    def _normalize(self, cells: list[str], column: int, row: int) -> None:
        if e164.E164.fullmatch(cells[column].strip()):
            return
        normalized = normalize(cells[column], self.options.region)
        if normalized is not None:
            cells[column], kinds = normalized
            for kind in kinds:
                self.repairs.add(kind, row)


def _as_utf8(
    file: BinaryIO, encoding: str | None, report: Report, repairs: Repairs, stack: contextlib.ExitStack
) -> IO[bytes] | None:
    """Return the file's text in UTF-8, to be read from its beginning.

    Another encoding is known from a byte-order mark, else from `encoding`, which counts where the file isn't UTF-8.
    """
    head = file.read(HEAD_BYTES)
    other = encoding_of_mark(head) or (encoding if encoding and not _is_utf8(file) else None)
    old_mac = b"\r" in head and b"\n" not in head and other is None
    file.seek(0)
    if other is None and not old_mac:
        return file
    import tempfile

    out = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
    text = io.TextIOWrapper(file, other or "utf-8", newline=None if old_mac else "")
    try:
        while block := text.read(_BLOCK):
            out.write(block.encode())
    except UnicodeError:
        message = f"the file isn't {(other or 'UTF-8').upper()} throughout"
        report.whole("csv-encoding", message, "export the list again; in Excel: Save As, `CSV UTF-8 (Comma delimited)`")
        return None
    finally:
        text.detach()
    repairs.add("encoding" if other else "line-ends")
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


def _skip_separator_line(text: IO[bytes], repairs: Repairs) -> int:
    """Skip Excel's `sep=` line; return how many lines were skipped."""
    first = text.readline(HEAD_BYTES).removeprefix(UTF8_MARK)
    if first[:4].lower() == b"sep=":
        repairs.add("separator-line")
        return 1
    text.seek(0)
    return 0
