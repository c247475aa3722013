"""Every launch on one line of time, a row for each zone, before the hours that the rules permit there."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from runner.formatting import count
from runner.report.html.axis import Axis, axis
from runner.report.html.markup import Html, joined, raw, scrolled, table, tag
from runner.report.plan_view import Part, Run, Stretch, View, times

ROWS = 40
"""So many zones have a row, those with most people; the table below has all."""
LANES = 6
_UNKNOWN = "zone not known"
_LEFT, _WIDTH, _LANE, _TOP = 190.0, 800.0, 9.0, 34.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One run in one zone."""

    run: Run
    start: datetime
    least: datetime
    most: datetime
    parts: tuple[Part, ...]
    stretch: Stretch | None = None


def section(view: View) -> Html:
    if not view.ahead:
        return joined(tag("p", "No launch is ahead."), _table(view))
    zones = _zones(view)
    shown = sorted(sorted(zones, key=lambda zone: -_people(zones[zone]))[:ROWS], key=lambda zone: _east(zones[zone]))
    left = len(zones) - len(shown)
    spans = [(bar.start, bar.most) for bars in zones.values() for bar in bars]
    picture = _picture(axis(spans, _LEFT, _WIDTH), {zone: zones[zone] for zone in shown})
    more = tag("p", f"and {count(left, 'more zone')}, in the table", class_="muted") if left else None
    return tag("div", _legend(), scrolled("Timeline of launches by zone", picture), more, _table(view))


def _zones(view: View) -> dict[str, list[Bar]]:
    found: dict[str, list[Bar]] = defaultdict(list)
    for run in view.ahead:
        for one in run.stretches:
            found[one.zone].append(Bar(run, one.first, one.least, one.most, run.parts.get(one.zone, ()), one))
        if not run.stretches:
            found[_UNKNOWN].append(Bar(run, run.start, run.least, run.most, ()))
    return found


def _people(bars: list[Bar]) -> float:
    return sum(bar.stretch.share if bar.stretch else bar.run.contacts or 0 for bar in bars)


def _east(bars: list[Bar]) -> tuple[bool, float]:
    """Where the day begins first stands first, what isn't known last."""
    offset = bars[0].start.utcoffset()
    return bars[0].stretch is None, -offset.total_seconds() if offset else 0.0


def _legend() -> Html:
    kinds = (
        ("open", "calls are permitted"),
        ("least", "calls"),
        ("most", "may still call"),
        ("clash", "against a rule"),
    )
    return tag(
        "ul", *(tag("li", tag("i", class_=f"key {kind}"), text) for kind, text in kinds), class_="legend"
    )  # fmt: skip


def _picture(scale: Axis, zones: dict[str, list[Bar]]) -> Html:
    y, rows = _TOP, []
    for zone, bars in zones.items():
        lanes = _lanes(scale, bars)
        height = max(18.0, (max(lanes) + 1) * _LANE + 6)
        rows.append(_row(scale, zone, bars, lanes, y, height))
        y += height
    title = f"Launches of {len(zones):,} zones over {count(len(scale.days), 'day')}; the table below says the same"
    return tag(
        "svg", _HATCH, _grid(scale, y), *rows, role="img", aria_label=title,
        viewBox=f"0 0 {_LEFT + _WIDTH + 10:g} {y + 4:g}", class_="timeline",
    )  # fmt: skip


_HATCH = raw(
    '<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="4" height="4" class="x"/><rect width="1.5" height="4" class="w"/></pattern></defs>'
)


def _grid(scale: Axis, bottom: float) -> Html:
    """Midnights, the days' names where there is room, hours where there is more."""
    made, last = [tag("text", "UTC", x="0", y="14", class_="muted")], -1e9
    before, year = scale.days[0], scale.days[0].year
    for day, x in scale.starts.items():
        made.append(tag("line", x1=f"{x:.1f}", x2=f"{x:.1f}", y1="20", y2=f"{bottom:.0f}", class_="grid"))
        if day - before > timedelta(days=1):
            made.append(_rect(x - scale.gap, x, 20, bottom - 20, "gap"))
        before = day
        if x - last >= 62 + 28 * (day.year != year):
            name = f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if day.year != year else "")
            year = day.year
            made.append(tag("text", name, x=f"{x + 2:.1f}", y="14"))
            last = x
        step = next((hours for hours in (1, 3, 6) if scale.day * hours / 24 >= 30), 0)
        for hour in range(step, 24, step) if step else ():
            at = x + scale.day * hour / 24
            made.append(tag("line", x1=f"{at:.1f}", x2=f"{at:.1f}", y1="28", y2=f"{bottom:.0f}", class_="grid hour"))
            made.append(tag("text", f"{hour:02}", x=f"{at:.1f}", y="27", class_="hour"))
    return joined(*made)


