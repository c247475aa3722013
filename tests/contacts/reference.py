"""A list read row by row with the csv module alone: what both ways of the engine must agree with, for any bytes."""

from array import array
from collections import Counter
from collections.abc import Mapping
from typing import Any

from runner.config.campaign import ContactsSource
from runner.contacts.checks import number_validity
from runner.contacts.checks.row_errors import RowErrors, warn_of_blank_row
from runner.contacts.checks.suspicious_cells import SuspiciousCells
from runner.contacts.csvfile import delimiter, lines
from runner.contacts.csvfile.canonical import Canonical
from runner.contacts.csvfile.columns import ListColumns, read_header
from runner.contacts.csvfile.lines import DAMAGE_CODES, HEAD_BYTES, Lines
from runner.contacts.csvfile.rows import is_blank, rows
from runner.contacts.list_findings import Report
from runner.contacts.scan import Scan
from runner.phone_numbers.people import person
from runner.phone_numbers.table import lookup


def read(file: Any, source: ContactsSource, defaults: Mapping[str, Any], report: Report) -> Scan | None:
    head = file.read(HEAD_BYTES)
    if lines.refuse(head, report):
        return None
    separator = delimiter.choose(head, source, report)
    if separator is None:
        return None
    file.seek(0)
    text = Lines(file)
    layout: ListColumns | None = None
    errors: RowErrors | None = None
    suspicious: SuspiciousCells | None = None
    canonical, first, count = Canonical(), dict[int, int](), 0
    for expected, (row, line, cells) in enumerate(rows(text, separator, report), start=1):
        if layout is None or suspicious is None or errors is None:
            if row != expected:
                return None
            if is_blank(cells):
                warn_of_blank_row(row, line, report)
                continue
            layout = read_header((row, line, cells), source, defaults, report)
            suspicious = SuspiciousCells(layout)
            errors = RowErrors(layout, cells, row, report)
            canonical.row(layout.names)
            continue
        suspicious.look_at(row, line, cells)
        values = layout.values_reader()(cells)
        if values is None and is_blank(cells):
            errors.warn_of_blank_row(row, line)
            continue
        number = values[0] if values is not None else errors.check(row, line, cells)
        count += 1
        if number is not None and int(number) not in first and number_validity.is_doubtful(lookup(int(number))):
            number_validity.warn(int(number), row, line, report)
        if number is not None and (before := first.setdefault(int(number), row)) != row:
            hint = "keep one of the two rows: this person would be called twice"
            report.row("phone-repeated", f"the same number as row {before:,}", hint, row, line)
        if values is not None:
            canonical.row(values)
    if errors is not None:
        errors.close(row)
    canonical.close()
    if layout is None or suspicious is None:
        if not report.findings.has_errors:
            report.whole("csv-empty", "the file has only blank rows", "export the list again")
        return None
    if not count and not report.findings.has_errors:
        report.whole("csv-empty", "the list has a header and no contacts", "export it again, or delete the campaign")
        return None
    if not report.findings.counts.keys() & DAMAGE_CODES:
        suspicious.warn(report)
    numbers, people = array("Q", first), array("Q", map(person, first))
    return Scan(count, text.sha256, canonical.digest, canonical.size, numbers, people, Counter(map(lookup, first)))
