"""Whether what stands in a cell is more than one number, or a number and something behind it."""

import re
from collections.abc import Callable

from runner.phone_numbers import e164
from runner.phone_numbers.table import NumberInfo, NumberType

_GROUP = re.compile(r"([^0-9]*)([0-9]+)")
_SHORT, _LONG = 3, 5
"""Digits that a group has at most, and the group before it at least, to look like the end of a second number."""


def may_be_several(text: str, known: Callable[[str], NumberInfo]) -> bool:
    """Whether a cell's text may hold more than one number, so that its digits can't be joined.

    `known` returns what is known of text from the cell's beginning as a number by itself.
    """
    if e164.has_several_numbers(text):
        return True
    groups = [(match[1], match[2], match.start()) for match in _GROUP.finditer(text)]
    after_slash = re.split("/", text)[1:]
    if any(sum(map(str.isdigit, part)) <= _SHORT for part in after_slash):
        return True
    if re.search(r"[(\[][^0-9]*[0-9]*[^0-9]*$", text) and len(groups) > 1:
        return True  # brackets around the last digits: a note
    before = ""
    for separators, digits, start in groups:
        if before and _begins_another(separators, digits, before):
            number = known(text[:start])
            if number.valid and not (_is_extension(separators, digits, before, number) and known(text).valid):
                return True
        before = digits
    return False


def _begins_another(separators: str, digits: str, before: str) -> bool:
    """Whether a group may be of another number, if what stands before it is a number by itself."""
    if any(mark in separators for mark in "/(["):
        return True
    return len(digits) <= _SHORT and len(before) >= _LONG


def _is_extension(separators: str, digits: str, before: str, number: NumberInfo) -> bool:
    """Whether a group is the extension of a fixed line, which is dialed with its number (DIN 5008).

    It stands behind a hyphen, and can't be the end of a range: `1234567-69`.
    """
    return "-" in separators and number.type is not NumberType.MOBILE and digits <= before[-len(digits) :]
