"""What is wrong with one row."""

from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.list_findings import Report
from runner.findings import Severity
from runner.formatting import quoted
from runner.phone_numbers import e164


def check(row: int, line: int, cells: list[str], columns: ListColumns, report: Report) -> str | None:
    """Report what keeps a row from being sent; return its number if that is in E.164."""
    if len(cells) != columns.width:
        has = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        too_many = len(cells) > columns.width
        hint = "quote a cell that has a delimiter in it" if too_many else "add the missing cells; they may be empty"
        report.row("csv-ragged", f"the row has {has}, but the header has {columns.width}", hint, row, line)
        return None
    for column in columns.sent:
        if column.default is None and not cells[column.index].strip():
            hint = "fill the cell, or set a default in `dynamicVariables`"
            report.row("variable-missing", f"{quoted(column.name)} has no value", hint, row, line)
    if columns.phone is None:
        return None
    number = cells[columns.phone].strip()
    if e164.E164.fullmatch(number):
        return number
    report.row("phone-format", *e164.explain_format(number), row, line)
    return None


def warn_of_blank_row(row: int, line: int, report: Report) -> None:
    report.row("csv-blank-row", "the row is blank", "delete the row; it isn't sent", row, line, Severity.WARNING)
