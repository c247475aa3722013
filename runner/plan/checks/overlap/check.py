"""Warns of people whom several campaigns would call within a few days, or call too often."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from runner import timezones
from runner.contacts.contacts import Contacts, LocalContacts
from runner.findings import Finding, Findings, Severity
from runner.formatting import count, quoted
from runner.plan.change import Change
from runner.plan.checks.overlap.campaigns import (
    Campaign,
    NewCampaign,
    RecordedCampaign,
    count_near,
    new_campaign,
    recorded_campaigns,
)
from runner.plan.checks.overlap.query import MAX_NAMED, WEEK, FrequentCalls, OtherCampaigns, OverlapQuery, OverlapResult
from runner.plan.checks.overlap.sketch import Memory, SharedPeople
from runner.plan.inputs import Inputs
from runner.plan.policy import Overlap, Policy

if TYPE_CHECKING:
    from runner.jobs.cluster import Cluster
    from runner.plan.checks.overlap.groups import Groups

FEW_NUMBERS = 100_000
"""Up to so many numbers, a set tells sooner than NumPy is imported that no two lists share one."""


def check_overlap(changes: Sequence[Change], inputs: Inputs) -> Sequence[Change]:
    """Add to each new campaign the findings about people whom other campaigns call within a few days.

    Lists in the repository are compared number by number, deleted ones by what `memory` estimates from their records.
    """
    if len(changes) < 2:
        return changes
    now, policy, memory = inputs.now, inputs.policy, inputs.memory
    limits = policy.overlap
    window = timedelta(days=limits.days)
    new = [campaign for change in changes if (campaign := new_campaign(change, now))]
    recorded = _recorded_near(changes, new, max(window, WEEK))
    listed: list[Campaign] = [*new, *(campaign for campaign in recorded if campaign.contacts is not None)]
    campaigns = _with_neighbors(listed, max(window, WEEK))
    result = _compare(campaigns, limits, window, inputs.cluster)
    remembered = _remembered(new, recorded, window, limits, memory) if memory else {}
    index_of = {one.change.path: index for index, one in enumerate(campaigns) if isinstance(one, NewCampaign)}
    findings: dict[str, Findings] = {}
    for campaign in new:
        path, index = campaign.change.path, index_of.get(campaign.change.path, -1)
        named, more = _named(campaign, campaigns, result, index)
        named += remembered.get(path, ())
        findings[path] = Findings(_people_again(campaign, named, more, complete=result.complete))
        if index in result.people_often:
            often = result.people_often[index]
            findings[path].add(_people_often(campaign, campaigns, often, policy, complete=result.complete))
    return [change.with_findings(findings[change.path]) if change.path in findings else change for change in changes]


def _recorded_near(changes: Sequence[Change], new: Sequence[NewCampaign], span: timedelta) -> list[RecordedCampaign]:
    """Return the recorded campaigns that dial within `span` of a new one."""
    times = sorted(campaign.at for campaign in new)
    return [campaign for campaign in recorded_campaigns(changes) if count_near(times, campaign.at, span)] if new else []


def _with_neighbors(campaigns: Iterable[Campaign], span: timedelta) -> list[Campaign]:
    """Return the campaigns that have another within `span`, in the order of their times."""
    ordered = sorted(campaigns, key=lambda campaign: (campaign.at, campaign.name))
    times = [campaign.at for campaign in ordered]
    return [campaign for campaign in ordered if count_near(times, campaign.at, span) > 1]


def _compare(
    campaigns: Sequence[Campaign], limits: Overlap, window: timedelta, cluster: "Cluster | None"
) -> OverlapResult:
    lists = [campaign.contacts for campaign in campaigns if campaign.contacts]
    if not lists or (cluster is None and not _may_share(lists)):
        return OverlapResult()
    from runner.plan.checks.overlap.comparison import compare_groups

    sizes = [contacts.people_count for contacts in lists]
    query = OverlapQuery(
        sizes,
        [campaign.at for campaign in campaigns],
        [isinstance(campaign, NewCampaign) for campaign in campaigns],
        [_min_shared(size, limits) for size in sizes],
        window,
        limits.callsPerWeek,
    )
    return compare_groups(query, _group(lists, cluster))


def _group(lists: Sequence[Contacts], cluster: "Cluster | None") -> "Groups":
    if cluster is not None:
        from runner.plan.checks.overlap.cluster_groups import group_on_cluster

        return group_on_cluster(cluster, lists)
    from runner.plan.checks.overlap.groups import group_lists

    return group_lists([contacts.ask(_people)() for contacts in lists])


def _may_share(lists: Sequence[Contacts]) -> bool:
    """Tell whether a number may be on two lists; of many numbers only the comparison tells."""
    total = sum(contacts.people_count for contacts in lists)
    return total > FEW_NUMBERS or len(set[int]().union(*(contacts.ask(_people)() for contacts in lists))) < total


def _people(contacts: LocalContacts) -> "array[int]":
    return contacts.people


def _count_shared(contacts: LocalContacts, other: LocalContacts) -> int:
    return len(set(contacts.people).intersection(other.people))


def _min_shared(total: int, limits: Overlap) -> int:
    """Return how many people of a list must be shared to be reported: more than the policy's share, or all."""
    return min(int(limits.share * total) + 1, total)


