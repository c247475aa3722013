"""Which of a list's numbers aren't valid, and which are no ordinary phone's: by libphonenumber's metadata."""

import functools

from runner.contacts.engine.number_list import NumberList
from runner.contacts.list_findings import Report
from runner.findings import Severity
from runner.phone_numbers.invalid_reason import InvalidReason, invalid_reason
from runner.phone_numbers.people import person
from runner.phone_numbers.table import NumberInfo, NumberType, lookup, number_infos

_COSTLY = "such a call can cost many times more than others"
_KINDS = {
    NumberType.PREMIUM_RATE: ("premium-rate", _COSTLY),
    NumberType.SHARED_COST: ("shared-cost", "it is a company's line, and the caller pays part of the cost"),
    NumberType.TOLL_FREE: ("toll-free", "it is a company's line, and the company pays for the call"),
    NumberType.PERSONAL_NUMBER: (
        "a personal number",
        "it forwards calls to any phone, and such a call can cost many times more than others",
    ),
    NumberType.PAGER: ("a pager's", "nobody can talk on it"),
    NumberType.UAN: ("a company's universal access number", "it is a company's line"),
    NumberType.VOICEMAIL: ("a voicemail's", "nobody answers it"),
}
"""What a number of a type is, and why it is doubtful."""
_INTERNATIONAL = "001"
# ITU-T E.164.1: +870, +881, +882 and +883 are of satellite systems and of networks in several countries, +878 is of
# universal personal telecommunications.
_SATELLITE = ("a satellite phone's or another global network's", _COSTLY)
_GLOBAL_NETWORK = ("a global network's, which is in no country", _COSTLY)


def check(numbers: NumberList, report: Report) -> None:
    """Warn of each number that isn't valid or is no ordinary phone's, at its first row; these are the watched ones."""
    warned = set()
    for index in numbers.watched_indices:
        number = numbers.numbers[index]
        if number not in warned:
            warned.add(number)
            warn(number, *numbers.place(index), report)


def is_doubtful(info: NumberInfo) -> bool:
    """Whether a number of which this is known isn't valid or is no ordinary phone's."""
    return not info.valid or _kind(info) is not None


@functools.cache
def doubtful_classes() -> frozenset[int]:
    """Return the classes of such numbers."""
    return frozenset(index for index, info in enumerate(number_infos()) if is_doubtful(info))


def warn(number: int, row: int, line: int, report: Report) -> None:
    """Report why a number is doubtful."""
    info = lookup(number)
    kind = _kind(info)
    if kind is None:
        report.row("phone-impossible", *_why_impossible(number), row, line, Severity.WARNING)
    else:
        message, hint = f"the number is {kind[0]} ({info.region})", f"delete the row unless this is intended: {kind[1]}"
        report.row("phone-type", message, hint, row, line, Severity.WARNING)


def _kind(info: NumberInfo) -> tuple[str, str] | None:
    """Return what kind of number it is and why that is doubtful; None of a person's ordinary number."""
    if info.type in _KINDS:
        return _KINDS[info.type]
    if info.region != _INTERNATIONAL:
        return None
    return _SATELLITE if info.type == NumberType.MOBILE else _GLOBAL_NETWORK


def _why_impossible(number: int) -> tuple[str, str]:
    """Return why a number isn't valid, and what to do; of an old spelling that, and not what is wrong with it today."""
    reason, today = invalid_reason(number), person(number)
    if reason.kind == "prefix" or today == number or not (info := lookup(today)).valid:
        return _why(reason)
    hint = "write it as it is dialed today: docs/reference/one-phone.md says what has changed"
    return f"the number is in an old spelling ({info.region})", hint


def _why(reason: InvalidReason) -> tuple[str, str]:
    """Return why a number isn't valid, and what to do, without any digit of it."""
    code = "its international code" if reason.region == _INTERNATIONAL else f"the country code for {reason.region}"
    match reason.kind:
        case "code":
            return "the number doesn't begin with a country code", "write the country code after the plus"
        case "prefix":
            message = f"the number has a national prefix after {code}"
            return message, f"delete it: without it, this is a valid number of region {reason.region}"
        case "length":
            *some, most = map(str, reason.lengths)
            lengths = f"{', '.join(some)} or {most}" if some else most
            digits = "1 digit" if reason.digits == 1 else f"{reason.digits} digits"
            message = f"the number has {digits} after {code}, where {lengths} are possible"
            return message, "write the complete number and nothing else"
        case "range":
            hint = "compare it with its source: a digit is wrong, or the number is made up"
            return f"the number is in no range assigned to {code}", hint
