"""What was found, the worst first, each with where it stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from runner.report.html.links import Links
from runner.report.html.markup import Html, coded, joined, table, tag
from runner.report.plan_view import View

LISTED = 500
"""So many findings have a row; `campaigns validate` has all."""
_OVERLAPS = ("people-again", "people-often")
_SEVERITIES = ("error", "warning", "info")


def section(view: View, links: Links) -> Html:
    if not view.findings:
        return tag("p", "Nothing was found.")
    ranked = sorted(view.findings, key=lambda found: _SEVERITIES.index(found["severity"]))
    left = max(sum(view.counts.values()), len(ranked)) - len(ranked[:LISTED])
    more = tag("p", f"and {left:,} more: see ", tag("code", "campaigns validate")) if left > 0 else None
    return tag("div", _table("Findings, the worst first", ranked[:LISTED], links), more)


def overlaps(view: View, links: Links) -> Html:
    found = [one for one in view.findings if one["code"] in _OVERLAPS]
    if not found:
        return tag("p", "No campaign was found to call another one's people again.")
    return _table("Campaigns that call people whom others call too", found[:LISTED], links)


def _table(caption: str, found: Iterable[Mapping[str, Any]], links: Links) -> Html:
    heads = ("How bad", "Where", "What")
    return table(caption, heads, [_row(one, links) for one in found], class_="found")


def _row(found: Mapping[str, Any], links: Links) -> Html:
    row = f", row {found['row']:,}" if found["row"] is not None else ""
    place, target = f"{found['path']}:{found['line']}{row}", links.to(found["path"], found["line"])
    hint = found["hint"]
    return tag(
        "tr",
        tag("td", tag("strong", found["severity"], class_=found["severity"])),
        tag("td", tag("a", place, href=target) if target else place),
        tag("td", tag("code", found["code"]), joined(tag("span", " "), coded(found["message"])),
            tag("p", coded(hint), class_="muted") if hint else None),
    )  # fmt: skip
