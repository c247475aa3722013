"""Calls in each hour of the local day, for each time zone."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from runner.formatting import count
from runner.report.html.counts import not_counted
from runner.report.html.markup import Html, joined, scrolled, tag
from runner.report.plan_view import PartView, PlanView, ZoneSpan

ROWS = 24
"""Maximum rows, for the time zones with the most calls; the others share one."""
FULL = 12
"""Maximum columns that fit beside each other on a tablet."""
_LEVELS = 5
_HOUR = timedelta(hours=1)


def heatmap_section(view: PlanView) -> Html:
    hours: dict[str, list[float]] = defaultdict(lambda: [0.0] * 24)
    clashes: dict[str, set[int]] = defaultdict(set)
    for launch in view.ahead:
        for span in launch.zones:
            for hour, calls in _calls_by_hour(span):
                hours[span.zone][hour] += calls
        for zone, parts in launch.parts_by_zone.items():
            clashes[zone].update(hour for part in parts for hour in _hours_of(part))
    if not hours:
        return tag("p", f"No upcoming launch has known local hours. {not_counted(view)}".rstrip())
    ranked = sorted(hours, key=lambda zone: -sum(hours[zone]))
    shown, rest = ranked[:ROWS], ranked[ROWS:]
    rows = {"All, each in local time": (_total(hours, ranked), set[int]().union(*(clashes[zone] for zone in ranked)))}
    rows |= {zone: (hours[zone], clashes[zone]) for zone in shown}
    if rest:
        rows[count(len(rest), "more time zone")] = (
            _total(hours, rest),
            set[int]().union(*(clashes[zone] for zone in rest)),
        )
    return _table(rows, max(max(hours[zone]) for zone in ranked), not_counted(view))


def _calls_by_hour(span: ZoneSpan) -> Iterator[tuple[int, float]]:
    """Yield local hours with their calls, spread evenly over the longest duration."""
    begin, end = span.start.replace(tzinfo=None), span.latest_end.replace(tzinfo=None)
    length = (end - begin).total_seconds()
    if length <= 0:
        yield begin.hour, span.share
        return
    days, left = divmod(end - begin, timedelta(days=1))
    if days:
        yield from ((hour, span.share * 3600 * days / length) for hour in range(24))
    at, end = begin, begin + left
    while at < end:
        until = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        yield at.hour, span.share * (until - at).total_seconds() / length
        at = until


def _hours_of(part: PartView) -> Iterator[int]:
    at = part.start.replace(tzinfo=None, minute=0, second=0)
    end = min(part.end.replace(tzinfo=None), at + timedelta(days=1))
    while True:
        yield at.hour
        at += _HOUR
        if at >= end:
            return


def _total(hours: dict[str, list[float]], zones: list[str]) -> list[float]:
    return [sum(hours[zone][hour] for zone in zones) for hour in range(24)]


def _table(rows: dict[str, tuple[list[float], set[int]]], most: float, missing: str) -> Html:
    caption = "Approximate calls in each hour of the local day"
    busy = sorted({hour for hours, clashes in rows.values() for hour in range(24) if hours[hour] or hour in clashes})
    columns = range(busy[0], busy[-1] + 1)
    heads = (tag("th", "Time zone", scope="col"), *(tag("th", f"{hour:02}", scope="col") for hour in columns))
    body = [
        tag(
            "tr",
            tag("th", zone, scope="row"),
            *(_cell(hour, hours[hour], hour in clashes, most) for hour in columns),
        )
        for zone, (hours, clashes) in rows.items()
    ]
    class_ = "heat full" if len(columns) > FULL else "heat"
    content = tag("table", tag("caption", caption), tag("thead", tag("tr", *heads)), tag("tbody", *body), class_=class_)
    notes = ("! marks an hour in which calls break, or may break, a rule.", _left_out(columns), missing)
    return joined(scrolled(caption, content), tag("p", " ".join(filter(None, notes)), class_="muted"))


def _left_out(columns: range) -> str:
    """Return which hours of the day have no column since they have no call."""
    before = f"before {columns.start:02}:00" if columns.start else ""
    after = f"from {columns.stop:02}:00 on" if columns.stop < 24 else ""
    return f"No calls {' or '.join(filter(None, (before, after)))}." if before or after else ""


def _cell(hour: int, calls: float, clash: bool, most: float) -> Html:
    if not calls:
        return tag(
            "td", "!" if clash else None, class_="bad" if clash else None, data_label=f"{hour:02}" if clash else None
        )
    level = min(_LEVELS, 1 + int(_LEVELS * (calls / most) ** 0.5)) if most else 1
    class_ = f"h{level} bad" if clash else f"h{level}"
    return tag("td", ("!" if clash else "") + _rounded(calls), class_=class_, data_label=f"{hour:02}")


def _rounded(calls: float) -> str:
    """Return a number in two digits: `<1`, `84`, `1.2k`."""
    if calls < 1:
        return "<1"
    for unit, sign in ((1_000_000, "M"), (1_000, "k")):
        if calls >= unit * 0.995:
            scaled = calls / unit
            return f"{scaled:.1f}{sign}" if scaled < 9.95 else f"{scaled:.0f}{sign}"
    return f"{calls:.0f}" if calls < 100 else f"{round(calls, -1):.0f}"
