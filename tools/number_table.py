"""Writes `runner/phone_numbers/numbers.bin`: what libphonenumber knows of each phone number, as one automaton.

The metadata is that of the package phonenumbers: validity, region and type as `parse` with `is_valid_number`,
`region_code_for_number` and `number_type` have them, for numbers that are in E.164 form already; zones as
`time_zones_for_number` has them; states as its places for prefixes name them.
"""

import json
import sys
from array import array
from collections.abc import Hashable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberDesc, PhoneNumberType
from phonenumbers.phonenumberutil import is_number_type_geographical
from phonenumbers.tzdata import TIMEZONE_DATA

from tools.area_codes import by_prefix
from tools.automata import Automata

TARGET = Path(__file__).parent.parent / "runner" / "phone_numbers" / "numbers.bin"
FORMAT = 3
LONGEST = 15
"""ITU-T E.164's limit, country code included."""

TYPES = {
    PhoneNumberType.FIXED_LINE: "fixed-line",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed-line-or-mobile",
    PhoneNumberType.PREMIUM_RATE: "premium-rate",
    PhoneNumberType.TOLL_FREE: "toll-free",
    PhoneNumberType.SHARED_COST: "shared-cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal-number",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}

# In this order the library asks whether a number is of a type; a line that is fixed or mobile comes last.
_SPECIAL = {
    "premium_rate": PhoneNumberType.PREMIUM_RATE,
    "toll_free": PhoneNumberType.TOLL_FREE,
    "shared_cost": PhoneNumberType.SHARED_COST,
    "voip": PhoneNumberType.VOIP,
    "personal_number": PhoneNumberType.PERSONAL_NUMBER,
    "pager": PhoneNumberType.PAGER,
    "uan": PhoneNumberType.UAN,
    "voicemail": PhoneNumberType.VOICEMAIL,
}
_DESCRIPTIONS = ("general_desc", *_SPECIAL, "fixed_line", "mobile")
_LEADING = "leading_digits"
_UNKNOWN = "Etc/Unknown"


class Kind(NamedTuple):
    """What is known of a valid number; `code` is its country calling code, `type` one of the library's."""

    code: int
    region: str
    type: int
    zones: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


def main() -> None:
    """Write the file, and say how large it is."""
    TARGET.write_bytes(compiled())
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes\n")


def compiled() -> bytes:
    """Give the table: a line of JSON, the nodes' successors, and the class of each node.

    Both are unsigned 16-bit integers, low byte first. Node 0 is where nothing is left to match, node 1 the beginning.
    The successors of node `n` are at `10 * n`. Class 0 is no number; class `n` is `classes[n - 1]`.
    """
    automata = Automata()
    start = _everything(automata)
    nodes = _numbered(automata, start)
    kinds: list[Kind] = sorted({out for node in nodes if isinstance(out := automata.nodes[node].out, Kind)})
    places = {node: place for place, node in enumerate(nodes)}
    successors = array("H", (places[after] for node in nodes for after in automata.nodes[node].next))
    # A country code never begins with 0: numbers of different lengths can be filled up with zeros and walked together.
    successors[10] = 1
    outs: dict[Hashable, int] = {kind: place for place, kind in enumerate(kinds, start=1)}
    numbers = successors + array("H", (outs.get(automata.nodes[node].out, 0) for node in nodes))
    if sys.byteorder == "big":
        numbers.byteswap()
    header = json.dumps(_header(kinds, len(nodes)), separators=(",", ":"), sort_keys=True)
    return header.encode() + b"\n" + numbers.tobytes()


def _header(kinds: list[Kind], nodes: int) -> dict[str, object]:
    types, zones, states = list(TYPES), sorted({kind.zones for kind in kinds}), sorted({kind.states for kind in kinds})
    return {
        "format": FORMAT,
        "source": f"phonenumbers {version('phonenumbers')}",
        "nodes": nodes,
        "types": list(TYPES.values()),
        "zones": zones,
        "states": states,
        "classes": [[k.region, types.index(k.type), zones.index(k.zones), states.index(k.states)] for k in kinds],
        "codes": {code: _code(code) for code in sorted(COUNTRY_CODE_TO_REGION_CODE)},
    }


def _code(code: int) -> list[object]:
    """Give a calling code's main region, how many digits can stand behind it, and its national prefix."""
    regions = _metadata(code)
    main = next(iter(regions.values()))
    lengths = {length for each in regions.values() for length in _general(each).possible_length}
    return [next(iter(regions)), sorted(lengths), main.national_prefix]


def _general(metadata: PhoneMetadata) -> PhoneNumberDesc:
    if metadata.general_desc is None:
        raise ValueError(f"{metadata.id} describes no numbers")
    return metadata.general_desc


def _everything(automata: Automata) -> int:
    """Put the automata of all calling codes into one, and zones and states to it."""
    numbers = automata.behind({str(code): _valid(automata, code) for code in COUNTRY_CODE_TO_REGION_CODE})
    zones = automata.prefixes(TIMEZONE_DATA, LONGEST)
    states = automata.prefixes(by_prefix(), LONGEST)
    return automata.both(_with_states, automata.both(_with_zones, numbers, zones), states)


