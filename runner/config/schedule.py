"""Resolves a campaign's local date, time and time zone to an instant."""

import functools
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pendulum
from pendulum.tz.exceptions import AmbiguousTime, NonExistingTime

from runner.config.campaign import WallTime
from runner.findings import Finding, Findings, Severity
from runner.formatting import quoted
from runner.jobs.records import Passed
from runner.timezones import format_local, format_relative, format_utc, iana_zone, parse_instant
from runner.yamlfile.document import Document

# In addition to the IANA database's `Etc` area.
_FIXED_OFFSETS = frozenset(
    ("EST", "MST", "HST", "UTC", "UCT", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich", "Universal", "Zulu", "Factory")
)

_YEARS_AHEAD = 5
"""A launch at least so many years ahead is probably a slip of the year."""
_FUTURE = "write a date in the future"


@dataclass(frozen=True, slots=True)
class Launch(Passed):
    """When dialing starts: `at`, in the campaign's own time zone; None for as soon as the campaign is created."""

    at: datetime | None

    @property
    def immediate(self) -> bool:
        return self.at is None

    @property
    def instant(self) -> str | None:
        """The instant in UTC as ISO 8601, None for an immediate launch."""
        return None if self.at is None else format_utc(self.at)


def resolve(written: WallTime | None, document: Document, findings: Findings) -> Launch | None:
    """Return a file's launch, past or future; None where it doesn't name one instant."""
    if written is None:
        return Launch(None)
    zone = _zone(written.zone, document, findings)
    if zone is None:
        return None
    wall = datetime.fromisoformat(f"{written.date}T{written.time}")
    try:
        at = _instant(wall, zone)
    except NonExistingTime:
        message = f"`{wall:%H:%M:%S}` doesn't exist on {wall:%Y-%m-%d} in {zone.name}: clocks are set forward"
        findings.add(_at_value(document, "scheduledTime", "time-skipped", message, _after_gap(wall, zone)))
        return None
    except AmbiguousTime:
        message = f"`{wall:%H:%M:%S}` occurs twice on {wall:%Y-%m-%d} in {zone.name}: clocks are set back"
        findings.add(_at_value(document, "scheduledTime", "time-twice", message, _around_repeat(wall, zone)))
        return None
    except (OverflowError, ValueError):
        findings.add(_at_value(document, "scheduledDate", "bad-value", "the date is out of range", _FUTURE))
        return None
    return Launch(at)


@functools.lru_cache(4096)
def _instant(wall: datetime, zone: pendulum.Timezone) -> datetime:
    """Return when a zone's clocks show a local time; NonExistingTime, AmbiguousTime, OverflowError, ValueError."""
    at = _in_zone(wall, zone, strict=True)
    parse_instant(at.isoformat())
    return datetime.fromtimestamp(at.timestamp(), zone)


def check_zone(document: Document, findings: Findings) -> None:
    """Add a finding for the time zone of a schedule whose date or time has an error."""
    fields: Any = document.value
    if fields.get("isScheduled") is True and "scheduledTimezone" in fields:
        _zone(fields["scheduledTimezone"], document, findings)


def check_ahead(launch: Launch | None, now: datetime, document: Document, findings: Findings) -> None:
    """Add a finding for a launch in the past, today, or years ahead; of an unknown one the date alone is checked."""
    if launch is None:
        _check_date(now, document, findings)
    elif launch.at is None:
        return
    elif launch.at <= now:
        message = f"the launch is in the past: {format_local(launch.at)} was {format_relative(launch.at, now)}"
        findings.add(
            _at_value(document, "scheduledDate", "time-in-past", message, "write a date and time in the future")
        )
    elif launch.at.date() == now.astimezone(launch.at.tzinfo).date():
        message = (
            f"the launch is today, {format_relative(launch.at, now)}; the API documentation asks for a future date"
        )
        hint = "the API may refuse today's date: write tomorrow's"
        findings.add(_at_value(document, "scheduledDate", "date-today", message, hint, Severity.WARNING))
    else:
        _check_near(launch.at, now, document, findings)


def _check_date(now: datetime, document: Document, findings: Findings) -> None:
    """Check a date whose time or zone has an error: it is in the past once it is over everywhere."""
    fields: Any = document.value
    written = fields.get("scheduledDate") if fields.get("isScheduled") is True else None
    try:
        noon = datetime.fromisoformat(f"{written}T12:00:00+00:00")
    except ValueError:
        return
    if noon.date().isoformat() != written:
        return
    if noon <= now - timedelta(days=1):
        message = f"the launch is in the past: {noon:%Y-%m-%d} is over in every time zone"
        findings.add(_at_value(document, "scheduledDate", "time-in-past", message, _FUTURE))
    else:
        _check_near(noon, now, document, findings)


def _check_near(at: datetime, now: datetime, document: Document, findings: Findings) -> None:
    local = now.astimezone(at.tzinfo)
    years = at.year - local.year - (at.timetuple()[1:6] < local.timetuple()[1:6])
    if years >= _YEARS_AHEAD:
        message = f"the launch is in {years:,} years, on {at.day} {at:%b} {at.year}"
        hint = "check the year; if it is intended, ignore this"
        findings.add(_at_value(document, "scheduledDate", "date-far", message, hint, Severity.WARNING))


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


def _after_gap(wall: datetime, zone: pendulum.Timezone) -> str:
    """Return a hint for a time that is skipped: the same time after the gap, on the next day where the gap ends it."""
    later = _in_zone(wall, zone)
    if later.date() == wall.date():
        return f"`{later:%H:%M:%S}` exists that day"
    hint = f"write `scheduledDate: {later:%Y-%m-%d}` and `scheduledTime: {later:%H:%M:%S}`"
    gap, _ = _change(wall, zone)
    return f"{hint}, or a time before `{gap:%H:%M:%S}`" if gap.date() == wall.date() and gap.time() > time() else hint


def _around_repeat(wall: datetime, zone: pendulum.Timezone) -> str:
    """Return a hint for a time that occurs twice: both instants, and the times around those that are repeated."""
    instants = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    form = "%H:%M" if all(at.date() == wall.date() for at in instants) else "%Y-%m-%d %H:%M"
    first, second = (f"{at:{form}} UTC" for at in instants)
    end, start = _change(wall, zone)
    after = f"from `{end:%H:%M:%S}`" + ("" if end.date() == wall.date() else f" on {end:%Y-%m-%d}")
    earlier = f"before `{start:%H:%M:%S}` or " if start.date() == wall.date() and start.time() > time() else ""
    return f"it is {first} and again {second}, and the API can't be told which: choose a time {earlier}{after}"


def _change(wall: datetime, zone: pendulum.Timezone) -> tuple[datetime, datetime]:
    """Return the local time at which clocks change around a skipped or repeated time, before and after the change."""
    offsets = [wall.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1)]
    before, after = sorted((wall - offset).replace(tzinfo=UTC) for offset in offsets)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offsets[0]:
            before = middle
        else:
            after = middle
    return (after + offsets[0]).replace(tzinfo=None), (after + offsets[1]).replace(tzinfo=None)


def _at_value(
    document: Document, field: str, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
) -> Finding:
    return document.finding(code, message, (field,), at_value=True, severity=severity, hint=hint)


def _zone(name: str, document: Document, findings: Findings) -> pendulum.Timezone | None:
    zone = iana_zone(name)
    if zone is None:
        findings.add(_unknown_zone(name, document))
    elif name in _FIXED_OFFSETS or name.startswith("Etc/"):
        findings.add(_fixed_offset(name, document))
    return zone


def _unknown_zone(name: str, document: Document) -> Finding:
    from runner.config import zone_suggestions

    message = f"{quoted(name)} isn't a time zone of the IANA database"
    return _at_value(document, "scheduledTimezone", "unknown-zone", message, zone_suggestions.suggest(name))


def _fixed_offset(name: str, document: Document) -> Finding:
    from runner.config import zone_suggestions

    message = f"`{name}` is a fixed offset: it has no daylight saving time"
    city = next(iter(zone_suggestions.cities(name)), "America/New_York")
    hint = f"write a city's zone, such as `{city}`"
    return _at_value(document, "scheduledTimezone", "fixed-offset-zone", message, hint, Severity.WARNING)
