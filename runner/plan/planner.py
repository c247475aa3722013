"""Compares what the files ask for with what is recorded: actions, their hash, and what stands against them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from runner.config import schedule
from runner.findings import Finding, Findings, Severity
from runner.plan import limits, record_warnings
from runner.plan.change import HAS_ERRORS, Change
from runner.plan.desired import Desired
from runner.plan.diff import of_files, of_records
from runner.plan.plan import Plan, merged
from runner.plan.policy import Policy
from runner.state.record import Record

if TYPE_CHECKING:
    from runner.plan.checks.overlap.sketch import Memory


def build_plan(
    desired: Iterable[Desired],
    records: Mapping[str, Record],
    now: datetime,
    policy: Policy,
    memory: "Memory | None" = None,
) -> Plan:
    """Match files with records and judge what would be sent against the clock, the policy and each other.

    `memory` tells whom recorded campaigns called whose lists are gone.
    """
    wanted = [replace(one, findings=one.findings.with_severities(policy.severities)) for one in desired]
    changes = [*of_files(wanted, records), *of_records(wanted, records)]
    judged = sorted((_judged(change, now) for change in changes), key=lambda change: (change.path, change.name or ""))
    if len(judged) > 1 and not policy.findings.has_errors and any(change.would_send for change in judged):
        from runner.plan.checks.overlap.check import check_overlap

        judged = check_overlap(judged, now, policy, memory)
    if policy.suppression and not policy.findings.has_errors:
        from runner.plan.checks.suppression.check import check_suppression

        judged = check_suppression(judged, policy, now)
    if not policy.findings.has_errors and any(change.would_send for change in judged):
        from runner.plan.checks.calling_hours import check_calling_hours  # nothing to send doesn't pay for it

        judged = check_calling_hours(judged, policy, now)
    passed = limits.passed(policy, judged, now)
    own: dict[str, list[Finding]] = defaultdict(list)
    for one in passed:
        if one.of is not None:
            own[one.of].append(one.finding)
    changes = [replace(c, findings=merged([c.findings, Findings(own[c.path])])) if c.path in own else c for c in judged]
    return Plan(tuple(changes), now, policy, passed)


def _judged(change: Change, now: datetime) -> Change:
    match change.action:
        case "create":
            findings = merged([change.findings])
            if change.desired and change.desired.launch and change.desired.document:
                schedule.check_ahead(change.desired.launch, now, change.desired.document, findings)
                if change.desired.launch.immediate:
                    findings.add(record_warnings.dials_at_once(change, change.desired.document))
                if change.unread:
                    findings.add(record_warnings.list_unread(change, change.desired.document))
            return replace(change, action="blocked" if findings.has_errors else "create", findings=findings)
        case "unknown":
            findings = change.findings.with_errors_as(Severity.WARNING)
            if change.would_send and change.immediate and change.desired and change.desired.document:
                findings.add(record_warnings.dials_at_once(change, change.desired.document))
            if change.unread and change.desired and change.desired.document:
                findings.add(record_warnings.list_unread(change, change.desired.document))
            return replace(change, findings=record_warnings.about(change, findings, now))
        case "blocked":
            return change
        case _:
            softer = Severity.WARNING if change.differs == (HAS_ERRORS,) else Severity.INFO
            return replace(change, findings=record_warnings.about(change, change.findings.with_errors_as(softer), now))
