"""Assesses when contacts would be called, and reports clashes with calling hours.

New campaigns and updates are assessed, and those that exist already as long as their launch is ahead and the list they
were sent with is there.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from functools import partial

from runner import timezones
from runner.calling_hours.alternatives import Alternatives
from runner.calling_hours.assessment import Assessment, Assessor
from runner.calling_hours.clashes import Clash
from runner.calling_hours.people.location_columns import location_columns
from runner.calling_hours.people.locations import Locations, locate
from runner.calling_hours.people.place_findings import place_findings
from runner.calling_hours.rules.rulebook import Rulebook
from runner.calling_hours.wording import clash_message, describe_alternatives
from runner.config.campaign import Campaign
from runner.contacts.contacts import Answer, Contacts
from runner.findings import Finding, Findings, Severity
from runner.formatting import quoted
from runner.plan.change import Change
from runner.plan.inputs import Inputs
from runner.plan.policy import Policy
from runner.plan.recorded_hours import launches_later, not_checkable
from runner.plan.stop_hints import stop_commands
from runner.state.record import Record
from runner.yamlfile.document import Document


def check_calling_hours(changes: Sequence[Change], inputs: Inputs) -> Sequence[Change]:
    """Return the changes; each with a launch ahead gets an assessment and its findings, or why it has none."""
    policy, now = inputs.policy, inputs.now
    assessor = Assessor(policy.rulebook, now)
    assessing = [
        _recorded(change, policy, assessor)
        if launches_later(change, now) and not change.would_send
        else _to_be_sent(change, policy, assessor)
        for change in changes
    ]
    return [assessed() for assessed in assessing]


def _to_be_sent(change: Change, policy: Policy, assessor: Assessor) -> Answer[Change]:
    desired = change.desired
    if not change.would_send or desired is None or desired.campaign is None:
        return partial(replace, change)
    if policy.findings.has_errors or desired.contacts is None:
        reason = "the policy has errors" if policy.findings.has_errors else "its list wasn't fetched"
        return partial(replace, change, hours_unchecked=reason)
    if desired.document is None or desired.launch is None or (desired.launch.at is None and not change.immediate):
        return partial(replace, change)
    start = None if change.immediate else desired.launch.at
    located = _locate(desired.contacts, desired.campaign, (start or assessor.now).astimezone(UTC).year, assessor.book)
    lines, document, path = desired.campaign.concurrentCalls, desired.document, desired.contacts.path

    def assessed() -> Change:
        where = located()
        assessment = assessor.assess(where.groups, start, lines)
        findings = Findings(_finding(clash, assessment, change, document) for clash in assessment.clashes)
        places = Findings(place_findings(where, path))
        findings.extend(places.with_severities(policy.severities))
        return replace(change.with_findings(findings), hours=assessment)

    return assessed


def _locate(contacts: Contacts, campaign: Campaign, year: int, book: Rulebook) -> Answer[Locations]:
    source, defaults = campaign.contacts, campaign.dynamicVariables or {}
    if location_columns(contacts.columns, source.columns or {}):
        return contacts.ask(locate, source, defaults, year, book.mobile_numbers)
    return partial(locate, contacts, source, defaults, year, book.mobile_numbers)


def _recorded(change: Change, policy: Policy, assessor: Assessor) -> Answer[Change]:
    """Judge what was sent again: by its recorded launch and lines, and the rules as they are now."""
    if reason := not_checkable(change, policy_errors=policy.findings.has_errors):
        return partial(replace, change, hours_unchecked=reason)
    record, desired = change.record, change.desired
    if not (record and record.launchAt and desired and desired.campaign and desired.document and desired.contacts):
        return partial(replace, change)
    start, document = timezones.in_zone(record.launchAt, change.zone), desired.document
    located = _locate(desired.contacts, desired.campaign, start.astimezone(UTC).year, assessor.book)
    lines = record.request.get("concurrentCalls")

    def assessed() -> Change:
        limit = lines if isinstance(lines, int) else None
        assessment = assessor.assess(located().groups, start, limit)
        findings = Findings(_recorded_finding(clash, record, document) for clash in assessment.clashes)
        merged = Findings.merged([change.findings, findings.with_errors_as(Severity.WARNING)])
        return replace(change, findings=merged, hours=replace(assessment, alternatives=Alternatives()))

    return assessed


def _recorded_finding(clash: Clash, record: Record, document: Document) -> Finding:
    if record.hours is None:
        then = "whether this was found when it was created isn't recorded"
    elif clash.code in record.hours["clashes"]:
        then = f"{clash.code} was found when it was created, too"
    else:
        then = f"no {clash.code} was found when it was created"
    return document.finding(
        clash.code,
        f"{record.campaignId}, created already, {clash_message(clash)}",
        ("campaignName",),
        at_value=True,
        severity=clash.severity,
        hint=f"{then}; to move or stop it: {stop_commands(str(record.request.get('campaignName')))}",
    )


def _finding(clash: Clash, assessment: Assessment, change: Change, document: Document) -> Finding:
    return document.finding(
        clash.code,
        clash_message(clash),
        (_key(clash, change),),
        at_value=True,
        severity=clash.severity,
        hint=_hint(clash, assessment, change),
    )


def _hint(clash: Clash, assessment: Assessment, change: Change) -> str:
    ways = "; or ".join(describe_alternatives(assessment.alternatives, change.path))
    if not ways:
        ways = f"see rule {quoted(clash.rule.id)} in docs/reference/calling-hours.md, or change it in the policy"
        if any(not calls.zone_group.zones for calls in assessment.groups):
            ways = f"name each contact's time zone in a column `timezone`; or {ways}"
    no_start = not assessment.passed and assessment.alternatives.start is None
    return f"no other start suits everyone: {ways}" if no_start else ways


def _key(clash: Clash, change: Change) -> str:
    if change.immediate:
        return "isScheduled"
    return "scheduledDate" if clash.code == "calling-holiday" else "scheduledTime"
