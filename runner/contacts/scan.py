"""Reads a list once, from its first byte to its last: to check it, or to copy it as it is sent."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.checks import number_validity, row_errors
from runner.contacts.csvfile import delimiter, lines
from runner.contacts.csvfile.canonical import Canonical
from runner.contacts.csvfile.columns import Layout, make
from runner.contacts.csvfile.lines import HEAD_BYTES, Lines
from runner.contacts.csvfile.rows import blank, rows
from runner.contacts.engine import byte_search, regex_engine
from runner.contacts.engine.duplicates import Listed, repeated
from runner.contacts.engine.regex_engine import Block, Numbers, Plain
from runner.contacts.list_findings import Report

if TYPE_CHECKING:
    from runner.contacts.engine.numpy_engine import Vector

_ZERO = bytes(8)


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read: `rows` contacts; `digest` and `size` of the canonical list; `sha256` of all the file's bytes.

    `numbers` are the phone numbers, each once, as integers. `columns` is the
    header. `suspect` says that some cell may be suspicious,
    `quotes` that some may be quoted.
    """

    rows: int
    sha256: str | None
    digest: str
    size: int
    numbers: "array[int]" = field(repr=False, compare=False)
    columns: tuple[str, ...] = ()
    suspect: bool = True
    quotes: bool = True


VECTOR_BYTES = 8 * 1024 * 1024
"""From this size of a file NumPy saves more time than its import takes (docs/performance.md)."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A list of which the header (row `header`) was read; `large` is one for NumPy, `quotes` are at its beginning."""

    layout: Layout
    columns: tuple[str, ...]
    lines: Lines
    header: int
    delimiter: str
    large: bool
    quotes: bool


def check(file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report) -> Scan | None:
    """Say all that is wrong with a list; None where its rows can't be told apart, or there are none."""
    opened = _open(file, source, defaults, report)
    if opened is None:
        return None
    listed = Listed()
    walk = _Walk(opened, report, Canonical(), listed)
    walk.run()
    if not walk.contacts and not report.findings.has_errors:
        report.whole("csv-empty", "the list has a header and no contacts", "export it again, or delete the campaign")
        return None
    number_validity.check(listed, report)
    once = listed.once(report, walk.repeated)
    return Scan(
        walk.contacts,
        opened.lines.sha256,
        walk.canonical.digest,
        walk.canonical.size,
        once,
        opened.columns,
        walk.suspect,
        walk.quotes,
    )


def copy(
    file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report, canonical: Canonical
) -> None:
    """Write the rows of a list that has been checked, in memory that doesn't grow with it."""
    opened = _open(file, source, defaults, report)
    if opened is not None:
        _Walk(opened, report, canonical, listed=None).run()


def _open(file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report) -> _Opened | None:
    head = file.read(HEAD_BYTES)
    if lines.refuse(head, report):
        return None
    separator = delimiter.choose(head, source, report)
    if separator is None:
        return None
    file.seek(VECTOR_BYTES)
    large = bool(file.read(1))
    file.seek(0)
    quotes = b'"' in head
    read = Lines(file)
    for expected, (row, line, cells) in enumerate(rows(read, separator, report), start=1):
        if row != expected:
            return None  # the row left out, which can't be told into cells, was the header
        if not blank(cells):
            found = make((row, line, cells), source, defaults, report)
            return _Opened(found, tuple(cells), read, row, separator, large, quotes)
        row_errors.say_blank(row, line, report)
    if not report.findings.has_errors:
        report.whole("csv-empty", "the file has blank rows alone", "export the list again")
    return None


