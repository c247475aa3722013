"""Which rows have the phone of an earlier one, in whatever spelling."""

from runner.contacts.engine.number_list import NumberList
from runner.contacts.list_findings import Report

_HINT = "keep one of the two rows: this person would be called twice"


def check(numbers: NumberList, report: Report) -> list[int]:
    """Report each row that repeats a person; return their indices."""
    repeats = []
    for index, first in numbers.repeats():
        repeats.append(index)
        row, line = numbers.place(index)
        message = f"the same number as row {numbers.place(first)[0]:,}"
        if numbers.numbers[index] != numbers.numbers[first]:
            message = f"the same phone as row {numbers.place(first)[0]:,}, in another spelling"
        report.row("phone-repeated", message, _HINT, row, line)
    return repeats