def _with_zones(kind: Hashable, zones: Hashable) -> Kind | None:
    if not isinstance(kind, Kind):
        return None
    if not is_number_type_geographical(kind.type, kind.code):
        zones = TIMEZONE_DATA.get(str(kind.code))
    found = zones if isinstance(zones, tuple) else ()
    return kind._replace(zones=tuple(zone for zone in found if zone != _UNKNOWN))


def _with_states(kind: Hashable, states: Hashable) -> Kind | None:
    if not isinstance(kind, Kind):
        return None
    placed = kind.region in ("US", "CA") and is_number_type_geographical(kind.type, kind.code)
    return kind._replace(states=states) if placed and isinstance(states, tuple) else kind


def _valid(automata: Automata, code: int) -> int:
    """Make the automaton of what may stand behind a calling code; what ends there is a `Kind`."""
    regions = _metadata(code)
    most = LONGEST - len(str(code))
    matched = automata.DEAD
    for region, metadata in regions.items():
        for description in _DESCRIPTIONS:
            label = frozenset([(region, description)])
            matched = automata.both(_union, matched, _matching(automata, getattr(metadata, description), label, most))
        if metadata.leading_digits is not None:
            follow = automata.any(frozenset([(region, _LEADING)]), most)
            matched = automata.both(_union, matched, automata.matching(metadata.leading_digits, follow))
    valid = automata.named(lambda labels: _kind(code, regions, labels), matched)
    stripped = _stripped(automata, next(iter(regions.values())), most)
    return automata.both(lambda kind, other: kind if other is None else None, valid, stripped)


def _matching(automata: Automata, description: PhoneNumberDesc | None, out: Hashable, most: int) -> int:
    """Make the automaton of a description: its pattern, and the lengths that it has."""
    if description is None or not description.national_number_pattern:
        return automata.DEAD
    found = automata.matching(description.national_number_pattern, automata.end(out))
    lengths = description.possible_length
    if not lengths:
        return found
    return automata.both(lambda out, long: None if long is None else out, found, automata.lengths(lengths, most))


def _stripped(automata: Automata, metadata: PhoneMetadata, most: int) -> int:
    """Make the automaton of what `parse` takes a national prefix off, though it is no part of E.164."""
    pattern = metadata.national_prefix_for_parsing
    if not pattern:
        return automata.DEAD
    # A `$` ends alternatives that are whole local numbers; behind those nothing is left that could be a number.
    prefixes = automata.matching(pattern.replace("$", ""), automata.end(True))
    follow = _matching(automata, metadata.general_desc, True, most)
    return automata.chained(prefixes, follow)


def _kind(code: int, regions: Mapping[str, PhoneMetadata], labels: Hashable) -> Kind | None:
    """Choose region and type as the library does, from the descriptions that a number matches."""
    matched = labels if isinstance(labels, frozenset) else frozenset()
    for region, metadata in regions.items():
        mine = {description for of, description in matched if of == region}
        found = _type(metadata, mine)
        decides = metadata.leading_digits is not None and len(regions) > 1
        if (_LEADING in mine) if decides else (found is not None):
            return None if found is None else Kind(code, region, found)
    return None


def _type(metadata: PhoneMetadata, matched: set[str]) -> int | None:
    if "general_desc" not in matched:
        return None
    for description, special in _SPECIAL.items():
        if description in matched:
            return special
    same = bool(metadata.same_mobile_and_fixed_line_pattern)
    if "fixed_line" in matched:
        both = same or "mobile" in matched
        return PhoneNumberType.FIXED_LINE_OR_MOBILE if both else PhoneNumberType.FIXED_LINE
    return PhoneNumberType.MOBILE if "mobile" in matched and not same else None


def _metadata(code: int) -> dict[str, PhoneMetadata]:
    """Give the regions of a calling code, the main one first."""
    found = {}
    for region in COUNTRY_CODE_TO_REGION_CODE[code]:
        metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
        if metadata is None:
            raise ValueError(f"{region} has no metadata")
        found[region] = metadata
    return found


def _numbered(automata: Automata, start: int) -> list[int]:
    """Put the nodes in order: the dead one, the beginning, then as they are met from digit to digit."""
    order = {automata.DEAD: None, start: None}
    layer = [start]
    while layer:
        layer = list(
            dict.fromkeys(after for node in layer for after in automata.nodes[node].next if after not in order)
        )
        order.update(dict.fromkeys(layer))
    return list(order)


def _first(one: Hashable, other: Hashable) -> Hashable:
    return other if one is None else one


def _union(one: Hashable, other: Hashable) -> Hashable:
    if not isinstance(one, frozenset) or not isinstance(other, frozenset):
        return _first(one, other)
    return one | other


if __name__ == "__main__":
    main()
