"""How many contacts the launches ahead call in each country."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from runner.report.html.markup import NARROWEST, Html, joined, rectangle, table, tag
from runner.report.plan_view import PlanView, ZoneSpan


def countries_section(view: PlanView) -> Html:
    contacts: Counter[str] = Counter()
    zones: dict[str, set[str]] = defaultdict(set)
    launches: dict[str, set[int]] = defaultdict(set)
    clashing: dict[str, set[int]] = defaultdict(set)
    for launch in view.ahead:
        for span in launch.zones:
            zones[span.country].add(span.zone)
            launches[span.country].add(launch.number)
            if span.zone in launch.parts_by_zone:
                clashing[span.country].add(launch.number)
        for country, number in _contacts_once(launch.zones):
            contacts[country] += number
    if not contacts:
        return tag("p", "No upcoming launch has a contact with a known country.")
    most = max(contacts.values())
    rows = [
        tag(
            "tr",
            tag("th", country, scope="row"),
            tag("td", f"{number:,}", class_="n", data_label="Contacts"),
            tag("td", tag("svg", _share(number / most), class_="share", aria_hidden="true"), class_="bar"),
            tag("td", f"{len(launches[country]):,}", class_="n", data_label="Campaigns"),
            tag("td", f"{len(zones[country]):,}", class_="n", data_label="Time zones"),
            tag(
                "td", f"! {len(clashing[country]):,}" if clashing[country] else "", class_="bad n", data_label="Clashes"
            ),
        )
        for country, number in contacts.most_common()
    ]
    share = joined(tag("span", "Share", class_="hidden"))
    heads = ("Country", "Contacts", share, "Campaigns", "Time zones", "Clashes")
    return table(
        "Contacts in upcoming launches; a contact in two campaigns counts twice", heads, rows, class_="countries"
    )


def _contacts_once(spans: Iterable[ZoneSpan]) -> Iterable[tuple[str, int]]:
    """Return countries with their contacts: those with several candidate zones have a span for each, and count once."""
    groups = {(span.country, *sorted((span.zone, *span.other_zones))): span for span in spans}
    return [(span.country, span.contacts) for span in groups.values()]


def _share(share: float) -> Html:
    return rectangle(0, max(100 * share, NARROWEST), 0, 10, "l")
