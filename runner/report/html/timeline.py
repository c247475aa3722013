"""Every launch on one timeline, a row for each time zone, over the hours that the rules permit there."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from runner.calling_hours.rules.rulebook import Coverage
from runner.calling_hours.wording import COVERAGE, format_span
from runner.formatting import count
from runner.report.headline import IMMEDIATELY
from runner.report.html.axis import Axis, axis_of
from runner.report.html.markup import Html, joined, raw, scrolled, table, tag
from runner.report.plan_view import LaunchView, PartView, PlanView, TimeSpan, ZoneSpan

ROWS = 40
"""Maximum rows, for the time zones with the most contacts; the table below has all campaigns."""
LANES = 6
_UNKNOWN = "time zone unknown"
_LEFT, _WIDTH, _LANE, _TOP = 190.0, 800.0, 9.0, 34.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One launch in one time zone."""

    launch: LaunchView
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
    chart = _chart(axis_of(spans, _LEFT, _WIDTH), {zone: zones[zone] for zone in shown})
    more = tag("p", f"and {count(left, 'more time zone')}, in the table", class_="muted") if left else None
    return tag("div", _legend(), scrolled("Timeline of launches by time zone", chart), more, _table(view))


def _zones(view: PlanView) -> dict[str, list[Bar]]:
    zones: dict[str, list[Bar]] = defaultdict(list)
    for launch in view.ahead:
        for span in launch.zones:
            parts = launch.parts_by_zone.get(span.zone, ())
            zones[span.zone].append(Bar(launch, span.start, span.earliest_end, span.latest_end, parts, span))
        if not launch.zones:
            # Where no zone is known, the parts of a clash are in UTC.
            parts = launch.parts_by_zone.get("UTC", ())
            zones[_UNKNOWN].append(Bar(launch, launch.start, launch.earliest_end, launch.latest_end, parts))
    return zones


def _contacts(bars: list[Bar]) -> float:
    return sum(bar.span.share if bar.span else bar.launch.contacts or 0 for bar in bars)


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
    return tag("ul", *(tag("li", tag("i", class_=f"key {kind}"), text) for kind, text in kinds), class_="legend")


def _chart(scale: Axis, zones: dict[str, list[Bar]]) -> Html:
    y, rows = _TOP, []
    for zone, bars in zones.items():
        lanes = _lanes(scale, bars)
        height = max(18.0, (max(lanes) + 1) * _LANE + 6)
        rows.append(_row(scale, zone, bars, lanes, y, height))
        y += height
    size = f"{count(len(zones), 'time zone')} over {count(len(scale.days), 'day')}"
    return tag(
        "svg",
        _HATCH,
        _grid(scale, y),
        *rows,
        role="img",
        aria_label=f"Launches in {size}; the table below has the same data",
        viewBox=f"0 0 {_LEFT + _WIDTH + 10:g} {y + 4:g}",
        class_="timeline",
    )


_HATCH = raw(
    '<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="4" height="4" class="x"/><rect width="1.5" height="4" class="w"/></pattern></defs>'
)


def _grid(scale: Axis, bottom: float) -> Html:
    """Return midnights, the names of days where there is room, and hours where there is more."""
    shapes, last = [tag("text", "UTC", x="0", y="14", class_="muted")], -1e9
    before, year = scale.days[0], scale.days[0].year
    for day, x in scale.starts.items():
        shapes.append(tag("line", x1=f"{x:.1f}", x2=f"{x:.1f}", y1="20", y2=f"{bottom:.0f}", class_="grid"))
        if day - before > timedelta(days=1):
            shapes.append(_rect(x - scale.gap, x, 20, bottom - 20, "gap"))
        before = day
        if x - last >= 62 + 28 * (day.year != year):
            name = f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if day.year != year else "")
            year = day.year
            shapes.append(tag("text", name, x=f"{x + 2:.1f}", y="14"))
            last = x
        step = next((hours for hours in (1, 3, 6) if scale.day * hours / 24 >= 30), 0)
        for hour in range(step, 24, step) if step else ():
            at = x + scale.day * hour / 24
            shapes.append(tag("line", x1=f"{at:.1f}", x2=f"{at:.1f}", y1="28", y2=f"{bottom:.0f}", class_="grid hour"))
            shapes.append(tag("text", f"{hour:02}", x=f"{at:.1f}", y="27", class_="hour"))
    return joined(*shapes)


