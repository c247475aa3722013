"""When rules permit calls to a zone, in UTC, with holidays and changes of UTC offset."""

import functools
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from runner.calling_hours import zone_offsets
from runner.calling_hours.intervals import Span, Spans, intersection, union
from runner.calling_hours.rules import holidays
from runner.calling_hours.rules.rule import Hours, Rule

_DAY = 86_400
_BLOCK = 14 * _DAY
_EPOCH = date(1970, 1, 1).toordinal()


class OpenTimes(NamedTuple):
    """When a rule permits calls: by the weekday alone, and with holidays as well."""

    by_weekday: Spans
    with_holidays: Spans


def open_times(rule: Rule, zone: str, span: Span) -> OpenTimes:
    """Return the times within a span at which a rule permits calls to a zone.

    An instant is permitted where its local time is: a local time that is skipped has no instant, one that occurs twice
    has two.
    """
    blocks = [_open_times(rule, rule.zone or zone, block) for block in range(span[0] // _BLOCK, -(-span[1] // _BLOCK))]
    usual = intersection(union(times for block in blocks for times in block.by_weekday), (span,))
    if all(block.by_weekday is block.with_holidays for block in blocks):
        return OpenTimes(usual, usual)
    return OpenTimes(usual, intersection(union(times for block in blocks for times in block.with_holidays), (span,)))


def permitted(rules: Iterable[Rule], zones: Iterable[str], span: Span) -> Spans:
    """Return the times at which every rule permits calls in all of the zones."""
    zones = tuple(zones)
    result: Spans = (span,)
    for rule in rules:
        for zone in (rule.zone,) if rule.zone else zones:
            result = intersection(result, open_times(rule, zone, span).with_holidays)
    return result


def days(zone: str, span: Span) -> Iterator[tuple[date, int, Span]]:
    """Split a span at the zone's midnights and changes of offset: the local day, its midnight in UTC, and the piece."""
    for start, end, offset in zone_offsets.segments(zone, span):
        for day in range((start + offset) // _DAY, (end - 1 + offset) // _DAY + 1):
            midnight = day * _DAY - offset
            yield date.fromordinal(_EPOCH + day), midnight, (max(start, midnight), min(end, midnight + _DAY))


@functools.lru_cache(maxsize=16_384)
def _open_times(rule: Rule, zone: str, block: int) -> OpenTimes:
    span = (block * _BLOCK, (block + 1) * _BLOCK)
    usual = _spans(zone, span, lambda day: holidays.weekday_hours(rule, day.weekday()))
    if not rule.has_holidays:
        return OpenTimes(usual, usual)
    return OpenTimes(usual, _spans(zone, span, lambda day: holidays.hours(rule, day)))


def _spans(zone: str, span: Span, hours: Callable[[date], Hours]) -> Spans:
    return union(
        (max(start, midnight + 60 * opens), min(end, midnight + 60 * closes))
        for day, midnight, (start, end) in days(zone, span)
        for opens, closes in hours(day)
    )
