"""The launches of a plan as a Mermaid chart, which GitHub draws in comments and summaries."""

import unicodedata
from collections import defaultdict
from datetime import UTC, datetime

from runner import timezones
from runner.formatting import count
from runner.plan.change import Change
from runner.plan.plan import Plan
from runner.report import duration

LISTED = 40
"""So many bars can be told apart; the earliest are drawn. GitHub draws no chart of over 50,000 characters."""
_NAME = 40
_FORM = "%Y-%m-%dT%H:%M:%S"
_UNKNOWN = 30
_SEEN = 100
"""A bar is this part of the whole chart, or longer."""


def chart(launches: list[Change], made: Plan) -> str | None:
    """Draw each launch from its instant, for as long as it may take; None where there are fewer than two.

    Mermaid reads and shows the times without a zone, so that all are in UTC wherever it is drawn.
    """
    timed = sorted(((at, change) for change in launches if (at := _at(change, made))), key=lambda pair: pair[0])
    if len(timed) < 2:
        return None
    drawn = timed[:LISTED]
    least = int((drawn[-1][0] - drawn[0][0]).total_seconds() / 60 / _SEEN)
    sections: dict[str, list[str]] = defaultdict(list)
    for at, change in drawn:
        sections[_section(at, change)].append(_bar(at, change, least, made))
    lines = ["gantt", "dateFormat YYYY-MM-DDTHH:mm:ss", f"axisFormat {_axis(drawn)}", "todayMarker off"]
    for section, bars in sections.items():
        lines += [f"section {section}", *bars]
    return "".join(line + "\n" for line in lines)


def plain(text: str) -> str:
    """Keep of a text what means nothing to Mermaid, whatever the script: letters, digits and a few signs."""
    kept = (c if unicodedata.category(c)[0] in "LMN" or c in " -.,'()" else " " for c in text)
    short = " ".join("".join(kept).split()).replace("--", "-")
    return short if len(short) <= _NAME else short[: _NAME - 1].rstrip() + "…"


def _at(change: Change, made: Plan) -> datetime | None:
    if change.immediate:
        return made.as_of.astimezone(UTC)
    return timezones.parse_instant(change.launch_at) if change.launch_at else None


def _section(at: datetime, change: Change) -> str:
    return "AT ONCE" if change.immediate else f"{at:%a} {at.day} {at:%b}"


def _bar(at: datetime, change: Change, least: int, made: Plan) -> str:
    lines, seconds = change.request.get("concurrentCalls"), made.policy.rulebook.pace.per_contact
    taken = duration.length(change.rows, lines, seconds)
    people = "?" if change.rows is None else count(change.rows, "person")
    # A word of Mermaid's own, such as `section`, means something only where a line begins.
    label = f"{people}, {plain(change.name or '')}" + ("" if taken else " (length not known)")
    mark = "crit, " if change.immediate else "" if taken else "active, "
    minutes = max(taken.most if taken else _UNKNOWN, least)
    return f"{label} :{mark}{at.strftime(_FORM)}, {minutes}m"


def _axis(drawn: list[tuple[datetime, Change]]) -> str:
    days = (drawn[-1][0].date() - drawn[0][0].date()).days
    return "%H:%M" if days == 0 else "%e %b %H:%M" if days < 7 else "%e %b"
