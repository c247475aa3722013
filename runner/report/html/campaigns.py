"""Each launch in local time: when it calls each time zone, when it may, and the ways out of a clash."""

from datetime import datetime, timedelta

from runner import timezones
from runner.calling_hours.rules.rulebook import Coverage
from runner.calling_hours.wording import COVERAGE, format_span
from runner.formatting import count
from runner.report.headline import IMMEDIATELY
from runner.report.html.counts import explain_rows
from runner.report.html.links import Links
from runner.report.html.markup import NARROWEST, Html, joined, prose, raw, rectangle, table, tag
from runner.report.plan_view import ClashView, LaunchView, PartView, PlanView, ZoneSpan

UNFOLDED = 12
"""Maximum campaigns that are unfolded; of more, only those with a clash or an update."""
ZONES = 12
"""Maximum rows of a campaign, time zones with a clash first; more are counted."""
DAYS = 7
"""Maximum days drawn for a time zone."""


def campaigns_section(view: PlanView, links: Links) -> Html:
    if not view.ahead:
        return tag("p", "No upcoming launches.")
    serious = [launch for launch in view.ahead if launch.serious_clashes or launch.changes]
    unfolded = view.ahead if len(view.ahead) <= UNFOLDED else serious[:UNFOLDED]
    numbers = {launch.number for launch in unfolded}
    campaigns = (_campaign(launch, links, launch.number in numbers) for launch in view.ahead)
    return joined(_filter(len(view.ahead)), *campaigns)


def _filter(launches: int) -> Html:
    """Return the search form; the script shows it, since it needs the script."""
    return tag(
        "form",
        tag("label", "Find ", tag("input", type="search", name="words", autocomplete="off")),
        tag("label", tag("input", type="checkbox", name="clash"), " only with a clash"),
        tag("output", count(launches, "campaign")),
        id="filter", hidden=True, role="search", aria_label="Find campaigns",
    )  # fmt: skip


def _campaign(launch: LaunchView, links: Links, unfolded: bool) -> Html:
    contacts = "contacts unknown" if launch.contacts is None else count(launch.contacts, "contact")
    contacts += f" ({launch.left_out})" if launch.left_out else ""
    mark = tag("strong", "! clash", class_="bad") if launch.serious_clashes else None
    summary = tag(
        "summary",
        tag("span", IMMEDIATELY if launch.immediate else timezones.format_local(launch.start), class_="when"),
        raw(" "),
        tag("h3", launch.name),
        raw(" "),
        tag("span", f"{contacts}, {launch.action}", class_="muted"),
        raw(" "),
        mark,
    )
    content = [tag("p", links.to(launch.path, 1, launch.path), tag("span", _times(launch), class_="muted"))]
    content.append(tag("p", _caller(launch)))
    if launch.wave:
        content.append(tag("p", launch.wave))
    content.append(_zones(launch) if launch.zones else tag("p", _no_zones(launch)))
    for title, items in (
        ("Changes of what exists", list(launch.changes)),
        ("Values from defaults", list(launch.sources)),
        ("Outside calling hours", [_clash(clash) for clash in launch.clashes]),
        ("Alternatives; each was checked", [prose(edit) for edit in launch.alternatives]),
        ("Notes", [prose(note) for note in launch.notes]),
    ):
        if items:
            content.append(tag("div", tag("h4", title), tag("ul", *(tag("li", item) for item in items))))
    return tag(
        "details", summary, *content, id=f"c{launch.number}",
        class_="launch clashing" if launch.serious_clashes else "launch", open=unfolded, data_c=launch.number,
    )  # fmt: skip


def _no_zones(launch: LaunchView) -> str:
    if launch.unchecked:
        return f"Calling hours not checked: {launch.unchecked}."
    if not launch.would_send:
        return "Already sent: calling hours are checked as long as the launch is ahead."
    return "The local hours of its contacts are unknown."


def _times(launch: LaunchView) -> str:
    return f", {format_span(launch.start, launch.earliest_end, launch.latest_end)} UTC"


def _caller(launch: LaunchView) -> str:
    lines = f", over {count(launch.lines, 'line')}" if launch.lines else ""
    return f"From {launch.from_number or 'an unknown number'}, agent {launch.agent or 'unknown'}{lines}"


