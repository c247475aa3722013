"""Checks the contacts of what would be sent against the policy's suppression lists."""

import os
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from runner import timezones
from runner.config.campaign import Campaign, ContactsSource, Scalar
from runner.contacts import reread
from runner.contacts.contacts import Contacts, LocalContacts
from runner.findings import Finding, Findings, Severity
from runner.formatting import count
from runner.plan.change import Change
from runner.plan.checks.suppression.cache import cached_index
from runner.plan.checks.suppression.index import (
    MAX_NUMBERS,
    SuppressedPeople,
    TooManyNumbersError,
    UnreadLines,
)
from runner.plan.checks.suppression.policy_entry import PolicyEntry, resolve, unread_finding
from runner.plan.compared_lists import ComparedList, Comparison, FileStamp
from runner.plan.inputs import Inputs
from runner.yamlfile.document import Document

if TYPE_CHECKING:
    from runner.jobs.cluster import Cluster, Kept
    from runner.plan.checks.suppression.kept_people import KeptPeople


@dataclass(slots=True)
class _Pending:
    """A campaign that would be sent, and when it would dial.

    `findings` are about it, `left_out` are the numbers to leave out, `opted_out` counts those of its own list, and
    `compared` has the lists that its contacts were compared with.
    """

    change: Change
    campaign: Campaign
    contacts: Contacts
    document: Document
    at: datetime
    findings: Findings = field(default_factory=Findings)
    left_out: set[int] = field(default_factory=set)
    opted_out: int = 0
    compared: list[ComparedList] = field(default_factory=list)


def check_suppression(changes: Sequence[Change], inputs: Inputs) -> Sequence[Change]:
    """Add to each campaign that would be sent the findings about its contacts on a list; an error blocks it.

    Where the policy leaves such people out, its contacts are then those that are left, without whoever opted out. An
    update can't leave anybody out.
    """
    policy, now = inputs.policy, inputs.now
    if not policy.suppression and not policy.leaves_out:
        return changes
    pending = {change.path: one for change in changes if (one := _pending(change, now))}
    document = policy.document
    if pending and document is not None:
        for settings in policy.suppression:
            _check_list(PolicyEntry(settings, policy, document), list(pending.values()), now, inputs.cluster)
    _add_opted_out(pending.values())
    remaining = {
        path: one.contacts.without(one.left_out)
        for path, one in pending.items()
        if one.left_out and not one.change.is_update
    }
    contacts = {path: answer() for path, answer in remaining.items()}
    return [
        _checked(change, pending[change.path], contacts.get(change.path)) if change.path in pending else change
        for change in changes
    ]


def _add_opted_out(pending: Collection[_Pending]) -> None:
    """Leave out who opted out, too."""
    answers = [one.contacts.ask(_opted_out) for one in pending]
    for one, answer in zip(pending, answers, strict=True):
        opted_out = answer()
        one.left_out.update(opted_out)
        one.opted_out = len(opted_out)


def _opted_out(contacts: LocalContacts) -> "array[int]":
    return contacts.opted_out


def _checked(change: Change, pending: _Pending, remaining: Contacts | None) -> Change:
    """Return a change with its findings, and with the contacts that are left where some are left out."""
    if change.is_update and pending.left_out:
        pending.findings.add(_still_called(pending, len(pending.left_out)))
    if remaining is not None and not remaining.called:
        pending.findings.add(_nobody_left(pending, remaining))
    change = replace(change, comparison=Comparison(tuple(pending.compared), pending.opted_out))
    if remaining is None or change.desired is None:
        return change.with_findings(pending.findings)
    return replace(change, desired=replace(change.desired, contacts=remaining)).with_findings(pending.findings)


