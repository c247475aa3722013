"""Launch times and campaign names in the words of every text output."""

from datetime import datetime, timedelta

from runner import timezones
from runner.formatting import one_line
from runner.plan.change import Change
from runner.plan.dialing import immediate_start
from runner.report.headline import IMMEDIATELY
from runner.state.record import Record

_ONE_START = timedelta(minutes=1)
"""Up to this time between request and answer, a start is given as one instant."""


def shown_name(change: Change) -> str:
    """Return a campaign's recorded name and, where its file has another one now, that too."""
    if change.effective_record is None or change.recorded_name == change.name:
        return one_line(change.name or "(no name)")
    return f"{one_line(change.recorded_name)} (its file says {one_line(change.name or 'no name')})"


def launch_words(change: Change, now: datetime) -> tuple[str, str]:
    """Return when a campaign launches, and to go beside it the time in UTC and how far off it is."""
    if change.immediate and change.effective_record is None:
        return IMMEDIATELY, "as soon as it is created"
    if change.launch_at is None:
        return "as soon as it was created" if change.effective_record else "?", ""
    launch = change.desired.launch if change.desired and change.effective_record is None else None
    # A file with an error elsewhere has a launch in its zone, and no request that names the zone.
    at = launch.at if launch and launch.at else timezones.in_zone(change.launch_at, change.zone)
    instant = timezones.parse_instant(change.launch_at)
    record = change.effective_record
    if record and (record.deleted or record.gone):
        return timezones.format_local(at), "deleted" if record.deleted else "gone from the account"
    return timezones.format_local(at), f"{_utc_beside(instant, at)}, {timezones.format_relative(at, now)}"


def format_launch(launch_at: str, zone: str | None, now: datetime) -> str:
    """Return a recorded launch on one line."""
    at = timezones.in_zone(launch_at, zone)
    utc = "" if zone is None else f" ({_utc_beside(timezones.parse_instant(launch_at), at)})"
    return f"{timezones.format_local(at)}{utc}, {timezones.format_relative(at, now)}"


def start_words(record: Record, now: datetime) -> str:
    """Return since when an immediate campaign dials, and how that is known."""
    start = immediate_start(record)
    if start is None:
        return "start unknown"
    at = format_launch(start.not_after, None, now)
    if start.source == "account":
        return f"started {at}, as the account shows"
    if start.not_before is None:
        return f"started by {at}, when it was recorded"
    first = timezones.parse_instant(start.not_before)
    if timezones.parse_instant(start.not_after) - first <= _ONE_START:
        return f"started {at}, when it was created"
    return f"started between {timezones.format_local(first)} and {at}"


def _utc_beside(instant: datetime, at: datetime) -> str:
    """Return an instant's time in UTC, with the day only where it differs from the local one."""
    if instant.date() == at.date():
        return f"{instant:%H:%M} UTC"
    return f"{instant:%a} {instant.day} {instant:%b %H:%M} UTC"
