"""Reads a list once, from its first byte to its last: to check it, or to copy it as it is sent."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from runner.campaign import ContactsSource, Scalar
from runner.contacts import delimiter, layout, lines, phone
from runner.contacts.canonical import Canonical
from runner.contacts.layout import Layout
from runner.contacts.lines import HEAD_BYTES, Lines
from runner.contacts.report import Report
from runner.contacts.rows import Row, blank, rows
from runner.findings import Severity
from runner.text import quoted


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read: `rows` contacts; `digest` and `size` of the canonical list; `sha256` of all the file's bytes.

    `numbers` are the phone numbers, each once, as integers.
    """

    rows: int
    sha256: str | None
    digest: str
    size: int
    numbers: "array[int]" = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A list of which the header was read, and what is left of it."""

    layout: Layout
    rows: Iterator[Row]
    lines: Lines


def scan(file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report) -> Scan | None:
    """Say all that is wrong with a list; None where its rows can't be told apart, or there are none."""
    opened = _open(file, source, defaults, report)
    if opened is None:
        return None
    canonical = Canonical()
    canonical.row(opened.layout.names)
    first_rows: dict[int, int] = {}
    contacts = _check_rows(opened, report, canonical, first_rows)
    canonical.close()
    if not contacts and not report.findings.failed:
        report.whole("csv-empty", "the list has a header and no contacts", "export it again, or delete the campaign")
        return None
    return Scan(contacts, opened.lines.sha256, canonical.digest, canonical.size, array("Q", first_rows))


def copy(
    file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report, canonical: Canonical
) -> None:
    """Write the rows of a list that has been checked, in memory that doesn't grow with it."""
    opened = _open(file, source, defaults, report)
    if opened is None:
        return
    canonical.row(opened.layout.names)
    sent = opened.layout.reader()
    for _, _, cells in opened.rows:
        values = sent(cells)
        if values is not None:
            canonical.row(values)
    canonical.close()


def _open(file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report) -> _Opened | None:
    head = file.read(HEAD_BYTES)
    if lines.refuse(head, report):
        return None
    separator = delimiter.choose(head, source, report)
    if separator is None:
        return None
    file.seek(0)
    read = Lines(file)
    remaining = rows(read, separator, report)
    for expected, (row, line, cells) in enumerate(remaining, start=1):
        if row != expected:
            return None  # the row left out, which can't be told into cells, was the header
        if not blank(cells):
            return _Opened(layout.make((row, line, cells), source, defaults, report), remaining, read)
        _say_blank(row, line, report)
    if not report.findings.failed:
        report.whole("csv-empty", "the file has blank rows alone", "export the list again")
    return None


def _check_rows(opened: _Opened, report: Report, canonical: Canonical, first_rows: dict[int, int]) -> int:
    """Check every row, write the good ones to the canonical list, and count all that aren't blank.

    `first_rows` is filled with the first row of each number.
    """
    sent = opened.layout.reader()
    count = 0
    for row, line, cells in opened.rows:
        values = sent(cells)
        if values is not None:
            number: str | None = values[0]
        elif blank(cells):
            _say_blank(row, line, report)
            continue
        else:
            number = _say_flaws(row, line, cells, opened.layout, report)
        count += 1
        if number is not None:
            before = first_rows.setdefault(int(number), row)
            if before != row:
                hint = "keep one of the two rows: this person would be called twice"
                report.row("phone-repeated", f"the same number as row {before:,}", hint, row, line)
        if values is not None:
            canonical.row(values)
    return count


def _say_flaws(row: int, line: int, cells: list[str], layout: Layout, report: Report) -> str | None:
    """Say what keeps a row from being sent; give its number if that is not at fault."""
    if len(cells) != layout.width:
        has = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        many = len(cells) > layout.width
        hint = (
            "put a cell that has a delimiter in it in quotes" if many else "write the missing cells, empty if need be"
        )
        report.row("csv-ragged", f"the row has {has}, the header {layout.width}", hint, row, line)
        return None
    for column in layout.sent:
        if column.default is None and not cells[column.index].strip():
            hint = "fill the cell, or give a default in `dynamicVariables`"
            report.row("variable-missing", f"{quoted(column.name)} has no value", hint, row, line)
    if layout.phone is None:
        return None
    number = cells[layout.phone].strip()
    if phone.E164.fullmatch(number):
        return number
    report.row("phone-format", *phone.problem(number), row, line)
    return None


def _say_blank(row: int, line: int, report: Report) -> None:
    report.row("csv-blank-row", "the row is blank", "delete the row; it isn't sent", row, line, Severity.WARNING)
