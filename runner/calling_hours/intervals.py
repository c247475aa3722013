"""Arithmetic on sets of half-open intervals: seconds since 1970 in UTC, sorted and disjoint."""

from collections.abc import Iterable
from datetime import UTC, datetime

Span = tuple[int, int]
Spans = tuple[Span, ...]


def union(spans: Iterable[Span]) -> Spans:
    """Sort spans in any order, merge those that touch, and drop empty ones."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def intersection(left: Spans, right: Spans) -> Spans:
    """Return the time that is in both."""
    result: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            result.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(result)


def difference(spans: Spans, removed: Spans) -> Spans:
    """Return the time that is in the first and not in the second."""
    if not spans:
        return ()
    start, end = spans[0][0], spans[-1][1]
    edges = [start, *(edge for span in removed for edge in span), end]
    gaps = tuple((edges[i], edges[i + 1]) for i in range(0, len(edges), 2) if edges[i] < edges[i + 1])
    return intersection(spans, gaps)


def instant(seconds: int) -> datetime:
    """Return the instant in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds(at: datetime) -> int:
    """Return an instant rounded down to a whole second."""
    return int(at.timestamp() // 1)


def seconds_up(at: datetime) -> int:
    """Return an instant rounded up to a whole second."""
    return -int(-at.timestamp() // 1)
