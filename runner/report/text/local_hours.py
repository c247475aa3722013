"""Calls by local time: one line a time zone, with a bar of the day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from runner.calling_hours.rules.rulebook import Coverage, Rulebook
from runner.calling_hours.wording import format_span
from runner.formatting import count, one_line
from runner.report.plan_view import LaunchView, TimeSpan, ZoneSpan

ZONES = 6
"""Maximum time zones listed for a campaign; more are counted."""
QUIET, PERMITTED, NO_RULE, CALLS, CLASH = "·", "░", "?", "▓", "█"
LEGEND = (
    f"one character an hour: {QUIET} quiet  {PERMITTED} permitted  {NO_RULE} no rule  "
    f"{CALLS} calls  {CLASH} calls in quiet"
)
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


def launch_lines(launch: LaunchView) -> list[str]:
    """Return a line for each time zone, the worst first, then the notes."""
    zones = sorted(launch.zones, key=lambda span: (span.zone not in launch.parts_by_zone, CLASH not in bar(span)))
    width = max((len(span.zone) for span in zones[:ZONES]), default=0)
    lines = [_zone_line(span, width) for span in zones[:ZONES]]
    if (left := len(zones) - ZONES) > 0:
        lines.append(f"and {count(left, 'more time zone')}")
    return [*lines, *launch.notes]


def forecast_lines(book: Rulebook) -> list[str]:
    """Return what every forecast assumes, then the rules that the policy changes and why."""
    return [f"forecast assumes {book.pace.assumptions}", *policy_lines(book)]


def policy_lines(book: Rulebook) -> list[str]:
    """Return the rules that the policy changes and why."""
    return [
        f"policy: rule {one_line(change.rule)} {change.kind.value}"
        + (f", {one_line(change.reason)}" if change.reason else "")
        for change in book.changes
    ]


def _zone_line(span: ZoneSpan, width: int) -> str:
    when = format_span(span.start, span.earliest_end, span.latest_end)
    return f"{span.zone:<{width}}  {bar(span)}  {when}, {span.who}"


def bar(span: ZoneSpan) -> str:
    """Return the local day of the first call, from midnight on."""
    midnight = span.start.replace(hour=0, minute=0, second=0, microsecond=0)
    return "".join(_sign(midnight + hour * _HOUR, span) for hour in range(24))


def _sign(hour: datetime, span: ZoneSpan) -> str:
    end = hour + _HOUR
    if span.start < end and hour < max(span.latest_end, span.start + _MINUTE):
        begin, until = max(hour, span.start), min(end, max(span.latest_end, span.start))
        return CALLS if _within(begin, until, span.permitted) else CLASH
    if not _within(hour, end, span.permitted):
        return QUIET
    return PERMITTED if span.coverage is Coverage.RULE else NO_RULE


def _within(begin: datetime, end: datetime, spans: Sequence[TimeSpan]) -> bool:
    return any(start <= begin and end <= until for start, until in spans)
