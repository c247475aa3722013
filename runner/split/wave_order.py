"""Which wave each contact is in: in the order of the list, or at random by a seed."""

import hashlib
from collections.abc import Callable, Sequence
from itertools import chain, repeat

from runner.split.source import Source

WaveOf = Callable[[int], int]
"""Returns the index of the wave of the contact in a row; called once for each contact, in the order of the list."""


def wave_order(sizes: Sequence[int], seed: int | None) -> WaveOf:
    """Return what puts contacts into waves of these sizes; a list that has grown since makes the last one larger."""
    if seed is not None:
        return _RandomOrder(sizes, seed).wave_of
    in_order = chain.from_iterable(repeat(wave, size) for wave, size in enumerate(sizes))
    waves = chain(in_order, repeat(len(sizes) - 1))
    return lambda _row: next(waves)


def default_seed(source: Source) -> int:
    """Return the seed of a campaign and its list, so that a dry run and a repeated split choose the same contacts."""
    text = f"{source.campaign.campaignName}\n{source.contacts.digest}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


class _RandomOrder:
    """Draws one of the places that are left in the waves for each contact: every division is equally likely.

    The draw is SHA-256 of `SEED:ROW`, modulo the number of places: the same on every machine. Source: selection
    sampling, algorithm S of Knuth, The Art of Computer Programming, volume 2, 3.4.2. The places are in a Fenwick tree,
    as there may be many waves.
    """

    def __init__(self, sizes: Sequence[int], seed: int) -> None:
        self._seed = seed
        self._last = len(sizes) - 1
        self._whole = 1 << self._last.bit_length()
        self._places = [0] * (self._whole + 1)
        for wave, size in enumerate(sizes, start=1):
            node = wave
            while node <= self._whole:
                self._places[node] += size
                node += node & -node

    def wave_of(self, row: int) -> int:
        left = self._places[self._whole]
        if not left:
            return self._last
        place = int.from_bytes(hashlib.sha256(f"{self._seed}:{row}".encode()).digest(), "big") % left
        wave, step = 0, self._whole
        while step:
            node = wave + step
            if self._places[node] <= place:
                place -= self._places[node]
                wave = node
            else:
                self._places[node] -= 1
            step //= 2
        return wave
