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

_OTHER_MARK = re.compile(rb'[;\t"|~^:\x1f\x01]')
_WORD = re.compile(rb"[A-Za-z0-9]")
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes (|)"}
_NOT_READ = {
    "~": "tildes (~)",
    "^": "carets (^)",
    ":": "colons",
    "\x1f": "unit separators",
    "\x01": "control characters",
}
_BESIDE = {";": ",\t", "\t": ",;", "|": ",;\t"}
"""What makes a reading uncertain if it is in the header too."""


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
    others = [delimiter for delimiter in _BESIDE if len(headers[delimiter].cells) > 1]
    # Of several columns without a phone number in any reading, the comma's are reported.
    if phones[","] or not others or (len(headers[","].cells) > 1 and not any(phones[d] for d in others)):
        return None if not phones[","] and _is_not_read(headers[","].cells, source, report) else ","
    for delimiter in others:
        is_alone = not any(beside in headers[delimiter].outside for beside in _BESIDE[delimiter])
        if phones[delimiter] == (len(source.phone_columns) or 1) and is_alone:
            message = f"the cells are separated by {_NAMES[delimiter]}, not commas"
            report.whole("csv-delimiter", message, "nothing to do: it is sent with commas", Severity.INFO)
            return delimiter
    if header.looks_like_header(re.split("[,;\t|]", headers[","].outside), source):
        _report_uncertain(others, phones, len(headers[","].cells) > 1, report)
    else:
        report.row("csv-header", *header.LOOKS_LIKE_A_CONTACT, 1, 1)
    return None


def _report_uncertain(others: list[str], phones: dict[str, int], commas: bool, report: Report) -> None:
    message, hint = "the delimiter can't be determined", "export the list with commas"
    if len(others) == 1 and not commas:
        columns = "several columns could be" if phones[others[0]] else "no column name means"
        message = f"the cells seem to be separated by {_NAMES[others[0]]}, but {columns} a phone number"
        hint = "name the phone column with `contacts.phoneColumn`, or export the list with commas"
    report.whole("csv-delimiter", message, hint)


def _is_not_read(cells: list[str], source: ContactsSource, report: Report) -> bool:
    """Whether a header of one cell is one of several with a delimiter that isn't read, which is then reported."""
    for delimiter, name in _NOT_READ.items():
        if len(cells) == 1 and delimiter in cells[0] and header.phone_columns(cells[0].split(delimiter), source):
            report.whole("csv-delimiter", f"the cells are separated by {name}", "export the list with commas")
            return True
    return False


def _has_commas_alone(head: bytes) -> bool:
    """Whether the first line is surely a header, with no other delimiter and no quote in it."""
    line, _, _ = head.partition(b"\n")
    return _WORD.search(line) is not None and not _OTHER_MARK.search(line)


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
    return re.sub(rf'(^|{re.escape(delimiter)})"(?:[^"]|"")*"', r"\1", record)
