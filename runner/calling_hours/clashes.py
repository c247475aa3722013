"""Which calls to a list would fall outside calling hours, by which rule, and how certain that is."""

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runner.calling_hours import zone_offsets
from runner.calling_hours.forecast import CallingSpan
from runner.calling_hours.intervals import Span, Spans, difference, instant, intersection, seconds, seconds_up
from runner.calling_hours.people.zone_groups import ZoneGroup
from runner.calling_hours.rules import holidays, permitted_times
from runner.calling_hours.rules.rule import Applies, Confidence, Rule
from runner.calling_hours.rules.rulebook import Rulebook
from runner.findings import Severity

ASSESSED = timedelta(days=28)
"""Longest time from the start of calling that is checked against the rules."""


class ClashReason(enum.StrEnum):
    """Why calls aren't permitted at a time."""

    QUIET = "quiet hours"
    NIGHT = "night"
    CLOSED_DAY = "closed day"
    HOLIDAY = "holiday"
    EVE = "eve of a holiday"
    NOWHERE = "place unknown"


@dataclass(frozen=True, slots=True)
class ClashPart:
    """A time at which a rule permits no calls, as local time of one zone; `holiday` is the holiday's name."""

    zone: str
    start: datetime
    end: datetime
    reason: ClashReason
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A rule that calls to this many contacts would break.

    It is certain where the rule is broken even at the earliest end, and whichever of their zones the contacts are in.
    """

    rule: Rule
    code: str
    severity: Severity
    certain: bool
    contacts: int
    parts: tuple[ClashPart, ...]


@dataclass(frozen=True, slots=True)
class _GroupClash:
    code: str
    certain: bool
    parts: tuple[ClashPart, ...]


def find_clashes(calling: CallingSpan, groups: Iterable[ZoneGroup], book: Rulebook) -> tuple[Clash, ...]:
    """Check the calls against every rule that applies; the most severe clash comes first.

    The order in which a list is called is unknown, so any contact may be called at any time of it.
    """
    by_rule: dict[tuple[Rule, str, bool, bool], dict[int, tuple[int, tuple[ClashPart, ...]]]] = defaultdict(dict)
    for index, group in enumerate(groups):
        for rule, contacts in group.rules.items():
            for clash in _group_clashes(calling, rule, group.zones):
                of_groups = by_rule[rule, clash.code, clash.certain, clash.parts[0].reason is ClashReason.NOWHERE]
                _, parts = of_groups.get(index, (contacts, ()))
                of_groups[index] = (contacts, (*parts, *clash.parts))
    clashes = (
        Clash(
            rule=rule,
            code="calling-hours-unsure" if rule.confidence is Confidence.D else code,
            severity=book.severity(rule, code),
            certain=certain,
            contacts=sum(contacts for contacts, _ in of_groups.values()),
            parts=tuple(part for _, parts in of_groups.values() for part in parts),
        )
        for (rule, code, certain, _), of_groups in by_rule.items()
    )
    worst = list(Severity)
    return tuple(sorted(clashes, key=lambda clash: (worst.index(clash.severity), not clash.certain, -clash.contacts)))


def passes(clashes: Iterable[Clash]) -> bool:
    """Whether there is neither an error nor a warning."""
    return all(clash.severity is Severity.INFO for clash in clashes)


def assessed_span(calling: CallingSpan) -> Span:
    """Return the seconds from the start to the latest end, cut to `ASSESSED`; at least one."""
    start = seconds(calling.start)
    return start, max(seconds_up(min(calling.latest_end, calling.start + ASSESSED)), start + 1)


def _group_clashes(calling: CallingSpan, rule: Rule, zones: Sequence[str]) -> Iterator[_GroupClash]:
    span = assessed_span(calling)
    if not zones and rule.zone is None:
        start, end = map(instant, span)
        yield _GroupClash("calling-hours-unsure", False, (ClashPart("UTC", start, end, ClashReason.NOWHERE),))
        return
    open_times = {zone: permitted_times.open_times(rule, zone, span) for zone in ((rule.zone,) if rule.zone else zones)}
    if all(times.with_holidays == (span,) for times in open_times.values()):
        return
    certain_span = ((span[0], max(min(seconds(calling.earliest_end), span[1]), span[0] + 1)),)
    in_every_zone = all(difference(certain_span, times.with_holidays) for times in open_times.values())
    for on_holiday, closed in (
        (False, {zone: difference((span,), times.by_weekday) for zone, times in open_times.items()}),
        (True, {zone: difference(times.by_weekday, times.with_holidays) for zone, times in open_times.items()}),
    ):
        parts = tuple(
            part for zone, spans in closed.items() for part in _parts(rule, zone, spans, on_holiday=on_holiday)
        )
        if parts:
            even_at_earliest_end = any(intersection(certain_span, spans) for spans in closed.values())
            certain = in_every_zone and even_at_earliest_end and rule.applies is not Applies.ZONE_UNKNOWN
            code = "calling-holiday" if on_holiday else "calling-hours"
            yield _GroupClash(code if certain else "calling-hours-unsure", certain, parts)


def _parts(rule: Rule, zone: str, spans: Spans, *, on_holiday: bool) -> Iterator[ClashPart]:
    """Split closed times at midnight, and merge neighbors with the same reason."""
    merged: list[tuple[Span, ClashReason, str | None]] = []
    for span in spans:
        for day, _, piece in permitted_times.days(zone, span):
            name = holidays.holiday_name(rule, day) if on_holiday else None
            reason = _reason(rule, day.weekday(), name, on_holiday=on_holiday)
            if merged and merged[-1][0][1] == piece[0] and merged[-1][1:] == (reason, name):
                merged[-1] = ((merged[-1][0][0], piece[1]), reason, name)
            else:
                merged.append((piece, reason, name))
    tz = zone_offsets.time_zone(zone)
    for (start, end), reason, name in merged:
        yield ClashPart(zone, instant(start).astimezone(tz), instant(end).astimezone(tz), reason, name)


def _reason(rule: Rule, weekday: int, holiday: str | None, *, on_holiday: bool) -> ClashReason:
    if on_holiday:
        return ClashReason.HOLIDAY if holiday else ClashReason.EVE
    if rule.confidence is Confidence.NONE:
        return ClashReason.NIGHT
    return ClashReason.QUIET if holidays.weekday_hours(rule, weekday) else ClashReason.CLOSED_DAY
