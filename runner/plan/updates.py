"""Which edits of a recorded campaign apply may make in the account, and what each changes there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from runner import timezones
from runner.config.campaign import SCHEDULE, Campaign
from runner.config.schedule import Launch
from runner.plan import fingerprint, record_warnings
from runner.plan.change import Change, FieldChange
from runner.plan.desired import Desired
from runner.plan.diff import differences
from runner.plan.imported import in_recorded_form
from runner.plan.policy import Policy
from runner.plan.recorded_hours import launches_later
from runner.state.record import Record

UPDATABLE = (*SCHEDULE, "agentId", "sipPhoneNumber", "concurrentCalls")
"""The fields that an update may change."""


def with_update(change: Change, policy: Policy, now: datetime) -> Change:
    """Return a changed campaign as an update where apply may make it; else it says, where that helps, what prevents it.

    An edit that somebody acknowledged is never made.
    """
    record, desired = change.record, change.desired
    if change.action != "changed" or record is None or desired is None or not launches_later(change, now):
        return change
    if record_warnings.is_acknowledged(change, record.accepted):
        return change
    meant = in_recorded_form(desired, record)
    obstacle = _obstacle(meant, record)
    if not policy.updates:
        setting = f"to let apply make this change, set `updates: scheduled` in `{policy.path}`; or"
        return change if obstacle else replace(change, no_update=setting)
    if obstacle is not None or meant.campaign is None:
        return replace(change, no_update=obstacle)
    update = replace(change, action="update", updates=tuple(_field_changes(meant.campaign, record)))
    if update.moves_launch or record.launchAt is None:
        return update
    launch = Launch(timezones.in_zone(record.launchAt, record.zone))
    return replace(update, desired=replace(desired, launch=launch))


def _obstacle(desired: Desired, record: Record) -> str | None:
    """Return what in an edit can't be made in the account; None where it changes nothing but fields of an update."""
    campaign = desired.campaign
    if campaign is None or not (desired.contacts or desired.unread):
        return "an update needs a file and a list without errors:"
    if record.unconfirmed:
        return f"nobody has seen {record.campaignId} in the account, so that nothing is changed there:"
    if record.launchAt is None or not campaign.isScheduled:
        return "an update never makes a campaign dial at once:"
    if campaign.concurrentCalls is None and "concurrentCalls" in record.request:
        return "an update can't set `concurrentCalls` back to the account's default: write a number, or"
    if others := differences(desired.with_fields({key: record.request.get(key) for key in UPDATABLE}), record):
        return f"an update can't change {', '.join(f'`{field}`' for field in others)}:"
    return None


def _edits_schedule(campaign: Campaign, record: Record) -> bool:
    """Whether a file has another date, time or zone than when it was sent."""
    request = campaign.request()
    return any(not fingerprint.same_value(key, request.get(key), record.request.get(key)) for key in SCHEDULE)


def _field_changes(campaign: Campaign, record: Record) -> Iterator[FieldChange]:
    """Yield what the file has otherwise than the account; its schedule counts only if it was edited.

    A postponed campaign stays postponed until its date, time or zone is edited.
    """
    request = fingerprint.recorded_request(campaign)
    schedule = zip(SCHEDULE, record.wall_clock or (None, None, None), strict=True)
    recorded = {**record.request, **(dict(schedule) if _edits_schedule(campaign, record) else {})}
    for field in UPDATABLE:
        before, after = recorded.get(field), request.get(field)
        if not fingerprint.same_value(field, before, after):
            yield FieldChange(field, before, after)
