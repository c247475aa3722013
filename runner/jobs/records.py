"""What processes pass to each other, pickled in few steps."""

import dataclasses
import functools
from collections.abc import Callable
from operator import attrgetter
from typing import Any


class Passed:
    """The base of a frozen dataclass that processes pass by the thousand: it pickles as its class and its values."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        kind: Any = type(self)
        return kind, _values(kind)(self)


@functools.cache
def _values(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function from an object of a dataclass to the values of its fields, in order."""
    names = [field.name for field in dataclasses.fields(kind)]
    one = attrgetter(names[0])
    return attrgetter(*names) if len(names) > 1 else lambda record: (one(record),)
