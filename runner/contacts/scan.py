"""Reads a list once, from its first byte to its last: layout, rows, findings, and the canonical list."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from runner.campaign import ContactsSource, Scalar
from runner.contacts import header, lines, phone
from runner.contacts.canonical import Canonical, text
from runner.contacts.header import Layout
from runner.contacts.lines import HEAD_BYTES, Lines
from runner.contacts.report import Report
from runner.findings import Severity

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read: `rows` contacts; `sha256` of the file's bytes; `digest` and `size` of the canonical list."""

    rows: int
    sha256: str
    digest: str
    size: int


class _Row(NamedTuple):
    number: int
    line: int
    cells: list[str]


def scan(
    file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report, canonical: Canonical
) -> Scan | None:
    """Read the list, writing each good row to `canonical`; None where not all of it could be read."""
    head = file.read(HEAD_BYTES)
    if lines.refuse(head, report):
        return None
    delimiter = _delimiter(head, source, report)
    if delimiter is None:
        return None
    file.seek(0)
    read = Lines(file, report)
    rows = _rows(read, delimiter, report)
    first = next(rows, None)
    if first is None:
        return None
    layout = header.read(first.cells, source, defaults, report, first.number, first.line)
    if layout is None:
        return None
    canonical.row(layout.names)
    contacts = _contacts(rows, layout, source, defaults, report, canonical)
    canonical.close()
    if not contacts and not report.findings.failed:
        report.whole("csv-empty", "the list has a header and no contacts", "export it again, or delete the campaign")
        return None
    return Scan(contacts, read.sha256, canonical.digest, canonical.size)


def _rows(read: Lines, delimiter: str, report: Report) -> Iterator[_Row]:
    """Give the rows that aren't blank, as a spreadsheet counts them."""
    reader = csv.reader(iter(read), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        read.row = number
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            if not _recovers(str(exc), number, line, report):
                return
            continue
        if "".join(cells).strip():
            yield _Row(number, line, cells)
        else:
            hint = "delete the row; it isn't sent"
            report.row("csv-blank-row", "the row is blank", hint, number, line, Severity.WARNING)


def _recovers(error: str, number: int, line: int, report: Report) -> bool:
    """Say what the csv module stumbled over, and tell whether the rows behind it can still be told apart."""
    if "expected after" in error:
        hint = 'write a quote inside a quoted cell twice: ""'
        report.row("csv-quote", "text stands behind a closing quote", hint, number, line)
        return True
    if "new-line character" in error:
        report.row("csv-quote", "a carriage return stands alone in the row", "put the cell in quotes", number, line)
        return True
    what = "a cell is over 131,072 characters long" if "field limit" in error else "a quote is opened and never closed"
    hint = "close the quote; the rows behind it were not checked"
    report.row("csv-quote", f"{what}, in the row that begins here", hint, number, line)
    return False


def _contacts(
    rows: Iterator[_Row],
    layout: Layout,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    report: Report,
    canonical: Canonical,
) -> int:
    """Check every row, write it to the canonical list, and count them."""
    filled = {name: text(defaults[name]) for _, name in layout.sent if name in defaults}
    defaulted = {name for name, value in defaults.items() if text(value).strip()}
    required = _required(layout, source, defaulted, report)
    first_row: dict[int, int] = {}
    count = 0
    for row in rows:
        count += 1
        cells = row.cells
        if len(cells) != layout.width:
            cellcount = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            hint = "a cell with a comma in it needs quotes; a missing cell needs its comma"
            message = f"the row has {cellcount}, the header {layout.width}"
            report.row("csv-ragged", message, hint, row.number, row.line)
            continue
        number = cells[layout.phone].strip()
        _check_number(number, row, first_row, report)
        for index, name in required:
            if not cells[index].strip():
                hint = "fill the cell, or give a default in `dynamicVariables`"
                report.row("variable-missing", f"`{name}` has no value", hint, row.number, row.line)
        canonical.row([number, *(cells[i] if cells[i].strip() else filled.get(name, "") for i, name in layout.sent)])
    return count


def _check_number(number: str, row: _Row, first_row: dict[int, int], report: Report) -> None:
    if not phone.E164.fullmatch(number):
        report.row("phone-format", *phone.problem(number), row.number, row.line)
        return
    before = first_row.setdefault(int(number), row.number)
    if before != row.number:
        hint = "keep one of the two rows: this person would be called twice"
        report.row("phone-repeated", f"the same number as row {before:,}", hint, row.number, row.line)


def _required(layout: Layout, source: ContactsSource, defaulted: set[str], report: Report) -> list[tuple[int, str]]:
    """Give the columns that need a value in every row."""
    places = {name: index for index, name in layout.sent}
    for name in source.requiredVariables:
        if name not in places and name not in defaulted:
            message = f"no column and no default gives `{name}`"
            hint = "add the column, map one to it with `columns`, or give a default in `dynamicVariables`"
            report.campaign("variable-missing", message, hint, "requiredVariables")
    return [(places[n], n) for n in source.requiredVariables if n in places and n not in defaulted]


def _delimiter(head: bytes, source: ContactsSource, report: Report) -> str | None:
    """Choose the delimiter by the header; another than the comma only where nothing speaks against it."""
    headers = {delimiter: _first_row(head, delimiter) for delimiter in DELIMITERS}
    phones = {delimiter: len(header.phone_columns(cells, source)) for delimiter, cells in headers.items()}
    if phones[","]:
        return ","
    others = [d for d in (";", "\t") if len(headers[d]) > 1]
    if not others or (len(headers[","]) > 1 and not any(phones[d] for d in others)):
        return ","
    delimiter = others[0]
    lone = all(len(cells) == 1 for other, cells in headers.items() if other != delimiter)
    if lone and phones[delimiter] == 1:
        message = f"the cells are separated by {DELIMITERS[delimiter]}, and read so"
        report.whole("csv-delimiter", message, "nothing to do: it is sent with commas", Severity.INFO)
        return delimiter
    report.whole("csv-delimiter", "it isn't certain what separates the cells", "export the list with commas")
    return None


def _first_row(head: bytes, delimiter: str) -> list[str]:
    rows = csv.reader(io.StringIO(head.decode("utf-8-sig", "replace"), newline=""), delimiter=delimiter)
    try:
        return next((cells for cells in rows if any(cell.strip() for cell in cells)), [])
    except csv.Error:
        return []
