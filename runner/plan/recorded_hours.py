"""Calling hours of campaigns that exist already: what a record keeps of them, and which are judged again."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner import timezones
from runner.findings import Severity
from runner.plan.change import Change
from runner.state.record import Record

if TYPE_CHECKING:
    from runner.calling_hours.assessment import Assessment


def hours_summary(hours: "Assessment") -> dict[str, Any]:
    """Return the number of clashes by code that are more than information, and of contacts without a rule in effect."""
    from runner.calling_hours.rules.rulebook import Coverage

    codes = Counter(clash.code for clash in hours.clashes if clash.severity is not Severity.INFO)
    return {"clashes": dict(sorted(codes.items())), "unjudged": hours.contacts - hours.coverage.get(Coverage.RULE, 0)}


def is_scheduled_after(record: Record, now: datetime) -> bool:
    """Whether a campaign exists, and its launch is ahead."""
    if not record.exists or record.launchAt is None:
        return False
    return timezones.parse_instant(record.launchAt) > now


def launches_later(change: Change, now: datetime) -> bool:
    """Whether a change is of a campaign that exists, and whose launch is ahead."""
    return change.record is not None and is_scheduled_after(change.record, now)


def not_checkable(change: Change, *, policy_errors: bool) -> str | None:
    """Return why a campaign that exists can't be judged again: only the list that was sent is."""
    desired, record = change.desired, change.record
    if policy_errors:
        return "the policy has errors"
    if desired is None or record is None:
        return "it has no file here"
    if desired.as_recorded:
        return "its list wasn't read"
    if desired.campaign is None or desired.document is None:
        return "its file has errors"
    if desired.unread:
        return "its list wasn't fetched"
    if desired.list_missing:
        return "its list is missing"
    if desired.contacts is None:
        return "its list has errors"
    sent = record.contacts
    if desired.contacts.sha256 != sent["sha256"] and desired.contacts.digest != sent["digest"]:
        return "its list has changed since it was sent"
    return None
