"""Every launch on one timeline, a row for each time zone, over the hours that the rules permit there."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from runner.calling_hours.rules.rulebook import Coverage
from runner.calling_hours.wording import COVERAGE, format_span
from runner.formatting import count
from runner.report.headline import IMMEDIATELY
from runner.report.html.axis import Axis, axis_of
from runner.report.html.counts import without_zone
from runner.report.html.markup import NARROWEST, Html, joined, raw, rectangle, table, tag
from runner.report.plan_view import LaunchView, PartView, PlanView, TimeSpan, ZoneSpan

ROWS = 40
"""Maximum rows, for the time zones with the most contacts; the table below has all campaigns."""
LANES = 6
_UNKNOWN = "time zone unknown"
_LANE, _ROW = 10, 20
"""The height of a lane, and the least height of a row, in pixels."""
_WIDTHS = {"wide": 850, "narrow": 330}
"""For how many pixels the days and hours are named, by the class that the style shows."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One launch in one time zone, and its contacts there; without `span`, those whose time zone is unknown."""

    launch: LaunchView
    contacts: int | None
    start: datetime
    earliest_end: datetime
    latest_end: datetime
    parts: tuple[PartView, ...]
    span: ZoneSpan | None = None


def timeline_section(view: PlanView) -> Html:
    if not view.ahead:
        return joined(tag("p", "No upcoming launches."), _table(view))
    zones = _zones(view)
    shown = sorted(
        sorted(zones, key=lambda zone: -_contacts(zones[zone]))[:ROWS], key=lambda zone: _offset(zones[zone])
    )
    left = len(zones) - len(shown)
    spans = [(bar.start, bar.latest_end) for bars in zones.values() for bar in bars]
    chart = _chart(axis_of(spans), {zone: zones[zone] for zone in shown})
    more = tag("p", f"and {count(left, 'more time zone')}, in the table", class_="muted") if left else None
    return tag("div", _legend(), chart, more, _table(view))


def _zones(view: PlanView) -> dict[str, list[Bar]]:
    zones: dict[str, list[Bar]] = defaultdict(list)
    for launch in view.ahead:
        for span in launch.zones:
            parts = launch.parts_by_zone.get(span.zone, ())
            zones[span.zone].append(
                Bar(launch, span.contacts, span.start, span.earliest_end, span.latest_end, parts, span)
            )
        without = without_zone(launch)
        if without or not launch.zones:
            # Where no zone is known, the parts of a clash are in UTC.
            parts, contacts = launch.parts_by_zone.get("UTC", ()), without if launch.zones else launch.contacts
            zones[_UNKNOWN].append(Bar(launch, contacts, launch.start, launch.earliest_end, launch.latest_end, parts))
    return zones


def _contacts(bars: list[Bar]) -> float:
    return sum(bar.span.share if bar.span else bar.contacts or 0 for bar in bars)


def _offset(bars: list[Bar]) -> tuple[bool, float]:
    """Return what sorts the easternmost time zone first and an unknown one last."""
    offset = bars[0].start.utcoffset()
    return bars[0].span is None, -offset.total_seconds() if offset else 0.0


def _legend() -> Html:
    kinds = (
        ("open", "permitted"),
        ("unruled", "by day, no rule known or in force"),
        ("least", "calls, shortest estimate"),
        ("most", "calls, longest estimate"),
        ("clash", "outside calling hours"),
    )
    keys = (tag("li", tag("i", class_=f"key {kind}"), text) for kind, text in kinds)
    return tag("ul", *keys, tag("li", "days and hours in UTC"), class_="legend")


def _chart(scale: Axis, zones: dict[str, list[Bar]]) -> Html:
    size = f"{count(len(zones), 'time zone')} over {count(len(scale.days), 'day')}"
    return tag(
        "div",
        _grid(scale),
        *(_row(scale, zone, bars) for zone, bars in zones.items()),
        role="img",
        aria_label=f"Launches in {size}; the table below has the same data",
        class_="timeline",
    )


_HATCH = raw(
    '<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="4" height="4" class="x"/><rect width="1.5" height="4" class="w"/></pattern></defs>'
)


def _grid(scale: Axis) -> Html:
    """Return what is behind all rows: midnights, the gaps between days, and the names of days and hours."""
    shapes, before = [], scale.days[0]
    for day, x in scale.starts.items():
        shapes.append(_line(x, 20, "midnight"))
        if day - before > timedelta(days=1):
            shapes.append(rectangle(x - scale.gap, x, 20, "100%", "gap"))
        before = day
    names = (tag("g", *_names(scale, pixels), class_=class_) for class_, pixels in _WIDTHS.items())
    return tag("svg", _HATCH, *shapes, *names, class_="grid")


def _names(scale: Axis, pixels: int) -> Iterator[Html]:
    """Yield the names of days where there is room, and hours where there is more."""
    room, last, year = pixels / 100, -1e9, scale.days[0].year
    step = next((hours for hours in (1, 3, 6) if scale.day * room * hours / 24 >= 30), 0)
    for day, x in scale.starts.items():
        if (x - last) * room >= 74 + 32 * (day.year != year):
            name = f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if day.year != year else "")
            year = day.year
            yield tag("text", name, x=f"{x:.2f}%", dx=2, y=14)
            last = x
        for hour in range(step, 24, step) if step else ():
            at = x + scale.day * hour / 24
            yield _line(at, 30, "hour")
            yield tag("text", f"{hour:02}", x=f"{at:.2f}%", y=27, class_="hour")


