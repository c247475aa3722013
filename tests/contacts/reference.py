"""A list read row by row with the csv module alone: what the engine must agree with, for any bytes."""

from array import array
from collections.abc import Mapping
from typing import Any

from runner.config.campaign import ContactsSource
from runner.contacts.checks import number_validity, row_errors
from runner.contacts.csvfile import delimiter, lines
from runner.contacts.csvfile.canonical import Canonical
from runner.contacts.csvfile.columns import Layout, make
from runner.contacts.csvfile.lines import HEAD_BYTES, Lines
from runner.contacts.csvfile.rows import blank, rows
from runner.contacts.list_findings import Report
from runner.contacts.scan import Scan
from runner.phone_numbers.table import lookup


def read(file: Any, source: ContactsSource, defaults: Mapping[str, Any], report: Report) -> Scan | None:
    head = file.read(HEAD_BYTES)
    if lines.refuse(head, report):
        return None
    separator = delimiter.choose(head, source, report)
    if separator is None:
        return None
    file.seek(0)
    read = Lines(file)
    columns: Layout | None = None
    canonical, first, count = Canonical(), dict[int, int](), 0
    for expected, (row, line, cells) in enumerate(rows(read, separator, report), start=1):
        if columns is None:
            if row != expected:
                return None
            if blank(cells):
                row_errors.say_blank(row, line, report)
                continue
            columns = make((row, line, cells), source, defaults, report)
            canonical.row(columns.names)
            continue
        values = columns.reader()(cells)
        if values is None and blank(cells):
            row_errors.say_blank(row, line, report)
            continue
        number = values[0] if values is not None else row_errors.say(row, line, cells, columns, report)
        count += 1
        if number is not None and int(number) not in first and number_validity.suspect(lookup(int(number))):
            number_validity.say(int(number), row, line, report)
        if number is not None and (before := first.setdefault(int(number), row)) != row:
            hint = "keep one of the two rows: this person would be called twice"
            report.row("phone-repeated", f"the same number as row {before:,}", hint, row, line)
        if values is not None:
            canonical.row(values)
    canonical.close()
    if columns is None:
        if not report.findings.has_errors:
            report.whole("csv-empty", "the file has blank rows alone", "export the list again")
        return None
    if not count and not report.findings.has_errors:
        report.whole("csv-empty", "the list has a header and no contacts", "export it again, or delete the campaign")
        return None
    return Scan(count, read.sha256, canonical.digest, canonical.size, array("Q", first))
