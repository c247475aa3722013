"""Findings about recorded campaigns that were postponed or deleted, or whose change isn't finished."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from runner import timezones
from runner.findings import Finding, Severity
from runner.formatting import shell_quote
from runner.state.record import Record

_BEGUN: Mapping[str, str] = {"postpone": "a postponement", "update": "an update", "delete": "a delete"}


def change_warnings(name: str, record: Record, now: datetime, *, has_file: bool, agrees: bool) -> Iterator[Finding]:
    """Yield what became of a recorded campaign since it was created; `agrees` says that its file names its launch."""
    if record.changing is not None:
        yield _unfinished(record, record.changing["kind"])
    if record.deleted is not None and has_file:
        yield Finding(
            "campaign-deleted",
            f"{record.campaignId} was deleted {_local(record, record.deleted['at'])}: its file creates nothing",
            record.path,
            severity=Severity.WARNING,
            hint="delete the file; to call its contacts after all, copy it and give it a new name",
        )
    elif (
        record.exists
        and record.postponed
        and not agrees
        and record.launchAt
        and timezones.parse_instant(record.launchAt) > now
    ):
        before, after = _local(record, record.postponed["from"]), _local(record, record.launchAt)
        yield Finding(
            "launch-postponed",
            f"{record.campaignId} was postponed from {before} to {after}",
            record.path,
            severity=Severity.WARNING,
            hint=_release(name, record, record.postponed["from"], now),
        )


def _unfinished(record: Record, kind: str) -> Finding:
    same = "`campaigns apply`" if kind == "update" else f"the same `campaigns {kind}` again, or `campaigns apply`"
    return Finding(
        "change-unknown",
        f"{_BEGUN[kind]} of {record.campaignId} was begun, and whether it was made isn't known",
        record.path,
        severity=Severity.WARNING,
        hint=f"run {same}: it reads the campaign first",
    )


def _release(name: str, record: Record, before: str, now: datetime) -> str:
    """Return how the launch is moved back; to the file's own time only while that is ahead."""
    merge = "with `updates: scheduled` in the policy, merging another date in its file moves it, too"
    at = timezones.in_zone(before, record.zone)
    if at <= now:
        return f"to choose another time, run `campaigns postpone` again; {merge}"
    back = f"`campaigns postpone {shell_quote(name)} --to {shell_quote(f'{at:%Y-%m-%d %H:%M:%S}')}`"
    return f"to release it, run {back}; {merge}"


def _local(record: Record, instant: str) -> str:
    return timezones.format_local(timezones.in_zone(instant, record.zone))
