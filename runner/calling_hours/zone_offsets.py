"""UTC offsets of IANA time zones over time, and the zones of a country."""

import functools
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from runner import timezones, zone_database
from runner.calling_hours.intervals import Span, seconds

_STEP = 12 * 3600
_WEEK = 7 * 86_400
_BLOCK = 28 * 86_400
Segment = tuple[int, int, int]
"""Start and end in seconds since 1970 in UTC, and the zone's offset from UTC in seconds between them."""


class OffsetChange(NamedTuple):
    """A change of a zone's offset by some seconds; `at` is in seconds since 1970 in UTC."""

    at: int
    seconds: int


@functools.cache
def exists(zone: str) -> bool:
    """Whether the IANA database has a zone of that name; libphonenumber's `Etc/Unknown` isn't one."""
    return timezones.iana_zone(zone) is not None


@functools.cache
def time_zone(zone: str) -> tzinfo:
    """Return a zone that exists."""
    return timezones.timezone(zone)


@functools.lru_cache(maxsize=8192)
def segments(zone: str, span: Span) -> tuple[Segment, ...]:
    """Split a span where the zone's offset changes."""
    result: list[Segment] = []
    for block in range(span[0] // _BLOCK, -(-span[1] // _BLOCK)):
        for block_start, block_end, offset in _segments(zone, block):
            start, end = max(block_start, span[0]), min(block_end, span[1])
            if start >= end:
                continue
            if result and result[-1][2] == offset:
                result[-1] = (result[-1][0], end, offset)
            else:
                result.append((start, end, offset))
    return tuple(result)


@functools.lru_cache(maxsize=4096)
def last_change(zone: str, span: Span) -> OffsetChange | None:
    """Return the last change of a zone's offset in a span.

    A sample a week is enough: since 2000, no zone has changed its offset and back within a week (IANA's database).
    """
    tz, (begin, end) = time_zone(zone), span
    after = _offset(tz, end)
    while end > begin:
        earlier = max(end - _WEEK, begin)
        if (before := _offset(tz, earlier)) != after:
            return OffsetChange(_offset_change(tz, earlier, end, before), after - before)
        end = earlier
    return None


@functools.cache
def of_country(country: str) -> tuple[str, ...]:
    """Return every zone of a country (IANA's zone.tab); empty where ISO 3166-1 has no such country."""
    return by_country().get(country, ())


def distinct(zones: tuple[str, ...], span: Span) -> dict[tuple[Segment, ...], str]:
    """Map the different offsets that these zones have over a span to the first zone with each."""
    return {segments(zone, span): zone for zone in reversed(zones)}


@functools.cache
def monthly(zone: str, year: int) -> tuple[int, ...]:
    """Return the offsets of a zone in seconds on the 15th of each month: zones with the same have the same clocks."""
    return tuple(_offset(time_zone(zone), seconds(datetime(year, month, 15, tzinfo=UTC))) for month in range(1, 13))


@functools.lru_cache(maxsize=4096)
def _segments(zone: str, block: int) -> tuple[Segment, ...]:
    """Split a block where the zone's offset changes.

    Two samples a day are enough: no zone has ever changed its offset and back within half a day (IANA's database).
    """
    block_start, block_end = block * _BLOCK, (block + 1) * _BLOCK
    tz = time_zone(zone)
    result: list[Segment] = []
    start, offset = block_start, _offset(tz, block_start)
    for at in range(block_start + _STEP, block_end + 1, _STEP):
        if (new_offset := _offset(tz, at)) != offset:
            change = _offset_change(tz, at - _STEP, at, offset)
            result.append((start, change, offset))
            start, offset = change, new_offset
    result.append((start, block_end, offset))
    return tuple(segment for segment in result if segment[0] < segment[1])


@functools.cache
def by_country() -> dict[str, tuple[str, ...]]:
    """Return the zones of each country (IANA's zone.tab)."""
    result: dict[str, tuple[str, ...]] = {}
    for line in zone_database.read_text("zoneinfo/zone.tab").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            result[country] = (*result.get(country, ()), zone)
    return result


def _offset(tz: tzinfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, UTC).astimezone(tz).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _offset_change(tz: tzinfo, before: int, after: int, offset: int) -> int:
    """Return the first second after `before` at which the zone's offset is no longer `offset`."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(tz, middle) == offset:
            before = middle
        else:
            after = middle
    return after
