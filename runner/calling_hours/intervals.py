"""Arithmetic of times in spans: half-open, in seconds since 1970 in UTC, sorted and apart from each other."""

from collections.abc import Iterable
from datetime import UTC, datetime

Span = tuple[int, int]
Spans = tuple[Span, ...]


def joined(spans: Iterable[Span]) -> Spans:
    """Sort any spans, join those that meet, and leave out empty ones."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def common(left: Spans, right: Spans) -> Spans:
    """Give the time that is in both."""
    result: list[Span] = []
    one = other = 0
    while one < len(left) and other < len(right):
        start, end = max(left[one][0], right[other][0]), min(left[one][1], right[other][1])
        if start < end:
            result.append((start, end))
        if left[one][1] < right[other][1]:
            one += 1
        else:
            other += 1
    return tuple(result)


def without(spans: Spans, taken: Spans) -> Spans:
    """Give the time of the first that isn't in the second."""
    if not spans:
        return ()
    start, end = spans[0][0], spans[-1][1]
    edges = [start, *(edge for span in taken for edge in span), end]
    gaps = tuple((edges[at], edges[at + 1]) for at in range(0, len(edges), 2) if edges[at] < edges[at + 1])
    return common(spans, gaps)


def instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def seconds(at: datetime) -> int:
    """Give the whole second that an instant is in."""
    return int(at.timestamp() // 1)


def seconds_up(at: datetime) -> int:
    """Give the first whole second that isn't before an instant."""
    return -int(-at.timestamp() // 1)
