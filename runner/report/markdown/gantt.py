"""The launches of a plan as a Mermaid chart, which GitHub draws in comments and summaries."""

import unicodedata
from collections import defaultdict
from datetime import UTC, datetime

from runner import timezones
from runner.formatting import count
from runner.plan.change import Change
from runner.plan.plan import Plan
from runner.report.duration import estimate_duration
from runner.report.headline import IMMEDIATELY

LISTED = 40
"""Maximum bars, the earliest launches; GitHub draws no chart of over 50,000 characters."""
_NAME = 40
_WIDE_NAMES = "%%{init: {'gantt': {'leftPadding': 100}}}%%"
_FORM = "%Y-%m-%dT%H:%M:%S"
_SEEN = 100
"""A launch that takes less than this fraction of the chart is a diamond."""


def chart(launches: list[Change], plan: Plan) -> str | None:
    """Return a chart of each launch and its longest estimate; None where there are fewer than two.

    Mermaid reads and shows times without a zone, so all are in UTC wherever it is drawn.
    """
    timed = sorted(((at, change) for change in launches if (at := _at(change, plan))), key=lambda pair: pair[0])
    if len(timed) < 2:
        return None
    drawn = timed[:LISTED]
    least = int((drawn[-1][0] - drawn[0][0]).total_seconds() / 60 / _SEEN)
    sections: dict[str, list[str]] = defaultdict(list)
    for at, change in drawn:
        sections[_section(at, change)].append(_bar(at, change, least, plan))
    lines = [_WIDE_NAMES, "gantt", "dateFormat YYYY-MM-DDTHH:mm:ss", f"axisFormat {_axis(drawn)}", "todayMarker off"]
    for section, bars in sections.items():
        lines += [f"section {section}", *bars]
    return "".join(line + "\n" for line in lines)


def plain(text: str) -> str:
    """Return a text without anything that Mermaid could read as syntax: letters, digits and a few signs."""
    kept = (c if unicodedata.category(c)[0] in "LMN" or c in " -.,'()" else " " for c in text)
    short = " ".join("".join(kept).split()).replace("--", "-")
    return short if len(short) <= _NAME else short[: _NAME - 1].rstrip() + "…"


def _at(change: Change, plan: Plan) -> datetime | None:
    if change.immediate:
        return plan.as_of.astimezone(UTC)
    return timezones.parse_instant(change.launch_at) if change.launch_at else None


def _section(at: datetime, change: Change) -> str:
    return IMMEDIATELY if change.immediate else f"{at:%a} {at.day} {at:%b}"


def _bar(at: datetime, change: Change, least: int, plan: Plan) -> str:
    duration = estimate_duration(change.rows, change.request.get("concurrentCalls"), plan.policy.rulebook.pace)
    contacts = "?" if change.rows is None else count(change.rows, "contact")
    # Keywords of Mermaid, such as `section`, have a meaning only at the start of a line.
    label = f"{contacts}, {plain(change.name or '')}" + ("" if duration else " (duration unknown)")
    minutes = duration.longest if duration else 0
    mark = "crit, " if change.immediate else "" if duration else "active, "
    # Mermaid draws a milestone in the middle of its time.
    length = f"{minutes}m" if minutes >= least else "0m"
    return f"{label} :{mark}{'' if minutes >= least else 'milestone, '}{at.strftime(_FORM)}, {length}"


def _axis(drawn: list[tuple[datetime, Change]]) -> str:
    days = (drawn[-1][0].date() - drawn[0][0].date()).days
    return "%H:%M" if days == 0 else "%e %b %H:%M" if days < 7 else "%e %b"
