"""A list read row by row with the csv module alone: what both ways of the engine must agree with, for any bytes."""

import hashlib
import io
from array import array
from collections import Counter
from collections.abc import Mapping
from typing import Any

from runner.config.campaign import ContactsSource
from runner.contacts.checks import number_validity, opted_out, row_errors, stray_quotes
from runner.contacts.checks.placeholders import Placeholders
from runner.contacts.checks.suspicious_cells import SuspiciousCells
from runner.contacts.csvfile.canonical import Canonical
from runner.contacts.csvfile.columns import read_header
from runner.contacts.csvfile.lines import DAMAGE_CODES
from runner.contacts.csvfile.rows import is_blank
from runner.contacts.list_findings import Report
from runner.contacts.scan import Scan
from runner.contacts.table import open_table
from runner.phone_numbers.e164 import E164
from runner.phone_numbers.people import person
from runner.phone_numbers.table import lookup


def read(file: Any, source: ContactsSource, defaults: Mapping[str, Any], report: Report) -> Scan | None:
    table = open_table(file, source, report)
    if table is None:
        return None
    layout = read_header(table.header, source, defaults, report)
    suspicious, placeholders = SuspiciousCells(layout), Placeholders(layout)
    errors = row_errors.RowErrors(table.header[0], report)
    sent = io.BytesIO()
    canonical, first, doubtful, count = Canonical(sent.write), dict[int, tuple[int, int]](), set[int](), 0
    canonical.row(layout.names)
    row = table.header[0]
    for row, line, cells in table.rows:
        stray_quotes.check(row, line, cells, report)
        suspicious.look_at(row, line, cells)
        values = layout.values(cells)
        if values is None and is_blank(cells):
            errors.add(row, line, row_errors.BLANK)
            continue
        text_number = None
        if values is not None:
            text_number = values[0]
        else:
            wrong = row_errors.examine(cells, layout, table.header[2], report.path)
            errors.add(row, line, wrong)
            if wrong.kind is row_errors.RowKind.CONTACT and len(cells) == layout.width:
                text_number = text if E164.fullmatch(text := layout.number(cells)) else None
        if text_number is not None:
            placeholders.check(row, line, cells, report)
            column = opted_out.opted_out_by(cells, layout)
            if column is not None:
                opted_out.report(cells[column], table.header[2][column], row, line, report)
        count += 1
        if text_number is not None:
            number = int(text_number)
            if number not in doubtful and number_validity.is_doubtful(lookup(number)):
                doubtful.add(number)
                number_validity.warn(number, row, line, report)
            before, first_row = first.setdefault(person(number), (number, row))
            if first_row != row:
                hint = "keep one of the two rows: this person would be called twice"
                message = f"the same number as row {first_row:,}"
                if before != number:
                    message = f"the same phone as row {first_row:,}, in another spelling"
                report.row("phone-repeated", message, hint, row, line)
        if values is not None:
            canonical.row(values)
    errors.close(row)
    canonical.close()
    if not count and not report.findings.has_errors:
        report.whole("csv-empty", "the list has a header and no contacts", "export it again, or delete the campaign")
        return None
    if not report.findings.counts.keys() & DAMAGE_CODES:
        placeholders.warn(report)
        suspicious.warn(report)
    numbers, people = array("Q", [number for number, _ in first.values()]), array("Q", first)
    infos = Counter(map(lookup, numbers))
    return Scan(
        count,
        hashlib.sha256(file.getvalue()).hexdigest() if table.lines.ended else None,
        hashlib.sha256(sent.getvalue()).hexdigest(),
        sent.tell(),
        numbers,
        people,
        infos,
    )
