"""The policy's limits on one apply, and which of them a plan exceeds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from runner.errors import RefusedError
from runner.findings import Finding, Severity
from runner.formatting import count, quoted
from runner.plan.change import Change
from runner.plan.policy import Policy
from runner.yamlfile.document import Document
from runner.yamlfile.nodes import Route


@dataclass(frozen=True, slots=True)
class ExceededLimit:
    """A limit that a plan exceeds; `path` is the file of the one campaign that does, None where all do together."""

    limit: str
    finding: Finding
    path: str | None = None


def exceeded_limits(policy: Policy, changes: Iterable[Change], now: datetime) -> tuple[ExceededLimit, ...]:
    """Return every limit that the campaigns to be sent exceed; recorded campaigns count only in an update."""
    if policy.findings.has_errors:
        return ()
    sends = [change for change in changes if change.would_send]
    alone = (limit for change in sends for limit in _exceeded_alone(policy, change, now))
    return (*alone, *_exceeded_together(policy, sends))


def check_limits(policy: Policy, exceeded: Sequence[ExceededLimit]) -> None:
    """Raise RefusedError naming every limit that is exceeded."""
    by_limit: dict[str, list[ExceededLimit]] = defaultdict(list)
    for limit in exceeded:
        by_limit[limit.limit].append(limit)
    if not by_limit:
        return
    raise RefusedError(
        "; ".join(_clause(same) for same in by_limit.values()) + "; nothing was sent",
        hint=f"if this is intended, {' and '.join(map(_remedy, by_limit))} in `{policy.path}`, and apply again",
    )


def _exceeded_alone(policy: Policy, change: Change, now: datetime) -> Iterator[ExceededLimit]:
    name, contacts = quoted(change.name or ""), change.rows or 0
    if contacts > policy.contactsPerCampaign:
        limit = f"more than the {policy.contactsPerCampaign:,} that `limits.contactsPerCampaign` allows"
        message = f"{name} would call {count(contacts, 'contact')}, {limit}"
        yield _by_campaign(policy, "contactsPerCampaign", message, change, "contacts")
    lines = change.request.get("concurrentCalls")
    if isinstance(lines, int) and lines > policy.concurrentCalls:
        limit = f"more than the {policy.concurrentCalls:,} that `limits.concurrentCalls` allows"
        message = f"{name} would call on {count(lines, 'line')}, {limit}"
        yield _by_campaign(policy, "concurrentCalls", message, change, "concurrentCalls")
    if change.immediate and not policy.immediateLaunches:
        message = f"{name} would dial as soon as it is created, and `limits.immediateLaunches` is false"
        yield _by_campaign(policy, "immediateLaunches", message, change, "isScheduled")
    launch = change.desired.launch.at if change.desired and change.desired.launch else None
    lead = (launch - now).total_seconds() if launch else 0
    # A launch that is past can't be sent any more, and an unknown one must still be looked up.
    if 0 < lead < 60 * policy.minimumLeadMinutes:
        limit = f"less than the {policy.minimumLeadMinutes:,} that `limits.minimumLeadMinutes` requires"
        message = f"{name} launches in {count(int(lead // 60), 'minute')}, {limit}"
        yield _by_campaign(policy, "minimumLeadMinutes", message, change, "scheduledTime")


def _exceeded_together(policy: Policy, sends: list[Change]) -> Iterator[ExceededLimit]:
    contacts = sum(change.rows or 0 for change in sends)
    new = [change for change in sends if not change.is_update]
    if len(new) > policy.newCampaigns:
        limit = f"more than the {policy.newCampaigns:,} that `limits.newCampaigns` allows"
        message = f"apply would create {count(len(new), 'campaign')}, {limit}"
        yield _by_all(policy, "newCampaigns", message, new)
    if contacts > policy.contactsPerApply:
        limit = f"more than the {policy.contactsPerApply:,} that `limits.contactsPerApply` allows"
        message = f"apply would call {count(contacts, 'contact')}, {limit}"
        yield _by_all(policy, "contactsPerApply", message, sends)


def _by_campaign(policy: Policy, limit: str, message: str, change: Change, key: str) -> ExceededLimit:
    document = change.desired.document if change.desired else None
    return ExceededLimit(limit, _finding(policy, limit, message, document, (key,)), change.path)


def _by_all(policy: Policy, limit: str, message: str, sends: list[Change]) -> ExceededLimit:
    if policy.document is not None:
        return ExceededLimit(limit, _finding(policy, limit, message, policy.document, ("limits", limit)))
    documents = [change.desired.document for change in sends if change.desired and change.desired.document]
    first = documents[0] if documents else None
    return ExceededLimit(limit, _finding(policy, limit, message, first, ("campaignName",)))


def _finding(policy: Policy, limit: str, message: str, document: Document | None, route: Route) -> Finding:
    hint = f"apply refuses to send anything; if this is intended, {_remedy(limit)} in `{policy.path}`"
    if document is None:
        return Finding("limit-passed", message, policy.path, severity=Severity.WARNING, hint=hint)
    return document.finding("limit-passed", message, route, severity=Severity.WARNING, hint=hint)


def _remedy(limit: str) -> str:
    match limit:
        case "immediateLaunches":
            return "set `limits.immediateLaunches` to true"
        case "minimumLeadMinutes":
            return "lower `limits.minimumLeadMinutes`"
        case _:
            return f"raise `limits.{limit}`"


def _clause(same: Sequence[ExceededLimit]) -> str:
    more = f" (and {count(len(same) - 1, 'more campaign')})" if len(same) > 1 else ""
    return same[0].finding.message + more
