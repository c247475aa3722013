"""What to change where a run clashes with calling hours: its start, its lines, or one start for each zone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from runner.calling_hours.clashes import JUDGED, find_clashes, passes
from runner.calling_hours.forecast import Run, lines_for, run
from runner.calling_hours.intervals import Span, Spans, common, instant, seconds, seconds_up
from runner.calling_hours.people.zone_groups import Crowd
from runner.calling_hours.rules import permitted_times
from runner.calling_hours.rules.rule import Rule
from runner.calling_hours.rules.rulebook import CODES, Rulebook
from runner.findings import Severity

_STEP = 5 * 60
_MINUTE = 60
_DAY = 86_400
_BEFORE, _AFTER = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Launching:
    """A list's people who would be called from `start`, over `lines` where those are known.

    Both times are in UTC; nothing is proposed that is before `now`, and all of it is said in `zone`.
    """

    start: datetime
    lines: int | None
    crowds: tuple[Crowd, ...]
    now: datetime
    zone: tzinfo

    @property
    def contacts(self) -> int:
        return sum(crowd.contacts for crowd in self.crowds)


@dataclass(frozen=True, slots=True)
class Starts:
    """From when to when, both included, a start leaves enough time."""

    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Lines:
    """The least lines that finish in time, and the start that they go with."""

    lines: int
    start: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A crowd called by itself over as many lines as the list: a start for it, and from when to when it may be."""

    crowd: Crowd
    start: datetime
    starts: Starts


@dataclass(frozen=True, slots=True)
class Fixes:
    """All that would do; each alone is enough."""

    start: Starts | None = None
    lines: Lines | None = None
    split: tuple[Part, ...] = ()


def horizon(planned: Run, now: datetime) -> Span:
    """Give the time in which starts are looked for, with that of the runs which begin then."""
    begin = min(planned.start, max(now, planned.start - _BEFORE))
    end = max(now, planned.start) + _AFTER + min(planned.most - planned.start, JUDGED)
    return seconds(begin), seconds_up(end) + _DAY


class Proposer:
    """Looks for values that pass, and verifies each by the check that the run was judged by."""

    def __init__(self, book: Rulebook, span: Span) -> None:
        self._book = book
        self._span = span
        self._permitted: dict[int, Spans] = {}

    def fixes(self, asked: Launching) -> Fixes:
        """Propose what mends a run."""
        starts = self._starts(asked, asked.lines)
        return Fixes(starts, self._lines(asked, starts), self._split(asked))

    def latest(self, asked: Launching) -> datetime | None:
        """Say until when a run that passes could begin instead without a break; None where nothing sets an end."""
        window = self._window(asked)
        if window is None or window[1] == self._span[1]:
            return None
        at = window[1] - self._need(asked, asked.lines)
        return max(instant(at // _MINUTE * _MINUTE), asked.start).astimezone(asked.zone)

    def _starts(self, asked: Launching, lines: int | None) -> Starts | None:
        """Find the starts of the planned day, else of the next one that has any, else of an earlier one."""
        need = self._need(asked, lines)
        since = (seconds_up(asked.now), self._span[1])
        possible = [
            Starts(*ends)
            for span in common(self._open(asked.crowds), (since,))
            if (ends := _ends(span, need, asked.zone))
        ]
        safe = (one for one in sorted(possible, key=lambda one: _distance(one, asked)))
        return next((one for one in safe if self._verified(asked, one, lines)), None)

    def _lines(self, asked: Launching, starts: Starts | None) -> Lines | None:
        """Find how many lines finish in the window of the planned start; of another one where no start would do."""
        window = self._window(asked)
        if window is None and starts is None and (any_line := self._starts(asked, asked.contacts)):
            asked = replace(asked, start=any_line.earliest.astimezone(UTC))
            window = self._window(asked)
        if window is None:
            return None
        lines = lines_for(asked.contacts, self._book.pace, timedelta(seconds=window[1] - seconds_up(asked.start)))
        return (
            Lines(lines, asked.start.astimezone(asked.zone))
            if lines and self._safe(asked, asked.start, lines)
            else None
        )

    def _split(self, asked: Launching) -> tuple[Part, ...]:
        parts = [self._part(replace(asked, crowds=(crowd,))) for crowd in asked.crowds]
        found = tuple(part for part in parts if part is not None)
        return found if len(found) == len(parts) > 1 else ()

    def _part(self, alone: Launching) -> Part | None:
        starts = self._starts(alone, alone.lines)
        if starts is None:
            return None
        if self._safe(alone, alone.start, alone.lines):
            start = alone.start.astimezone(alone.zone)
        else:
            start = max(starts.earliest, min(starts.latest, alone.start.astimezone(alone.zone)))
        return Part(alone.crowds[0], start, starts)

    def _window(self, asked: Launching) -> Span | None:
        at = seconds(asked.start)
        return next((span for span in self._open(asked.crowds) if span[0] <= at < span[1]), None)

    def _open(self, crowds: tuple[Crowd, ...]) -> Spans:
        """Give the times at which no rule is broken that is more than information."""
        result: Spans = (self._span,)
        for crowd in crowds:
            if id(crowd) not in self._permitted:
                self._permitted[id(crowd)] = permitted_times.permitted(
                    self._strict(crowd.rules), crowd.zones, self._span
                )
            result = common(result, self._permitted[id(crowd)])
        return result

    def _strict(self, rules: Mapping[Rule, int]) -> list[Rule]:
        return [rule for rule in rules if any(self._book.severity(rule, code) is not Severity.INFO for code in CODES)]

    def _need(self, asked: Launching, lines: int | None) -> int:
        return max(seconds_up(self._run(asked, asked.start, lines).most) - seconds(asked.start), 1)

    def _run(self, asked: Launching, start: datetime, lines: int | None) -> Run:
        return run(start, asked.contacts, lines, self._book.pace)

    def _verified(self, asked: Launching, starts: Starts, lines: int | None) -> bool:
        return self._safe(asked, starts.earliest, lines) and self._safe(asked, starts.latest, lines)

    def _safe(self, asked: Launching, start: datetime, lines: int | None) -> bool:
        if start < asked.now:
            return False
        return passes(find_clashes(self._run(asked, start, lines), asked.crowds, self._book))


def _ends(span: Span, need: int, zone: tzinfo) -> tuple[datetime, datetime] | None:
    """Give the first and the last start that a span has time for: at five minutes, and once on that day's clock."""
    first, last = -(-span[0] // _STEP) * _STEP, (span[1] - need) // _STEP * _STEP
    earliest = next((at for at in range(first, last + 1, _STEP) if _once(at, zone)), None)
    latest = next((at for at in range(last, first - 1, -_STEP) if _once(at, zone)), None)
    if earliest is None or latest is None:
        return None
    return instant(earliest).astimezone(zone), instant(latest).astimezone(zone)


def _once(at: int, zone: tzinfo) -> bool:
    local = instant(at).astimezone(zone)
    return local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset()


def _distance(starts: Starts, asked: Launching) -> tuple[int, float]:
    """Order by day (the planned one, later ones, earlier ones), then by how far it is from the plan."""
    before, after = (one.timestamp() - asked.start.timestamp() for one in (starts.earliest, starts.latest))
    same = starts.earliest.date() <= asked.start.astimezone(asked.zone).date() <= starts.latest.date()
    return (0 if same else 1 if before > 0 else 2), max(before, -after, 0)
