"""How many calls fall into which hour of the called people's own day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from runner.report.html.markup import Html, joined, scrolled, tag
from runner.report.plan_view import Part, Stretch, View

ROWS = 24
"""So many zones have a row, those with most people; the rest share one."""
_LEVELS = 5
_HOUR = timedelta(hours=1)


def section(view: View) -> Html:
    hours: dict[str, list[float]] = defaultdict(lambda: [0.0] * 24)
    quiet: dict[str, set[int]] = defaultdict(set)
    for run in view.ahead:
        for one in run.stretches:
            for hour, calls in _spread(one):
                hours[one.zone][hour] += calls
        for zone, parts in run.parts.items():
            quiet[zone].update(hour for part in parts for hour in _touched(part))
    if not hours:
        return tag("p", "No launch that is ahead has people whose local hours are known.")
    ranked = sorted(hours, key=lambda zone: -sum(hours[zone]))
    shown, rest = ranked[:ROWS], ranked[ROWS:]
    rows = {"All, each by their own clock": (_total(hours, ranked), set[int]().union(*quiet.values()))}
    rows |= {zone: (hours[zone], quiet[zone]) for zone in shown}
    if rest:
        rows[f"{len(rest):,} more zones"] = (_total(hours, rest), set[int]().union(*(quiet[zone] for zone in rest)))
    return _table(rows, max(max(hours[zone]) for zone in ranked))


def _spread(one: Stretch) -> Iterator[tuple[int, float]]:
    """Spread the people of a run evenly over its longest length, by the hour on the wall."""
    begin, end = one.first.replace(tzinfo=None), one.most.replace(tzinfo=None)
    length = (end - begin).total_seconds()
    if length <= 0:
        yield begin.hour, one.share
        return
    days, left = divmod(end - begin, timedelta(days=1))
    if days:
        yield from ((hour, one.share * 3600 * days / length) for hour in range(24))
    at, end = begin, begin + left
    while at < end:
        until = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        yield at.hour, one.share * (until - at).total_seconds() / length
        at = until


def _touched(part: Part) -> Iterator[int]:
    at = part.start.replace(tzinfo=None, minute=0, second=0)
    end = min(part.end.replace(tzinfo=None), at + timedelta(days=1))
    while True:
        yield at.hour
        at += _HOUR
        if at >= end:
            return


def _total(hours: dict[str, list[float]], zones: list[str]) -> list[float]:
    return [sum(hours[zone][hour] for zone in zones) for hour in range(24)]


def _table(rows: dict[str, tuple[list[float], set[int]]], most: float) -> Html:
    caption = "Calls in each hour of the local day, about"
    heads = (tag("th", "Zone", scope="col"), *(tag("th", f"{hour:02}", scope="col") for hour in range(24)))
    body = [
        tag(
            "tr", tag("th", zone, scope="row"), *(_cell(calls, hour in quiet, most) for hour, calls in enumerate(hours))
        )
        for zone, (hours, quiet) in rows.items()
    ]
    made = tag("table", tag("caption", caption), tag("thead", tag("tr", *heads)), tag("tbody", *body), class_="heat")
    note = tag("p", "! marks an hour in which a run breaks, or may break, a rule there.", class_="muted")
    return joined(scrolled(caption, made), note)


def _cell(calls: float, clash: bool, most: float) -> Html:
    if not calls:
        return tag("td", "!" if clash else None, class_="bad" if clash else None)
    level = min(_LEVELS, 1 + int(_LEVELS * (calls / most) ** 0.5)) if most else 1
    return tag("td", ("!" if clash else "") + _rough(calls), class_=f"h{level}" + (" bad" if clash else ""))


def _rough(calls: float) -> str:
    """Say a number in two digits: `<1`, `84`, `1.2k`."""
    if calls < 1:
        return "<1"
    for unit, sign in ((1_000_000, "M"), (1_000, "k")):
        if calls >= unit * 0.995:
            scaled = calls / unit
            return f"{scaled:.1f}{sign}" if scaled < 9.95 else f"{scaled:.0f}{sign}"
    return f"{calls:.0f}" if calls < 100 else f"{round(calls, -1):.0f}"
