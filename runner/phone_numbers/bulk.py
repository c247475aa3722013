"""What is known of a list's numbers: which are of a kind, and how many there are of each."""

import functools
import sys
from array import array
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from runner.phone_numbers import bulk_python
from runner.phone_numbers.table import NumberInfo, classes, load

if TYPE_CHECKING:
    from runner.phone_numbers.bulk_numpy import Classes

# From so many numbers on NumPy is faster; where it isn't imported yet, from so many that its import is made up for.
MANY, MANY_MORE = 20_000, 300_000


def classify(numbers: "array[int]") -> "array[int] | Classes":
    """Give for each number (unsigned, 64 bits) the place of what is known of it in `classes()`, in the same order."""
    if len(numbers) >= (MANY if "numpy" in sys.modules else MANY_MORE):
        try:
            import numpy as np

            from runner.phone_numbers import bulk_numpy
        except ImportError:
            pass
        else:
            return bulk_numpy.classified(np.asarray(numbers, dtype=np.uint64))
    return bulk_python.classified(numbers, load())


def indices_where(numbers: "array[int]", wanted: Callable[[NumberInfo], bool]) -> list[int]:
    """Give the indices of those numbers of which something wanted is known, in order."""
    found, told = classify(numbers), _told(wanted)
    if isinstance(found, array):
        return [index for index, place in enumerate(found) if told[place]]
    import numpy as np

    indices: list[int] = np.flatnonzero(np.asarray(told)[found]).tolist()
    return indices


def count_by(numbers: "array[int]") -> dict[NumberInfo, int]:
    """Count numbers by what is known of them."""
    found = classify(numbers)
    if isinstance(found, array):
        return {classes()[place]: count for place, count in Counter(found).items()}
    import numpy as np

    return {classes()[place]: int(count) for place, count in enumerate(np.bincount(found)) if count}


@functools.cache
def _told(wanted: Callable[[NumberInfo], bool]) -> list[bool]:
    return [wanted(number) for number in classes()]
