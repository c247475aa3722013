"""Launch times and campaign names in the words of every text output."""

from datetime import datetime

from runner import timezones
from runner.formatting import one_line
from runner.plan.change import Change
from runner.report.headline import IMMEDIATELY


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


def _utc_beside(instant: datetime, at: datetime) -> str:
    """Return an instant's time in UTC, with the day only where it differs from the local one."""
    if instant.date() == at.date():
        return f"{instant:%H:%M} UTC"
    return f"{instant:%a} {instant.day} {instant:%b %H:%M} UTC"
