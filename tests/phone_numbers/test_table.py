"""The compiled table knows of each number what the library knows, alone and in bulk."""

import functools
import os
import random
from array import array
from collections.abc import Iterator
from importlib.metadata import version

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberType
from phonenumbers.geodata import GEOCODE_DATA

from runner.phone_numbers import table
from runner.phone_numbers.bulk import classify
from runner.phone_numbers.table import NumberInfo, NumberType, class_of, lookup, number_infos
from tools import number_table

ALL = "CAMPAIGNS_TEST_ALL_NUMBERS" in os.environ
RANDOM = 1_000_000 if ALL else 20_000
"""Of the mutations every 40th is compared, and every 10th way through the table, unless all are asked for."""

needs_same_version = pytest.mark.skipif(
    table.load().source != f"phonenumbers {version('phonenumbers')}", reason="the table is of another version"
)


def known(number: int) -> NumberInfo:
    """What the library says of a number, where it is in E.164 form as it stands."""
    try:
        parsed = phonenumbers.parse(f"+{number}")
    except phonenumbers.NumberParseException:
        return NumberInfo(False)
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(parsed) or e164 != f"+{number}":
        return NumberInfo(False)
    kind = NumberType(number_table.TYPES[phonenumbers.number_type(parsed)])
    return NumberInfo(True, phonenumbers.region_code_for_number(parsed), kind)


def examples() -> set[int]:
    """Every region's example of every type."""
    found = []
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        for region in regions:
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            for name in (*PhoneNumberType.values(), "general"):
                described = _described(metadata, name)
                if described and described.example_number:
                    found.append(int(f"{code}{described.example_number}"))
    return set(found)


def _described(metadata: object, kind: object) -> phonenumbers.PhoneNumberDesc | None:
    names = {number: name.replace("-", "_") for number, name in number_table.TYPES.items()}
    found: phonenumbers.PhoneNumberDesc | None = getattr(metadata, names.get(kind, "general_desc"), None)  # type: ignore[call-overload]
    return found


def mutations(number: int) -> Iterator[int]:
    """A number with each of its digits changed to each other one, left out, or put in; and longer or shorter by two."""
    digits = str(number)
    for place in range(len(digits)):
        yield int(digits[:place] + digits[place + 1 :])
        for digit in "0123456789":
            yield int(digits[:place] + digit + digits[place + 1 :])
            yield int(digits[:place] + digit + digits[place:])
    yield from (int(digits + end) for end in ("0", "9", "00", "57"))
    yield int(digits[:-2])


def paths() -> Iterator[int]:
    """A way to each state of the table and by each digit out of it, and on to where a number ends, if it can."""
    loaded = table.load()
    following = loaded.successors
    way, order = {1: ""}, [1]
    for state in order:
        for digit in range(state == 1, 10):
            target = following[10 * state + digit]
            if target and target not in way:
                way[target] = f"{way[state]}{digit}"
                order.append(target)

    @functools.cache
    def rest(state: int) -> str:
        ways = (f"{d}{rest(next)}" for d in range(10) if (next := following[10 * state + d]))
        return "" if not state or loaded.ends[state] else min(ways, key=len)

    for state in order:
        for digit in range(state == 1, 10):
            yield int(f"{way[state]}{digit}{rest(following[10 * state + digit])}")


def differing(numbers: list[int]) -> list[tuple[NumberInfo, NumberInfo]]:
    """What table and library say where they differ, without the numbers; zones are compared in test_number_zones.py."""
    pairs = ((lookup(number)._replace(zones=(), states=()), known(number)) for number in numbers)
    return [(ours, expected) for ours, expected in pairs if ours != expected]


@needs_same_version
def test_every_example_is_what_the_library_says() -> None:
    numbers = sorted(examples())

    assert len(numbers) > 1_000
    assert differing(numbers) == []


