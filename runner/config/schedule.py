"""Turns a campaign's local date, time and zone into an instant, and says it in words."""

import difflib
import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime

import pendulum
from pendulum.tz.exceptions import AmbiguousTime, InvalidTimezone, NonExistingTime

from runner.config.campaign import Wall
from runner.findings import Findings, Severity
from runner.yamlfile.document import Document

# Besides the IANA database's `Etc` area.
_FIXED_OFFSETS = frozenset(
    ("EST", "MST", "HST", "UTC", "UCT", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich", "Universal", "Zulu", "Factory")
)
# `Europe` is a folder of the database, hence the last.
_NO_ZONE = (InvalidTimezone, ValueError, OSError)

_ABBREVIATIONS = {
    **dict.fromkeys(("ET", "EDT", "EASTERN"), "America/New_York"),
    **dict.fromkeys(("CT", "CST", "CDT", "CENTRAL"), "America/Chicago"),
    **dict.fromkeys(("MT", "MDT", "MOUNTAIN"), "America/Denver"),
    **dict.fromkeys(("PT", "PST", "PDT", "PACIFIC"), "America/Los_Angeles"),
    "BST": "Europe/London",
    "CEST": "Europe/Berlin",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    "GMT STANDARD TIME": "Europe/London",
    "W. EUROPE STANDARD TIME": "Europe/Berlin",
    "INDIA STANDARD TIME": "Asia/Kolkata",
}


@dataclass(frozen=True, slots=True)
class Launch:
    """When dialling begins: at `at`, in the campaign's own zone; None for as soon as the campaign is created."""

    at: datetime | None

    @property
    def immediate(self) -> bool:
        return self.at is None

    @property
    def instant(self) -> str | None:
        """The instant in UTC as ISO 8601, None for at once."""
        return None if self.at is None else utc(self.at)


def resolve(written: Wall | None, document: Document, findings: Findings) -> Launch | None:
    """Give the launch that the file asks for, whatever the time is now; None where no single instant is meant."""
    if written is None:
        return Launch(None)
    zone = _zone(written.zone, document, findings)
    if zone is None:
        return None
    wall = datetime.fromisoformat(f"{written.date}T{written.time}")
    try:
        at = _in_zone(wall, zone, strict=True)
        parse_instant(at.isoformat())
    except NonExistingTime:
        later = _in_zone(wall, zone)
        _at_time(
            "time-skipped",
            f"`{wall:%H:%M:%S}` doesn't exist on {wall:%Y-%m-%d} in {zone.name}: the clock is put forward over it",
            f"`{later:%H:%M:%S}` exists that day",
            document,
            findings,
        )
        return None
    except AmbiguousTime:
        first, second = (_in_zone(wall, zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        _at_time(
            "time-twice",
            f"`{wall:%H:%M:%S}` occurs twice on {wall:%Y-%m-%d} in {zone.name}: the clock is put back over it",
            f"it is {first:%H:%M} UTC and again {second:%H:%M} UTC, and the API can't be told which: "
            "choose a time before or after that hour",
            document,
            findings,
        )
        return None
    except (OverflowError, ValueError):
        message, hint = "the date is out of range", "write a date that is still to come"
        findings.add(document.finding("bad-value", message, ("scheduledDate",), at_value=True, hint=hint))
        return None
    return Launch(at)


def check_ahead(launch: Launch, now: datetime, document: Document, findings: Findings) -> None:
    """Find a launch that is past, or so near that it is today."""
    if launch.at is None:
        return
    if launch.at <= now:
        findings.add(
            document.finding(
                "time-in-past",
                f"the launch is past: {words(launch.at)} was {distance(launch.at, now)}",
                ("scheduledDate",),
                at_value=True,
                hint="the API wants a time to come: write a later date or time",
            )
        )
    elif launch.at.date() == now.astimezone(launch.at.tzinfo).date():
        findings.add(
            document.finding(
                "date-today",
                f"the launch is today, {distance(launch.at, now)}: the API's documentation asks for a future date",
                ("scheduledDate",),
                at_value=True,
                severity=Severity.WARNING,
                hint="it may refuse today's date; tomorrow's is safe",
            )
        )


def utc(instant: datetime) -> str:
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
    except _NO_ZONE:
        return at


def words(at: datetime) -> str:
    """Say an instant as its place does: `Tue 1 Dec 2026 12:00 America/Los_Angeles`."""
    clock = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return f"{at:%a} {at.day} {at:%b %Y} {clock} {getattr(at.tzinfo, 'key', 'UTC')}"


def distance(at: datetime, now: datetime) -> str:
    """Say how far off an instant is, in whole units: `in 9 days`, `3 hours ago`."""
    if span := _span(at, now):
        return f"in {span}" if at > now else f"{span} ago"
    return "in less than a minute" if at > now else "just now"


def apart(at: datetime, other: datetime) -> str:
    """Say how far an instant is from another one, in whole units: `3 days before`, `2 hours after`."""
    span = _span(at, other)
    return f"{span} {'after' if at > other else 'before'}" if span else "at the same time"


def _span(at: datetime, other: datetime) -> str | None:
    seconds = int(abs((at - other).total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := seconds // size:
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    return None


def _in_zone(wall: datetime, zone: pendulum.Timezone, *, strict: bool = False, fold: int = 1) -> pendulum.DateTime:
    return pendulum.datetime(
        wall.year,
        wall.month,
        wall.day,
        wall.hour,
        wall.minute,
        wall.second,
        tz=zone,
        fold=fold,
        raise_on_unknown_times=strict,
    )


def _at_time(code: str, message: str, hint: str, document: Document, findings: Findings) -> None:
    findings.add(document.finding(code, message, ("scheduledTime",), at_value=True, hint=hint))


def timezone(name: str) -> pendulum.Timezone | pendulum.FixedTimezone:
    """Give a zone by its name; ValueError, InvalidTimezone or OSError where there is none of that name."""
    # The database that is locked with the dependencies, not the machine's: an old one is an hour wrong in silence.
    zoneinfo.reset_tzpath(to=())
    return pendulum.timezone(name)


def place_zone(name: str) -> pendulum.Timezone | None:
    """Give a zone of the IANA database by its name, None where there is none of that name."""
    try:
        zone = timezone(name)
    except _NO_ZONE:
        return None
    return zone if isinstance(zone, pendulum.Timezone) and name in pendulum.timezones() else None


def _zone(name: str, document: Document, findings: Findings) -> pendulum.Timezone | None:
    zone = place_zone(name)
    if zone is None:
        findings.add(
            document.finding(
                "unknown-zone",
                f"`{name}` is not a zone of the IANA database",
                ("scheduledTimezone",),
                at_value=True,
                hint=_nearest(name),
            )
        )
        return None
    if name in _FIXED_OFFSETS or name.startswith("Etc/"):
        findings.add(
            document.finding(
                "fixed-offset-zone",
                f"`{name}` is a fixed offset: it never follows a place's clock changes",
                ("scheduledTimezone",),
                at_value=True,
                severity=Severity.WARNING,
                hint="name the place, such as `America/New_York`",
            )
        )
    return zone


def _nearest(name: str) -> str:
    written = name.strip().upper()
    short = re.sub(r" (STANDARD |DAYLIGHT |SUMMER )?TIME$", "", written)
    if place := _ABBREVIATIONS.get(written) or _ABBREVIATIONS.get(short):
        return f"that isn't a place: write one of its zone, such as `{place}`"
    places = sorted(zone for zone in pendulum.timezones() if "/" in zone and not zone.startswith("Etc/"))
    by_name = {zone.casefold(): zone for zone in places}
    by_city = {zone.casefold().rpartition("/")[2]: zone for zone in places}
    wanted = name.strip().replace(" ", "_").casefold()
    exact = by_name.get(wanted) or by_city.get(wanted)
    close = (
        [exact] if exact else [by_name[near] for near in difflib.get_close_matches(wanted, by_name, n=2, cutoff=0.75)]
    )
    if not close:
        close = [by_city[near] for near in difflib.get_close_matches(wanted.rpartition("/")[2], by_city, 2, 0.7)]
    if not close:
        return "write an Area/City name such as `America/New_York` or `Europe/Berlin`"
    return "did you mean " + " or ".join(f"`{zone}`" for zone in close) + "?"
