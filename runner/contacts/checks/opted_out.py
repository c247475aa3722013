"""Contacts whom the list itself says not to call."""

from collections.abc import Sequence

from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.csvfile.header import quoted_names
from runner.contacts.list_findings import Report
from runner.contacts.vocabulary.opt_out import is_clear, opts_out


def opted_out_by(cells: Sequence[str], columns: ListColumns) -> int | None:
    """Return the first opt-out column by which the contact of a row must not be called."""
    return next((index for index in columns.opt_out if opts_out(cells[index])), None)


def report(cell: str, header: str, row: int, line: int, findings: Report) -> None:
    """Report that the cell of a row in the opt-out column `header` says that the contact must not be called."""
    name = quoted_names([header.strip()])
    says = f"this person opted out: {name} says so"
    message = says if is_clear(cell) else f"{name} is neither yes nor no, so this person counts as opted out"
    hint = "delete the row; or set `suppressed: leave-out` in the policy, which leaves out all who opted out"
    findings.row("contact-opted-out", message, hint, row, line)
