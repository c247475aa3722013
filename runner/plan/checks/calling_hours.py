"""When the people of each new campaign would be called, and what stands against that."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from runner import timezones
from runner.calling_hours import assessment
from runner.calling_hours.alternatives import Fixes
from runner.calling_hours.assessment import Outcome
from runner.calling_hours.clashes import Clash, Part, Reason
from runner.calling_hours.people import locations
from runner.findings import Finding, Findings
from runner.formatting import count, shell_quote
from runner.plan.change import Change
from runner.plan.policy import Policy
from runner.yamlfile.document import Document

_ROUTES = {"calling-holiday": "scheduledDate"}
_AT_ONCE = "isScheduled"


def check_calling_hours(changes: Sequence[Change], policy: Policy, now: datetime) -> list[Change]:
    """Judge each campaign that would be sent and whose list was read; add the outcome, and a finding for each clash."""
    return [_judged(change, policy, now) for change in changes]


def merge_before(changes: Iterable[Change], policy: Policy) -> datetime | None:
    """Give until when all that would be sent can be merged as it was judged; None where nothing sets an end."""
    ends = []
    for change in changes:
        if not change.would_send or change.action == "blocked":
            continue
        if change.immediate:
            ends.append(change.hours.merge_before if change.hours else None)
        elif change.desired and change.desired.launch and change.desired.launch.at:
            ends.append(_plain(change.desired.launch.at) - timedelta(minutes=policy.minimumLeadMinutes))
    return min((end for end in ends if end is not None), default=None)


def _plain(at: datetime) -> datetime:
    """Give an instant as the standard library has it: pendulum's differences don't compare with its."""
    return datetime.fromtimestamp(at.timestamp(), at.tzinfo)


def _judged(change: Change, policy: Policy, now: datetime) -> Change:
    wanted = change.desired
    if not change.would_send or wanted is None or wanted.campaign is None or wanted.contacts is None:
        return change
    if wanted.document is None or wanted.launch is None or (wanted.launch.at is None and not change.immediate):
        return change
    campaign = wanted.campaign
    groups = locations.groups(wanted.contacts, campaign.contacts, campaign.dynamicVariables or {})
    start = None if change.immediate or wanted.launch.at is None else _plain(wanted.launch.at)
    outcome = assessment.judge(groups, start, campaign.concurrentCalls, policy.rulebook, now)
    document = wanted.document
    said = (_finding(clash, outcome, change.path, document, at_once=change.immediate) for clash in outcome.clashes)
    found = Findings(said)
    return replace(change.against(found), hours=outcome)


def _finding(clash: Clash, outcome: Outcome, path: str, document: Document, *, at_once: bool) -> Finding:
    verb = "calls" if clash.certain else "may call"
    first, *rest = clash.parts
    zones = {part.zone for part in rest} - {first.zone}
    message = f"{verb} {count(clash.contacts, 'person')} {_why(first)}: {_when(first)}"
    message += f", and in {count(len(zones), 'more zone')}" if zones else ""
    message += f" (rule {clash.rule.id}, confidence {clash.rule.confidence})"
    route = (_AT_ONCE if at_once else _ROUTES.get(clash.code, "scheduledTime"),)
    hint = _hint(outcome.fixes, path) or "docs/calling-hours.md has the rule and its source; the policy can change it"
    return document.finding(clash.code, message, route, at_value=True, severity=clash.severity, hint=hint)


def _why(part: Part) -> str:
    match part.reason:
        case Reason.HOLIDAY:
            return f"on a holiday, {part.holiday}"
        case Reason.EVE:
            return "late on the eve of a holiday"
        case Reason.CLOSED_DAY:
            return f"on a {part.start:%A}"
        case Reason.QUIET:
            return "in quiet hours"


def _when(part: Part) -> str:
    start, end = part.start, part.end
    since = f"{start:%a} {start.day} {start:%b %H:%M}"
    if end - start < timedelta(minutes=1):  # a run whose end isn't known is judged by its first call
        return f"{since} {part.zone}"
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%a} {end.day} {end:%b %H:%M}"
    return f"{since} to {until} {part.zone}"


def _hint(fixes: Fixes, path: str) -> str:
    """Offer what passes the same check."""
    ways = []
    if fixes.start is not None:
        earliest, latest = fixes.start.earliest, fixes.start.latest
        ways.append(f"start between {timezones.format_local(earliest)} and {timezones.format_local(latest)}")
    if fixes.lines is not None:
        ways.append(f"call over {count(fixes.lines.lines, 'line')} (`concurrentCalls`)")
    if fixes.split:
        ways.append(f"give each zone a start of its own: `campaigns split {shell_quote(path)} --by zone`")
    return "; or ".join(ways) + (" (each was checked)" if ways else "")
