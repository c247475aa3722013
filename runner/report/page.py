"""A page of its own on when people would be called, drawn from the plan's JSON: no network, no script needed."""

import html
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from runner.report import page_parts
from runner.report.page_parts import STYLE

_HOURS = 24
_TITLE = "When people would be called"
_BAR, _ROW, _LEFT, _WIDTH = 14, 26, 210, 960
_SPACE = _WIDTH - _LEFT - 10
_TICKS = 4


def render(plan: Mapping[str, Any], base: str = "") -> str:
    """Write the page; findings link to `base`, a folder's address, and the path behind it."""
    called = [one for one in plan["campaigns"] if one.get("hours")]
    parts = [
        _summary(plan),
        _timeline(called),
        _heat_map(called),
        _campaigns(called),
        _countries(called),
        _findings(plan["findings"], base),
    ]
    nav = "".join(f'<li><a href="#{key}">{name}</a></li>' for key, name in page_parts.SECTIONS.items())
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{page_parts.POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_TITLE}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the content</a>\n'
        f"<header><h1>{_TITLE}</h1><p>{_text(plan['asOf'])} · plan <code>{_text(plan['hash'][:19])}…</code></p>"
        f'<nav aria-label="Sections"><ul>{nav}</ul></nav></header>\n<main id="main">\n{"".join(parts)}</main>\n'
        f"<footer><p>{_text(page_parts.CAVEAT)}</p></footer>\n</body>\n</html>\n"
    )


def _summary(plan: Mapping[str, Any]) -> str:
    counts = plan["summary"]
    severities = Counter(found["severity"] for found in plan["findings"])
    figures = [
        (f"{counts['create']:,}", "campaigns to create"),
        (f"{counts['contacts']:,}", "people"),
        (f"{counts['blocked']:,}", "blocked"),
        (f"{severities['error']:,}", "errors"),
        (f"{severities['warning']:,}", "warnings"),
    ]
    items = "".join(f"<div><dd>{number}</dd><dt>{what}</dt></div>" for number, what in figures)
    return _section("summary", f'<dl class="figures">{items}</dl>')


@dataclass(frozen=True, slots=True)
class _Run:
    """A campaign's first call, earliest end and latest end, in UTC."""

    campaign: Mapping[str, Any]
    start: datetime
    least: datetime
    most: datetime

    @property
    def clashes(self) -> bool:
        return any(found["severity"] != "info" for found in self.campaign["hours"]["clashes"])


def _timeline(called: list[Mapping[str, Any]]) -> str:
    """Draw each campaign's run from its first call to its latest end, in UTC."""
    if not called:
        return _section("timeline", "<p>Nothing would be sent whose people and launch are known.</p>")
    found = (_Run(one, *(_at(one["hours"][key]) for key in ("start", "least", "most"))) for one in called)
    runs = sorted(found, key=lambda run: run.start)
    begin = runs[0].start
    span = max(max(run.most for run in runs) - begin, timedelta(hours=1))
    bars = "".join(_bar(run, row * _ROW, begin, span) for row, run in enumerate(runs))
    height = len(runs) * _ROW + 22
    ticks = "".join(_tick(begin + span * part / _TICKS, part, height) for part in range(_TICKS + 1))
    svg = _svg(height, ticks + bars, f"Runs of {len(runs)} campaigns in UTC; the table below has the same")
    rows = [
        [
            _text(run.campaign["campaignName"]),
            f"{run.campaign['contacts'] or 0:,}",
            *(f"{at:%a %d %b %Y %H:%M}" for at in (run.start, run.least, run.most)),
        ]
        for run in runs
    ]
    told = _table("Runs, in UTC", ["Campaign", "People", "First call", "Earliest end", "Latest end"], rows)
    return _section("timeline", f"{svg}{page_parts.KEY}{_details('As a table', told)}")


