"""The campaigns that overlap compares: those that would be sent, and those that were."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runner import timezones
from runner.contacts.contacts import Contacts
from runner.plan.change import Change
from runner.state.record import Record
from runner.yamlfile.document import Document


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """A campaign that would be created or updated, and when it would dial."""

    change: Change
    document: Document
    contacts: Contacts
    at: datetime

    @property
    def name(self) -> str:
        return self.change.name or ""


@dataclass(frozen=True, slots=True)
class RecordedCampaign:
    """A recorded campaign and when it dials; `contacts` is None where no file has the list that was sent."""

    name: str
    record: Record
    at: datetime
    contacts: Contacts | None


Campaign = NewCampaign | RecordedCampaign


def new_campaign(change: Change, now: datetime) -> NewCampaign | None:
    desired = change.desired
    if change.action not in ("create", "update", "unknown") or not change.would_send:
        return None
    if desired is None or desired.document is None or desired.contacts is None:
        return None
    if change.immediate:
        return NewCampaign(change, desired.document, desired.contacts, now)
    if change.launch_at is None:
        return None
    return NewCampaign(change, desired.document, desired.contacts, timezones.parse_instant(change.launch_at))


def recorded_campaigns(changes: Sequence[Change]) -> Iterator[RecordedCampaign]:
    """Yield the recorded campaigns that won't be sent, each with its list where a file still has it.

    One that was deleted before its launch called nobody.
    """
    lists = [change.desired.contacts for change in changes if change.desired and change.desired.contacts]
    # The digest tells the list that was sent; where a default was changed since, the hash of the file still does.
    by_hash = {**{one.sha256: one for one in lists}, **{one.digest: one for one in lists}}
    for change in changes:
        record = change.record
        if record is not None and not record.called_nobody and not change.would_send:
            contacts = by_hash.get(record.contacts["digest"], by_hash.get(record.contacts["sha256"]))
            yield RecordedCampaign(change.recorded_name, record, timezones.parse_instant(record.dials_at), contacts)


def count_near(times: Sequence[datetime], at: datetime, span: timedelta) -> int:
    """Count the sorted instants that are within `span` of one."""
    return bisect_right(times, at + span) - bisect_left(times, at - span)
