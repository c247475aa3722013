"""What numbers a calling code can have, and how many of them look like another country's when the code is left out.

Only the numbers of persons count: fixed lines and mobiles.
"""

import functools

from runner.phone_numbers.table import START, NumberType, load

KEEPS_ZERO = frozenset({"39", "225", "241", "242", "378", "379"})
"""Calling codes after which a 0 may belong to the number: it isn't certain to be a national prefix."""

_PERSONAL = frozenset({NumberType.FIXED_LINE, NumberType.MOBILE, NumberType.FIXED_LINE_OR_MOBILE})
_LONGEST_CODE = 3
_CLOSED = 0.95
"""The share of numbers with one length from which a plan counts as closed: a few are shorter in Britain, say."""


def calling_code(digits: str) -> int | None:
    """Return the calling code at the beginning of digits: none begins another."""
    codes = load().codes
    if digits.startswith("0"):
        return None
    starts = (int(digits[:size]) for size in range(1, min(_LONGEST_CODE, len(digits)) + 1))
    return next((start for start in starts if start in codes), None)


def is_possible(digits: str) -> bool:
    """Whether digits that begin with a calling code are as many as a person's number has there."""
    code = calling_code(digits)
    return code is not None and len(digits) - len(str(code)) in lengths(code)


@functools.cache
def lengths(code: int) -> frozenset[int]:
    """Return how many digits a person's number can have after a calling code."""
    node = load().walk(str(code))
    return frozenset(length for length in load().codes[code].lengths if _leads_to_number(node, length))


@functools.cache
def closed_length(code: int) -> int | None:
    """Return how many digits all numbers after a calling code have; None where that differs from number to number."""
    node = load().walk(str(code))
    counts = {length: _count(node, START, length, alike=False) for length in lengths(code)}
    length = max(counts, key=counts.__getitem__, default=None)
    return length if length is not None and counts[length] >= _CLOSED * sum(counts.values()) else None


def share_like(code: int, length: int, other: int) -> float:
    """Return which share of a code's numbers of that length, written without it, are numbers of another code too."""
    start = str(other)
    node, rest = load().walk(str(code)), length - len(start)
    if rest <= 0:
        return 0
    alike = _count(load().walk(f"{code}{start}"), load().walk(start), rest, alike=True)
    return alike / _count(node, START, length, alike=False)


@functools.cache
def _leads_to_number(node: int, length: int) -> bool:
    """Whether a person's number ends on some way of that length; the first is found long before all are counted."""
    if node == 0 or length == 0:
        return node != 0 and _is_personal(node)
    successors = load().successors
    return any(_leads_to_number(successors[10 * node + digit], length - 1) for digit in range(10))


@functools.cache
def _count(node: int, other: int, length: int, *, alike: bool) -> int:
    """Count the ways of that length on which a person's number ends, from both nodes where they must be `alike`."""
    if node == 0 or (alike and other == 0):
        return 0
    table = load()
    if length == 0:
        return int(_is_personal(node) and (not alike or _is_personal(other)))
    return sum(
        _count(
            table.successors[10 * node + digit],
            table.successors[10 * other + digit] if alike else START,
            length - 1,
            alike=alike,
        )
        for digit in range(10)
    )


def _is_personal(node: int) -> bool:
    table = load()
    return table.infos[table.ends[node]].type in _PERSONAL
