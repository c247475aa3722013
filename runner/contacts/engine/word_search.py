"""Searches a block for the words of an instruction to an agent, in any case, by comparing two letters at once."""

import sys

import numpy as np
import numpy.typing as npt

from runner.contacts.engine.number_cells import Bytes

_CASE = 0x2020
# Of each word two letters and the two after them: where the word begins at an even place, and at an odd one.
_PAIRS = ((b"ru", b"ct"), (b"tr", b"uc"), (b"om", b"pt"), (b"ro", b"mp"))


def may_have_words(text: Bytes) -> bool:
    """Whether text may have one of the words; false only where there is none."""
    pairs = text[: len(text) // 2 * 2].view(np.uint16) | np.uint16(_CASE)
    return any(_has(pairs, *map(_pair, both)) for both in _PAIRS)


def _has(pairs: npt.NDArray[np.uint16], first: int, second: int) -> bool:
    ends = pairs == second
    return bool(ends.any()) and bool((ends[1:] & (pairs[:-1] == first)).any())


def _pair(letters: bytes) -> int:
    return int.from_bytes(letters, sys.byteorder)