def _line(x: float, top: int, class_: str) -> Html:
    return raw(f'<line x1="{x:.2f}%" x2="{x:.2f}%" y1="{top}" y2="100%" class="{class_}"/>')


def _lanes(scale: Axis, bars: list[Bar]) -> list[int]:
    """Return a lane for each bar: the first free one, or the last one of `LANES`."""
    ends: list[float] = []
    lanes = []
    for bar in bars:
        start, end = scale.x(bar.start), max(scale.x(bar.latest_end), scale.x(bar.start) + NARROWEST)
        lane = next((number for number, free in enumerate(ends) if free <= start), len(ends))
        lane = min(lane, LANES - 1)
        ends[lane : lane + 1] = [max(end, ends[lane]) if lane < len(ends) else end]
        lanes.append(lane)
    return lanes


def _row(scale: Axis, zone: str, bars: list[Bar]) -> Html:
    lanes = _lanes(scale, bars)
    height = max(_ROW, (max(lanes) + 1) * _LANE + 6)
    shapes = [_bar(scale, bar, 5 + lane * _LANE) for bar, lane in zip(bars, lanes, strict=True)]
    ruled = all(bar.span is None or bar.span.coverage is Coverage.RULE for bar in bars)
    bands = (_band(scale, span, height, "o" if ruled else "u") for span in _permitted(bars))
    return tag("div", tag("span", zone), tag("svg", *bands, *shapes, height=height))


def _permitted(bars: list[Bar]) -> list[TimeSpan]:
    """Return the hours that are permitted to every launch of that day."""
    days: dict[object, dict[int, list[TimeSpan]]] = defaultdict(dict)
    for bar in bars:
        for span in bar.span.permitted if bar.span else ():
            days[span[0].date()].setdefault(bar.launch.number, []).append(span)
    return [
        (max(span[0] for span in spans), min(span[1] for span in spans))
        for launches in days.values()
        for spans in zip(*launches.values(), strict=False)
    ]


def _band(scale: Axis, span: TimeSpan, height: int, class_: str) -> Html:
    start, end = (scale.x(at) for at in span)
    return rectangle(start, end, 1, height - 2, class_) if end > start else raw("")


def _bar(scale: Axis, bar: Bar, y: int) -> Html:
    start, earliest, latest = (scale.x(at) for at in (bar.start, bar.earliest_end, bar.latest_end))
    marks = []
    if latest - start > NARROWEST:
        marks.append(rectangle(start, latest, y + 2, 4, "m"))
    marks.append(rectangle(start, max(earliest, start + NARROWEST), y, 8, "l" if bar.launch.would_send else "l sent"))
    for part in bar.parts:
        begin = scale.x(part.start)
        marks.append(rectangle(begin, max(scale.x(part.end), begin + NARROWEST), y - 1, 10, "x"))
    return tag("g", tag("title", _tooltip(bar)), *marks, data_c=bar.launch.number)


def _tooltip(bar: Bar) -> str:
    who = "contacts unknown" if bar.contacts is None else count(bar.contacts, "contact")
    clash = ", outside calling hours" if bar.parts else ""
    return f"{bar.launch.name}: {format_span(bar.start, bar.earliest_end, bar.latest_end)}, {who}{clash}"


def _table(view: PlanView) -> Html:
    heads = ("Launch, UTC", "Campaign", "Contacts", "Time zones", "Plan", "Calling hours")
    rows = [_launch(launch, view) for launch in view.launches]
    rows += [
        tag(
            "tr",
            tag("td", "unknown"),
            tag("th", change.name or change.path, scope="row"),
            tag("td"),
            tag("td"),
            tag("td", change.action, data_label="Plan"),
            tag("td"),
        )
        for change in view.without_start
    ]
    inner = table("All campaigns by launch", heads, rows, class_="launches")
    return tag("details", tag("summary", f"As a table: {count(len(rows), 'campaign')}"), inner)


def _launch(launch: LaunchView, view: PlanView) -> Html:
    when = format_span(launch.start, launch.earliest_end, launch.latest_end, year=True)
    zones = len({span.zone for span in launch.zones})
    past = launch.latest_end < view.as_of
    name: str = launch.name if past else tag("a", launch.name, href=f"#c{launch.number}")
    return tag(
        "tr",
        tag("td", f"{IMMEDIATELY}, {when}" if launch.immediate else when),
        tag("th", name, scope="row"),
        tag("td", "" if launch.contacts is None else f"{launch.contacts:,}", class_="n", data_label="Contacts"),
        tag("td", f"{zones:,}" if zones else "", class_="n", data_label="Time zones"),
        tag("td", launch.action, data_label="Plan"),
        tag(
            "td",
            "past" if past else _calling_hours(launch),
            class_="bad" if launch.serious_clashes else None,
            data_label="Calling hours",
        ),
        data_c=launch.number,
    )


def _calling_hours(launch: LaunchView) -> str:
    if launch.serious_clashes:
        return "! clash"
    if not launch.assessed:
        return "not checked"
    uncovered = [f"{COVERAGE[why]} for {count(contacts, 'contact')}" for why, contacts in launch.uncovered.items()]
    return ", ".join(uncovered) or "no clash"
