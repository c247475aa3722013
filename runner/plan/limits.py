"""The policy's limits on one apply, and which of them a plan would pass."""

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
class Passed:
    """A limit that a plan passes; `of` is the path of the one campaign that does, None where all do together."""

    limit: str
    finding: Finding
    of: str | None = None


def passed(policy: Policy, changes: Iterable[Change], now: datetime) -> tuple[Passed, ...]:
    """Give each limit that would be passed by what would be sent, with a finding; recorded campaigns never count."""
    if policy.findings.has_errors:
        return ()
    sends = [change for change in changes if change.would_send]
    each = (one for change in sends for one in _by_one(policy, change, now))
    return (*each, *_by_all(policy, sends))


def check(policy: Policy, limits: Sequence[Passed]) -> None:
    """Refuse to send anything where a limit is passed, naming all of them."""
    by_limit: dict[str, list[Passed]] = defaultdict(list)
    for one in limits:
        by_limit[one.limit].append(one)
    if not by_limit:
        return
    raise RefusedError(
        "; ".join(_clause(same) for same in by_limit.values()) + "; nothing was sent",
        hint=f"if this is meant, {' and '.join(map(_remedy, by_limit))} in `{policy.path}`, and apply again",
    )


def _by_one(policy: Policy, change: Change, now: datetime) -> Iterator[Passed]:
    name, people = quoted(change.name or ""), change.rows or 0
    if people > policy.contactsPerCampaign:
        beyond = f"more than the {policy.contactsPerCampaign:,} of `limits.contactsPerCampaign`"
        message = f"{name} would call {count(people, 'person')}, {beyond}"
        yield _passed(policy, "contactsPerCampaign", message, change, "contacts")
    if change.immediate and not policy.immediateLaunches:
        message = f"{name} would dial at once, and `limits.immediateLaunches` is false"
        yield _passed(policy, "immediateLaunches", message, change, "isScheduled")
    launch = change.desired.launch.at if change.desired and change.desired.launch else None
    left = (launch - now).total_seconds() if launch else 0
    # A launch that is past can't be sent any more, and an unknown one must still be looked up.
    if 0 < left < 60 * policy.minimumLeadMinutes:
        beyond = f"less than the {policy.minimumLeadMinutes:,} of `limits.minimumLeadMinutes`"
        message = f"{name} launches in {count(int(left // 60), 'minute')}, {beyond}"
        yield _passed(policy, "minimumLeadMinutes", message, change, "scheduledTime")


def _by_all(policy: Policy, sends: list[Change]) -> Iterator[Passed]:
    people = sum(change.rows or 0 for change in sends)
    if len(sends) > policy.newCampaigns:
        beyond = f"more than the {policy.newCampaigns:,} of `limits.newCampaigns`"
        message = f"apply would create {count(len(sends), 'campaign')}, {beyond}"
        yield _together(policy, "newCampaigns", message, sends)
    if people > policy.contactsPerApply:
        beyond = f"more than the {policy.contactsPerApply:,} of `limits.contactsPerApply`"
        message = f"apply would call {count(people, 'person')}, {beyond}"
        yield _together(policy, "contactsPerApply", message, sends)


def _passed(policy: Policy, limit: str, message: str, change: Change, key: str) -> Passed:
    document = change.desired.document if change.desired else None
    return Passed(limit, _finding(policy, limit, message, document, (key,)), change.path)


def _together(policy: Policy, limit: str, message: str, sends: list[Change]) -> Passed:
    if policy.document is not None:
        return Passed(limit, _finding(policy, limit, message, policy.document, ("limits", limit)))
    documents = [change.desired.document for change in sends if change.desired and change.desired.document]
    return Passed(limit, _finding(policy, limit, message, documents[0] if documents else None, ("campaignName",)))


def _finding(policy: Policy, limit: str, message: str, document: Document | None, route: Route) -> Finding:
    hint = f"apply refuses to send anything; if it is meant, {_remedy(limit)} in `{policy.path}`"
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


def _clause(same: Sequence[Passed]) -> str:
    more = f" (and {count(len(same) - 1, 'more campaign')})" if len(same) > 1 else ""
    return same[0].finding.message + more
