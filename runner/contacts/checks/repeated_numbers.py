"""Which rows have the number of an earlier one."""

from runner.contacts.engine.number_list import NumberList
from runner.contacts.list_findings import Report

_HINT = "keep one of the two rows: this person would be called twice"


def check(numbers: NumberList, report: Report) -> list[int]:
    """Report each row that repeats a number; return their indices."""
    repeats = []
    for index, first in numbers.repeats():
        repeats.append(index)
        row, line = numbers.place(index)
        report.row("phone-repeated", f"the same number as row {numbers.place(first)[0]:,}", _HINT, row, line)
    return repeats
