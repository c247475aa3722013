"""Contacts counted once, and why the rows of a table don't add up to them."""

from collections import Counter
from collections.abc import Iterable, Iterator

from runner.formatting import count
from runner.report.plan_view import LaunchView, PlanView, ZoneSpan


def contacts_by_country(launch: LaunchView) -> Counter[str]:
    """Return contacts whose time zone is known, each once."""
    contacts: Counter[str] = Counter()
    for span in _groups(launch):
        contacts[span.country] += span.contacts
    return contacts


def without_zone(launch: LaunchView) -> int:
    """Return how many contacts of a launch are in none of its time zones."""
    return max((launch.contacts or 0) - contacts_by_country(launch).total(), 0)


def explain_rows(launch: LaunchView) -> str:
    """Return why the time zones of a campaign have more or fewer contacts than it has; empty where they are as many."""
    return " ".join(_reasons(launch))


def _reasons(launch: LaunchView) -> Iterator[str]:
    total, several = sum(span.contacts for span in launch.zones), _in_several_zones(launch)
    if launch.contacts is not None and total != launch.contacts:
        yield f"The rows add up to {count(total, 'contact')}; the campaign has {launch.contacts:,}."
    if several:
        them = "it" if several == 1 else "them"
        yield f"{count(several, 'contact')} may be in one of several time zones: each of these rows counts {them}."
    if without := without_zone(launch):
        yield f"{count(without, 'contact')} {'is' if without == 1 else 'are'} in no row: the time zone is unknown."


def not_counted(view: PlanView) -> str:
    """Return which contacts of the launches ahead are in no time zone; empty where all are in one."""
    without = sum(map(without_zone, view.ahead))
    unknown = sum(launch.contacts is None for launch in view.ahead)
    clauses = [f"{count(without, 'contact')} whose time zone is unknown"] if without else []
    clauses += [f"{count(unknown, 'campaign')} whose number of contacts is unknown"] if unknown else []
    return f"Not counted here: {', and '.join(clauses)}." if clauses else ""


def _in_several_zones(launch: LaunchView) -> int:
    return sum(span.contacts for span in _groups(launch) if span.candidates > 1)


def _groups(launch: LaunchView) -> Iterable[ZoneSpan]:
    """Return one span of each group of contacts: those with several candidate zones have a span for each."""
    return {(span.country, *sorted((span.zone, *span.other_zones))): span for span in launch.zones}.values()
