"""One person, one phone: what all spellings of a phone number have in common under the renumberings of its country."""

import functools
from bisect import bisect_right

from runner.phone_numbers.renumberings import RENUMBERED_REGIONS, Ranges, prefixed_ranges, renumbered_ranges
from runner.phone_numbers.table import class_of, number_infos

INVALID = 0
"""The class of numbers that aren't valid."""


def person(number: int) -> int:
    """Return the number that all spellings of a phone have in common: its own where it has only one."""
    number_class = class_of(number)
    return spelled_today(number, number_class) if number_class in renumbered_classes() else number


@functools.cache
def renumbered_classes() -> frozenset[int]:
    """Return the classes whose numbers may be spelled another way."""
    infos = enumerate(number_infos())
    return frozenset(index for index, info in infos if not info.valid or info.region in RENUMBERED_REGIONS)


def spelled_today(number: int, number_class: int) -> int:
    """Return the number as it is spelled today, where its class is one of `renumbered_classes`."""
    renumbered = _renumbered(number)
    if renumbered != number or number_class != INVALID:
        return renumbered
    without_prefix = _renumbered(_shifted(number, prefixed_ranges()))
    return without_prefix if class_of(without_prefix) != INVALID else number


def _renumbered(number: int) -> int:
    # Argentina's 9 and 15 can both be there.
    return _shifted(_shifted(number, renumbered_ranges()), renumbered_ranges())


def _shifted(number: int, ranges: Ranges) -> int:
    index = bisect_right(ranges.starts, number) - 1
    return number + ranges.offsets[index] if index >= 0 and number <= ranges.ends[index] else number
