"""What is known of many numbers, with NumPy: all are walked through the table at once, two digits a step."""

import functools
from array import array

import numpy as np
import numpy.typing as npt

from runner.phone_numbers.people import INVALID, renumbered_classes
from runner.phone_numbers.renumberings import Ranges, prefixed_ranges, renumbered_ranges
from runner.phone_numbers.table import START, load, number_infos

Words = npt.NDArray[np.uint64]
Classes = npt.NDArray[np.uint16]
Flags = npt.NDArray[np.bool_]

_BATCH = 1 << 15
_LONGEST = 15
_LOW = 8
"""This many last digits go into 32 bits, which divide in a fraction of the time that 64 take."""


def classify(numbers: "array[int] | Words") -> Classes:
    """Return the class of each number, as `class_of` does."""
    words = np.asarray(numbers, dtype=np.uint64)
    classes = np.empty(len(words), np.uint16)
    for start in range(0, len(words), _BATCH):
        classes[start : start + _BATCH] = _classify_batch(words[start : start + _BATCH])
    return classes


def people(numbers: Words, classes: Classes) -> Words:
    """Return the person of each number, as `person` does; the same array where all are their own."""
    candidates = np.flatnonzero(_may_be_renumbered()[classes])
    if not len(candidates):
        return numbers
    spelled = numbers[candidates]
    today = _spelled_today(spelled, classes[candidates] == INVALID)
    if np.array_equal(today, spelled):
        return numbers
    result = numbers.copy()
    result[candidates] = today
    return result


def replace_by_people(ordered: Words) -> bool:
    """Put its person in place of each number, and tell whether one has changed; the numbers are in ascending order.

    So the few in ranges of renumbered numbers lie together, and no other is looked at.
    """
    tables = (renumbered_ranges(), prefixed_ranges())
    starts = np.concatenate([np.searchsorted(ordered, np.asarray(ranges.starts)) for ranges in tables])
    ends = np.concatenate([np.searchsorted(ordered, np.asarray(ranges.ends), side="right") for ranges in tables])
    changed = False
    for index in np.flatnonzero(starts < ends).tolist():
        for start in range(int(starts[index]), int(ends[index]), _BATCH):
            part = ordered[start : min(start + _BATCH, int(ends[index]))]
            today = people(part, classify(part))
            if today is not part:
                part[:] = today
                changed = True
    return changed


def _spelled_today(numbers: Words, invalid: Flags) -> Words:
    today = _renumbered(numbers)
    left = np.flatnonzero((today == numbers) & invalid)
    prefixed = _shifted(numbers[left], prefixed_ranges())
    left, prefixed = left[prefixed != numbers[left]], prefixed[prefixed != numbers[left]]
    if not len(left):
        return today
    without_prefix = _renumbered(prefixed)
    valid = classify(without_prefix) != INVALID
    today = today.copy()
    today[left[valid]] = without_prefix[valid]
    return today


def _renumbered(numbers: Words) -> Words:
    once = _shifted(numbers, renumbered_ranges())
    # Argentina's 9 and 15 can both be there.
    return once if once is numbers else _shifted(once, renumbered_ranges())


def _shifted(numbers: Words, ranges: Ranges) -> Words:
    starts, ends, offsets = map(np.asarray, ranges)
    indices = np.searchsorted(starts, numbers, side="right") - 1
    within = np.flatnonzero((indices >= 0) & (numbers <= ends[indices]))
    if not len(within):
        return numbers
    shifted = numbers.copy()
    # An offset below zero wraps around, and so does the sum.
    shifted[within] += offsets.astype(np.uint64)[indices[within]]
    return shifted


@functools.cache
def _may_be_renumbered() -> Flags:
    """Tell by its class whether a number may be spelled another way."""
    flags = np.zeros(len(number_infos()), np.bool_)
    flags[list(renumbered_classes())] = True
    return flags


def _classify_batch(numbers: Words) -> Classes:
    successors, ends = _pairs()
    high, low = np.divmod(np.where(numbers < 10**_LONGEST, numbers, 0), np.uint64(10**_LOW))
    node = np.full(len(numbers), START, np.uint32)
    # Leading zeros lead from the start to itself.
    for part, digits in ((high, len(str(high.max()))), (low, _LOW)):
        rest = part.astype(np.uint32)
        for place in range((digits + 1) // 2 - 1, -1, -1):
            two = rest // np.uint32(100**place)
            rest -= two * np.uint32(100**place)
            node = successors.take(node * np.uint32(100) + two).astype(np.uint32)
    return ends.take(node)


@functools.cache
def _pairs() -> tuple[Classes, Classes]:
    """Return the successors by two digits, those of node `n` at `100 * n`, and the classes of the nodes."""
    table = load()
    successors = np.frombuffer(table.successors, np.uint16).reshape(-1, 10)
    return successors[successors].reshape(-1), np.frombuffer(table.ends, np.uint16)