def _lanes(scale: Axis, bars: list[Bar]) -> list[int]:
    """Return a lane for each bar: the first free one, or the last one of `LANES`."""
    ends: list[float] = []
    lanes = []
    for bar in bars:
        start, end = scale.x(bar.start), max(scale.x(bar.latest_end), scale.x(bar.start) + 4)
        lane = next((number for number, free in enumerate(ends) if free <= start), len(ends))
        lane = min(lane, LANES - 1)
        ends[lane : lane + 1] = [max(end, ends[lane]) if lane < len(ends) else end]
        lanes.append(lane)
    return lanes


def _row(scale: Axis, zone: str, bars: list[Bar], lanes: list[int], y: float, height: float) -> Html:
    label = tag("text", zone, x="0", y=f"{y + 13:.0f}")
    shapes = [_bar(scale, bar, y + 4 + lane * _LANE) for bar, lane in zip(bars, lanes, strict=True)]
    ruled = all(bar.span is None or bar.span.coverage is Coverage.RULE for bar in bars)
    bands = (_band(scale, span, y, height, "o" if ruled else "u") for span in _permitted(bars))
    return joined(*bands, label, *shapes)


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


def _band(scale: Axis, span: TimeSpan, y: float, height: float, class_: str) -> Html:
    start, end = (scale.x(at) for at in span)
    if end <= start:
        return raw("")
    return tag(
        "rect", x=f"{start:.1f}", y=f"{y + 1:g}", width=f"{end - start:.1f}", height=f"{height - 2:g}", class_=class_
    )


def _bar(scale: Axis, bar: Bar, y: float) -> Html:
    start, earliest, latest = (scale.x(at) for at in (bar.start, bar.earliest_end, bar.latest_end))
    marks = []
    if latest - start > 4:
        marks.append(_rect(start, latest, y + 2, 4, "m"))
    marks.append(_rect(start, max(earliest, start + 3), y, 7, "l" if bar.launch.would_send else "l sent"))
    for part in bar.parts:
        begin = scale.x(part.start)
        marks.append(_rect(begin, max(scale.x(part.end), begin + 4), y - 1, 9, "x"))
    return tag("g", tag("title", _tooltip(bar)), *marks, data_c=bar.launch.number)


def _rect(start: float, end: float, y: float, height: float, class_: str) -> Html:
    return raw(f'<rect x="{start:.1f}" y="{y:g}" width="{end - start:.1f}" height="{height:g}" class="{class_}"/>')


def _tooltip(bar: Bar) -> str:
    contacts = bar.span.contacts if bar.span else bar.launch.contacts
    who = "contacts unknown" if contacts is None else count(contacts, "contact")
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
            tag("td", change.action),
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
        tag("td", "" if launch.contacts is None else f"{launch.contacts:,}", class_="n"),
        tag("td", f"{zones:,}" if zones else "", class_="n"),
        tag("td", launch.action),
        tag("td", "past" if past else _calling_hours(launch), class_="bad" if launch.serious_clashes else None),
        data_c=launch.number,
    )


def _calling_hours(launch: LaunchView) -> str:
    if launch.serious_clashes:
        return "! clash"
    if not launch.assessed:
        return "not checked"
    uncovered = [f"{COVERAGE[why]} for {count(contacts, 'contact')}" for why, contacts in launch.uncovered.items()]
    return ", ".join(uncovered) or "no clash"
