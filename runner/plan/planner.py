"""Compares what the files ask for with what is recorded: actions, their hash, and what stands against them."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from runner.config import schedule
from runner.findings import Finding, Findings, Severity
from runner.plan import desired as wishes
from runner.plan import policy as policies
from runner.plan import record_warnings as notes
from runner.plan.change import ACTIONS, HAS_ERRORS, Action, Change
from runner.plan.desired import Desired
from runner.plan.policy import Passed, Policy
from runner.state.record import Record

if TYPE_CHECKING:
    from runner.plan.checks.overlap.sketch import Memory


@dataclass(frozen=True, slots=True)
class Plan:
    """What apply would do, as of an instant; sorted by path, so that every output agrees."""

    changes: tuple[Change, ...]
    as_of: datetime
    policy: Policy
    passed: tuple[Passed, ...]

    def of(self, *actions: Action) -> list[Change]:
        return [change for change in self.changes if change.action in actions]

    @property
    def findings(self) -> Findings:
        return merged([*(change.findings for change in self.changes), self.beside])

    @property
    def beside(self) -> Findings:
        """What was found that belongs to no single campaign: in the policy, and of limits that all pass together."""
        return merged([self.policy.findings, Findings(one.finding for one in self.passed if one.of is None)])

    @property
    def sends(self) -> frozenset[tuple[str, str]]:
        """Name and fingerprint of all that would be sent, before blocking."""
        return frozenset((c.name, c.fingerprint) for c in self.changes if c.would_send and c.name and c.fingerprint)

    @property
    def hash(self) -> str:
        """Identifies what would be sent, whatever the time and the machine."""
        return "sha256:" + hashlib.sha256(wishes.canonical_json(sorted(self.sends))).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(change.action for change in self.changes)
        return {action: found[action] for action in ACTIONS}

    @property
    def contacts(self) -> int:
        """How many people the campaigns to be created would call."""
        return sum(change.rows or 0 for change in self.of("create"))

    @property
    def maybe(self) -> list[Change]:
        """Those whose outcome is unknown, and which are created if the look-up doesn't find them."""
        return [change for change in self.of("unknown") if change.would_send]

    @property
    def pending(self) -> bool:
        """Whether apply would do anything."""
        return bool(self.of("create", "unknown", "moved", "blocked"))


def make(
    desired: Iterable[Desired],
    records: Mapping[str, Record],
    now: datetime,
    policy: Policy,
    memory: "Memory | None" = None,
) -> Plan:
    """Match files with records and judge what would be sent against the clock, the policy and each other.

    `memory` tells whom recorded campaigns called whose lists are gone.
    """
    wanted = [replace(one, findings=one.findings.weighed(policy.severities)) for one in desired]
    changes = [*_of_files(wanted, records), *_of_records(wanted, records)]
    judged = sorted((_judged(change, now) for change in changes), key=lambda change: (change.path, change.name or ""))
    if len(judged) > 1 and not policy.findings.failed and any(change.would_send for change in judged):
        from runner.plan.checks.overlap import (
            check as overlap,  # one campaign alone, or nothing to send, doesn't pay for it
        )

        judged = overlap.check(judged, now, policy, memory)
    if policy.suppression and not policy.findings.failed:
        from runner.plan.checks.suppression import (
            check as suppression,  # a policy without such lists doesn't pay for it
        )

        judged = suppression.check(judged, policy, now)
    if not policy.findings.failed and any(change.would_send for change in judged):
        from runner.plan.checks import calling_hours as calling  # nothing to send doesn't pay for it

        judged = calling.check(judged, policy, now)
    passed = policies.passed(policy, judged, now)
    own: dict[str, list[Finding]] = defaultdict(list)
    for one in passed:
        if one.of is not None:
            own[one.of].append(one.finding)
    changes = [replace(c, findings=merged([c.findings, Findings(own[c.path])])) if c.path in own else c for c in judged]
    return Plan(tuple(changes), now, policy, passed)


def merged(collections: Iterable[Findings]) -> Findings:
    total = Findings()
    for collection in collections:
        total.extend(collection)
    return total


def _of_files(wanted: list[Desired], records: Mapping[str, Record]) -> Iterator[Change]:
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


def _of_records(wanted: list[Desired], records: Mapping[str, Record]) -> Iterator[Change]:
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
    asked = wishes.recorded_request(desired.campaign)
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


def _judged(change: Change, now: datetime) -> Change:
    match change.action:
        case "create":
            findings = merged([change.findings])
            if change.desired and change.desired.launch and change.desired.document:
                schedule.check_ahead(change.desired.launch, now, change.desired.document, findings)
                if change.desired.launch.immediate:
                    findings.add(notes.dials_at_once(change, change.desired.document))
                if change.unread:
                    findings.add(notes.list_unread(change, change.desired.document))
            return replace(change, action="blocked" if findings.failed else "create", findings=findings)
        case "unknown":
            findings = change.findings.softened(Severity.WARNING)
            if change.would_send and change.immediate and change.desired and change.desired.document:
                findings.add(notes.dials_at_once(change, change.desired.document))
            if change.unread and change.desired and change.desired.document:
                findings.add(notes.list_unread(change, change.desired.document))
            return replace(change, findings=notes.about(change, findings, now))
        case "blocked":
            return change
        case _:
            softer = Severity.WARNING if change.differs == (HAS_ERRORS,) else Severity.INFO
            return replace(change, findings=notes.about(change, change.findings.softened(softer), now))