def _still_called(pending: _Pending, suppressed: int) -> Finding:
    """Return the finding about people whom an update can't leave out: its list was sent before.

    Whom a create left out isn't recorded, only how many.
    """
    left_out = pending.change.left_out
    message = f"{count(suppressed, 'contact')} of its list must not be called today"
    if suppressed > left_out:
        message += f", and only {left_out:,} {'was' if left_out == 1 else 'were'} left out when it was created"
        hint = "an update can't change the list: delete the campaign, and create one of another name"
        return pending.document.finding("suppressed", message, ("contacts",), hint=hint)
    message += f"; {left_out:,} {'was' if left_out == 1 else 'were'} left out when it was created, which isn't recorded"
    hint = "if somebody has joined a suppression list since then, delete the campaign, and create one of another name"
    return pending.document.finding("suppressed", message, ("contacts",), severity=Severity.WARNING, hint=hint)


def _nobody_left(pending: _Pending, contacts: Contacts) -> Finding:
    message = f"{count(contacts.rows, 'contact')} on the list, and every one is left out: nobody would be called"
    hint = "delete the campaign, or list people who may be called"
    return pending.document.finding("suppressed", message, ("contacts",), hint=hint)


def _pending(change: Change, now: datetime) -> _Pending | None:
    desired = change.desired
    if not change.would_send or desired is None or desired.campaign is None or desired.contacts is None:
        return None
    if desired.document is None:
        return None
    at = timezones.parse_instant(change.launch_at) if change.launch_at else now
    return _Pending(change, desired.campaign, desired.contacts, desired.document, max(at, now))


def _check_list(entry: PolicyEntry, pending: Sequence[_Pending], now: datetime, cluster: "Cluster | None") -> None:
    """Check a list's age, and the contacts of all that would be sent against it."""
    _check_age(entry, pending, now)
    path = resolve(entry)
    if isinstance(path, Finding):
        _add_to_all(pending, path)
        return
    try:
        with path.open("rb") as file:
            stamp = FileStamp.of(file)
            opened = _open(entry, file, path, pending) if cluster is None else _open_on(cluster, entry, file, path)
            for one, contacts in zip(pending, _check_contacts(entry, opened, pending), strict=True):
                one.compared.append(opened.compared(entry, path, stamp, contacts))
    except TooManyNumbersError:
        message = f"{entry.name} has more than {MAX_NUMBERS:,} numbers"
        _add_to_all(pending, entry.finding("suppression-unread", message, "path", "split it into several lists"))
    except OSError as exc:
        message = f"{entry.name} can't be read: {(exc.strerror or 'the system does not say why').lower()}"
        _add_to_all(pending, entry.finding("file-missing", message, "path", "check its permissions"))


def _add_to_all(pending: Sequence[_Pending], finding: Finding) -> None:
    for one in pending:
        one.findings.add(finding)


def _check_age(entry: PolicyEntry, pending: Sequence[_Pending], now: datetime) -> None:
    obtained, limit = entry.settings.obtainedOn, entry.settings.maxAgeDays
    if obtained is None:
        return
    if (obtained - now.astimezone(UTC).date()).days > 1:  # east of UTC it can be tomorrow already
        message, hint = f"{entry.name} has an `obtainedOn` in the future", "write the day on which you got the list"
        _add_to_all(pending, entry.finding("suppression-stale", message, "obtainedOn", hint))
        return
    ages = [(one.at.astimezone(UTC).date() - obtained).days for one in pending]
    if max(ages) > limit:
        message = f"{entry.name} will be {count(max(ages), 'day')} old at the last launch, but `maxAgeDays` is {limit}"
        hint = "get the list again and write the day into `obtainedOn`"
        stale = [one for one, age in zip(pending, ages, strict=True) if age > limit]
        _add_to_all(stale, entry.finding("suppression-stale", message, "obtainedOn", hint))


@dataclass(frozen=True, slots=True)
class _OpenedList:
    """A suppression list: how much is on it, and its `people`, or where a cluster keeps them."""

    count: int
    unread: UnreadLines
    people: "SuppressedPeople | Kept[KeptPeople]"

    def compared(self, entry: PolicyEntry, path: Path, stamp: FileStamp, contacts: int) -> ComparedList:
        """Return what there is to say of it once contacts were compared with it, of whom some are on it."""
        settings = entry.settings
        return ComparedList(path, settings.path, stamp, settings.obtainedOn, self.count, self.unread.count, contacts)


