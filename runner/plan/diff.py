"""Compares campaign files with recorded campaigns: one change for each."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from runner.findings import Findings
from runner.plan import fingerprint
from runner.plan.change import HAS_ERRORS, Action, Change
from runner.plan.desired import Desired
from runner.state.record import Record

if TYPE_CHECKING:
    pass


def of_files(wanted: list[Desired], records: Mapping[str, Record]) -> Iterator[Change]:
    names = {desired.name for desired in wanted}
    by_path = {record.path: (name, record) for name, record in records.items() if name not in names}
    holders = _holders(records, wanted)
    for desired in wanted:
        record = records.get(desired.name) if desired.name is not None else None
        before, former = by_path.get(desired.path, (None, None))
        if desired.name is None and former is not None:
            yield Change("changed", before, desired.path, desired.findings, desired, former, (HAS_ERRORS,))
        elif desired.name is None or (record is not None and holders[desired.name] is not desired):
            yield Change("blocked", desired.name, desired.path, desired.findings, desired)
        elif record is not None:
            yield _recorded(desired, record)
        elif former is not None:
            yield Change("changed", desired.name, desired.path, desired.findings, desired, former, ("campaignName",))
        else:
            yield Change("create", desired.name, desired.path, desired.findings, desired)


def of_records(wanted: list[Desired], records: Mapping[str, Record]) -> Iterator[Change]:
    names = {desired.name for desired in wanted}
    renamed = {desired.path for desired in wanted if desired.name not in records}
    last = {record.path: name for name, record in records.items() if name not in names}
    for name, record in records.items():
        if name in names:
            continue
        if record.status != "created":
            yield Change("unknown", name, record.path, Findings(), record=record)
        elif record.path not in renamed or last[record.path] != name:  # else its renamed file speaks for both
            yield Change("removed", name, record.path, Findings(), record=record)


def _holders(records: Mapping[str, Record], wanted: list[Desired]) -> dict[str, Desired]:
    """Of the files that claim a recorded name, give the one it was recorded from; else the first."""
    holders: dict[str, Desired] = {}
    for desired in wanted:
        if desired.name is not None and desired.name in records:
            first = holders.setdefault(desired.name, desired)
            if first.path != records[desired.name].path == desired.path:
                holders[desired.name] = desired
    return holders


def _recorded(desired: Desired, record: Record) -> Change:
    if record.status != "created":
        return Change("unknown", desired.name, desired.path, desired.findings, desired, record)
    differs = differences(desired, record)
    action: Action = "changed" if differs else "unchanged" if desired.path == record.path else "moved"
    return Change(action, desired.name, desired.path, desired.findings, desired, record, differs)


def differences(desired: Desired, record: Record) -> tuple[str, ...]:
    """Name the fields in which a file is not what was sent; a list that is gone counts as the one that was sent."""
    if desired.asks_for(record):
        return ()
    if desired.campaign is None:
        return (HAS_ERRORS,)
    asked = fingerprint.recorded_request(desired.campaign)
    fields = [key for key in sorted({*asked, *record.request}) if asked.get(key) != record.request.get(key)]
    if desired.contacts is not None:
        if desired.contacts.sha256 != record.contacts.get("sha256"):
            fields += ["contacts"] if desired.contacts.digest != record.contacts.get("digest") else []
    elif desired.unread:
        pinned = (desired.campaign.contacts.sha256 or "").lower()
        fields += ["contacts"] if pinned != record.contacts.get("sha256") else []
    elif not desired.list_missing:
        fields.append("contacts")
    elif not fields:
        return ()
    return tuple(fields) or ("dynamicVariables" if "dynamicVariables" in asked else "contacts",)
