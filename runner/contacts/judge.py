"""Which of a list's numbers nobody can have, and which aren't a person's: by libphonenumber's metadata."""

from array import array
from collections.abc import Mapping
from typing import BinaryIO

from runner import numbers
from runner.campaign import ContactsSource, Scalar
from runner.contacts import locate
from runner.contacts.report import Report
from runner.findings import Severity
from runner.numbers import Fault, Number, Type

_NO_PERSON = {
    Type.PREMIUM_RATE: "such a call can cost many times another one",
    Type.SHARED_COST: "it is a company's line, and the caller pays a part of its cost",
    Type.TOLL_FREE: "it is a company's line, which pays for the call",
}
_INTERNATIONAL = "001"


def check(
    file: BinaryIO, source: ContactsSource, defaults: Mapping[str, Scalar], listed: "array[int]", report: Report
) -> None:
    """Say it at the row of each such number; only a list that has one is read again, for its rows."""
    suspects = numbers.which(listed, _suspect)
    if not suspects:
        return
    left = set(suspects)
    for number, row, line in locate.within(file, report.path, source, defaults, suspects):
        if number in left:
            left.remove(number)
            code, message, hint = _said(number)
            report.row(code, message, hint, row, line, Severity.WARNING)


def _suspect(number: Number) -> bool:
    return not number.valid or number.type in _NO_PERSON


def _said(number: int) -> tuple[str, str, str]:
    known = numbers.about(number)
    if known.type is not None:
        hint = f"leave it out unless it is meant: {_NO_PERSON[known.type]}"
        return "phone-type", f"the number is {known.type} ({known.region})", hint
    return "phone-impossible", *_why(numbers.fault(number))


def _why(fault: Fault) -> tuple[str, str]:
    """Say why a number is impossible, and what to do, without any digit of it."""
    code = "its international code" if fault.region == _INTERNATIONAL else f"the country code of {fault.region}"
    match fault.kind:
        case "code":
            return "the number begins with no country code", "write the country code behind the plus"
        case "prefix":
            message = f"the number has a national prefix behind {code}"
            return message, f"take it out: without it, the number is a valid one of {fault.region}"
        case "length":
            *some, most = map(str, fault.lengths)
            lengths = f"{', '.join(some)} or {most}" if some else most
            digits = "1 digit stands" if fault.digits == 1 else f"{fault.digits} digits stand"
            return f"{digits} behind {code}, where {lengths} can", "write the whole number, and nothing more"
        case "range":
            hint = "compare it with where it came from: a digit is wrong, or the number is made up"
            return f"no number behind {code} is like this one", hint
