"""When calls are permitted: rules and zones as spans of UTC, clock changes and holidays included."""

import functools
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from runner.calling_hours import zone_offsets
from runner.calling_hours.intervals import Span, Spans, common, joined
from runner.calling_hours.rules import holidays
from runner.calling_hours.rules.rule import Hours, Rule

_DAY = 86_400
_BLOCK = 14 * _DAY
_EPOCH = date(1970, 1, 1).toordinal()


class Open(NamedTuple):
    """When a rule permits calls: by the day of the week alone, and with holidays too."""

    by_weekday: Spans
    with_holidays: Spans


def opened(rule: Rule, zone: str, span: Span) -> Open:
    """Give the times of a span at which a rule permits calls to a zone.

    An instant is permitted where the zone's clock shows a permitted time then: what the clock skips isn't there, and
    what it shows twice is permitted twice.
    """
    blocks = [_opened(rule, rule.zone or zone, block) for block in range(span[0] // _BLOCK, -(-span[1] // _BLOCK))]
    usual = common(joined(one for block in blocks for one in block.by_weekday), (span,))
    if all(block.by_weekday is block.with_holidays for block in blocks):
        return Open(usual, usual)
    return Open(usual, common(joined(one for block in blocks for one in block.with_holidays), (span,)))


def permitted(rules: Iterable[Rule], candidates: Iterable[str], span: Span) -> Spans:
    """Give the times at which every rule permits calls, whichever of the zones it is."""
    candidates = tuple(candidates)
    result: Spans = (span,)
    for rule in rules:
        for zone in (rule.zone,) if rule.zone else candidates:
            result = common(result, opened(rule, zone, span).with_holidays)
    return result


def days(zone: str, span: Span) -> Iterator[tuple[date, int, Span]]:
    """Cut a span at the zone's midnights and clock changes: the day there, its midnight by that clock, the piece."""
    for start, end, ahead in zone_offsets.segments(zone, span):
        for day in range((start + ahead) // _DAY, (end - 1 + ahead) // _DAY + 1):
            midnight = day * _DAY - ahead
            yield date.fromordinal(_EPOCH + day), midnight, (max(start, midnight), min(end, midnight + _DAY))


@functools.lru_cache(maxsize=16_384)
def _opened(rule: Rule, zone: str, block: int) -> Open:
    span = (block * _BLOCK, (block + 1) * _BLOCK)
    usual = _spans(zone, span, lambda day: holidays.by_weekday(rule, day.weekday()))
    if not rule.has_holidays:
        return Open(usual, usual)
    return Open(usual, _spans(zone, span, lambda day: holidays.hours(rule, day)))


def _spans(zone: str, span: Span, hours: Callable[[date], Hours]) -> Spans:
    return joined(
        (max(start, midnight + 60 * opens), min(end, midnight + 60 * closes))
        for day, midnight, (start, end) in days(zone, span)
        for opens, closes in hours(day)
    )
