"""A list's file up to its header, and the rows below it: where each reading of a list begins."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from runner.config.campaign import ContactsSource
from runner.contacts.checks.row_errors import warn_of_blank_row
from runner.contacts.csvfile import delimiter, header, lines
from runner.contacts.csvfile.lines import HEAD_BYTES, Lines
from runner.contacts.csvfile.rows import Row, is_blank, rows
from runner.contacts.list_findings import Report, fix_command

_TITLE_ROWS = 20
"""Rows above a header that may be titles; more are hardly an export's."""
_SEPARATORS = (",", ";", "\t", "|")
_NUMBER = re.compile(r"\W*\+?(?:\d[\s().-]*){9,}")


@dataclass(frozen=True, slots=True)
class Table:
    """A list that was read up to its `header`; `rows` are those below it, blank ones too."""

    header: Row
    lines: Lines
    delimiter: str
    rows: Iterator[Row]


def open_table(file: BinaryIO, source: ContactsSource, report: Report) -> Table | None:
    """Read a list up to its header; None, and a finding, where the file is no list, or has no header."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if lines.refuse(head, report):
        return None
    if source.headerRow is None and (row := header_below_titles(head, source)):
        fix = fix_command(report.path, f"--header-row {row}")
        report_title(row, f"write `headerRow: {row}` under `contacts`; or {fix} removes the rows above it", report)
        return None
    separator = delimiter.choose(_from_row(head, source.headerRow or 1), source, report)
    if separator is None:
        return None
    text = Lines(file)
    source_rows = rows(text, separator, report)
    first = _header(source_rows, source.headerRow, report)
    return Table(first, text, separator, source_rows) if first else None


def _header(source_rows: Iterator[Row], header_row: int | None, report: Report) -> Row | None:
    """Return the header: row `header_row`, else the first that isn't blank; None, and a finding, without one."""
    for expected, (row, line, cells) in enumerate(source_rows, start=1):
        if header_row is None and row != expected:
            return None  # the row before, whose cells aren't known, was the header
        if row < (header_row or 1):
            continue
        if not is_blank(cells):
            return row, line, cells
        if header_row is not None:
            hint = "write the row of the column names, as a spreadsheet counts"
            report.campaign("csv-header", f"row {header_row:,} is blank, and no header", hint, "headerRow")
            return None
        warn_of_blank_row(row, line, report)
    if header_row is not None:
        report.campaign("csv-header", f"the list has no row {header_row:,}", "write the row of its header", "headerRow")
    elif not report.findings.has_errors:
        report.whole("csv-empty", "the file has only blank rows", "export the list again")
    return None


def report_title(row: int, hint: str, report: Report) -> None:
    """Report that titles stand above the header, which is in this row."""
    report.row("csv-header", f"the first row is a title, and row {row} looks like the header", hint, 1, 1)


def _from_row(head: bytes, row: int) -> bytes:
    """Return a file's first bytes from a row on."""
    if row == 1:
        return head
    text_lines = _lines(head)
    reader = csv.reader(text_lines)
    try:
        for _ in range(row - 1):
            next(reader, None)
    except csv.Error:
        pass  # reported where the rows are read
    return "".join(text_lines[reader.line_num :]).encode()


def header_below_titles(head: bytes, source: ContactsSource) -> int | None:
    """Return the row that looks like the header where those above it look like titles, else None.

    A title has at most half as many cells as the header, and none that may be a phone number.
    """
    first = head.partition(b"\n")[0].decode("utf-8-sig", "replace").replace('"', "")
    if any(header.phone_columns(first.split(separator), source) for separator in _SEPARATORS):
        return None
    text_lines = _lines(head)
    return next(filter(None, (_header_below(text_lines, separator, source) for separator in _SEPARATORS)), None)


def _header_below(text_lines: list[str], separator: str, source: ContactsSource) -> int | None:
    widest = 0
    for row, cells in enumerate(_first_rows(text_lines, separator), start=1):
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) > 1 and header.looks_like_header(cells, source) and header.phone_columns(cells, source):
            return row if 0 < 2 * widest <= len(filled) else None
        if any(map(_NUMBER.fullmatch, filled)):
            return None
        widest = max(widest, len(filled))
    return None


def _first_rows(text_lines: list[str], separator: str) -> Iterator[list[str]]:
    reader = csv.reader(text_lines, delimiter=separator)
    try:
        for _, cells in zip(range(_TITLE_ROWS), reader, strict=False):
            yield cells
    except csv.Error:
        return


def _lines(head: bytes) -> list[str]:
    return io.StringIO(head.decode("utf-8-sig", "replace"), newline="\n").readlines()
