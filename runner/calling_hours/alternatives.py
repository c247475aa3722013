"""Changes that avoid a clash with calling hours: another start, more lines, or a start for each time zone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from runner.calling_hours.clashes import ASSESSED, assessed_span, find_clashes, passes
from runner.calling_hours.forecast import CallingSpan, calling_span, lines_for
from runner.calling_hours.intervals import Span, Spans, difference, instant, intersection, seconds, seconds_up
from runner.calling_hours.people.zone_groups import ZoneGroup
from runner.calling_hours.rules import night, permitted_times
from runner.calling_hours.rules.rule import Rule
from runner.calling_hours.rules.rulebook import CODES, Rulebook
from runner.findings import Severity

_STEP = 5 * 60
_MINUTE = 60
_DAY = 86_400
_DAYS_BEFORE, _DAYS_AFTER = timedelta(days=7), timedelta(days=14)
"""How far from the planned start another one may be."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Contacts to call from a start, over `lines` where those are known; `start` and `now` are in UTC.

    No start before `now` is proposed, and no part of a split before `split_from`; proposals are in `zone`.
    """

    start: datetime
    lines: int | None
    groups: tuple[ZoneGroup, ...]
    now: datetime
    zone: tzinfo
    split_from: datetime

    @property
    def contacts(self) -> int:
        return sum(group.contacts for group in self.groups)


@dataclass(frozen=True, slots=True)
class StartWindow:
    """The earliest and the latest start that end in time."""

    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class LineCount:
    """The fewest lines that finish in time from this start; `moved` where it isn't the planned one."""

    lines: int
    start: datetime
    moved: bool


