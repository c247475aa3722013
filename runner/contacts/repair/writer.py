"""Writes a copy of a list with every unambiguous problem fixed, and counts the repairs."""

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from runner.contacts.checks.opted_out import opted_out_by
from runner.contacts.csvfile import columns, delimiter, lines
from runner.contacts.csvfile.canonical import Canonical
from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.csvfile.lines import HEAD_BYTES, Lines
from runner.contacts.csvfile.rows import Row, is_blank, rows
from runner.contacts.list_findings import Report, fix_command, silent_report
from runner.contacts.repair.plain_text import plain_text
from runner.contacts.repair.repairs import RepairOptions, Repairs
from runner.contacts.repair.survey import Survey, clean_head, clean_header, survey
from runner.contacts.table import header_below_titles, report_title
from runner.phone_numbers.e164 import E164
from runner.phone_numbers.people import person
from runner.phone_numbers.reading import is_valid, read
from runner.phone_numbers.table import lookup


def write_repaired_copy(
    file: BinaryIO, options: RepairOptions, report: Report, write: Callable[[bytes], object]
) -> Repairs | None:
    """Write a list as UTF-8 with commas and LF, its numbers normalized where that is certain, else as it is.

    None, and a finding, where its rows can't be told apart or its phone column isn't known.
    """
    repairs = Repairs()
    with contextlib.ExitStack() as stack:
        text = plain_text(file, options, report, repairs, stack)
        if text is None:
            return None
        head = clean_head(text.file.read(HEAD_BYTES))
        if lines.refuse(head, report):
            return None
        if options.header_row == 1 and (row := header_below_titles(head, options.source)):
            report_title(row, f"name its row: {fix_command(report.path, f'--header-row {row}')}", report)
            return None
        separator = delimiter.choose(head, options.source, report)
        if separator is None:
            return None
        if separator != ",":
            repairs.add("delimiter")
        first = text.skipped + 1
        seen = survey(rows(_lines(text.file, separator), separator, silent_report(report.path), first), options)
        source_lines = _lines(text.file, separator)
        _Copy(options, report, repairs, seen).write(rows(source_lines, separator, report, first), Canonical(write))
        if source_lines.repaired:
            repairs.add("quote-space")
    return None if report.findings.has_errors else repairs


def _lines(file: BinaryIO, separator: str) -> "_LinesAsMeant":
    file.seek(0)
    return _LinesAsMeant(file, separator)


class _LinesAsMeant(Lines):
    """Lines in which a quote behind a delimiter and spaces opens a cell; `repaired` says whether any had one."""

    def __init__(self, file: BinaryIO, separator: str) -> None:
        super().__init__(file)
        # Within quotes a quote is doubled, and one that closes a cell stands before a delimiter.
        self._quote = re.compile(rf'(^|{re.escape(separator)}) +"(?!["{re.escape(separator)}\r\n]|$)')
        self.repaired = False

    def __iter__(self) -> Iterator[str]:
        for line in super().__iter__():
            if ' "' in line and self._quote.search(line):
                self.repaired = True
                yield self._quote.sub(r'\1"', line)
            else:
                yield line


@dataclass(frozen=True, slots=True)
class _Copy:
    """One copy being written, of a list that was read once before."""

    options: RepairOptions
    report: Report
    repairs: Repairs
    survey: Survey

    def write(self, source_rows: Iterator[Row], out: Canonical) -> None:
        header = self._copy_header(source_rows, out)
        if header is None:
            return
        seen: set[bytes] = set()
        width, column = header.width, header.phones[0]
        for row, _, given in source_rows:
            if is_blank(given):
                self.repairs.add("blank-row", row)
                continue
            cells = self._kept(given)
            if len(cells) == width:
                if len(given) > self.survey.width:
                    self.repairs.add("extra-cell", row)
                self._normalize(cells, column, row)
                if kind := self._left_out(cells, header):
                    self.repairs.add(kind, row)
                    continue
                if E164.fullmatch(cells[column].strip()):
                    digest = hashlib.blake2b("\0".join(cells).encode(), digest_size=16).digest()
                    if digest in seen:
                        self.repairs.add("repeated-row", row)
                        continue
                    seen.add(digest)
            out.row(cells)
            self.repairs.contacts += 1
        out.close()

    def _left_out(self, cells: list[str], header: ListColumns) -> str | None:
        """Return why the contact of a row is left out of the copy; None where they are kept."""
        must_not_call = self.options.must_not_call
        if must_not_call is None:
            return None
        if opted_out_by(cells, header) is not None:
            return "opted-out"
        numbers = (cells[index].strip() for index in header.phones)
        return "suppressed" if any(E164.fullmatch(n) and must_not_call(person(int(n))) for n in numbers) else None

    def _kept(self, cells: list[str]) -> list[str]:
        """Return a row's cells without those of columns that have no name and no content."""
        if self.survey.columns is None:
            return cells
        return [cells[index] for index in self.survey.columns if index < len(cells)]

    def _copy_header(self, source_rows: Iterator[Row], out: Canonical) -> ListColumns | None:
        """Write the header; return its columns, None without a phone column."""
        for number, line, given in source_rows:
            if is_blank(given):
                self.repairs.add("blank-row", number)
                continue
            names = clean_header(given)
            if names != given:
                self.repairs.add("header")
            cells = self._kept(names)
            for _ in range(len(names) - len(cells)):
                self.repairs.add("ghost-column")
            header = columns.read_header((number, line, cells), self.options.source, {}, self.report)
            out.row(cells)
            return header if header.phones else None
        self.report.whole("csv-empty", "the file has only blank rows", "export the list again")
        return None

    def _normalize(self, cells: list[str], column: int, row: int) -> None:
        """Write the number that a cell means, or count the row where the user has to choose between two."""
        cell = cells[column].strip()
        if E164.fullmatch(cell) and is_valid(cell[1:]):
            return
        reading = read(cell, self.options.region)
        choice = self.survey.numbers.choose(reading) if reading else None
        if reading is None or choice is None:
            if reading and reading.national and reading.international:
                self.repairs.ask(lookup(int(reading.international)).region or "", row)
            return
        number, kind = choice
        if f"+{number}" != cell:
            cells[column] = f"+{number}"
            for each in (*reading.kinds, *filter(None, (kind,))):
                self.repairs.add(each, row)
