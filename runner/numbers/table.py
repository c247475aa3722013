"""The compiled table, walked digit by digit: one number, or many at once."""

import enum
import functools
import json
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

_FILE = Path(__file__).parent / "numbers.bin"
# From so many numbers on NumPy is faster; where it isn't imported yet, from so many that its import is made up for.
_MANY, _MANY_MORE = 500, 200_000
_BLOCK = 1 << 15
_LONGEST = 15
_HIGH, _LOW = 7, 8


class Type(enum.StrEnum):
    """What a number is for, as libphonenumber tells types apart."""

    FIXED_LINE = "fixed-line"
    MOBILE = "mobile"
    FIXED_LINE_OR_MOBILE = "fixed-line-or-mobile"
    PREMIUM_RATE = "premium-rate"
    TOLL_FREE = "toll-free"
    SHARED_COST = "shared-cost"
    VOIP = "voip"
    PERSONAL_NUMBER = "personal-number"
    PAGER = "pager"
    UAN = "uan"
    VOICEMAIL = "voicemail"


NO_PERSON = frozenset({Type.PREMIUM_RATE, Type.SHARED_COST, Type.TOLL_FREE})


@dataclass(frozen=True, slots=True)
class Number:
    """What is known of a number; of one that can't exist, nothing but that.

    `region` is an ISO 3166 code, or `001` for services of no country. `zones` are IANA names: where somebody with this
    number is likely to be, not where they are. So are `states` of the USA and Canada: ISO 3166-2 without the country.
    """

    valid: bool
    region: str | None = None
    type: Type | None = None
    zones: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A country calling code: its main region, how many digits can stand behind it, its national prefix if it has one.

    The national prefix is dialled within the country, and is no part of E.164.
    """

    region: str
    lengths: tuple[int, ...]
    prefix: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """The automaton: the successors of state `s` are at `10 * s`; `ends` has the class of a number that ends in it."""

    source: str
    successors: "array[int]"
    ends: "array[int]"
    classes: tuple[Number, ...]
    codes: Mapping[int, Code]


def about(number: int) -> Number:
    """Give what is known of a number, written as the digits of its E.164 form."""
    table = load()
    return table.classes[_walk(number, table.successors, table.ends)]


def classes() -> tuple[Number, ...]:
    """Give all that a number can be; the first is one that can't exist."""
    return load().classes


def classify(numbers: "array[int]") -> "array[int] | np.ndarray[Any, np.dtype[np.uint16]]":
    """Give for each number (unsigned, 64 bits) the place of what is known of it in `classes()`, in the same order."""
    table = load()
    if len(numbers) >= (_MANY if "numpy" in sys.modules else _MANY_MORE):
        try:
            import numpy as np
        except ImportError:
            pass
        else:
            return _classified(np.asarray(numbers, dtype=np.uint64), table)
    successors, ends = table.successors, table.ends
    return array("H", [_walk(number, successors, ends) for number in numbers])


def which(numbers: "array[int]", wanted: Callable[[Number], bool]) -> list[int]:
    """Give the indices of those numbers of which something wanted is known, in order."""
    found, told = classify(numbers), _told(wanted)
    if isinstance(found, array):
        return [index for index, place in enumerate(found) if told[place]]
    import numpy as np

    indices: list[int] = np.flatnonzero(np.asarray(told)[found]).tolist()
    return indices


def tally(numbers: "array[int]") -> dict[Number, int]:
    """Count numbers by what is known of them."""
    found = classify(numbers)
    if isinstance(found, array):
        return {classes()[place]: count for place, count in Counter(found).items()}
    import numpy as np

    return {classes()[place]: int(count) for place, count in enumerate(np.bincount(found)) if count}


@functools.cache
def _told(wanted: Callable[[Number], bool]) -> list[bool]:
    return [wanted(number) for number in classes()]


@functools.cache
def load() -> Table:
    """Unpack the table; the first call pays for it."""
    line, _, planes = zlib.decompress(_FILE.read_bytes()).partition(b"\n")
    header = json.loads(line)
    half = len(planes) // 2
    low, high = (planes[:half], planes[half:]) if sys.byteorder == "little" else (planes[half:], planes[:half])
    woven = bytearray(len(planes))
    woven[0::2], woven[1::2] = low, high
    states = array("H", woven)
    zones = header["zones"]
    kinds = [
        Number(True, region, Type(kind), tuple(zones[place] for place in places), tuple(states))
        for region, kind, places, states in header["classes"]
    ]
    codes = {int(code): Code(region, tuple(long), prefix) for code, (region, long, prefix) in header["codes"].items()}
    ends = 10 * header["states"]
    return Table(header["source"], states[:ends], states[ends:], (Number(False), *kinds), codes)


def _walk(number: int, successors: "array[int]", ends: "array[int]") -> int:
    state = 1
    for digit in str(number).encode():
        state = successors[10 * state + digit - 48]  # 48 is the character 0
    return ends[state]


def _classified(
    numbers: "np.ndarray[Any, np.dtype[np.uint64]]", table: Table
) -> "np.ndarray[Any, np.dtype[np.uint16]]":
    """Walk all numbers of a block one digit further at a time; zeros in front lead from the beginning to itself."""
    import numpy as np

    successors = np.frombuffer(table.successors, dtype=np.uint16)
    ends = np.frombuffer(table.ends, dtype=np.uint16)
    out = np.empty(len(numbers), dtype=np.uint16)
    for start in range(0, len(numbers), _BLOCK):
        block = numbers[start : start + _BLOCK]
        long = block >= 10**_LONGEST
        state = np.ones(len(block), dtype=np.uint32)
        # 32 bits are divided in a fraction of the time that 64 take.
        for part, places in ((block // 10**_LOW % 10**_HIGH, _HIGH), (block % 10**_LOW, _LOW)):
            rest = part.astype(np.uint32)
            for place in range(places - 1, -1, -1):
                digit = rest // np.uint32(10**place)
                rest -= digit * np.uint32(10**place)
                state = successors.take(state * np.uint32(10) + digit).astype(np.uint32)
        found = ends.take(state)
        found[long] = 0
        out[start : start + _BLOCK] = found
    return out
