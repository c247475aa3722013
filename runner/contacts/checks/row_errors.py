"""What is wrong with one row."""

from runner.contacts.csvfile.columns import Layout
from runner.contacts.list_findings import Report
from runner.findings import Severity
from runner.formatting import quoted
from runner.phone_numbers import e164


def check(row: int, line: int, cells: list[str], layout: Layout, report: Report) -> str | None:
    """Report what keeps a row from being sent; return its number if that is in E.164."""
    if len(cells) != layout.width:
        has = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        many = len(cells) > layout.width
        hint = (
            "put a cell that has a delimiter in it in quotes" if many else "write the missing cells, empty if need be"
        )
        report.row("csv-ragged", f"the row has {has}, the header {layout.width}", hint, row, line)
        return None
    for column in layout.sent:
        if column.default is None and not cells[column.index].strip():
            hint = "fill the cell, or give a default in `dynamicVariables`"
            report.row("variable-missing", f"{quoted(column.name)} has no value", hint, row, line)
    if layout.phone is None:
        return None
    number = cells[layout.phone].strip()
    if e164.E164.fullmatch(number):
        return number
    report.row("phone-format", *e164.explain_format(number), row, line)
    return None


def warn_of_blank_row(row: int, line: int, report: Report) -> None:
    report.row("csv-blank-row", "the row is blank", "delete the row; it isn't sent", row, line, Severity.WARNING)
