"""Which of a list's numbers nobody can have, and which aren't a person's: by libphonenumber's metadata."""

from runner.contacts.engine.duplicates import Listed
from runner.contacts.list_findings import Report
from runner.findings import Severity
from runner.phone_numbers.bulk import indices_where
from runner.phone_numbers.invalid_reason import InvalidReason, invalid_reason
from runner.phone_numbers.table import NumberInfo, NumberType, lookup

_WHY_NOT = {
    NumberType.PREMIUM_RATE: "such a call can cost many times another one",
    NumberType.SHARED_COST: "it is a company's line, and the caller pays a part of its cost",
    NumberType.TOLL_FREE: "it is a company's line, which pays for the call",
}
_INTERNATIONAL = "001"


def check(listed: Listed, report: Report) -> None:
    """Say it at the first row of each such number."""
    said = set()
    for index in indices_where(listed.numbers, suspect):
        number = listed.numbers[index]
        if number not in said:
            said.add(number)
            row, line = listed.place(index)
            say(number, row, line, report)


def suspect(known: NumberInfo) -> bool:
    return not known.valid or known.type in _WHY_NOT


def say(number: int, row: int, line: int, report: Report) -> None:
    known = lookup(number)
    if known.type is None:
        report.row("phone-impossible", *_why(invalid_reason(number)), row, line, Severity.WARNING)
    else:
        message, hint = f"the number is {known.type} ({known.region})", _WHY_NOT[known.type]
        report.row("phone-type", message, f"leave it out unless it is meant: {hint}", row, line, Severity.WARNING)


def _why(reason: InvalidReason) -> tuple[str, str]:
    """Say why a number is impossible, and what to do, without any digit of it."""
    code = "its international code" if reason.region == _INTERNATIONAL else f"the country code of {reason.region}"
    match reason.kind:
        case "code":
            return "the number begins with no country code", "write the country code behind the plus"
        case "prefix":
            message = f"the number has a national prefix behind {code}"
            return message, f"take it out: without it, the number is a valid one of {reason.region}"
        case "length":
            *some, most = map(str, reason.lengths)
            lengths = f"{', '.join(some)} or {most}" if some else most
            stand = "stands 1 digit" if reason.digits == 1 else f"stand {reason.digits} digits"
            return f"behind {code} {stand}, where {lengths} can", "write the whole number, and nothing more"
        case "range":
            hint = "compare it with where it came from: a digit is wrong, or the number is made up"
            return f"no number behind {code} is like this one", hint
