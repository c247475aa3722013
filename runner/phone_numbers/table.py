"""The compiled table, and one number walked through it digit by digit."""

import enum
import functools
import json
import sys
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent / "numbers.bin"
START = 1
"""The node where a number begins; at 0 nothing can follow any more."""


class NumberType(enum.StrEnum):
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


SERVICE_TYPES = frozenset({NumberType.PREMIUM_RATE, NumberType.SHARED_COST, NumberType.TOLL_FREE})


class NumberInfo(NamedTuple):
    """What is known of a number; of one that can't exist, nothing but that.

    `region` is an ISO 3166 code, or `001` for services of no country. `zones` are IANA names: where somebody with this
    number is likely to be, not where they are. So are `states` of the USA and Canada: ISO 3166-2 without the country.
    """

    valid: bool
    region: str | None = None
    type: NumberType | None = None
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
    """The automaton: the successors of node `n` are at `10 * n`; `ends` has the class of a number that ends in it."""

    source: str
    successors: "array[int]"
    ends: "array[int]"
    infos: tuple[NumberInfo, ...]
    codes: Mapping[int, Code]

    def walk(self, digits: str) -> int:
        """Give the node in which digits end."""
        node, successors = START, self.successors
        for digit in digits.encode():
            node = successors[10 * node + digit - 48]  # 48 is the character 0
        return node


def lookup(number: int) -> NumberInfo:
    """Return what is known of a number, whose digits are those of its E.164 form."""
    return number_infos()[class_of(number)]


def class_of(number: int) -> int:
    """Return the index in `number_infos()` of what is known of a number."""
    table = load()
    return table.ends[table.walk(str(number))]


def number_infos() -> tuple[NumberInfo, ...]:
    """Return all that a number can be; the first is one that can't exist."""
    return load().infos


@functools.cache
def load() -> Table:
    """Read the table; the first call pays for it. docs/contact-engine.md has the picture."""
    line, _, content = _FILE.read_bytes().partition(b"\n")
    header = json.loads(line)
    nodes = array("H", content)
    if sys.byteorder == "big":
        nodes.byteswap()
    types = [*map(NumberType, header["types"])]
    zones, states = [*map(tuple, header["zones"])], [*map(tuple, header["states"])]
    known = [
        NumberInfo(True, region, types[type_], zones[of_zones], states[of_states])
        for region, type_, of_zones, of_states in header["classes"]
    ]
    codes = {int(code): Code(region, tuple(long), prefix) for code, (region, long, prefix) in header["codes"].items()}
    ends = 10 * header["nodes"]
    return Table(header["source"], nodes[:ends], nodes[ends:], (NumberInfo(False), *known), codes)
