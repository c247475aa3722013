"""What a value of a campaign file means where it is written otherwise than the schema asks for, and has one reading."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from runner import timezones
from runner.phone_numbers.e164 import E164
from runner.phone_numbers.reading import read
from runner.yamlfile.nodes import JSON, Route

Value = str | int | bool
Written = Callable[[], str]

_PHONE_CHARACTERS = 64
"""Maximum length of a text that is read as one phone number."""
_TRUE = ("true", "yes", "y", "on")
_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
# An hour of one digit is how a 12-hour clock is written: without am or pm it has two readings.
_TIME = re.compile(r"T?([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.0+)?)?", re.ASCII)
# What 12 am and 12 pm mean is disputed.
_HALF_DAY = re.compile(r"(0?[1-9]|1[01])(?::([0-5]\d))?(?::([0-5]\d))?\s*([ap])\.?m\.?", re.ASCII | re.IGNORECASE)


def fixed_value(route: Route, value: JSON, written: Written) -> Value | None:
    """Return what a value means, written as the schema asks for; None where it is so already, or has no one reading.

    `written` returns the value as the file has it. No reading is `false`: that would dial as soon as it is created.
    """
    fixer = _FIXERS.get(route)
    fixed = fixer(value, written) if fixer else None
    return None if fixed == value and type(fixed) is type(value) else fixed


def _text(value: JSON, written: Written) -> Value | None:
    if isinstance(value, str):
        return value.strip() or None
    return written() if isinstance(value, int | float) and not isinstance(value, bool) else None


def _phone(value: JSON, _written: Written) -> Value | None:
    if not isinstance(value, str) or len(value) > _PHONE_CHARACTERS or "+" not in value or E164.fullmatch(value):
        return None
    reading = read(value, None)
    return f"+{reading.stated}" if reading and reading.stated else None


def _true(value: JSON, _written: Written) -> Value | None:
    return True if isinstance(value, str) and value.strip().lower() in _TRUE else None


def _date(value: JSON, _written: Written) -> Value | None:
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return date(int(match[1]), int(match[3]), int(match[4])).isoformat() if match else None
    except ValueError:
        return None


def _time(value: JSON, _written: Written) -> Value | None:
    text = value.strip() if isinstance(value, str) else ""
    if match := _TIME.fullmatch(text):
        return f"{match[1]}:{match[2]}:{match[3] or '00'}"
    if match := _HALF_DAY.fullmatch(text):
        hour = int(match[1]) + (12 if match[4] in "pP" else 0)
        return f"{hour:02}:{match[2] or '00'}:{match[3] or '00'}"
    return None


def _zone(value: JSON, _written: Written) -> Value | None:
    """Return the zone whose whole name a text is; a city or an abbreviation alone may be another one."""
    if not isinstance(value, str) or timezones.iana_zone(value):
        return None
    zone = timezones.find_zone(value)
    return zone if zone and "/" in zone and not zone.startswith("Etc/") else None


def _whole(value: JSON, _written: Written) -> Value | None:
    return int(value) if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,8}", value.strip()) else None


_FIXERS: Mapping[Route, Callable[[JSON, Written], Value | None]] = {
    ("campaignName",): _text,
    ("sipPhoneNumber",): _phone,
    ("agentId",): _text,
    ("isScheduled",): _true,
    ("scheduledDate",): _date,
    ("scheduledTime",): _time,
    ("scheduledTimezone",): _zone,
    ("concurrentCalls",): _whole,
    ("consent", "obtainedOn"): _date,
    ("contacts", "headerRow"): _whole,
    ("contacts", "rows"): _whole,
}