def _bar(run: _Run, y: int, begin: datetime, span: timedelta) -> str:
    x, sure, late = (_LEFT + (at - begin) / span * _SPACE for at in (run.start, run.least, run.most))
    kind = "clash" if run.clashes else "run"
    name = _text(run.campaign["campaignName"] or run.campaign["path"])
    mark = f'<text x="{x - 4:.1f}" y="{y + 15}" text-anchor="end" class="mark">!</text>' if run.clashes else ""
    return (
        f'<text x="0" y="{y + 15}" class="label">{_cut(name, 30)}</text>'
        f'<rect x="{x:.1f}" y="{y + 4}" width="{max(late - x, 3):.1f}" height="{_BAR}" class="late"/>'
        f'<rect x="{x:.1f}" y="{y + 4}" width="{max(sure - x, 3):.1f}" height="{_BAR}" class="{kind}"/>{mark}'
    )


def _tick(at: datetime, part: int, height: int) -> str:
    x = _LEFT + part * _SPACE / _TICKS
    anchor = {0: "start", _TICKS: "end"}.get(part, "middle")
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - 18}" class="tick"/>'
        f'<text x="{x:.1f}" y="{height - 4}" text-anchor="{anchor}" class="axis">{at:%d %b %H:%M}</text>'
    )


def _heat_map(called: list[Mapping[str, Any]]) -> str:
    """Draw in how many people's local hours calls may be made, by zone."""
    found: dict[str, list[int]] = defaultdict(lambda: [0] * _HOURS)
    for one in called:
        for zone in one["hours"]["zones"]:
            for hour in _local_hours(zone):
                found[zone["zone"]][hour] += zone["contacts"]
    if not found:
        return ""
    zones = sorted(found.items(), key=lambda item: -max(item[1]))
    most = max(max(hours) for _, hours in zones)
    head = "".join(f'<th scope="col">{hour:02}</th>' for hour in range(_HOURS))
    body = "".join(
        f'<tr><th scope="row">{_text(zone)}</th>' + "".join(_heat(number, most) for number in hours) + "</tr>"
        for zone, hours in zones
    )
    return _section(
        "hours",
        '<div class="wide" tabindex="0" role="region" aria-label="People by local hour"><table class="heat">'
        "<caption>People who may be called in an hour of their day</caption>"
        f'<thead><tr><th scope="col">Zone</th>{head}</tr></thead><tbody>{body}</tbody></table></div>',
    )


def _heat(number: int, most: int) -> str:
    step = 0 if not number else 1 + 4 * number // most
    return f'<td class="h{min(step, 5)}">{page_parts.short(number) if number else "<span>0</span>"}</td>'


def _local_hours(zone: Mapping[str, Any]) -> set[int]:
    first, most = _at(zone["first"]), _at(zone["most"])
    if most - first >= timedelta(hours=_HOURS):
        return set(range(_HOURS))
    last = max(most - timedelta(seconds=1), first)
    hours = (last.replace(minute=0, second=0) - first.replace(minute=0, second=0)) // timedelta(hours=1)
    return {(first.hour + hour) % _HOURS for hour in range(hours + 1)}


def _campaigns(called: list[Mapping[str, Any]]) -> str:
    blocks = []
    for one in called:
        hours = one["hours"]
        rows = [
            [
                _text(zone["zone"]),
                f"{zone['contacts']:,}",
                _day_bar(zone),
                *(f"{_at(zone[key]):%a %d %b %H:%M}" for key in ("first", "least", "most")),
            ]
            for zone in hours["zones"]
        ]
        head = ["Zone", "People", "Local day", "First call", "Earliest end", "Latest end"]
        clashes = "".join(f"<li>{_clash(found)}</li>" for found in hours["clashes"])
        said = f"<ul>{clashes}</ul>" if clashes else "<p>No check failed.</p>"
        told = _table(f"Local hours of {_text(one['campaignName'])}", head, rows)
        state = " open" if clashes else ""
        blocks.append(
            f"<details{state}><summary><b>{_text(one['campaignName'])}</b> · {one['contacts'] or 0:,} people · "
            f"{_text(one['path'])}</summary>{said}{told}</details>"
        )
    return _section("campaigns", "".join(blocks)) if blocks else ""


