"""A launch, a name and a day in the words of every text screen."""

from datetime import datetime

from runner import timezones
from runner.formatting import count, one_line
from runner.plan.change import Change
from runner.plan.plan import Plan

AT_ONCE = "AT ONCE"


def against(made: Plan) -> list[str]:
    """Name what would keep apply from sending anything."""
    reasons = []
    if blocked := made.of("blocked"):
        reasons.append(f"{count(len(blocked), 'campaign')} blocked by errors")
    if made.policy.findings.failed:
        reasons.append("the policy has errors")
    if (limits := {one.limit for one in made.passed}) and not made.of("unknown"):
        reasons.append(f"{count(len(limits), 'limit')} passed")
    return reasons


def shown_name(change: Change) -> str:
    """Name a campaign as it is recorded and, where its file says another name now, as that says."""
    if change.stands is None or change.recorded_name == change.name:
        return one_line(change.name or "(no name)")
    return f"{one_line(change.recorded_name)} (its file says {one_line(change.name or 'no name')})"


def utc_beside(instant: datetime, at: datetime) -> str:
    """Give an instant's time in UTC, with the day only where it is another one than at its place."""
    return (
        f"{instant:%H:%M} UTC" if instant.date() == at.date() else f"{instant:%a} {instant.day} {instant:%b %H:%M} UTC"
    )


def instant(launch_at: str, zone: str | None, now: datetime) -> str:
    at = timezones.in_zone(launch_at, zone)
    utc = "" if zone is None else f" ({utc_beside(timezones.parse_instant(launch_at), at)})"
    return f"{timezones.format_local(at)}{utc}, {timezones.format_relative(at, now)}"