_Shared = tuple[Campaign, SharedPeople]


def _named(
    campaign: NewCampaign, campaigns: Sequence[Campaign], result: OverlapResult, index: int
) -> tuple[list[_Shared], int]:
    """Return the other campaigns to name, with the people they share, and how many more there are."""
    others = result.people_again.get(index, OtherCampaigns((), 0))
    named: list[_Shared] = []
    for other_index, people in others.largest:
        other = campaigns[other_index]
        total = people if result.complete else campaign.contacts.ask(_count_shared, other.contacts)()
        named.append((other, SharedPeople(total, exact=True)))
    return named, others.count - len(named)


def _remembered(
    new: Sequence[NewCampaign],
    recorded: Sequence[RecordedCampaign],
    window: timedelta,
    limits: Overlap,
    memory: Memory,
) -> dict[str, list[_Shared]]:
    """Return, by the path of the new campaign, the campaigns whose deleted lists share people with it."""
    by_path: dict[str, list[_Shared]] = defaultdict(list)
    for other in recorded:
        if other.contacts is not None or other.record.memory is None:
            continue
        for campaign in new:
            if abs(campaign.at - other.at) > window:
                continue
            shared = memory.compare(campaign.contacts, other.record.memory)
            if shared is not None and shared.count >= _min_shared(campaign.contacts.people_count, limits):
                by_path[campaign.change.path].append((other, shared))
    return by_path


def _people_again(campaign: NewCampaign, others: list[_Shared], more: int, *, complete: bool) -> Iterator[Finding]:
    others.sort(key=lambda other: (-other[1].count, other[0].name))
    more += max(len(others) - MAX_NAMED, 0)
    for position, (other, shared) in enumerate(others[:MAX_NAMED], start=1):
        message = f"calls people twice: {_share(shared, campaign.contacts.people_count)} also in {quoted(other.name)}, "
        if isinstance(other, NewCampaign):
            message += "which is updated too, " if other.change.is_update else "which is new too, "
        else:
            message += f"{other.record.campaignId or 'which may have been sent'}, "
        message += timezones.format_difference(other.at, campaign.at)
        if not shared.exact:
            message += "; estimated from what apply remembers, since that list was deleted"
        message += f"; and in {_more(more, complete=complete)}" if more and position == MAX_NAMED else ""
        hint = "if this is intended, as for a reminder, ignore this; otherwise take these people out of one list"
        yield campaign.document.finding("people-again", message, ("contacts",), severity=Severity.WARNING, hint=hint)


def _people_often(
    campaign: NewCampaign, campaigns: Sequence[Campaign], often: FrequentCalls, policy: Policy, *, complete: bool
) -> Finding:
    named = [quoted(campaigns[index].name) for index, _ in often.others.largest]
    more = often.others.count - len(named)
    named += [_more(more, complete=complete)] if more else []
    others = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    calls = f"more than {count(policy.overlap.callsPerWeek, 'call')} within 7 days (up to {often.most_calls:,})"
    return campaign.document.finding(
        "people-often",
        f"calls people too often: {_who_gets(often.people, campaign.contacts.people_count)} {calls}, counting {others}",
        ("contacts",),
        severity=policy.severity("people-often"),
        hint="take these people out of some lists, or move the launches apart; "
        "the limit is `overlap.callsPerWeek` in the policy",
    )


def _who_gets(people: int, total: int) -> str:
    if total == 1:
        return "its one person gets"
    if people == total:
        return f"all {total:,} of its people get"
    return f"{people:,} of its {total:,} people {'gets' if people == 1 else 'get'}"


def _more(number: int, *, complete: bool) -> str:
    return ("" if complete else "at least ") + count(number, "more campaign")


def _share(shared: SharedPeople, total: int) -> str:
    if not shared.exact:
        # An estimate is good for two digits.
        return f"about {round(shared.count, 2 - len(str(shared.count))):,} of its {count(total, 'person')} are"
    if shared.count == total:
        return f"all {total:,} of its people are" if total > 1 else "its one person is"
    return f"{shared.count:,} of its {total:,} people {'is' if shared.count == 1 else 'are'}"