def _day_bar(zone: Mapping[str, Any]) -> str:
    """Draw the day of the first call: what is permitted, and when calls may be made."""
    first, most = _at(zone["first"]), _at(zone["most"])
    midnight = first.replace(hour=0, minute=0, second=0)

    def x(at: datetime) -> float:
        return min(max((at - midnight).total_seconds() / 86_400, 0), 1) * 240

    opened = "".join(
        f'<rect x="{x(_at(start)):.1f}" width="{max(x(_at(end)) - x(_at(start)), 0):.1f}" height="12" class="open"/>'
        for start, end in zone["open"]
    )
    calls = f'<rect x="{x(first):.1f}" y="3" width="{max(x(most) - x(first), 3):.1f}" height="6" class="run"/>'
    label = "when calls may be made, over the hours that are permitted"
    quiet = '<rect width="240" height="12" class="quiet"/>'
    return f'<svg class="day" viewBox="0 0 240 12" role="img" aria-label="{label}">{quiet}{opened}{calls}</svg>'


def _clash(found: Mapping[str, Any]) -> str:
    part = found["parts"][0] if found["parts"] else None
    when = f", {_at(part['start']):%a %d %b %H:%M} {_text(part['zone'])}" if part else ""
    verb = "called" if found["certain"] else "perhaps called"
    reason = _text(part["reason"]) if part else "outside the hours"
    return (
        f"<b>{_text(found['severity'])}</b> {found['contacts']:,} people {verb} in {reason}{when} "
        f"<small>rule {_text(found['rule'])}, confidence {_text(found['confidence'])}: {_text(found['source'])}</small>"
    )


def _countries(called: list[Mapping[str, Any]]) -> str:
    people: Counter[str] = Counter()
    for one in called:
        for zone in {(zone["country"], tuple(zone["zones"])): zone for zone in one["hours"]["zones"]}.values():
            people[zone["country"] or "not known"] += zone["contacts"]
    rows = [[_text(country), f"{number:,}"] for country, number in people.most_common()]
    return _section("countries", _table("People by country", ["Country", "People"], rows)) if rows else ""


def _findings(findings: Iterable[Mapping[str, Any]], base: str) -> str:
    alike: dict[tuple[object, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for found in findings:
        alike[tuple(found[key] for key in ("severity", "code", "path", "message", "hint"))].append(found)
    rows = [
        [
            f'<span class="{_text(found["severity"])}">{_text(found["severity"])}</span>',
            _text(found["code"]),
            _link(found, base) + (f"<br><small>and {more:,} more</small>" if more else ""),
            _text(found["message"]) + (f"<br><small>{_text(found['hint'])}</small>" if found["hint"] else ""),
        ]
        for found, more in ((same[0], len(same) - 1) for same in alike.values())
    ]
    told = _table("Findings, people in several campaigns among them", ["Severity", "Code", "Place", "What is"], rows)
    return _section("findings", told if rows else "<p>No check failed.</p>")


def _link(found: Mapping[str, Any], base: str) -> str:
    place = f"{found['path']}:{found['line']}"
    return f'<a href="{html.escape(base + quote(found["path"]), quote=True)}#L{found["line"]}">{_text(place)}</a>'


def _section(key: str, content: str) -> str:
    head = f'<h2 id="{key}-h">{page_parts.SECTIONS[key]}</h2>'
    return f'<section id="{key}" aria-labelledby="{key}-h">{head}{content}</section>\n'


def _table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in rows)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Iterable[str]) -> Iterator[str]:
    for place, cell in enumerate(row):
        yield f"<td>{cell}</td>" if place else f'<th scope="row">{cell}</th>'


def _details(summary: str, content: str) -> str:
    return f"<details><summary>{summary}</summary>{content}</details>"


def _svg(height: int, content: str, label: str) -> str:
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="Chart"><svg class="chart" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{content}</svg></div>'
    )


def _cut(name: str, most: int) -> str:
    plain = html.unescape(name)
    return name if len(plain) <= most else _text(plain[: most - 1] + "…")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _text(value: object) -> str:
    return html.escape("" if value is None else str(value), quote=True)