@needs_same_version
def test_every_example_with_a_digit_changed_is_what_the_library_says() -> None:
    numbers = sorted({mutated for number in examples() for mutated in mutations(number) if mutated < 10**15})

    assert len(numbers) > 100_000
    assert differing(numbers[:: 1 if ALL else 40]) == []


@pytest.mark.slow
@needs_same_version
def test_every_way_through_the_table_ends_where_the_library_ends() -> None:
    numbers = [number for number in paths() if 10 < number < 10**15]

    assert len(numbers) > 100_000
    assert differing(numbers[:: 1 if ALL else 10]) == []


@pytest.mark.slow
@needs_same_version
def test_random_numbers_are_what_the_library_says() -> None:
    chance = random.Random(20_261_122)
    codes = list(COUNTRY_CODE_TO_REGION_CODE)
    sized = (10 ** chance.randint(4, 14 - 3) for _ in range(RANDOM))
    numbers = [int(f"{chance.choice(codes)}{chance.randrange(size, 10 * size)}") for size in sized]

    assert differing(numbers) == []


@pytest.mark.slow
@needs_same_version
def test_the_table_is_what_the_generator_makes() -> None:
    assert number_table.TARGET.read_bytes() == number_table.compiled()


@needs_same_version
def test_the_place_that_the_library_names_is_in_the_state() -> None:
    placed = [prefix for prefix in GEOCODE_DATA if prefix.startswith("1") and len(prefix) == 7]
    named = {int(f"{prefix}0123"): GEOCODE_DATA[prefix]["en"].rpartition(", ")[2] for prefix in placed}
    told = {number: states for number in named if (states := lookup(number).states)}

    assert len(told) > 25_000
    elsewhere = [number for number, states in told.items() if len(named[number]) == 2 and named[number] not in states]
    assert len(elsewhere) < len(told) / 10_000  # an exchange that is over the border of its area code's state


@needs_same_version
def test_numbers_of_a_place_in_the_usa_and_canada_have_a_state_and_no_others_have_one() -> None:
    placed = [
        known
        for known in number_infos()
        if known.region in ("US", "CA") and known.type is NumberType.FIXED_LINE_OR_MOBILE
    ]

    assert len(placed) > 60
    assert all(known.states for known in placed)
    assert not any(known.states for known in number_infos() if known not in placed)


@settings(max_examples=50)
@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(1, 10**15 - 1) | st.integers(10**10, 2 * 10**10), max_size=40))
def test_many_at_once_are_what_each_is_alone(some: list[int]) -> None:
    each = [lookup(number) if number < 10**15 else NumberInfo(False) for number in some]

    assert [number_infos()[number_class] for number_class in classify(array("Q", some))] == each


def test_many_of_one_length_are_what_each_is_alone() -> None:
    by_length: dict[int, list[int]] = {}
    for number in examples():
        by_length.setdefault(len(str(number)), []).append(number)

    assert len(by_length) > 7
    for numbers in by_length.values():
        assert classify(array("Q", numbers)).tolist() == [class_of(number) for number in numbers]


@needs_same_version
def test_every_way_through_the_table_is_the_same_alone_and_in_bulk() -> None:
    numbers = array("Q", [number for number in paths() if number < 10**15])

    assert classify(numbers).tolist() == [class_of(number) for number in numbers]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (14155550100, NumberInfo(True, "US", NumberType.FIXED_LINE_OR_MOBILE, ("America/Los_Angeles",), ("CA",))),
        (442079460100, NumberInfo(True, "GB", NumberType.FIXED_LINE, ("Europe/London",))),
        (18005550100, NumberInfo(True, "US", NumberType.TOLL_FREE, lookup(18005550100).zones)),
        (447700900123, NumberInfo(False)),
        (1415555, NumberInfo(False)),
        (0, NumberInfo(False)),
    ],
)
def test_a_number_is_known_by_region_type_and_zones(number: int, expected: NumberInfo) -> None:
    assert lookup(number) == expected
