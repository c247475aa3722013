"""Assess when the contacts of each new campaign would be called, and report clashes with calling hours."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from runner import timezones
from runner.calling_hours.alternatives import Alternatives
from runner.calling_hours.assessment import assess
from runner.calling_hours.clashes import Clash, ClashPart, ClashReason
from runner.calling_hours.people import locations
from runner.findings import Finding, Findings
from runner.formatting import count, quoted, shell_quote
from runner.plan.change import Change
from runner.plan.policy import Policy
from runner.yamlfile.document import Document


def check_calling_hours(changes: Sequence[Change], policy: Policy, now: datetime) -> list[Change]:
    """Return the changes; each that would be sent and whose list was read gets an assessment and its findings."""
    return [_assessed(change, policy, now) for change in changes]


def merge_before(changes: Iterable[Change], policy: Policy) -> datetime | None:
    """Return the latest moment to merge all that would be sent as it was assessed; None where nothing sets one."""
    ends = []
    for change in changes:
        if not change.would_send or change.action == "blocked":
            continue
        if change.immediate:
            ends.append(change.hours.merge_before if change.hours else None)
        elif change.desired and change.desired.launch and change.desired.launch.at:
            ends.append(_datetime(change.desired.launch.at) - timedelta(minutes=policy.minimumLeadMinutes))
    return min((end for end in ends if end is not None), default=None)


def _datetime(at: datetime) -> datetime:
    """Return a pendulum instant as a plain datetime: differences of the two kinds don't compare."""
    return datetime.fromtimestamp(at.timestamp(), at.tzinfo)


def _assessed(change: Change, policy: Policy, now: datetime) -> Change:
    desired = change.desired
    if not change.would_send or desired is None or desired.campaign is None or desired.contacts is None:
        return change
    if desired.document is None or desired.launch is None or (desired.launch.at is None and not change.immediate):
        return change
    campaign, document = desired.campaign, desired.document
    groups = locations.groups(desired.contacts, campaign.contacts, campaign.dynamicVariables or {})
    start = None if change.immediate or desired.launch.at is None else _datetime(desired.launch.at)
    assessment = assess(groups, start, campaign.concurrentCalls, policy.rulebook, now)
    findings = Findings(_finding(clash, assessment.alternatives, change, document) for clash in assessment.clashes)
    return replace(change.against(findings), hours=assessment)


def _finding(clash: Clash, alternatives: Alternatives, change: Change, document: Document) -> Finding:
    hint = _hint(alternatives, change.path)
    hint = hint or f"see rule {quoted(clash.rule.id)} in docs/calling-hours.md, or change it in the policy"
    route = (_key(clash, change),)
    return document.finding(clash.code, _message(clash), route, at_value=True, severity=clash.severity, hint=hint)


def _key(clash: Clash, change: Change) -> str:
    if change.immediate:
        return "isScheduled"
    return "scheduledDate" if clash.code == "calling-holiday" else "scheduledTime"


def _message(clash: Clash) -> str:
    verb = "calls" if clash.certain else "may call"
    first, *rest = clash.parts
    zones = {part.zone for part in rest} - {first.zone}
    more = f", and in {count(len(zones), 'more time zone')}" if zones else ""
    rule = f"rule {clash.rule.id}, confidence {clash.rule.confidence}"
    return f"{verb} {count(clash.contacts, 'contact')} {_why(first)}: {_when(first)}{more} ({rule})"


def _why(part: ClashPart) -> str:
    match part.reason:
        case ClashReason.HOLIDAY:
            return f"on a holiday, {part.holiday}"
        case ClashReason.EVE:
            return "late on the eve of a holiday"
        case ClashReason.CLOSED_DAY:
            return f"on a {part.start:%A}"
        case ClashReason.QUIET:
            return "in quiet hours"


def _when(part: ClashPart) -> str:
    start, end = part.start, part.end
    since = f"{start:%a} {start.day} {start:%b %H:%M}"
    if end - start < timedelta(minutes=1):  # only the first call was checked, since the lines are unknown
        return f"{since} {part.zone}"
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%a} {end.day} {end:%b %H:%M}"
    return f"{since} to {until} {part.zone}"


def _hint(alternatives: Alternatives, path: str) -> str:
    """Return the alternatives as edits and commands; empty where there is none."""
    edits = []
    if alternatives.start is not None:
        earliest, latest = alternatives.start.earliest, alternatives.start.latest
        edits.append(f"start between {timezones.format_local(earliest)} and {timezones.format_local(latest)}")
    if alternatives.lines is not None:
        edits.append(f"set `concurrentCalls: {alternatives.lines.lines}`")
    if alternatives.split:
        edits.append(f"give each time zone its own start: `campaigns split {shell_quote(path)} --by zone`")
    return "; or ".join(edits)
