"""Which of a list's numbers nobody can have, and which aren't a person's: by libphonenumber's metadata."""

import functools

from runner.contacts.engine.number_list import NumberList
from runner.contacts.list_findings import Report
from runner.findings import Severity
from runner.phone_numbers.invalid_reason import InvalidReason, invalid_reason
from runner.phone_numbers.table import NumberInfo, NumberType, lookup, number_infos

_SERVICES = {
    NumberType.PREMIUM_RATE: "such a call can cost many times another one",
    NumberType.SHARED_COST: "it is a company's line, and the caller pays a part of its cost",
    NumberType.TOLL_FREE: "it is a company's line, which pays for the call",
}
_INTERNATIONAL = "001"


def check(numbers: NumberList, report: Report) -> None:
    """Warn of each number that can't exist or is a service's, at its first row."""
    warned = set()
    for index in numbers.indices_of(_doubtful_classes()):
        number = numbers.numbers[index]
        if number not in warned:
            warned.add(number)
            warn(number, *numbers.place(index), report)


def is_doubtful(info: NumberInfo) -> bool:
    """Whether nobody can have a number of which this is known, or only a service has it."""
    return not info.valid or info.type in _SERVICES


@functools.cache
def _doubtful_classes() -> frozenset[int]:
    return frozenset(index for index, info in enumerate(number_infos()) if is_doubtful(info))


def warn(number: int, row: int, line: int, report: Report) -> None:
    """Report why a number is doubtful."""
    info = lookup(number)
    if info.type is None:
        report.row("phone-impossible", *_why(invalid_reason(number)), row, line, Severity.WARNING)
    else:
        message, hint = f"the number is {info.type} ({info.region})", _SERVICES[info.type]
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
