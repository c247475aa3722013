"""Calls by local time: one line a time zone, with a bar of the day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from runner.calling_hours.rules.rulebook import Coverage, Rulebook
from runner.calling_hours.wording import format_span
from runner.formatting import count, one_line
from runner.report.plan_view import LaunchView, TimeSpan, ZoneSpan
from runner.report.text.color import PLAIN, Ink
from runner.report.text.wrap import keep_together

ZONES = 6
"""Maximum time zones listed for a campaign; more are counted."""
QUIET, PERMITTED, NO_RULE, CALLS, CALLS_NO_RULE, CLASH = "·", "░", "?", "▓", "▒", "█"
LEGEND = (
    f"one character an hour: {QUIET} quiet  {PERMITTED} permitted  {NO_RULE} no rule  "
    f"{CALLS} calls  {CALLS_NO_RULE} calls, no rule  {CLASH} calls in quiet"
)
_STYLES = {
    QUIET: "red",
    PERMITTED: "green",
    NO_RULE: "grey",
    CALLS: "bold green",
    CALLS_NO_RULE: "bold grey",
    CLASH: "bold red",
}
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


def launch_lines(launch: LaunchView, ink: Ink = PLAIN) -> list[str]:
    """Return a line for each time zone, the worst first, then the notes; what is cut is counted, with its worst."""
    zones = worst_first(launch)
    width = max((len(span.zone) for span in zones[:ZONES]), default=0)
    lines = [_zone_line(span, width, ink) for span in zones[:ZONES]]
    if cut := zones[ZONES:]:
        lines.append(f"and {count(len(cut), 'more time zone')}, the worst: {_zone_line(cut[0], 0, ink)}")
    return [*lines, *launch.notes]


def worst_first(launch: LaunchView) -> list[ZoneSpan]:
    """Return the time zones: those with a clash, then those without a rule, then those with many contacts."""

    def badness(span: ZoneSpan) -> tuple[bool, bool, bool, int, str]:
        is_quiet, is_known = CLASH in bar(span), span.coverage is Coverage.RULE
        return span.zone not in launch.parts_by_zone, not is_quiet, is_known, -span.contacts, span.zone

    return sorted(launch.zones, key=badness)


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


def legend(ink: Ink = PLAIN) -> str:
    """Return what each character means, in its color."""
    signs = "  ".join(map(keep_together, LEGEND.split("  ")))
    return "".join(ink.paint(char, _STYLES.get(char, "")) for char in signs)


def _zone_line(span: ZoneSpan, width: int, ink: Ink) -> str:
    when = format_span(span.start, span.earliest_end, span.latest_end)
    day = "".join(ink.paint("".join(signs), _STYLES[sign]) for sign, signs in groupby(bar(span)))
    return f"{span.zone:<{width}}  {day}  {when}, {span.who}"


def bar(span: ZoneSpan) -> str:
    """Return the local day of the first call, from midnight on."""
    midnight = span.start.replace(hour=0, minute=0, second=0, microsecond=0)
    return "".join(_sign(midnight + hour * _HOUR, span) for hour in range(24))


def _sign(hour: datetime, span: ZoneSpan) -> str:
    end = hour + _HOUR
    if span.start < end and hour < max(span.latest_end, span.start + _MINUTE):
        begin, until = max(hour, span.start), min(end, max(span.latest_end, span.start))
        if not _within(begin, until, span.permitted):
            return CLASH
        return CALLS if span.coverage is Coverage.RULE else CALLS_NO_RULE
    if not _within(hour, end, span.permitted):
        return QUIET
    return PERMITTED if span.coverage is Coverage.RULE else NO_RULE


def _within(begin: datetime, end: datetime, spans: Sequence[TimeSpan]) -> bool:
    return any(start <= begin and end <= until for start, until in spans)
