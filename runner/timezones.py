"""Instants and IANA time zones: conversion, parsing and words; the only place that asks the zone database."""

import zoneinfo
from datetime import UTC, datetime

import pendulum
from pendulum.tz.exceptions import InvalidTimezone

# `Europe` is a folder of the database, hence the last.
ZONE_ERRORS = (InvalidTimezone, ValueError, OSError)


def format_utc(instant: datetime) -> str:
    """Write an instant as the state does: `2026-12-01T20:00:00Z`."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant; ValueError where it has no offset or isn't one."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"`{text}` has no offset: end it with Z for UTC")
    if not 1900 < instant.year < 9999:  # so that no zone's offset leads out of the calendar
        raise ValueError(f"`{text}` is out of range")
    return instant.astimezone(UTC)


def in_zone(instant: str, zone: str | None) -> datetime:
    """Put a recorded instant into its campaign's zone; into UTC where there is none."""
    at = parse_instant(instant)
    try:
        return at.astimezone(timezone(zone)) if zone else at
    except ZONE_ERRORS:
        return at


def format_local(at: datetime) -> str:
    """Say an instant as its place does: `Tue 1 Dec 2026 12:00 America/Los_Angeles`."""
    clock = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return f"{at:%a} {at.day} {at:%b %Y} {clock} {getattr(at.tzinfo, 'key', 'UTC')}"


def format_relative(at: datetime, now: datetime) -> str:
    """Say how far off an instant is, in whole units: `in 9 days`, `3 hours ago`."""
    if span := _span(at, now):
        return f"in {span}" if at > now else f"{span} ago"
    return "in less than a minute" if at > now else "just now"


def format_difference(at: datetime, other: datetime) -> str:
    """Say how far an instant is from another one, in whole units: `3 days before`, `2 hours after`."""
    span = _span(at, other)
    return f"{span} {'after' if at > other else 'before'}" if span else "at the same time"


def _span(at: datetime, other: datetime) -> str | None:
    seconds = int(abs((at - other).total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := seconds // size:
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    return None


def timezone(name: str) -> pendulum.Timezone | pendulum.FixedTimezone:
    """Give a zone by its name; ValueError, InvalidTimezone or OSError where there is none of that name."""
    # The database that is locked with the dependencies, not the machine's: an old one is an hour wrong in silence.
    zoneinfo.reset_tzpath(to=())
    return pendulum.timezone(name)


def iana_zone(name: str) -> pendulum.Timezone | None:
    """Give a zone of the IANA database by its name, None where there is none of that name."""
    try:
        zone = timezone(name)
    except ZONE_ERRORS:
        return None
    return zone if isinstance(zone, pendulum.Timezone) and name in pendulum.timezones() else None
