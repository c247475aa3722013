"""Write `runner/phone_numbers/numbers.bin`: libphonenumber's metadata as one automaton over E.164 digits.

The metadata is that of the package phonenumbers: validity, region and type as `parse` with `is_valid_number`,
`region_code_for_number` and `number_type` return them for a number that is in E.164 form already; states from the place
names of prefixes. Time zones are those of `tools/number_zones.py`.
"""

import json
import sys
from array import array
from collections.abc import Hashable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberDesc, PhoneNumberType
from phonenumbers.phonenumberutil import is_number_type_geographical

from tools import number_zones
from tools.area_codes import states_by_prefix
from tools.automata import Automata

TARGET = Path(__file__).parent.parent / "runner" / "phone_numbers" / "numbers.bin"
FORMAT = 5
MAX_DIGITS = 15
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

# In the order in which the library checks types; fixed and mobile lines come last.
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
_NO_REGION = "001"
"""The library's region of services that belong to no country."""


class NumberClass(NamedTuple):
    """What valid numbers have in common; `code` is the country calling code, `type` one of the library's."""

    code: int
    region: str
    type: int
    zones: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


def main() -> None:
    """Write the file and print its size."""
    TARGET.write_bytes(compiled())
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes\n")


def compiled() -> bytes:
    """Return the table: a line of JSON, the nodes' successors, and the class of each node.

    Both are little-endian unsigned 16-bit integers. Node 0 is dead, node 1 the start. The successors of node `n` are
    at `10 * n`. Class 0 isn't a number; class `n` is `classes[n - 1]`.
    """
    automata = Automata()
    start = _all_numbers(automata)
    nodes = _breadth_first(automata, start)
    classes = sorted({out for node in nodes if isinstance(out := automata.nodes[node].out, NumberClass)})
    positions = {node: position for position, node in enumerate(nodes)}
    successors = array("H", (positions[after] for node in nodes for after in automata.nodes[node].successors))
    # No country code begins with 0, so numbers of different lengths can be padded with zeros and walked together.
    successors[10] = 1
    class_ids: dict[Hashable, int] = {number_class: index for index, number_class in enumerate(classes, start=1)}
    integers = successors + array("H", (class_ids.get(automata.nodes[node].out, 0) for node in nodes))
    if sys.byteorder == "big":
        integers.byteswap()
    header = json.dumps(_header(classes, len(nodes)), separators=(",", ":"), sort_keys=True)
    return header.encode() + b"\n" + integers.tobytes()


def _header(classes: list[NumberClass], nodes: int) -> dict[str, object]:
    types, zones, states = list(TYPES), sorted({c.zones for c in classes}), sorted({c.states for c in classes})
    return {
        "format": FORMAT,
        "source": f"phonenumbers {version('phonenumbers')}",
        "nodes": nodes,
        "types": list(TYPES.values()),
        "zones": zones,
        "states": states,
        "classes": [[c.region, types.index(c.type), zones.index(c.zones), states.index(c.states)] for c in classes],
        "codes": {code: _calling_code(code) for code in sorted(COUNTRY_CODE_TO_REGION_CODE)},
        "regions": dict(_dialing()),
    }


def _dialing() -> Iterator[tuple[str, list[object]]]:
    """Yield each region with its calling code, its national prefix and the pattern of its international prefixes."""
    for code in COUNTRY_CODE_TO_REGION_CODE:
        for region, metadata in _metadata(code).items():
            if region != _NO_REGION:
                yield region, [code, metadata.national_prefix, metadata.international_prefix or "00"]


def _calling_code(code: int) -> list[object]:
    """Return a calling code's main region, the possible lengths of numbers after it, and its national prefix."""
    regions = _metadata(code)
    main = next(iter(regions.values()))
    lengths = {length for each in regions.values() for length in _general(each).possible_length}
    return [next(iter(regions)), sorted(lengths), main.national_prefix]


def _general(metadata: PhoneMetadata) -> PhoneNumberDesc:
    if metadata.general_desc is None:
        raise ValueError(f"{metadata.id} has no description of its numbers")
    return metadata.general_desc


def _all_numbers(automata: Automata) -> int:
    """Accept the valid numbers of all calling codes, with their time zones and states."""
    numbers = automata.after_prefixes({str(code): _valid(automata, code) for code in COUNTRY_CODE_TO_REGION_CODE})
    zones = automata.longest_prefix(number_zones.by_prefix(), MAX_DIGITS)
    states = automata.longest_prefix(states_by_prefix(), MAX_DIGITS)
    return automata.combine(_with_states, automata.combine(_with_zones, numbers, zones), states)


