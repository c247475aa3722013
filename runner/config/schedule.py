"""Resolves a campaign's local date, time and time zone to an instant."""

import difflib
from dataclasses import dataclass
from datetime import UTC, datetime

import pendulum
from pendulum.tz.exceptions import AmbiguousTime, NonExistingTime

from runner import zone_names
from runner.config.campaign import WallTime
from runner.findings import Findings, Severity
from runner.timezones import format_local, format_relative, format_utc, iana_zone, parse_instant
from runner.yamlfile.document import Document

# In addition to the IANA database's `Etc` area.
_FIXED_OFFSETS = frozenset(
    ("EST", "MST", "HST", "UTC", "UCT", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich", "Universal", "Zulu", "Factory")
)


@dataclass(frozen=True, slots=True)
class Launch:
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
        at = _in_zone(wall, zone, strict=True)
        parse_instant(at.isoformat())
    except NonExistingTime:
        later = _in_zone(wall, zone)
        _at_time(
            "time-skipped",
            f"`{wall:%H:%M:%S}` doesn't exist on {wall:%Y-%m-%d} in {zone.name}: clocks are set forward",
            f"`{later:%H:%M:%S}` exists that day",
            document,
            findings,
        )
        return None
    except AmbiguousTime:
        first, second = (_in_zone(wall, zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        _at_time(
            "time-twice",
            f"`{wall:%H:%M:%S}` occurs twice on {wall:%Y-%m-%d} in {zone.name}: clocks are set back",
            f"it is {first:%H:%M} UTC and again {second:%H:%M} UTC, and the API can't be told which: "
            "choose a time before or after that hour",
            document,
            findings,
        )
        return None
    except (OverflowError, ValueError):
        message, hint = "the date is out of range", "write a date in the future"
        findings.add(document.finding("bad-value", message, ("scheduledDate",), at_value=True, hint=hint))
        return None
    return Launch(at)


def check_ahead(launch: Launch, now: datetime, document: Document, findings: Findings) -> None:
    """Add a finding for a launch in the past, or today."""
    if launch.at is None:
        return
    if launch.at <= now:
        findings.add(
            document.finding(
                "time-in-past",
                f"the launch is in the past: {format_local(launch.at)} was {format_relative(launch.at, now)}",
                ("scheduledDate",),
                at_value=True,
                hint="write a date and time in the future",
            )
        )
    elif launch.at.date() == now.astimezone(launch.at.tzinfo).date():
        findings.add(
            document.finding(
                "date-today",
                f"the launch is today, {format_relative(launch.at, now)}; the API documentation asks for a future date",
                ("scheduledDate",),
                at_value=True,
                severity=Severity.WARNING,
                hint="the API may refuse today's date: write tomorrow's",
            )
        )


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


def _zone(name: str, document: Document, findings: Findings) -> pendulum.Timezone | None:
    zone = iana_zone(name)
    if zone is None:
        findings.add(
            document.finding(
                "unknown-zone",
                f"`{name}` isn't a time zone of the IANA database",
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
                f"`{name}` is a fixed offset: it has no daylight saving time",
                ("scheduledTimezone",),
                at_value=True,
                severity=Severity.WARNING,
                hint="write a city's zone, such as `America/New_York`",
            )
        )
    return zone


def _nearest(name: str) -> str:
    places = sorted(zone for zone in pendulum.timezones() if "/" in zone and not zone.startswith("Etc/"))
    by_name = {zone.casefold(): zone for zone in places}
    by_city = {zone.casefold().rpartition("/")[2]: zone for zone in places}
    key = name.strip().replace(" ", "_").casefold()
    exact = by_name.get(key) or by_city.get(key)
    if (meaning := zone_names.lookup(name)) and (exact is None or not meaning.local):
        return f"an abbreviation isn't a zone: write a city in it, such as `{zone_names.best_known(meaning.groups[0])}`"
    close = [exact] if exact else [by_name[near] for near in difflib.get_close_matches(key, by_name, n=2, cutoff=0.75)]
    if not close:
        close = [by_city[near] for near in difflib.get_close_matches(key.rpartition("/")[2], by_city, 2, 0.7)]
    if not close:
        return "write an Area/City name such as `America/New_York` or `Europe/Berlin`"
    return "did you mean " + " or ".join(f"`{zone}`" for zone in close) + "?"
