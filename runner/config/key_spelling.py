"""Misspelled keys: the one key of a schema that was meant, where no other is as near."""

import re
from collections import Counter
from collections.abc import Collection, Mapping

# Of short keys, one letter more or less makes another word.
_SHORT, _LONG = 5, 8


def meant_keys(written: Collection[str], known: Collection[str]) -> Mapping[str, str]:
    """Return for each misspelled key the known one that it means; none that is there already, or is meant twice."""
    near = {key: name for key in written if key not in known and (name := _nearest(key, known))}
    times = Counter(near.values())
    return {key: name for key, name in near.items() if name not in written and times[name] == 1}


def _nearest(key: str, known: Collection[str]) -> str | None:
    """Return the one key that is as this one but for case and separators, else the one that is few letters away."""
    same = [name for name in known if _bare(name) == _bare(key)]
    allowed = 0 if len(key) < _SHORT else 1 if len(key) < _LONG else 2
    near = same or [
        name
        for name in known
        if abs(len(_bare(key)) - len(_bare(name))) <= allowed and _distance(_bare(key), _bare(name)) <= allowed
    ]
    return near[0] if len(near) == 1 else None


def _bare(key: str) -> str:
    return re.sub(r"[\s_.-]", "", key).lower()


def _distance(one: str, other: str) -> int:
    """Return how many letters were left out, added, replaced, or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
