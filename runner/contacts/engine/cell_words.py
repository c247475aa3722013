"""Which cells of a block are certain short words, found by comparing their first eight bytes as one integer."""

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from runner.contacts.vocabulary.placeholders import PLACEHOLDERS

BYTES = 8
"""Bytes of a cell that are compared at once."""

_Bytes = npt.NDArray[np.uint8]
_Words = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.intp]
_Flags = npt.NDArray[np.bool_]

_SLOT_BITS = 16
_FIBONACCI = np.uint64(0x9E3779B97F4A7C15)
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(BYTES + 1)], np.uint64)
_CASE = np.uint64(0x2020202020202020)
# The last bytes of what white space there is in UTF-8, from U+0009 to U+3000.
_LAST_BYTES = (*range(0x21), *range(0x80, 0x8B), 0x85, 0x9F, 0xA0, 0xA8, 0xA9, 0xAF)
_ENDS = np.zeros(256, np.bool_)
_ENDS[list(_LAST_BYTES)] = True


class WordTable:
    """A set of words by the hashes of their first bytes; `has_own` says that some of them are the list's own."""

    def __init__(self, words: Iterable[str], *, has_own: bool) -> None:
        self.has_own = has_own
        self._slots = np.zeros(1 << _SLOT_BITS, np.bool_)
        self._begins = np.zeros(256, np.bool_)
        for word in words:
            first = word.encode()[:BYTES]
            self._begins[[first[0], word[0].upper().encode()[0]]] = True
            self._slots[_slots(np.array([int.from_bytes(first, "little")], np.uint64), np.array([len(first)]))] = True

    def may_begin(self, first_bytes: _Bytes) -> _Places:
        """Return the indices of the first bytes with which some word begins."""
        return np.flatnonzero(self._begins.take(first_bytes))

    def may_have(self, words: _Words, lengths: _Places) -> _Flags:
        """Whether cells with these first bytes may be one of the words."""
        return self._slots[_slots(words, lengths)]


def no_value_words(own: frozenset[str]) -> WordTable:
    """Return the words for no value, and a list's own ones."""
    return WordTable([*PLACEHOLDERS, *own], has_own=bool(own))


class CellWords:
    """The cells of a block as words; `text` goes on for `BYTES` bytes after the last cell."""

    def __init__(self, text: _Bytes) -> None:
        self._text = text
        self._at = np.ndarray((len(text) - BYTES + 1,), np.uint64, text, strides=(1,))

    def likely(self, table: WordTable, begins: _Places, ends: _Places) -> _Places:
        """Return the indices of the cells that may be among the words of a table, white space behind them aside."""
        indices = table.may_begin(self._text.take(begins))
        begins, ends = begins[indices], ends[indices]
        lengths = np.minimum(ends - begins, BYTES)
        may_be = table.may_have(self._first(begins, lengths), lengths) | self._may_end_in_white_space(ends)
        chosen: _Places = indices[may_be & (lengths > 0)]
        return chosen

    def are(self, test: Callable[[str], bool], begins: _Places, ends: _Places) -> _Flags:
        """Return for which cells the test holds, asked once for each different one; true for all long ones."""
        lengths = ends - begins
        result = lengths > BYTES
        short = np.flatnonzero((lengths > 0) & ~result)
        words, inverse = np.unique(self._first(begins[short], lengths[short]), return_inverse=True)
        cells = (int(word).to_bytes(BYTES, "little").rstrip(b"\0").decode(errors="replace") for word in words)
        result[short] = np.array([test(cell) for cell in cells], np.bool_)[inverse]
        return result

    def _may_end_in_white_space(self, ends: _Places) -> _Flags:
        result = _ENDS[self._text[ends - 1]]
        if result.any():
            likely = np.flatnonzero(result)
            three, two, one = (self._text[ends[likely] - back] for back in (3, 2, 1))
            # U+0085 and U+00A0; U+1680; U+2000 to U+205F; U+3000
            wide = (
                ((three == 0xE1) & (two == 0x9A))
                | ((three == 0xE2) & (two <= 0x81))
                | ((three == 0xE3) & (two == 0x80))
            )
            result[likely] = (one < 0x80) | (two == 0xC2) | wide
        return result

    def words(self, begins: _Places, lengths: _Places, count: int) -> list[_Words]:
        """Return the first `count` words of each cell, of as many as the longest cell has."""
        result = []
        for start in range(0, min(count * BYTES, int(lengths.max(initial=0))), BYTES):
            here = np.clip(lengths - start, 0, BYTES)
            result.append(self._at[np.where(here > 0, begins + start, 0)] & _MASKS[here])
        return result

    def cell(self, begin: int, length: int) -> bytes:
        return self._text[begin : begin + length].tobytes()

    def _first(self, begins: _Places, lengths: _Places) -> _Words:
        return self._at[begins] & _MASKS[lengths]


def _slots(words: _Words, lengths: _Places) -> npt.NDArray[np.intp]:
    """Return a hash of words that doesn't tell the case of letters."""
    folded = words | (_CASE & _MASKS[lengths])
    return ((folded * _FIBONACCI) >> np.uint64(64 - _SLOT_BITS)).astype(np.intp)
