"""What a mistyped word was probably meant to be."""

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

LIKE = 0.6
"""Minimum similarity of two words, from 0 to 1, as difflib measures it."""
LIKE_FILES = 0.5
"""The same of two file names without their suffix, which are often as short as `q4`."""
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


def closest_or_longer(
    word: str, known: Iterable[str], *, key: Callable[[str], str] = str.casefold, cutoff: float = LIKE
) -> str | None:
    """Return the closest known word, or else the first in order that has `word` inside."""
    words = sorted(known)
    part = key(word)
    longer = (each for each in words if len(part) >= SHORTEST_PART and part in key(each))
    return closest(word, words, key=key, cutoff=cutoff) or next(longer, None)


def closest_path(path: str, known: Iterable[str]) -> str | None:
    """Return the known path whose file name is most like that of `path`; of several, the one in the likest folder."""
    paths = list(known)
    name = closest_or_longer(_file_name(path), map(_file_name, paths), cutoff=LIKE_FILES)
    return closest(path, [each for each in paths if _file_name(each) == name], cutoff=0.0) if name else None


def _file_name(path: str) -> str:
    return PurePosixPath(path).stem