@dataclass(frozen=True, slots=True)
class SplitPart:
    """A zone group called by itself over as many lines as the whole list: its start, and the window for it."""

    zone_group: ZoneGroup
    start: datetime
    window: StartWindow


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Changes that would pass; each one alone is enough."""

    start: StartWindow | None = None
    lines: LineCount | None = None
    split: tuple[SplitPart, ...] = ()


def soonest_split(now: datetime) -> datetime:
    """Return the next full five minutes but one: parts of an immediate launch are scheduled, so they need some time."""
    return instant((seconds_up(now) // _STEP + 2) * _STEP)


def horizon(calling: CallingSpan, now: datetime) -> Span:
    """Return the time to search: possible starts, and the calls that would follow them."""
    begin = min(calling.start, max(now, calling.start - _DAYS_BEFORE))
    end = max(now, calling.start) + _DAYS_AFTER + min(calling.latest_end - calling.start, ASSESSED)
    return seconds(begin), seconds_up(end) + _DAY


class AlternativeSearch:
    """Search for values that pass, and verify each one with the check that found the clashes."""

    def __init__(self, book: Rulebook, span: Span) -> None:
        self._book = book
        self._span = span
        self._permitted: dict[int, Spans] = {}

    def alternatives(self, scenario: Scenario) -> Alternatives:
        """Return the changes that would pass."""
        start = self._start(scenario, scenario.lines)
        return Alternatives(start, self._line_count(scenario, start), self._split(scenario))

    def latest_start(self, scenario: Scenario) -> datetime | None:
        """Return the latest start without a break from a scenario that passes; None where it starts by night."""
        window = self._permitted_span(scenario)
        if window is None or not scenario.groups:
            return None
        latest = window[1] - self._duration(scenario, scenario.lines)
        if latest < seconds(scenario.start):
            return None
        return max(instant(latest // _MINUTE * _MINUTE), scenario.start).astimezone(scenario.zone)

    def _start(self, scenario: Scenario, lines: int | None) -> StartWindow | None:
        """Return the window on the planned day, else the next later one, else the nearest earlier one."""
        duration = self._duration(scenario, lines)
        from_now = (seconds_up(scenario.now), self._span[1])
        windows = [
            window
            for span in intersection(self._permitted_for(scenario.groups), (from_now,))
            if (window := _start_window(span, duration, scenario.zone))
        ]
        nearest_first = sorted(windows, key=lambda window: _distance(window, scenario))
        return next((window for window in nearest_first if self._window_passes(scenario, window, lines)), None)

    def _line_count(self, scenario: Scenario, start: StartWindow | None) -> LineCount | None:
        """Return the lines that finish in the permitted time around the planned start.

        Where none would and no other start either, they are for the first start at which any number of lines would.
        """
        lines = self._fewest_lines(scenario)
        if lines is not None:
            return LineCount(lines, scenario.start.astimezone(scenario.zone), moved=False)
        if start is not None or (with_any_lines := self._start(scenario, scenario.contacts)) is None:
            return None
        lines = self._fewest_lines(replace(scenario, start=with_any_lines.earliest.astimezone(UTC)))
        return None if lines is None else LineCount(lines, with_any_lines.earliest, moved=True)

    def _fewest_lines(self, scenario: Scenario) -> int | None:
        window = self._permitted_span(scenario)
        if window is None:
            return None
        limit = timedelta(seconds=window[1] - seconds_up(scenario.start))
        lines = lines_for(scenario.contacts, self._book.pace, limit)
        return lines if lines is not None and self._passes(scenario, scenario.start, lines) else None

    def _split(self, scenario: Scenario) -> tuple[SplitPart, ...]:
        """Return a part for each zone group; none where there is one group, or where one has no start that passes."""
        later = replace(scenario, now=scenario.split_from)
        parts = [self._part(replace(later, groups=(group,))) for group in scenario.groups]
        with_start = tuple(part for part in parts if part is not None)
        return with_start if len(with_start) == len(parts) > 1 else ()

    def _part(self, scenario: Scenario) -> SplitPart | None:
        window = self._start(scenario, scenario.lines)
        if window is None:
            return None
        start = scenario.start.astimezone(scenario.zone)
        if not self._passes(scenario, scenario.start, scenario.lines):
            start = max(window.earliest, min(window.latest, start))
        return SplitPart(scenario.groups[0], start, window)

    def _permitted_span(self, scenario: Scenario) -> Span | None:
        start = seconds(scenario.start)
        return next((span for span in self._permitted_for(scenario.groups) if span[0] <= start < span[1]), None)

    def _permitted_for(self, groups: tuple[ZoneGroup, ...]) -> Spans:
        """Return the times at which it is night for nobody, and no rule is broken that is more than information."""
        result: Spans = (self._span,)
        for group in groups:
            if id(group) not in self._permitted:
                rules = [night.NIGHT, *self._binding(group.rules)]
                permitted = permitted_times.permitted(rules, group.zones, self._span) if group.zones else ()
                self._permitted[id(group)] = permitted
            result = intersection(result, self._permitted[id(group)])
        return result

    def _binding(self, rules: Mapping[Rule, int]) -> list[Rule]:
        return [rule for rule in rules if any(self._book.severity(rule, code) is not Severity.INFO for code in CODES)]

    def _duration(self, scenario: Scenario, lines: int | None) -> int:
        latest_end = self._calling(scenario, scenario.start, lines).latest_end
        return max(seconds_up(latest_end) - seconds(scenario.start), 1)

    def _calling(self, scenario: Scenario, start: datetime, lines: int | None) -> CallingSpan:
        return calling_span(start, scenario.contacts, lines, self._book.pace)

    def _window_passes(self, scenario: Scenario, window: StartWindow, lines: int | None) -> bool:
        return self._passes(scenario, window.earliest, lines) and self._passes(scenario, window.latest, lines)

    def _passes(self, scenario: Scenario, start: datetime, lines: int | None) -> bool:
        calling = self._calling(scenario, start, lines)
        if start < scenario.now or difference((assessed_span(calling),), self._permitted_for(scenario.groups)):
            return False
        return passes(find_clashes(calling, scenario.groups, self._book))


def _start_window(span: Span, duration: int, zone: tzinfo) -> StartWindow | None:
    """Return the first and the last start in a span that leave enough time.

    Starts are at full five minutes, and never a local time that occurs twice that day.
    """
    first, last = -(-span[0] // _STEP) * _STEP, (span[1] - duration) // _STEP * _STEP
    earliest = next((at for at in range(first, last + 1, _STEP) if _occurs_once(at, zone)), None)
    latest = next((at for at in range(last, first - 1, -_STEP) if _occurs_once(at, zone)), None)
    if earliest is None or latest is None:
        return None
    return StartWindow(instant(earliest).astimezone(zone), instant(latest).astimezone(zone))


def _occurs_once(at: int, zone: tzinfo) -> bool:
    local = instant(at).astimezone(zone)
    return local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset()


def _distance(window: StartWindow, scenario: Scenario) -> tuple[int, float]:
    """Sort by day (the planned one, later ones, earlier ones), then by the time from the planned start."""
    before, after = (at.timestamp() - scenario.start.timestamp() for at in (window.earliest, window.latest))
    planned_day = scenario.start.astimezone(scenario.zone).date()
    if window.earliest.date() <= planned_day <= window.latest.date():
        day = 0
    elif before > 0:
        day = 1
    else:
        day = 2
    return day, max(before, -after, 0)
