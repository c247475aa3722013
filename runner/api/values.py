"""Values of the API's answers: known, absent (None), or there and not understood."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from runner import timezones

T = TypeVar("T")
# `datetime.fromisoformat` reads more than ISO 8601: 20:00.5 as half a second, an offset of 99 minutes.
_DATE = r"(?:\d{4}-\d\d-\d\d|\d{8}|\d{4}-?W\d\d-?\d)"
_TIME = r"\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?"
_OFFSET = r"(?:Z|[+-]\d\d(?::?[0-5]\d(?::?[0-5]\d)?)?)"
_INSTANT = re.compile(rf"(?P<instant>{_DATE}[T ]{_TIME} ?{_OFFSET}?)(?P<suffixes>(?:\[!?[^\[\]]+\])*)", re.ASCII)
_NAMED_OFFSET = re.compile(r"(?:UTC|UT|GMT)?(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>[0-5]\d))?", re.ASCII)
_ISO_CALENDARS = ("U-CA=GREGORY", "U-CA=ISO8601")
_SUFFIX = re.compile(r"\[(!?)([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that is there and isn't understood; `form` says what it is, and nothing of its content."""

    form: str

    def __str__(self) -> str:
        return f"unreadable ({self.form})"


def known(value: T | Unreadable | None) -> T | None:
    """Return a value that is understood; None for any other."""
    return None if isinstance(value, Unreadable) else value


def text(value: Any) -> str | Unreadable | None:
    """Read a text."""
    return value if value is None or isinstance(value, str) else unreadable(value)


def status(value: Any) -> str | Unreadable | None:
    """Read a status, one to four words in letters of any case; a sentence may quote a cell."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return word if re.fullmatch(r"[a-z0-9]{1,30}(?:[ _-][a-z0-9]{1,30}){0,3}", word) else unreadable(value)


def boolean(value: Any) -> bool | Unreadable | None:
    """Read true or false, as a text too."""
    if value is None or isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    return word == "true" if word in ("true", "false") else unreadable(value)


def whole(value: Any) -> int | Unreadable | None:
    """Read a whole number, as a text or with a zero fraction too."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value.strip()):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        return unreadable(value)
    return int(value)


def number(value: Any) -> str | Unreadable | None:
    """Read the digits of a phone number: with a plus, without one, spaced, or as an integer."""
    bare = re.sub(r"[\s().-]", "", value).removeprefix("+") if isinstance(value, str) else str(known(whole(value)))
    return bare if bare.isascii() and bare.isdigit() else unreadable(value)


def digits(value: Any) -> str | None:
    """Return the digits of a phone number in any of these forms; None for anything else."""
    return known(number(value))


def instant(value: Any) -> str | Unreadable | None:
    """Return a date and time as the answer has it, where `parse_answered_instant` reads it; "" for an explicit null."""
    if not isinstance(value, str):
        return unreadable(value)
    try:
        parse_answered_instant(value)
    except ValueError:
        return Unreadable("text that is no instant")
    return value


def parse_answered_instant(written: str) -> datetime:
    """Read an ISO 8601 instant with an offset, with the suffixes of RFC 9557 too; ValueError for anything else.

    Without an offset a time may be UTC's or the campaign's. An offset that isn't the named zone's contradicts it.
    """
    match = _INSTANT.fullmatch(written.strip().upper())
    if match is None:
        raise ValueError("it is no date with a time")
    written = match["instant"].strip()
    at = timezones.parse_instant(written)
    # A Z says nothing about the local offset. Source: RFC 9557, section 2.
    offset = None if written.endswith("Z") else datetime.fromisoformat(written).utcoffset()
    for critical, name in _SUFFIX.findall(match["suffixes"]):
        named = _named_offset(name, at)
        if named is None and critical and name not in _ISO_CALENDARS:
            raise ValueError("it has a suffix that must be understood")
        if named is not None and offset not in (None, named):
            raise ValueError("its offset isn't its zone's")
    return at


def _named_offset(name: str, at: datetime) -> timedelta | None:
    """Return the offset from UTC of what a suffix names; None where that is no zone."""
    if match := _NAMED_OFFSET.fullmatch(name):
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        return -offset if match["sign"] == "-" else offset
    zone = timezones.find_zone(name)
    local = timezones.iana_zone(zone) if zone else None
    return at.astimezone(local).utcoffset() if local else None


def identifier(value: Any) -> str | None:
    """Return what can be an id; None for anything else."""
    return value if isinstance(value, str) and re.fullmatch(r"[!-~]{1,128}", value) else None


def unreadable(value: Any) -> Unreadable | None:
    """Return a value as one that isn't understood; None for an absent one."""
    forms = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return None if value is None else Unreadable(forms.get(type(value), "a value"))
