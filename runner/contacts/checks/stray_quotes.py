"""Quotes that quote nothing, because a space stands before them."""

from collections.abc import Sequence

from runner.contacts.list_findings import Report, fix_command


def has_any(cells: Sequence[str]) -> bool:
    """Whether some cell begins with white space and a quote."""
    return any('"' in cell and cell[:1] in (" ", "\t") and cell.lstrip(" \t").startswith('"') for cell in cells)


def check(row: int, line: int, cells: Sequence[str], report: Report) -> None:
    """Report a cell that begins with white space and a quote: a delimiter inside such quotes ends the cell."""
    if has_any(cells):
        hint = f"delete the space between delimiter and quote; {fix_command(report.path)} does so"
        report.row("csv-space", "a space stands before an opening quote, so its quotes are text", hint, row, line)