def _lanes(scale: Axis, bars: list[Bar]) -> list[int]:
    """Put each bar on the first free lane; once there are enough, on the last."""
    ends: list[float] = []
    found = []
    for bar in bars:
        start, end = scale.x(bar.start), max(scale.x(bar.most), scale.x(bar.start) + 4)
        lane = next((number for number, free in enumerate(ends) if free <= start), len(ends))
        lane = min(lane, LANES - 1)
        ends[lane : lane + 1] = [max(end, ends[lane]) if lane < len(ends) else end]
        found.append(lane)
    return found


def _row(scale: Axis, zone: str, bars: list[Bar], lanes: list[int], y: float, height: float) -> Html:
    label = tag("text", zone, x="0", y=f"{y + 13:.0f}")
    drawn = [_bar(scale, bar, y + 4 + lane * _LANE) for bar, lane in zip(bars, lanes, strict=True)]
    return joined(*(_band(scale, span, y, height) for span in _open(bars)), label, *drawn)


def _open(bars: list[Bar]) -> list[tuple[datetime, datetime]]:
    """The hours that are permitted to every run of that day."""
    days: dict[object, dict[int, list[tuple[datetime, datetime]]]] = defaultdict(dict)
    for bar in bars:
        for span in bar.stretch.open if bar.stretch else ():
            days[span[0].date()].setdefault(bar.run.number, []).append(span)
    return [
        (max(span[0] for span in spans), min(span[1] for span in spans))
        for runs in days.values()
        for spans in zip(*runs.values(), strict=False)
    ]


def _band(scale: Axis, span: tuple[datetime, datetime], y: float, height: float) -> Html:
    start, end = (scale.x(at) for at in span)
    if end <= start:
        return raw("")
    return tag(
        "rect", x=f"{start:.1f}", y=f"{y + 1:g}", width=f"{end - start:.1f}", height=f"{height - 2:g}", class_="o"
    )


def _bar(scale: Axis, bar: Bar, y: float) -> Html:
    start, least, most = (scale.x(at) for at in (bar.start, bar.least, bar.most))
    marks = []
    if most - start > 4:
        marks.append(_rect(start, most, y + 2, 4, "m"))
    marks.append(_rect(start, max(least, start + 3), y, 7, "l" if bar.run.would_send else "l sent"))
    for part in bar.parts:
        begin = scale.x(part.start)
        marks.append(_rect(begin, max(scale.x(part.end), begin + 4), y - 1, 9, "x"))
    return tag("g", tag("title", _told(bar)), *marks, data_c=bar.run.number)


def _rect(start: float, end: float, y: float, height: float, class_: str) -> Html:
    return raw(f'<rect x="{start:.1f}" y="{y:g}" width="{end - start:.1f}" height="{height:g}" class="{class_}"/>')


def _told(bar: Bar) -> str:
    people = bar.stretch.contacts if bar.stretch else bar.run.contacts
    shown = "people not known" if people is None else count(people, "person")
    return f"{bar.run.name}: {times(bar.start, bar.least, bar.most)}, {shown}" + (
        ", against a rule" if bar.parts else ""
    )


def _table(view: View) -> Html:
    heads = ("Launch, UTC", "Campaign", "People", "Zones", "Plan", "Calling hours")
    rows = [_launch(run, view) for run in view.runs]
    rows += [
        tag(
            "tr",
            tag("td", "not known"),
            tag("th", name, scope="row"),
            tag("td"),
            tag("td"),
            tag("td", action),
            tag("td"),
        )
        for name, action in view.unset
    ]
    inner = table("All campaigns by their launch", heads, rows, class_="launches")
    return tag("details", tag("summary", f"As a table: {count(len(rows), 'campaign')}"), inner)


def _launch(run: Run, view: View) -> Html:
    begins = times(run.start, run.least, run.most, "%b %Y %H:%M")
    zones = {one.zone for one in run.stretches}
    past = run.most < view.as_of
    clash = "past" if past else "! clash" if run.broken else "no check failed" if run.stretches else "not judged"
    people = "" if run.contacts is None else f"{run.contacts:,}"
    name: str = run.name if past else tag("a", run.name, href=f"#c{run.number}")
    return tag(
        "tr", tag("td", f"IMMEDIATELY, {begins}" if run.immediate else begins), tag("th", name, scope="row"),
        tag("td", people, class_="n"), tag("td", f"{len(zones):,}" if zones else "", class_="n"),
        tag("td", run.action),
        tag("td", clash, class_="bad" if clash.startswith("!") else None), data_c=run.number,
    )  # fmt: skip
