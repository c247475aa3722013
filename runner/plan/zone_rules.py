"""Whether a recorded launch is still the local time that was requested, by today's zone database."""

from datetime import datetime

from runner import timezones, zone_database
from runner.findings import Finding, Severity
from runner.formatting import quoted
from runner.plan.stop_hints import acknowledge_command, stop_commands
from runner.state.record import Record


def requested_instants(record: Record) -> list[str] | None:
    """Return in UTC when clocks show the requested local time by today's zone database.

    Empty where they skip it or the zone is gone, two where they show it twice; None where no local time is recorded.
    """
    if record.wall_clock is None:
        return None
    day, time, zone = record.wall_clock
    try:
        wall = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=None)
        return [timezones.format_utc(at) for at in timezones.instants(wall, zone)]
    except (OverflowError, ValueError):
        return None


def changed_zone_rules(name: str, record: Record, now: datetime) -> Finding | None:
    """Return a warning where a launch ahead isn't the requested local time any more, and nobody acknowledged that."""
    if record.launchAt is None or timezones.parse_instant(record.launchAt) <= now:
        return None
    if record.deleted or record.gone:
        return None
    instants = requested_instants(record)
    if record.wall_clock is None or instants in (None, [record.launchAt], record.acceptedInstants):
        return None
    _, time, zone = record.wall_clock
    subject = record.campaignId or quoted(name)
    databases = f"tzdata {record.tzdata or 'unknown'} then, {zone_database.version()} now"
    return Finding(
        "zone-rules-changed",
        f"{subject} launches at {record.launchAt}, {_shown(record.launchAt, zone)}; {_now(instants or [], time, zone)} "
        f"({databases})",
        record.path,
        severity=Severity.WARNING,
        hint=f"if that isn't the hour you want: {stop_commands(name)}; if it is: {acknowledge_command(name)}",
    )


def _shown(launch_at: str, zone: str) -> str:
    """Return an instant as today's clocks show it; in UTC where the zone is gone."""
    at = timezones.in_zone(launch_at, zone)
    return f"by today's zone rules {timezones.format_local(at)}"


def _now(instants: list[str], time: str, zone: str) -> str:
    if timezones.iana_zone(zone) is None:
        return f"the zone {quoted(zone)} that was requested no longer exists"
    match instants:
        case []:
            return f"{time}, as requested, no longer exists that day"
        case [one]:
            return f"{time}, as requested, is now {one}"
        case _:
            return f"{time}, as requested, now occurs twice that day, at {' and '.join(instants)}"
