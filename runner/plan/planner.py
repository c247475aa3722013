"""Builds a plan: matches files with records, then runs every check on what would be sent."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from runner.config import schedule
from runner.config.consent import check_age
from runner.findings import Finding, Findings, Severity
from runner.plan import record_warnings
from runner.plan.change import HAS_ERRORS, Change
from runner.plan.diff import compare
from runner.plan.inputs import Inputs
from runner.plan.limits import ExceededLimit, exceeded_limits
from runner.plan.plan import Plan
from runner.plan.recorded_hours import launches_later
from runner.plan.updates import with_update


def build_plan(inputs: Inputs) -> Plan:
    """Return what apply would do, with every finding about it; reads no campaign file, record or list."""
    checked = _checked(compare_with_records(inputs), inputs)
    exceeded = exceeded_limits(inputs.policy, checked, inputs.now)
    return Plan(tuple(_with_limits(checked, exceeded)), inputs.now, inputs.policy, exceeded, inputs.hold)


def compare_with_records(inputs: Inputs) -> list[Change]:
    """Return each change with the findings of its file and record alone."""
    severities = inputs.policy.severities
    files = [
        replace(file, findings=file.findings.with_severities(severities)) if len(file.findings) else file
        for file in inputs.files
    ]
    compared = [
        with_update(change, inputs.policy, inputs.now) for change in compare(files, inputs.records, inputs.elsewhere)
    ]
    changes = [_with_own_findings(change, inputs) for change in compared]
    return sorted(changes, key=lambda change: (change.path, change.name or ""))


def _checked(changes: Sequence[Change], inputs: Inputs) -> Sequence[Change]:
    """Run the checks of what would be sent, the one that leaves people out first, and of what is still to launch.

    Nothing is checked by a policy that has errors.
    """
    would_send = any(change.would_send for change in changes)
    if not would_send and not any(launches_later(change, inputs.now) for change in changes):
        return changes
    from runner.plan.checks.calling_hours import check_calling_hours

    if would_send and not inputs.policy.findings.has_errors:
        from runner.plan.checks.overlap.check import check_overlap
        from runner.plan.checks.own_number import check_own_number
        from runner.plan.checks.suppression.check import check_suppression

        for check in (check_suppression, check_own_number, *_checks_of_named(inputs), check_overlap):
            changes = check(changes, inputs)
    return check_calling_hours(changes, inputs)


def _consent_findings(change: Change, inputs: Inputs) -> Iterator[Finding]:
    desired = change.desired
    if desired and desired.document and desired.campaign:
        launch_at = desired.launch.at if desired.launch else None
        consent, days = desired.campaign.consent, inputs.policy.consent_days
        yield from check_age(consent, launch_at, inputs.now, desired.document, days)


def _checks_of_named(inputs: Inputs) -> Sequence[Callable[[Sequence[Change], Inputs], Sequence[Change]]]:
    """Return the check of what the named campaigns can't be compared with, before what is compared is checked."""
    if inputs.named is None:
        return ()
    from runner.plan.checks.overlap.not_compared import check_not_compared

    return (check_not_compared,)


def _with_limits(changes: Sequence[Change], exceeded: Sequence[ExceededLimit]) -> list[Change]:
    """Add to each campaign the findings of limits that it exceeds by itself; they block nothing in the plan."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for limit in exceeded:
        if limit.path is not None:
            by_path[limit.path].append(limit.finding)
    return [
        replace(change, findings=Findings.merged([change.findings, Findings(by_path[change.path])]))
        if change.path in by_path
        else change
        for change in changes
    ]


def _with_own_findings(change: Change, inputs: Inputs) -> Change:
    """Add the findings of one file or record by itself; only an error in a file to be sent blocks."""
    now = inputs.now
    match change.action:
        case "create" | "update":
            ahead = Findings()
            # An update that leaves the schedule alone doesn't send it.
            if change.desired and change.desired.document and (change.action == "create" or change.moves_launch):
                schedule.check_ahead(change.desired.launch, now, change.desired.document, ahead)
            for finding in _consent_findings(change, inputs):
                ahead.add(finding)
            ahead = ahead.with_severities(inputs.policy.severities)
            warnings = Findings([*record_warnings.of_new(change), *record_warnings.of_record(change, now)])
            return change.with_findings(Findings.merged([ahead, warnings]))
        case "unknown":
            findings = change.findings.with_errors_as(Severity.WARNING)
            new = record_warnings.of_new(change) if change.would_send else ()
            return replace(
                change,
                findings=Findings.merged([findings, Findings(new), Findings(record_warnings.of_record(change, now))]),
            )
        case "blocked":
            return change
        case _:
            severity = Severity.WARNING if change.differs == (HAS_ERRORS,) else Severity.INFO
            findings = change.findings.with_errors_as(severity)
            return replace(
                change, findings=Findings.merged([findings, Findings(record_warnings.of_record(change, now))])
            )
