"""Which contacts of a list are left out, as a plan's file keeps it: by their place in the list, counted from 1."""

import re
from collections.abc import Iterable, Iterator

MAX_PLACES = 10_000_000
"""Maximum places that are read back: more come from no plan of ours."""
_RANGES = re.compile(r"([0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)?")


def encode_places(places: Iterable[int]) -> str:
    """Return places as ranges: `3,7-9`."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in _ranges(sorted(places)))


def decode_places(text: str) -> frozenset[int]:
    """Return the places that `encode_places` wrote; ValueError for other text."""
    if not _RANGES.fullmatch(text):
        raise ValueError("not places of contacts")
    parts = (part.partition("-") for part in text.split(",") if part)
    ranges = [range(int(first), int(last or first) + 1) for first, _, last in parts]
    if sum(map(len, ranges)) > MAX_PLACES:
        raise ValueError("too many places")
    return frozenset(place for each in ranges for place in each)


def _ranges(places: list[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for place in places:
        if first is not None and last is not None and place > last + 1:
            yield first, last
            first = None
        first, last = place if first is None else first, place
    if first is not None and last is not None:
        yield first, last
