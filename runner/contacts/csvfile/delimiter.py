"""Which delimiter a list is read with: the comma, or another where the header leaves no doubt."""

import csv
import io
import re
from dataclasses import dataclass

from runner.config.campaign import ContactsSource
from runner.contacts.csvfile import header
from runner.contacts.csvfile.rows import is_blank
from runner.contacts.list_findings import Report
from runner.findings import Severity

_WORD = re.compile(rb"[A-Za-z0-9]")
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class _Header:
    """A first row read with one delimiter; `outside` is its text without quoted cells."""

    cells: list[str]
    outside: str


def choose(head: bytes, source: ContactsSource, report: Report) -> str | None:
    """Choose by the header, in the first bytes of a file; None, and a finding, where it isn't certain."""
    if _has_commas_alone(head):
        return ","
    text = head.decode("utf-8-sig", "replace")
    headers = {delimiter: _header(text, delimiter) for delimiter in _NAMES}
    phones = {delimiter: len(header.phone_columns(read.cells, source)) for delimiter, read in headers.items()}
    others = [delimiter for delimiter in (";", "\t") if len(headers[delimiter].cells) > 1]
    # Of several columns without a phone number in any reading, the comma's are reported.
    if phones[","] or not others or (len(headers[","].cells) > 1 and not any(phones[d] for d in others)):
        return ","
    for delimiter in others:
        if phones[delimiter] == (len(source.phone_columns) or 1) and not any(
            d in headers[delimiter].outside for d in _NAMES if d != delimiter
        ):
            message = f"the cells are separated by {_NAMES[delimiter]}, not commas"
            report.whole("csv-delimiter", message, "nothing to do: it is sent with commas", Severity.INFO)
            return delimiter
    if header.looks_like_header(re.split("[,;\t]", headers[","].outside)):
        report.whole("csv-delimiter", "the delimiter can't be determined", "export the list with commas")
    else:
        report.row("csv-header", *header.LOOKS_LIKE_A_CONTACT, 1, 1)
    return None


def _has_commas_alone(head: bytes) -> bool:
    """Whether the first line is surely a header, with no other delimiter and no quote in it."""
    line, _, _ = head.partition(b"\n")
    return _WORD.search(line) is not None and not any(mark in line for mark in (b";", b"\t", b'"'))


def _header(text: str, delimiter: str) -> _Header:
    lines = io.StringIO(text, newline="\n").readlines()
    reader = csv.reader(lines, delimiter=delimiter)
    start = 0
    try:
        for cells in reader:
            if not is_blank(cells):
                return _Header(cells, _outside_quotes("".join(lines[start : reader.line_num]), delimiter))
            start = reader.line_num
    except csv.Error:
        pass  # reported where the rows are read
    return _Header([], "")


def _outside_quotes(record: str, delimiter: str) -> str:
    """Return a row with its quoted cells emptied; a quote elsewhere than at a cell's beginning is text."""
    return re.sub(rf'(^|{delimiter})"(?:[^"]|"")*"', r"\1", record)