def _clash(clash: ClashView) -> Html:
    rule = f"{clash.rule}, {clash.severity}"
    link = clash.source.startswith(("https://", "http://"))
    source = tag("a", rule, href=clash.source) if link else tag("span", rule)
    return joined(tag("span", f"{clash.sentence} ("), source, tag("span", ")"))


def _zones(launch: LaunchView) -> Html:
    worst = sorted(launch.zones, key=lambda span: (span.zone not in launch.parts_by_zone, -span.contacts))
    shown = worst[:ZONES]
    days = min(DAYS, max((span.latest_end.date() - span.start.date()).days + 1 for span in launch.zones))
    hours = tag("span", *(tag("span", str(hour)) for hour in range(0, 25, 6)), class_="hours", aria_hidden="true")
    strip = joined(tag("span", "Local day"), hours) if days == 1 else f"{days} local days"
    heads = ("Time zone", "Contacts", "Calls, local time", "Permitted", strip)
    rows = [_zone(span, launch.parts_by_zone.get(span.zone, ()), days) for span in shown]
    if left := len(worst) - len(shown):
        rows.append(tag("tr", tag("td", f"and {count(left, 'more time zone')}", colspan=len(heads))))
    note = explain_rows(launch)
    drawn = table(f"{launch.name}: calls by local time", heads, rows, class_="zones")
    return joined(drawn, tag("p", note, class_="muted")) if note else drawn


def _zone(span: ZoneSpan, parts: tuple[PartView, ...], days: int) -> Html:
    calls = format_span(span.start, span.earliest_end, span.latest_end)
    first, *more = span.other_zones or ("",)
    candidates = f" or {first}" + (f" or {len(more)} more" if more else "")
    return tag(
        "tr",
        tag(
            "th", span.zone, tag("small", f" {span.country}"), tag("small", candidates) if first else None, scope="row"
        ),
        tag("td", f"{span.contacts:,}", class_="n", data_label="Contacts"),
        tag("td", f"! {calls}" if parts else calls, class_="bad" if parts else None, data_label="Calls"),
        tag("td", _hours(span), data_label="Permitted"),
        tag("td", _strip(span, parts, days)),
    )


def _permitted(span: ZoneSpan) -> str:
    """Return the permitted hours of each day, those of equal days once."""
    hours_by_day: dict[str, list[str]] = {}
    for start, end in span.permitted:
        until = "24:00" if end.date() > start.date() and end.hour == end.minute == 0 else f"{end:%H:%M}"
        hours_by_day.setdefault(f"{start:%a} {start.day}", []).append(f"{start:%H:%M}-{until}")
    days_by_hours: dict[str, list[str]] = {}
    for day, hours in hours_by_day.items():
        days_by_hours.setdefault(", ".join(hours), []).append(day)
    if len(days_by_hours) == 1:
        return next(iter(days_by_hours))
    listed = [
        f"{days[0]}{f' and {len(days) - 1} more' if len(days) > 1 else ''} {hours}"
        for hours, days in days_by_hours.items()
    ]
    return "; ".join(listed) or "at no time"


def _hours(span: ZoneSpan) -> str:
    """Return the permitted hours; where no rule covers somebody, that first."""
    words = COVERAGE[span.coverage]
    return f"{words}; by day {_permitted(span)}" if words else _permitted(span)


def _strip(span: ZoneSpan, parts: tuple[PartView, ...], days: int) -> Html:
    """Return a drawing of the local days from midnight on; the columns beside it have the same times."""
    midnight = span.start.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)

    def x(at: datetime) -> float:
        return max(0.0, min(100.0, (at.replace(tzinfo=None) - midnight) / timedelta(days=days) * 100))

    def drawn(start: datetime, until: datetime, y: int, height: int, class_: str, least: float = 0.0) -> Html:
        return rectangle(x(start), max(x(until), x(start) + least), y, height, class_)

    class_ = "o" if span.coverage is Coverage.RULE else "u"
    shapes = [drawn(*hours, 0, 16, class_) for hours in span.permitted if x(hours[1]) > x(hours[0])]
    if span.latest_end > span.earliest_end:
        shapes.append(drawn(span.start, span.latest_end, 6, 4, "m"))
    shapes.append(drawn(span.start, span.earliest_end, 3, 10, "l", NARROWEST))
    shapes += [drawn(part.start, part.end, 1, 14, "x", NARROWEST) for part in parts]
    return tag("svg", *shapes, class_=f"strip d{days}", aria_hidden="true")
