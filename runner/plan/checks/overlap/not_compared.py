"""Tells with which other campaigns the named ones can't be compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runner.findings import Finding, Findings, Severity
from runner.formatting import count, quoted
from runner.plan.change import SENT, Change
from runner.plan.checks.overlap.campaigns import (
    NewCampaign,
    RecordedCampaign,
    count_near,
    new_campaign,
    recorded_campaigns,
)
from runner.plan.checks.overlap.query import WEEK
from runner.plan.inputs import Inputs

LISTED = 5
"""Maximum other campaigns that are listed for one campaign; the rest are counted."""


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A campaign whose people aren't known, and when it dials; None where that isn't known either."""

    path: str
    why: str
    at: datetime | None
    recorded: RecordedCampaign | None = None


def check_not_compared(changes: Sequence[Change], inputs: Inputs) -> Sequence[Change]:
    """Add to each named campaign that would be sent which others check_overlap can't compare it with.

    Others that surely dial too long before or after it don't count. A campaign with errors isn't sent, and has no
    finding.
    """
    if inputs.named is None:
        return changes
    new = [campaign for change in changes if (campaign := new_campaign(change, inputs.now))]
    named = {campaign.change.path: campaign for campaign in new if campaign.change.path in inputs.named}
    span = max(timedelta(days=inputs.policy.overlap.days), WEEK)
    times = sorted(campaign.at for campaign in named.values())
    unknown = [
        other
        for other in (*_not_sent(changes, inputs.now), *_not_listed(changes))
        if other.at is None or count_near(times, other.at, span)
    ]
    findings = {path: Findings(_not_compared(campaign, unknown, span, inputs)) for path, campaign in named.items()}
    return [change.with_findings(findings[change.path]) if change.path in findings else change for change in changes]


def _not_sent(changes: Sequence[Change], now: datetime) -> Iterator[_Unknown]:
    """Yield what would be sent but for its errors, or for a list that wasn't read."""
    for change in changes:
        if change.action in SENT and change.desired is not None and new_campaign(change, now) is None:
            yield _Unknown(change.path, "its list wasn't read" if change.unread else "it has errors", _at(change, now))


def _at(change: Change, now: datetime) -> datetime | None:
    """Return when it would dial; None where its file has no launch that can be."""
    launch = change.desired.launch if change.desired else None
    at = now if change.immediate else launch.at if launch else None
    return at if at is None or at >= now else None


def _not_listed(changes: Sequence[Change]) -> Iterator[_Unknown]:
    """Yield what was sent with a list that no file has any more."""
    for campaign in recorded_campaigns(changes):
        if campaign.contacts is None:
            yield _Unknown(campaign.record.path, "the list that was sent isn't here", campaign.at, campaign)


def _not_compared(
    campaign: NewCampaign, unknown: Sequence[_Unknown], span: timedelta, inputs: Inputs
) -> Iterator[Finding]:
    others = [
        other
        for other in unknown
        if other.path != campaign.change.path
        and (other.at is None or abs(other.at - campaign.at) <= span)
        and not _is_estimated(campaign, other, inputs)
    ]
    if not others:
        return
    listed = [f"{quoted(other.path)} ({other.why})" for other in others[:LISTED]]
    listed += [f"{len(others) - LISTED:,} more"] if others[LISTED:] else []
    yield campaign.document.finding(
        "not-compared",
        f"not compared with {count(len(others), 'other campaign')}: {', '.join(listed)}",
        ("contacts",),
        severity=Severity.INFO,
        hint="they may call the same people: `campaigns validate` lists their errors, and --fetch reads lists that are "
        "kept elsewhere",
    )


def _is_estimated(campaign: NewCampaign, other: _Unknown, inputs: Inputs) -> bool:
    """Whether check_overlap estimates from what apply remembers of the other's list."""
    record = other.recorded.record if other.recorded else None
    if record is None or record.memory is None or inputs.memory is None:
        return False
    return inputs.memory.compare(campaign.contacts, record.memory) is not None
