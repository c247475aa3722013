"""What is wrong with each row that can't be sent."""

import enum
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runner.contacts.checks import other_rows, stray_quotes
from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.list_findings import Report, fix_command
from runner.findings import Severity
from runner.formatting import quoted
from runner.phone_numbers import e164

_LONGEST_FOOTER = 50
"""Rows from which lines of one cell at the end are no footer, but rows with something else wrong."""
_CTRL_Z = "\x1a"
_SHORTEST_NATIONAL = 7
"""Digits from which a number without its country code may be whole."""
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "pipes", ",": "commas"}


class RowKind(enum.Enum):
    """What a row may be, as far as it shows by itself."""

    BLANK = 0
    NO_CONTACT = 1
    MAY_BE_FOOTER = 2
    SURELY_FOOTER = 3
    CONTACT = 4


class Problem(NamedTuple):
    """What is wrong with a row; in the message and the hint of a `numbered` one, `{}` stands for the row's number."""

    code: str
    message: str
    hint: str
    numbered: bool = False


class RowProblems(NamedTuple):
    """What a row that can't be sent is by itself, and what is wrong with it if it is a contact."""

    kind: RowKind
    problems: tuple[Problem, ...] = ()


BLANK = RowProblems(RowKind.BLANK)
_FOOTERS = (RowKind.MAY_BE_FOOTER, RowKind.SURELY_FOOTER)


def examine(cells: list[str], columns: ListColumns, header: Sequence[str], path: str) -> RowProblems:
    """Return what keeps a row that isn't blank from being sent; hints name the list as `path`."""
    phone = next(iter(columns.phones), None)
    if other_rows.is_header_again(cells, header):
        hint = "delete row {}: two exports may have been put together"
        return _no_contact("csv-header", "row {} is the header again", hint)
    code = "phone-format" if len(cells) == columns.width else "csv-ragged"
    if other_rows.is_total(cells, phone):
        return _no_contact(code, "the row is a total or the end of a report, not a contact", "delete row {}")
    if "".join(cells).strip() == _CTRL_Z:
        problem = Problem(code, "the file ends in Ctrl-Z, as DOS ended its texts", f"{fix_command(path)} removes it")
        return RowProblems(RowKind.NO_CONTACT, (problem,))
    kind = RowKind.CONTACT
    if other_rows.may_be_footer(cells, phone, columns.width):
        kind = RowKind.SURELY_FOOTER if other_rows.is_surely_footer(cells[0]) else RowKind.MAY_BE_FOOTER
    return RowProblems(kind, tuple(_problems(cells, columns, path)))


def _no_contact(code: str, message: str, hint: str) -> RowProblems:
    return RowProblems(RowKind.NO_CONTACT, (Problem(code, message, hint, numbered=True),))


class _FooterLine(NamedTuple):
    """A row that is a line of a footer if no contact follows, and what is wrong with it if one does."""

    row: int
    line: int
    row_problems: RowProblems


class RowErrors:
    """Reports the rows of a list that can't be sent, in their order; `close` reports those at its end."""

    def __init__(self, header_row: int, report: Report) -> None:
        self._contacts_before = False
        self._last = header_row
        self._footer: list[_FooterLine] = []
        self._report = report

    def add(self, row: int, line: int, row_problems: RowProblems) -> None:
        """Report what is wrong with a row, unless it may be a line of a footer: that shows when others follow."""
        self._go_on_to(row)
        kind, problems = row_problems
        if kind is RowKind.BLANK:
            warn_of_blank_row(row, line, self._report)
        elif kind in _FOOTERS and problems and self._contacts_before:
            self._footer.append(_FooterLine(row, line, row_problems))
        else:
            self._report_now(row, line, problems)
            self._contacts_before |= kind is RowKind.CONTACT

    def close(self, last: int) -> None:
        """Report the footer, if the list's last row belongs to one."""
        footer = self._footer
        if not footer or last > self._last or len(footer) > _LONGEST_FOOTER:
            self._report_footer_as_rows()
            return
        self._footer = []
        first = footer[0]
        hint = f"delete rows {first.row:,} to {footer[-1].row:,}: they look like a footer"
        if len(footer) == 1:
            hint = f"delete row {first.row:,}: it looks like a footer"
            if first.row_problems.kind is not RowKind.SURELY_FOOTER:
                hint = f"delete row {first.row:,} if it is a footer; export the list again if it was cut off there"
        for entry in footer:
            problem = entry.row_problems.problems[0]
            message = problem.message if problem.code == "csv-ragged" else "only the first cell of the row is filled"
            code = problem.code if problem.code == "csv-ragged" else "phone-format"
            self._report.row(code, message, hint, entry.row, entry.line)

    def _go_on_to(self, row: int) -> None:
        """Take note of a row; if contacts were between it and the last one, that wasn't a footer."""
        if row > self._last + 1:
            self._contacts_before = True
            self._report_footer_as_rows()
        self._last = row

    def _report_now(self, row: int, line: int, problems: Sequence[Problem]) -> None:
        self._report_footer_as_rows()
        for problem in problems:
            texts = (problem.message, problem.hint)
            message, hint = (text.format(f"{row:,}") for text in texts) if problem.numbered else texts
            self._report.row(problem.code, message, hint, row, line)

    def _report_footer_as_rows(self) -> None:
        entries, self._footer = self._footer, []
        for entry in entries:
            self._report_now(entry.row, entry.line, entry.row_problems.problems)


def warn_of_blank_row(row: int, line: int, report: Report) -> None:
    report.row("csv-blank-row", "the row is blank", "delete the row; it isn't sent", row, line, Severity.WARNING)


def _problems(cells: list[str], columns: ListColumns, path: str) -> Iterator[Problem]:
    if len(cells) != columns.width:
        has = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        message = f"the row has {has}, but the header has {columns.width}"
        yield Problem("csv-ragged", message, _ragged_hint(cells, columns.width, path))
        return
    for column in columns.sent:
        if column.default is None and columns.is_blank(cells[column.index]):
            hint = "fill the cell, or set a default in `dynamicVariables`"
            yield Problem("variable-missing", f"{quoted(column.name)} has no value", hint)
    if columns.phones and not e164.E164.fullmatch(number := columns.number(cells)):
        message, hint = e164.explain_format(number)
        yield Problem("phone-format", message, hint + _fix_hint(number, path))


def _fix_hint(number: str, path: str) -> str:
    """Return the end of a hint that names the command which fixes a number, where it does."""
    from runner.phone_numbers import reading

    meaning = reading.read(number, None)
    if meaning is not None and meaning.stated is not None and reading.is_valid(meaning.stated):
        return f"; {fix_command(path)} does so"
    if meaning is not None and meaning.stated is None and meaning.length >= _SHORTEST_NATIONAL:
        return f"; or {fix_command(path, '--default-region …')}"
    return ""


def _ragged_hint(cells: Sequence[str], width: int, path: str) -> str:
    if len(cells) > width and not any(map(str.strip, cells[width:])):
        return f"the row ends in a delimiter too many; {fix_command(path)} removes it from every row"
    if len(cells) > width and stray_quotes.has_any(cells):
        return f"delete the space before an opening quote; {fix_command(path)} does so"
    if len(cells) > width:
        return "quote a cell that has a delimiter in it"
    other = next((name for mark, name in _DELIMITERS.items() if cells[0].count(mark) == width - 1), None)
    if len(cells) == 1 and other:
        return f"the row has {other} where the header has another delimiter: use one in all rows"
    return "add the missing cells; they may be empty"
