"""Launch times and campaign names in the words of every text output."""

from datetime import datetime

from runner import timezones
from runner.formatting import one_line
from runner.plan.change import Change


def shown_name(change: Change) -> str:
    """Return a campaign's recorded name and, where its file has another one now, that too."""
    if change.effective_record is None or change.recorded_name == change.name:
        return one_line(change.name or "(no name)")
    return f"{one_line(change.recorded_name)} (its file says {one_line(change.name or 'no name')})"


def utc_beside(instant: datetime, at: datetime) -> str:
    """Return an instant's time in UTC, with the day only where it differs from the local one."""
    return (
        f"{instant:%H:%M} UTC" if instant.date() == at.date() else f"{instant:%a} {instant.day} {instant:%b %H:%M} UTC"
    )


def instant(launch_at: str, zone: str | None, now: datetime) -> str:
    at = timezones.in_zone(launch_at, zone)
    utc = "" if zone is None else f" ({utc_beside(timezones.parse_instant(launch_at), at)})"
    return f"{timezones.format_local(at)}{utc}, {timezones.format_relative(at, now)}"
