"""Each launch by the clocks of its people: when they are called, when they may be, and ways out of a clash."""

from datetime import datetime, timedelta

from runner.formatting import count
from runner.report.html.links import Links
from runner.report.html.markup import Html, coded, joined, raw, table, tag
from runner.report.plan_view import Clash, Part, Run, Stretch, View, times

OPEN = 12
"""So few campaigns are unfolded all; of more, so many of those with a clash."""
ZONES = 12
"""So many zones of a campaign have a row, those with a clash first; more are counted."""
DAYS = 7
"""So many days of a run are drawn."""
_DAY = timedelta(days=1)


def section(view: View, links: Links) -> Html:
    if not view.ahead:
        return tag("p", "No launch is ahead.")
    unfolded = view.ahead if len(view.ahead) <= OPEN else [run for run in view.ahead if run.broken][:OPEN]
    numbers = {run.number for run in unfolded}
    return joined(_filter(len(view.ahead)), *(_campaign(run, links, run.number in numbers) for run in view.ahead))


def _filter(runs: int) -> Html:
    """Of use with the script alone, which shows it."""
    return tag(
        "form",
        tag("label", "Find ", tag("input", type="search", name="words", autocomplete="off")),
        tag("label", tag("input", type="checkbox", name="clash"), " only with a clash"),
        tag("output", count(runs, "campaign")),
        id="filter", hidden=True, role="search", aria_label="Find campaigns",
    )  # fmt: skip


def _campaign(run: Run, links: Links, unfolded: bool) -> Html:
    people = "people not known" if run.contacts is None else count(run.contacts, "person")
    mark = tag("strong", "! clash", class_="bad") if run.broken else None
    when = "IMMEDIATELY" if run.immediate else f"{run.start:%a} {run.start.day} {run.start:%b %Y %H:%M} UTC"
    summary = tag(
        "summary",
        tag("span", when, class_="when"),
        raw(" "),
        tag("h3", run.name),
        raw(" "),
        tag("span", f"{people}, {run.action}", class_="muted"),
        raw(" "),
        mark,
    )
    content = [tag("p", tag("a", run.path, href=links.to(run.path, 1)), tag("span", _lines(run), class_="muted"))]
    content.append(_zones(run) if run.stretches else tag("p", "Its people's local hours are not known."))
    content += [_list("Against calling hours", [_clash(clash) for clash in run.clashes])] if run.clashes else []
    content += [_list("Ways out, each checked", [coded(way) for way in run.ways])] if run.ways else []
    content += [_list("To know", [coded(note) for note in run.notes])] if run.notes else []
    return tag(
        "details", summary, *content, id=f"c{run.number}", class_="run clashing" if run.broken else "run",
        open=unfolded, data_c=run.number,
    )  # fmt: skip


def _lines(run: Run) -> str:
    lines = f"over {count(run.lines, 'line')}, " if run.lines else ""
    return f", {lines}{times(run.start, run.least, run.most)} UTC"


def _list(title: str, items: list[Html]) -> Html:
    return tag("div", tag("h4", title), tag("ul", *(tag("li", item) for item in items)))


def _clash(clash: Clash) -> Html:
    verb = "calls" if clash.certain else "may call"
    first, *rest = clash.parts
    more = f", and in {count(len({part.zone for part in rest} - {first.zone}), 'more zone')}" if rest else ""
    told = f"{verb} {count(clash.contacts, 'person')}, {first.why}: {times(first.start, first.end, first.end)}"
    told += f" {first.zone}"
    rule = f"rule {clash.rule}, confidence {clash.confidence}, {clash.severity}"
    link = clash.source.startswith(("https://", "http://"))
    source = tag("a", rule, href=clash.source, rel="noreferrer") if link else tag("span", rule)
    return joined(tag("span", f"{told}{more} ("), source, tag("span", ")"))


def _zones(run: Run) -> Html:
    ranked = sorted(run.stretches, key=lambda one: (one.zone not in run.parts, -one.contacts))
    shown = ranked[:ZONES]
    days = min(DAYS, max((one.most.date() - one.first.date()).days + 1 for one in run.stretches))
    hours = tag("span", *(tag("span", str(hour)) for hour in range(0, 25, 6)), class_="hours", aria_hidden="true")
    words = "Local day" if days == 1 else f"{days} local days"
    heads = (
        "Zone",
        "People",
        "Calls, local time",
        "May be called",
        joined(tag("span", words), hours if days == 1 else raw("")),
    )
    rows = [_zone(one, run.parts.get(one.zone, ()), days) for one in shown]
    if left := len(ranked) - len(shown):
        rows.append(tag("tr", tag("td", f"and {count(left, 'more zone')}", colspan=len(heads))))
    return table(f"{run.name}: calls by local time", heads, rows, class_="zones")


def _zone(one: Stretch, parts: tuple[Part, ...], days: int) -> Html:
    several = (
        f"or {one.others[0]}" + (f", +{len(one.others) - 1}" if len(one.others) > 1 else "") if one.others else None
    )
    name = tag(
        "th", one.zone, tag("small", f" {one.country}"), tag("small", f" {several}") if several else None, scope="row"
    )
    calls = times(one.first, one.least, one.most)
    return tag(
        "tr",
        name,
        tag("td", f"{one.contacts:,}", class_="n"),
        tag("td", f"! {calls}" if parts else calls, class_="bad" if parts else None),
        tag("td", _permitted(one)),
        tag("td", _strip(one, parts, days), class_="day"),
    )


def _permitted(one: Stretch) -> str:
    """Say the hours of each day, those of equal days once."""
    days: dict[str, list[str]] = {}
    for start, end in one.open:
        until = "24:00" if end.date() > start.date() and end.hour == end.minute == 0 else f"{end:%H:%M}"
        days.setdefault(f"{start:%a} {start.day}", []).append(f"{start:%H:%M}-{until}")
    equal: dict[str, list[str]] = {}
    for day, spans in days.items():
        equal.setdefault(", ".join(spans), []).append(day)
    if len(equal) == 1:
        return next(iter(equal))
    said = [
        f"{found[0]}{f' and {len(found) - 1} more' if len(found) > 1 else ''} {spans}" for spans, found in equal.items()
    ]
    return "; ".join(said) or "at no time"


def _strip(one: Stretch, parts: tuple[Part, ...], days: int) -> Html:
    """Draw the run's days from midnight on; the columns beside it say the same."""
    midnight = one.first.replace(tzinfo=None, hour=0, minute=0, second=0)
    end, least_wide = days * 1440, days * 8

    def x(at: datetime) -> int:
        return max(0, min(end, int((at.replace(tzinfo=None) - midnight).total_seconds() // 60)))

    def rect(start: datetime, until: datetime, y: int, height: int, class_: str, least: int = 0) -> str:
        begin = x(start)
        return f'<rect x="{begin}" y="{y}" width="{max(x(until) - begin, least)}" height="{height}" class="{class_}"/>'

    shapes = [rect(*span, 0, 16, "o") for span in one.open if x(span[1]) > x(span[0])]
    shapes += [rect(one.first, one.most, 6, 4, "m")] if one.most > one.least else []
    shapes += [rect(one.first, one.least, 3, 10, "l", least_wide)]
    shapes += [rect(part.start, part.end, 1, 14, "x", least_wide) for part in parts]
    return raw(
        f'<svg class="strip d{days}" viewBox="0 0 {end} 16" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(shapes)}</svg>"
    )