def _with_zones(number: Hashable, prefix: Hashable) -> NumberClass | None:
    if not isinstance(number, NumberClass):
        return None
    in_an_area = is_number_type_geographical(number.type, number.code)
    known = prefix if in_an_area and isinstance(prefix, number_zones.Prefix) else None
    return number._replace(zones=number_zones.of_number(number.region, known))


def _with_states(number: Hashable, states: Hashable) -> NumberClass | None:
    if not isinstance(number, NumberClass):
        return None
    in_a_state = number.region in ("US", "CA") and is_number_type_geographical(number.type, number.code)
    return number._replace(states=states) if in_a_state and isinstance(states, tuple) else number


def _valid(automata: Automata, code: int) -> int:
    """Accept the valid national numbers of a calling code; the output is their `NumberClass`."""
    regions = _metadata(code)
    max_length = MAX_DIGITS - len(str(code))
    matched = automata.DEAD
    for region, metadata in regions.items():
        for description in _DESCRIPTIONS:
            label = frozenset([(region, description)])
            numbers = _matching(automata, getattr(metadata, description), label, max_length)
            matched = automata.combine(_union, matched, numbers)
        if metadata.leading_digits is not None:
            follow = automata.any_digits(frozenset([(region, _LEADING)]), max_length)
            matched = automata.combine(_union, matched, automata.matching(metadata.leading_digits, follow))
    valid = automata.map_outputs(lambda labels: _number_class(code, regions, labels), matched)
    with_prefix = _with_national_prefix(automata, next(iter(regions.values())), max_length)
    return automata.combine(lambda number, prefixed: number if prefixed is None else None, valid, with_prefix)


def _matching(automata: Automata, description: PhoneNumberDesc | None, out: Hashable, max_length: int) -> int:
    """Accept the numbers of a description: its pattern, in its possible lengths."""
    if description is None or not description.national_number_pattern:
        return automata.DEAD
    numbers = automata.matching(description.national_number_pattern, automata.empty_string(out))
    if not description.possible_length:
        return numbers
    possible = automata.of_lengths(description.possible_length, max_length)
    return automata.combine(lambda out, length: None if length is None else out, numbers, possible)


def _with_national_prefix(automata: Automata, metadata: PhoneMetadata, max_length: int) -> int:
    """Accept numbers from which `parse` strips a national prefix, which E.164 doesn't have."""
    pattern = metadata.national_prefix_for_parsing
    if not pattern:
        return automata.DEAD
    # A `$` ends alternatives that are complete local numbers; nothing after those could be a number.
    prefixes = automata.matching(pattern.replace("$", ""), automata.empty_string(True))
    follow = _matching(automata, metadata.general_desc, True, max_length)
    return automata.concatenate(prefixes, follow)


def _number_class(code: int, regions: Mapping[str, PhoneMetadata], labels: Hashable) -> NumberClass | None:
    """Choose region and type from the descriptions that a number matches, as the library does."""
    matched = labels if isinstance(labels, frozenset) else frozenset()
    for region, metadata in regions.items():
        descriptions = {description for of, description in matched if of == region}
        number_type = _type(metadata, descriptions)
        by_leading_digits = metadata.leading_digits is not None and len(regions) > 1
        if (_LEADING in descriptions) if by_leading_digits else (number_type is not None):
            return None if number_type is None else NumberClass(code, region, number_type)
    return None


def _type(metadata: PhoneMetadata, descriptions: set[str]) -> int | None:
    if "general_desc" not in descriptions:
        return None
    for description, special in _SPECIAL.items():
        if description in descriptions:
            return special
    same_pattern = bool(metadata.same_mobile_and_fixed_line_pattern)
    if "fixed_line" in descriptions:
        either = same_pattern or "mobile" in descriptions
        return PhoneNumberType.FIXED_LINE_OR_MOBILE if either else PhoneNumberType.FIXED_LINE
    return PhoneNumberType.MOBILE if "mobile" in descriptions and not same_pattern else None


def _metadata(code: int) -> dict[str, PhoneMetadata]:
    """Return the metadata of a calling code's regions, the main one first."""
    result = {}
    for region in COUNTRY_CODE_TO_REGION_CODE[code]:
        metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
        if metadata is None:
            raise ValueError(f"{region} has no metadata")
        result[region] = metadata
    return result


def _breadth_first(automata: Automata, start: int) -> list[int]:
    """Return the reachable nodes: the dead one, the start, then level by level."""
    order = {automata.DEAD: None, start: None}
    layer = [start]
    while layer:
        layer = list(
            dict.fromkeys(after for node in layer for after in automata.nodes[node].successors if after not in order)
        )
        order.update(dict.fromkeys(layer))
    return list(order)


def _union(left: Hashable, right: Hashable) -> Hashable:
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        return left | right
    return right if left is None else left


if __name__ == "__main__":
    main()
