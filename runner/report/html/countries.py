"""How many contacts the launches ahead call in each country."""

from collections import Counter, defaultdict

from runner.report.html.counts import contacts_by_country, not_counted
from runner.report.html.markup import NARROWEST, Html, joined, raw, rectangle, table, tag
from runner.report.plan_view import PlanView


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
        contacts += contacts_by_country(launch)
    missing = not_counted(view)
    note = tag("p", missing, class_="muted") if missing else raw("")
    if not contacts:
        return joined(tag("p", "No upcoming launch has a contact with a known country."), note)
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
    caption = "Contacts in upcoming launches, already sent or not; a contact in two campaigns counts twice"
    return joined(table(caption, heads, rows, class_="countries"), note)


def _share(share: float) -> Html:
    return rectangle(0, max(100 * share, NARROWEST), 0, 10, "l")