class _Walk:
    """Goes through a list's rows: plain records by the block, the others one by one.

    They are written to `canonical` until one is bad, the numbers of all go to `listed`; `contacts` counts all but the
    blank.
    """

    def __init__(self, opened: _Opened, report: Report, canonical: Canonical, listed: Listed | None) -> None:
        self._layout = opened.layout
        self._lines = opened.lines
        self._delimiter = opened.delimiter
        self._row = opened.header + 1
        self._report = report
        self._sent = opened.layout.reader()
        self._plain = regex_engine.plain(opened.layout, opened.delimiter) if opened.layout.phone is not None else None
        self._vector = _vector(opened) if self._plain else None
        self.canonical = canonical
        self._listed = listed
        self.contacts = 0
        self.suspect = False
        self.quotes = opened.quotes

    def run(self) -> None:
        self.canonical.row(self._layout.names)
        separator, plain = self._delimiter.encode(), self._vector or self._plain
        wordy = self._vector.wordy if self._vector else byte_search.wordy
        while raw := self._lines.block():
            self.quotes = self.quotes or b'"' in raw
            of_lines = regex_engine.of(raw, self._delimiter, plain.unquoted) if plain else None
            self.suspect = self.suspect or of_lines is None or byte_search.may_hold(raw, separator, wordy)
            if of_lines is not None and self._plain is not None:
                self._take(of_lines, self._plain)
            elif not self._one_by_one(raw):
                break
        self.canonical.close()

    @property
    def repeated(self) -> Callable[["array[int]"], Iterable[int]]:
        if self._vector is None:
            return repeated
        from runner.contacts.engine import numpy_engine

        return numpy_engine.repeated

    def _take(self, of_lines: Block, plain: Plain) -> None:
        """Take a block in which each line is a record."""
        found = self._vector.numbers(of_lines) if self._vector else None
        numbers: Numbers = plain.numbers(of_lines) if found is None else found
        line = self._lines.count + 1
        odd = _zeros(numbers)
        start = 0
        for index in [*odd, len(numbers)]:
            if index > start:
                if not self._report.findings.has_errors:
                    run = of_lines.data if not odd else b"\n".join(of_lines.lines[start:index])
                    self.canonical.block(plain.canonical(run + b"\n"))
                self._list(numbers[start:index], self._row + start, line + start)
                self.contacts += index - start
            if index < len(numbers):
                self._check(self._row + index, line + index, of_lines.cells(index, self._delimiter))
            start = index + 1
        self._row += len(numbers)
        self._lines.count += len(numbers)

    def _one_by_one(self, raw: bytes) -> bool:
        """Read a block's rows, to the end of the last that begins in it; false where the list ends there."""
        self._lines.back(raw)
        for row, line, cells in rows(self._lines, self._delimiter, self._report, self._row):
            self._check(row, line, cells)
            self._row = row + 1
            if not self._lines.within_block:
                return True
        return False

    def _check(self, row: int, line: int, cells: list[str]) -> None:
        values = self._sent(cells)
        if values is not None:
            number: str | None = values[0]
            if not self._report.findings.has_errors:
                self.canonical.row(values)
        elif blank(cells):
            row_errors.say_blank(row, line, self._report)
            return
        else:
            number = row_errors.say(row, line, cells, self._layout, self._report)
        self.contacts += 1
        if number is not None:
            self._list(array("Q", [int(number)]), row, line)

    def _list(self, numbers: Numbers, row: int, line: int) -> None:
        if self._listed is not None:
            self._listed.add(numbers, row, line)


def _vector(opened: _Opened) -> "Vector | None":
    """Give NumPy's way where the file is worth it and NumPy is there."""
    if not opened.large:
        return None
    try:
        from runner.contacts.engine.numpy_engine import Vector
    except ImportError:
        return None
    return Vector(opened.layout, opened.delimiter)


def _zeros(numbers: Numbers) -> list[int]:
    """Give the indices of the records that aren't plain."""
    found, data, start = [], numbers.tobytes(), 0
    while (at := data.find(_ZERO, start)) >= 0:
        if at % 8 == 0:
            found.append(at // 8)
        start = at + 8 - at % 8 if at % 8 == 0 else at + 1
    return found
