"""Instants and IANA time zones: parsing, conversion and formatting."""

import functools
import zoneinfo
from datetime import UTC, datetime

import pendulum
from pendulum.tz.exceptions import InvalidTimezone

from runner import zone_database

# `Europe` is a folder of the database, hence the last.
ZONE_ERRORS = (InvalidTimezone, ValueError, OSError)


def format_utc(instant: datetime) -> str:
    """Format an instant in UTC: `2026-12-01T20:00:00Z`."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant; ValueError where it has no offset or isn't one."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"`{text}` has no offset: end it with Z for UTC")
    if 1900 < instant.year < 9999:  # so that no zone's offset leads out of the calendar
        at = instant.astimezone(UTC)
        if 1900 < at.year < 9999:  # so that what it is written as can be read again
            return at
    raise ValueError(f"`{text}` is out of range")


def in_zone(instant: str, zone: str | None) -> datetime:
    """Return a recorded instant in its campaign's zone; in UTC without one."""
    at = parse_instant(instant)
    try:
        return at.astimezone(timezone(zone)) if zone else at
    except ZONE_ERRORS:
        return at


def format_local(at: datetime) -> str:
    """Format an instant in its own zone: `Tue 1 Dec 2026 12:00 America/Los_Angeles`."""
    time = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return f"{at:%a} {at.day} {at:%b %Y} {time} {getattr(at.tzinfo, 'key', 'UTC')}"


def format_relative(at: datetime, now: datetime) -> str:
    """Format the time from now in whole units: `in 9 days`, `3 hours ago`."""
    if duration := _duration(at, now):
        return f"in {duration}" if at > now else f"{duration} ago"
    return "in less than a minute" if at > now else "just now"


def format_difference(at: datetime, other: datetime) -> str:
    """Format the time from another instant in whole units: `3 days before`, `2 hours after`."""
    duration = _duration(at, other)
    return f"{duration} {'after' if at > other else 'before'}" if duration else "at the same time"


def _duration(at: datetime, other: datetime) -> str | None:
    seconds = int(abs((at - other).total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := seconds // size:
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    return None


def timezone(name: str) -> pendulum.Timezone | pendulum.FixedTimezone:
    """Return a zone by its name; one of `ZONE_ERRORS` where there is none of that name.

    ZoneDatabaseError where the database has that name, but not its data.
    """
    # The database that is locked with the dependencies: the machine's may be outdated, and silently an hour wrong.
    zoneinfo.reset_tzpath(to=(zone_database.folder(),))
    if name in zone_database.names():
        zone_database.check_zone(name)
    try:
        return pendulum.timezone(name)
    except Exception as exc:  # what a damaged file raises isn't documented
        if name in zone_database.names():
            raise zone_database.incomplete(f"the zone `{name}` can't be read") from exc
        raise


def instants(wall: datetime, zone: str) -> list[datetime]:
    """Return when a zone's clocks show a local time: never where they skip it, twice where they are set back over it.

    Empty where there is no such zone.
    """
    tz = iana_zone(zone)
    times = [wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1)] if tz else []
    return sorted({at for at in times if at.astimezone(tz).replace(tzinfo=None) == wall})


def find_zone(text: str) -> str | None:
    """Return the name of the IANA zone that a text has in any case, with spaces in place of underscores."""
    return _by_folded_name().get(text.strip().replace(" ", "_").casefold())


@functools.cache
def _by_folded_name() -> dict[str, str]:
    return {zone.casefold(): zone for zone in zone_database.names()}


def city_zones() -> list[str]:
    """Return the names of the IANA zones that are of the form Area/City."""
    return sorted(zone for zone in zone_database.names() if "/" in zone and not zone.startswith("Etc/"))


def iana_zone(name: str) -> pendulum.Timezone | None:
    """Return a zone of the IANA database by its name, None where there is none of that name."""
    try:
        zone = timezone(name)
    except ZONE_ERRORS:
        return None
    return zone if isinstance(zone, pendulum.Timezone) and name in zone_database.names() else None
