"""Who is called in which country, once a campaign."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from runner.report.html.markup import Html, joined, raw, table, tag
from runner.report.plan_view import Stretch, View


def section(view: View) -> Html:
    people: Counter[str] = Counter()
    zones: dict[str, set[str]] = defaultdict(set)
    runs: dict[str, set[int]] = defaultdict(set)
    clashing: dict[str, set[int]] = defaultdict(set)
    for run in view.ahead:
        for one in run.stretches:
            people[one.country] += 0
            zones[one.country].add(one.zone)
            runs[one.country].add(run.number)
            if one.zone in run.parts:
                clashing[one.country].add(run.number)
        for country, contacts in _crowds(run.stretches):
            people[country] += contacts
    if not people:
        return tag("p", "No launch that is ahead has people whose country is known.")
    most = max(people.values())
    rows = [
        tag(
            "tr",
            tag("th", country, scope="row"),
            tag("td", f"{number:,}", class_="n"),
            tag("td", _bar(number / most), class_="bar"),
            tag("td", f"{len(runs[country]):,}", class_="n"),
            tag("td", f"{len(zones[country]):,}", class_="n"),
            tag("td", f"! {len(clashing[country]):,}" if clashing[country] else "", class_="bad n"),
        )
        for country, number in people.most_common()
    ]
    heads = ("Country", "People", joined(tag("span", "Share", class_="hidden")), "Campaigns", "Zones", "Clashes")
    caption = "People of the launches ahead by country; somebody whom two campaigns call counts twice"
    return table(caption, heads, rows, class_="countries")


def _crowds(stretches: Iterable[Stretch]) -> Iterable[tuple[str, int]]:
    """People who may live by one of several clocks have a stretch for each, and count once."""
    return {(one.country, *sorted((one.zone, *one.others))): (one.country, one.contacts) for one in stretches}.values()


def _bar(share: float) -> Html:
    return raw(
        '<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{max(100 * share, 0.5):.1f}" height="8" class="l"/></svg>'
    )
