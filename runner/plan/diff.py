"""Compares campaign files with recorded campaigns: one change for each."""

from collections.abc import Collection, Iterator, Mapping

from runner.config.campaign import SCHEDULE
from runner.findings import Findings
from runner.plan import fingerprint
from runner.plan.change import HAS_ERRORS, Action, Change
from runner.plan.desired import Desired
from runner.plan.imported import in_recorded_form
from runner.state.record import Record


def compare(
    files: list[Desired], records: Mapping[str, Record], elsewhere: Collection[str] = frozenset()
) -> list[Change]:
    """Return a change for each file, and one for each recorded campaign that no file speaks for.

    One whose file is `elsewhere`, in a folder that shares the state, isn't judged: it is `unchanged`, never `removed`.
    """
    return [*_of_files(files, records), *_of_records(files, records, elsewhere)]


def _of_files(files: list[Desired], records: Mapping[str, Record]) -> Iterator[Change]:
    names = {desired.name for desired in files}
    by_path = {record.path: (name, record) for name, record in records.items() if name not in names}
    holders = _holders(records, files)
    for desired in files:
        record = records.get(desired.name) if desired.name is not None else None
        old_name, old = by_path.get(desired.path, (None, None))
        if desired.name is None and old is not None:
            yield Change("changed", old_name, desired.path, desired.findings, desired, old, (HAS_ERRORS,))
        elif desired.name is None or (record is not None and holders[desired.name] is not desired):
            yield Change("blocked", desired.name, desired.path, desired.findings, desired)
        elif record is not None:
            yield _against_record(desired, record)
        elif old is not None:
            yield Change("changed", desired.name, desired.path, desired.findings, desired, old, ("campaignName",))
        else:
            yield Change("create", desired.name, desired.path, desired.findings, desired)


def _of_records(files: list[Desired], records: Mapping[str, Record], elsewhere: Collection[str]) -> Iterator[Change]:
    names = {desired.name for desired in files}
    renamed = {desired.path for desired in files if desired.name not in records}
    last = {record.path: name for name, record in records.items() if name not in names}
    for name, record in records.items():
        if name in names:
            continue
        if record.status != "created":
            yield Change("unknown", name, record.path, Findings(), record=record)
        elif record.path not in renamed or last[record.path] != name:  # else the renamed file's change covers both
            action: Action = "unchanged" if name in elsewhere else "removed"
            yield Change(action, name, record.path, Findings(), record=record)


def _holders(records: Mapping[str, Record], files: list[Desired]) -> dict[str, Desired]:
    """Return for each recorded name the file it was recorded from, else the first file with that name."""
    holders: dict[str, Desired] = {}
    for desired in files:
        if desired.name is not None and desired.name in records:
            first = holders.setdefault(desired.name, desired)
            if first.path != records[desired.name].path == desired.path:
                holders[desired.name] = desired
    return holders


def _against_record(desired: Desired, record: Record) -> Change:
    if record.status != "created":
        return Change("unknown", desired.name, desired.path, desired.findings, desired, record)
    # No edit of its file brings a deleted campaign back.
    differs = () if record.deleted else differences(in_recorded_form(_as_postponed(desired, record), record), record)
    action: Action = "changed" if differs else "unchanged" if desired.path == record.path else "moved"
    return Change(action, desired.name, desired.path, desired.findings, desired, record, differs)


def _as_postponed(desired: Desired, record: Record) -> Desired:
    """Return a file that names the launch to which its campaign was postponed with the one that was sent."""
    if record.postponed is None or not names_postponed_launch(desired, record):
        return desired
    return desired.with_fields({key: record.request.get(key) for key in SCHEDULE})


def names_postponed_launch(desired: Desired, record: Record) -> bool:
    """Whether a file has the instant to which its campaign was postponed, or by other zone rules its local time."""
    if desired.launch is not None and desired.launch.instant == record.launchAt:
        return True
    request, postponed = desired.campaign.request() if desired.campaign else {}, record.postponed or {}
    return all(fingerprint.same_value(key, request.get(key), postponed.get(key, "")) for key in SCHEDULE)


def differences(desired: Desired, record: Record) -> tuple[str, ...]:
    """Return the fields in which a file differs from what was sent; a list that is gone counts as the one sent."""
    if desired.asks_for(record):
        return ()
    if desired.campaign is None:
        return (HAS_ERRORS,)
    request = fingerprint.recorded_request(desired.campaign)
    fields = [
        key
        for key in sorted({*request, *record.request})
        if not fingerprint.same_value(key, request.get(key), record.request.get(key))
    ]
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
    return tuple(fields) or ("dynamicVariables" if "dynamicVariables" in request else "contacts",)
