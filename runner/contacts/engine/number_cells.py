"""Reads the cells of a block as E.164 numbers, all at once: eight digits in each step of 64 bits."""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

_PLUS = ord("+")
_SHORTEST, _LONGEST = 8, 16
"""Bytes of a number with its plus."""


def _words(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8, "little"))


def _masks() -> tuple[Words, Words]:
    """Return, by a number's count of digits, masks of the last 8 digits and of those before them, of 8 bytes each."""
    every = (1 << 64) - 1

    def mask(digits: int) -> int:
        return every << 8 * (8 - digits) & every if digits > 0 else 0

    counts = range(_LONGEST)
    return (
        np.array([mask(min(count, 8)) for count in counts], np.uint64),
        np.array([mask(count - 8) for count in counts], np.uint64),
    )


_LAST, _BEFORE = _masks()
_ZEROS, _HIGH, _SIX, _LOW = _words(0x30), _words(0xF0), _words(0x06), _words(0x0F)
_EIGHT_DIGITS = np.uint64(10**8)


def parse_numbers(text: Bytes, begins: Places, ends: Places) -> tuple[Words, Flags]:
    """Read cells as numbers; false where one isn't E.164."""
    lengths = ends - begins
    valid = (
        (lengths >= _SHORTEST)
        & (lengths <= _LONGEST)
        & (text.take(begins) == _PLUS)
        & (text.take(begins + 1) != ord("0"))
    )
    digits = np.where(valid, lengths - 1, 0)
    at = np.ndarray((len(text) - 7,), np.uint64, text, strides=(1,))
    parts = []
    for mask, place in ((_BEFORE, ends - 16), (_LAST, ends - 8)):
        keep = mask[digits]
        word = (at[place] & keep) | (_ZEROS & ~keep)
        valid &= ((word & _HIGH) == _ZEROS) & (((word + _SIX) & _HIGH) == _ZEROS)
        parts.append(_eight_digits(word))
    return parts[0] * _EIGHT_DIGITS + parts[1], valid


def _eight_digits(word: Words) -> Words:
    """Read 8 ASCII digits, the first in the lowest byte: pairs, then fours, then all, side by side in one word."""
    pairs = ((word & _LOW) * np.uint64(10 * 256 + 1)) >> np.uint64(8) & np.uint64(0x00FF00FF00FF00FF)
    fours = (pairs * np.uint64(100 * 65536 + 1)) >> np.uint64(16) & np.uint64(0x0000FFFF0000FFFF)
    return (fours * np.uint64(10000 * 2**32 + 1)) >> np.uint64(32)
