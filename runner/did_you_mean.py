"""What a mistyped word was probably meant to be."""

from collections.abc import Callable, Iterable

LIKE = 0.6
"""Minimum similarity of two words, from 0 to 1, as difflib measures it."""
SHORTEST_PART = 3
"""Minimum characters of a word that stands for a longer one which has it inside."""


def closest(
    word: str, known: Iterable[str], *, key: Callable[[str], str] = str.casefold, cutoff: float = LIKE
) -> str | None:
    """Return the known word that is most like `word`, None where none is; words are compared by their `key`."""
    import difflib

    by_key = {key(each): each for each in known}
    close = difflib.get_close_matches(key(word), by_key, n=1, cutoff=cutoff)
    return by_key[close[0]] if close else None


def closest_or_longer(word: str, known: Iterable[str], *, key: Callable[[str], str] = str.casefold) -> str | None:
    """Return the closest known word, or else the first in order that has `word` inside."""
    words = sorted(known)
    part = key(word)
    longer = (each for each in words if len(part) >= SHORTEST_PART and part in key(each))
    return closest(word, words, key=key) or next(longer, None)
