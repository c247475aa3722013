"""A zone's clock against UTC, and the zones of a country."""

import functools
from datetime import UTC, datetime, tzinfo
from importlib import resources

from runner import timezones
from runner.calling_hours.intervals import Span

_STEP = 12 * 3600
_BLOCK = 28 * 86_400
Segment = tuple[int, int, int]
"""From and to when, in seconds since 1970 in UTC, a zone's clock is so many seconds ahead of UTC."""


@functools.cache
def exists(zone: str) -> bool:
    """Say whether the IANA database has a zone of that name; libphonenumber's `Etc/Unknown` is none."""
    return timezones.iana_zone(zone) is not None


@functools.cache
def clock(zone: str) -> tzinfo:
    """Give a zone that exists."""
    return timezones.timezone(zone)


def segments(zone: str, span: Span) -> tuple[Segment, ...]:
    """Cut a span at the zone's clock changes."""
    result: list[Segment] = []
    for block in range(span[0] // _BLOCK, -(-span[1] // _BLOCK)):
        for begin, until, ahead in _segments(zone, block):
            start, end = max(begin, span[0]), min(until, span[1])
            if start >= end:
                continue
            if result and result[-1][2] == ahead:
                result[-1] = (result[-1][0], end, ahead)
            else:
                result.append((start, end, ahead))
    return tuple(result)


@functools.cache
def of_country(country: str) -> tuple[str, ...]:
    """Give every zone of a country, none where it isn't in ISO 3166-1 (IANA's zone.tab)."""
    return _by_country().get(country, ())


def distinct(zones: tuple[str, ...], span: Span) -> dict[tuple[Segment, ...], str]:
    """Give the first zone of each clock that there is among them throughout a span."""
    return {segments(zone, span): zone for zone in reversed(zones)}


@functools.lru_cache(maxsize=4096)
def _segments(zone: str, block: int) -> tuple[Segment, ...]:
    """Cut a block at the zone's clock changes.

    Asked twice a day: no zone has ever changed its clock and changed it back within half a day (IANA's database).
    """
    start, end = block * _BLOCK, (block + 1) * _BLOCK
    tz = clock(zone)
    result: list[Segment] = []
    since, offset = start, _offset(tz, start)
    for at in range(start + _STEP, end + 1, _STEP):
        if (later := _offset(tz, at)) != offset:
            change = _change(tz, at - _STEP, at, offset)
            result.append((since, change, offset))
            since, offset = change, later
    result.append((since, end, offset))
    return tuple(one for one in result if one[0] < one[1])


@functools.cache
def _by_country() -> dict[str, tuple[str, ...]]:
    result: dict[str, tuple[str, ...]] = {}
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            result[country] = (*result.get(country, ()), zone)
    return result


def _offset(tz: tzinfo, at: int) -> int:
    ahead = datetime.fromtimestamp(at, UTC).astimezone(tz).utcoffset()
    return int(ahead.total_seconds()) if ahead else 0


def _change(tz: tzinfo, before: int, after: int, offset: int) -> int:
    """Find the first second after `before` at which the clock is no longer `offset` ahead."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(tz, middle) == offset:
            before = middle
        else:
            after = middle
    return after
