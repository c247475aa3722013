"""What is known of a phone number: libphonenumber's metadata as an automaton, walked digit by digit."""

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
_LAST = 4
"""The digits at the end of a number in which neighbors differ."""
START = 1
"""The node where a number begins; no number passes node 0."""


class NumberType(enum.StrEnum):
    """What a number is for, by libphonenumber's types."""

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
"""Types of which a number belongs to a service, not to a person."""


class NumberInfo(NamedTuple):
    """What is known of a number; of one that isn't valid, nothing else.

    `region` is an ISO 3166 code, or `001` for services of no country. `zones` are all IANA time zones that the number's
    prefix serves, one for each clock; `states` the states of the USA and Canada: ISO 3166-2 without the country.
    """

    valid: bool
    region: str | None = None
    type: NumberType | None = None
    zones: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A country calling code: its main region, how many digits can follow it, and its national prefix if it has one.

    The national prefix is dialed within the country, and is no part of an E.164 number.
    """

    region: str
    lengths: tuple[int, ...]
    prefix: str | None


@dataclass(frozen=True, slots=True)
class Region:
    """How a region's people dial: `prefix` before a national number, `abroad` (a pattern) before a country code.

    `code` is its calling code, which other regions may share.
    """

    code: int
    prefix: str | None
    abroad: str


@dataclass(frozen=True, slots=True)
class Table:
    """The automaton: the successors of node `n` are at `10 * n`, the class of a number that ends there at `ends[n]`."""

    source: str
    successors: "array[int]"
    ends: "array[int]"
    infos: tuple[NumberInfo, ...]
    codes: Mapping[int, Code]
    regions: Mapping[str, Region]

    def walk(self, digits: str, node: int = START) -> int:
        """Return the node in which digits end that come after those of a node."""
        successors = self.successors
        for digit in digits.encode():
            node = successors[10 * node + digit - 48]  # 48 is the character 0
        return node


def lookup(number: int) -> NumberInfo:
    """Return what is known of a number, whose digits are those of its E.164 form."""
    return number_infos()[class_of(number)]


def class_of(number: int) -> int:
    """Return the class of a number: the index in `number_infos()` of what is known of it."""
    table, digits = load(), str(number)
    return table.ends[table.walk(digits[-_LAST:], _node(digits[:-_LAST]))]


@functools.lru_cache(65_536)
def _node(digits: str) -> int:
    """Return the node in which the first digits of a number end: many numbers of a list have the same."""
    return load().walk(digits)


def number_infos() -> tuple[NumberInfo, ...]:
    """Return what can be known of a number, by class; the first is of numbers that aren't valid."""
    return load().infos


@functools.cache
def load() -> Table:
    """Return the table, read once; docs/explanation/contact-engine.md shows it."""
    line, _, content = _FILE.read_bytes().partition(b"\n")
    header = json.loads(line)
    nodes = array("H", content)
    if sys.byteorder == "big":
        nodes.byteswap()
    types = [*map(NumberType, header["types"])]
    zones, states = [*map(tuple, header["zones"])], [*map(tuple, header["states"])]
    infos = [
        NumberInfo(True, region, types[type_], zones[of_zones], states[of_states])
        for region, type_, of_zones, of_states in header["classes"]
    ]
    codes = {int(code): Code(region, tuple(long), prefix) for code, (region, long, prefix) in header["codes"].items()}
    regions = {name: Region(*dialing) for name, dialing in header["regions"].items()}
    ends = 10 * header["nodes"]
    return Table(header["source"], nodes[:ends], nodes[ends:], (NumberInfo(False), *infos), codes, regions)