def _check_contacts(entry: PolicyEntry, opened: _OpenedList, pending: Sequence[_Pending]) -> list[int]:
    """Compare the contacts of each campaign with a list, and return how many of them are on it."""
    people = opened.people
    if finding := unread_finding(entry, opened.unread, opened.count):
        _add_to_all(pending, finding)
    if entry.policy.leaves_out:
        numbers_on_list = [one.contacts.ask(_numbers_on_list, people) for one in pending]
        leaving = [answer() for answer in numbers_on_list]
        for one, numbers in zip(pending, leaving, strict=True):
            one.left_out.update(numbers)
        return [len(numbers) for numbers in leaving]
    rows_on_list = [
        one.contacts.ask(_rows_on_list, one.campaign.contacts, one.campaign.dynamicVariables or {}, people, entry.name)
        for one in pending
    ]
    suppressed = [answer() for answer in rows_on_list]
    for one, findings in zip(pending, suppressed, strict=True):
        one.findings.extend(findings)
    return [len(findings) for findings in suppressed]


def _open(entry: PolicyEntry, file: BufferedReader, path: Path, pending: Sequence[_Pending]) -> _OpenedList:
    """Return a list's index, or where none can be cached what the list has of the contacts."""
    calling_code = entry.settings.callingCode
    cached = cached_index(file, path, calling_code, entry.policy.cache)
    if cached.index is not None:
        return _OpenedList(cached.index.count, cached.index.unread, cached.index)
    from runner.plan.checks.suppression.number_reader import scan_list

    message = f"the index of {entry.name} can't be cached ({cached.failure}), so each run reads the whole list"
    hint = "ignore this, or make the cache folder writable for speed"
    _add_to_all(pending, entry.finding("suppression-uncached", message, "path", hint, Severity.INFO))
    scan = scan_list(file, calling_code, set[int]().union(*(one.contacts.ask(_people)() for one in pending)))
    return _OpenedList(scan.count, scan.unread, scan)


def _open_on(cluster: "Cluster", entry: PolicyEntry, file: BufferedReader, path: Path) -> _OpenedList:
    """Have a worker read a list into its memory; TooManyNumbersError."""
    from runner.contacts.cluster.reading import SharedFile
    from runner.plan.checks.suppression.kept_people import count_people, read_people

    status = os.fstat(file.fileno())
    shared = SharedFile(path, status.st_size, status.st_mtime_ns)
    people = cluster.keep(read_people, shared, entry.settings.callingCode)
    number, unread = cluster.ask(count_people, people)()
    if number > MAX_NUMBERS:
        raise TooManyNumbersError
    return _OpenedList(number, unread, people)


def _people(contacts: LocalContacts) -> "array[int]":
    return contacts.people


def _numbers_on_list(contacts: LocalContacts, people: SuppressedPeople) -> set[int]:
    return contacts.numbers_of(people.find(contacts.people))


def _rows_on_list(
    contacts: LocalContacts, source: ContactsSource, defaults: Mapping[str, Scalar], people: SuppressedPeople, name: str
) -> Findings:
    """Return a finding for each row whose person is on the list."""
    findings = Findings()
    hits = people.find(contacts.people)
    missing = set(hits)
    hint = "delete the row: this person must not be called; or set `suppressed: leave-out` in the policy"
    for person, row, line in reread.find_rows(contacts, source, defaults, hits) if hits else ():
        missing.discard(person)
        message = f"the number is on the suppression list {name}"
        findings.add(Finding("suppressed", message, contacts.path, line=line, row=row, hint=hint))
    if missing:
        message = f"the list changed since it was read; it had {count(len(missing), 'contact')} on {name}"
        findings.add(Finding("suppressed", message, contacts.path, hint="run again, then delete the rows"))
    return findings
