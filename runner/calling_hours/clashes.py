"""Which calls of a run would fall outside calling hours, by which rule, and how sure that is."""

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runner.calling_hours import zone_offsets
from runner.calling_hours.forecast import Run
from runner.calling_hours.intervals import Span, Spans, common, instant, seconds, seconds_up, without
from runner.calling_hours.people.zone_groups import Crowd
from runner.calling_hours.rules import holidays, permitted_times
from runner.calling_hours.rules.rule import Applies, Confidence, Rule
from runner.calling_hours.rules.rulebook import Rulebook
from runner.findings import Severity

JUDGED = timedelta(days=28)
"""So much of a run is judged: hours repeat by the week, and nobody plans calls of months."""


class Reason(enum.StrEnum):
    """Why calls aren't permitted at a time."""

    QUIET = "quiet hours"
    CLOSED_DAY = "closed day"
    HOLIDAY = "holiday"
    EVE = "eve of a holiday"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the run that is outside a rule's hours, by the clock of one zone; `holiday` is the day's name."""

    zone: str
    start: datetime
    end: datetime
    reason: Reason
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A rule that calls to so many contacts would break.

    It is certain where the run breaks it even if it ends at the earliest, and whichever of their zones people are in.
    """

    rule: Rule
    code: str
    severity: Severity
    certain: bool
    contacts: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Break:
    code: str
    certain: bool
    parts: tuple[Part, ...]


def find_clashes(run: Run, crowds: Iterable[Crowd], book: Rulebook) -> tuple[Clash, ...]:
    """Judge a run against every rule that counts for anybody; the worst clash first.

    In which order a list is called isn't known, so that anybody may be called at any time of the run.
    """
    found: dict[tuple[Rule, str, bool], list[tuple[int, tuple[Part, ...]]]] = defaultdict(list)
    for crowd in crowds:
        for rule, contacts in crowd.rules.items():
            for one in _breaks(run, rule, crowd.zones):
                found[rule, one.code, one.certain].append((contacts, one.parts))
    result = (
        Clash(
            rule=rule,
            code=code,
            severity=book.severity(rule, code),
            certain=certain,
            contacts=sum(contacts for contacts, _ in broken),
            parts=tuple(part for _, parts in broken for part in parts),
        )
        for (rule, code, certain), broken in found.items()
    )
    worst = list(Severity)
    return tuple(sorted(result, key=lambda clash: (worst.index(clash.severity), not clash.certain, -clash.contacts)))


def passes(found: Iterable[Clash]) -> bool:
    """Say whether there is neither an error nor a warning."""
    return all(clash.severity is Severity.INFO for clash in found)


def whole(run: Run) -> Span:
    """Give the seconds from a run's start to its latest end, as far as they are judged; one at least."""
    start = seconds(run.start)
    return start, max(seconds_up(min(run.most, run.start + JUDGED)), start + 1)


def _breaks(run: Run, rule: Rule, candidates: Sequence[str]) -> Iterator[_Break]:
    span = whole(run)
    opened = {zone: permitted_times.opened(rule, zone, span) for zone in ((rule.zone,) if rule.zone else candidates)}
    if all(one.with_holidays == (span,) for one in opened.values()):
        return
    surely = ((span[0], max(min(seconds(run.least), span[1]), span[0] + 1)),)
    wherever = all(without(surely, one.with_holidays) for one in opened.values())
    for holiday, broken in (
        (False, {zone: without((span,), one.by_weekday) for zone, one in opened.items()}),
        (True, {zone: without(one.by_weekday, one.with_holidays) for zone, one in opened.items()}),
    ):
        parts = tuple(part for zone, spans in broken.items() for part in _parts(rule, zone, spans, holiday=holiday))
        if parts:
            early = any(common(surely, spans) for spans in broken.values())
            certain = wherever and early and rule.applies is not Applies.ZONE_UNKNOWN
            code = "calling-holiday" if holiday else "calling-hours"
            if not certain or rule.confidence is Confidence.D:
                code = "calling-hours-unsure"
            yield _Break(code, certain, parts)


def _parts(rule: Rule, zone: str, spans: Spans, *, holiday: bool) -> Iterator[Part]:
    """Cut what is broken at midnights, and join what has one reason."""
    found: list[tuple[Span, Reason, str | None]] = []
    for span in spans:
        for day, _, piece in permitted_times.days(zone, span):
            name = holidays.holiday(rule, day) if holiday else None
            if holiday:
                reason = Reason.HOLIDAY if name else Reason.EVE
            else:
                reason = Reason.QUIET if holidays.by_weekday(rule, day.weekday()) else Reason.CLOSED_DAY
            if found and found[-1][0][1] == piece[0] and found[-1][1:] == (reason, name):
                found[-1] = ((found[-1][0][0], piece[1]), reason, name)
            else:
                found.append((piece, reason, name))
    tz = zone_offsets.clock(zone)
    for (start, end), reason, name in found:
        yield Part(zone, instant(start).astimezone(tz), instant(end).astimezone(tz), reason, name)
