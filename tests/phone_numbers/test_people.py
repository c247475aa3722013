"""All spellings of a phone are one person, alone and in bulk, and two phones never are."""

import os
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.phone_numbers.bulk import classify, people, replace_by_people
from runner.phone_numbers.people import person
from runner.phone_numbers.renumberings import Ranges, prefixed_ranges, renumbered_ranges
from runner.phone_numbers.table import lookup

SPELLINGS = {
    "Mexico's 1 before mobile numbers": (525512345678, 5215512345678, 52015512345678, 520445512345678),
    "Argentina's 9 and 15": (541123456789, 5491123456789, 54111523456789, 549111523456789, 5401123456789),
    "Argentina's 15 behind an area code of three digits": (543414123456, 5493414123456, 54341154123456),
    "Argentina's 15 behind an area code of four digits": (542954412345, 5492954412345, 54295415412345),
    "Brazil's ninth digit": (5511987654321, 551187654321, 55011987654321, 5501187654321),
    "Brazil's ninth digit before 6 and 7": (5585967654321, 558567654321),
    "Benin's 01": (2290197123456, 22997123456),
    "Gabon's 0": (24166123456, 24106123456, 2416123456),
    "Cameroon's 6": (237677123456, 23777123456),
    "Colombia's 60": (576012345678, 5712345678),
    "Saudi Arabia's 1": (966112345678, 96612345678),
    "Vietnam's mobile numbers of eleven digits": (84791234567, 841211234567),
    "Chile's 2": (56221234567, 5621234567),
    "Chile's 2 behind an area code of two digits": (56652350009, 5665350009),
    "Costa Rica's mobile numbers": (50688123456, 5068123456),
    "Costa Rica's landlines": (50622474747, 5062474747),
    "Côte d'Ivoire's mobile numbers": (2250707123456, 22507123456),
    "Côte d'Ivoire's landlines": (2252720212345, 22520212345),
    "Ecuador's 9": (593991234567, 59391234567),
    "Egypt's operators": (201001234567, 20101234567),
    "Kosovo's code in place of Monaco's": (38344123456, 37744123456),
    "Kosovo's code in place of Slovenia's": (38343123456, 38643123456),
    "Mauritius' 5": (23052512345, 2302512345),
    "Palestine behind Israel's code": (970591234567, 972591234567, 9720591234567),
    "San Marino behind Italy's code": (3780549886377, 390549886377, 378886377, 39549886377),
    "Sint Maarten's code": (17215201234, 5995201234),
    "Timor-Leste's 7": (67077212345, 6707212345),
    "Italy's zero": (390612345678, 39612345678),
    "a national prefix behind +44": (447911123456, 4407911123456),
    "a national prefix behind +1": (14155550101, 114155550101),
    "a national prefix behind +36": (36201234567, 3606201234567),
    "a 0 where no national prefix is dialed": (4798765432, 47098765432),
    "a 0 behind +48": (48601234567, 480601234567),
    "Lithuania's former prefix": (37061234567, 370861234567, 370061234567),
    "a national prefix behind +7": (79161234567, 789161234567),
}
TWO_PEOPLE = {
    "Brazil's landlines": (551132345678, 5511932345678),
    "Mexico's area codes with a 1": (521551234567, 52551234567),
    "Italy's mobile numbers": (393331234567, 3903331234567),
}
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "one-phone.md"
CALLING_CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


@pytest.mark.parametrize("numbers", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_is_one_person(numbers: tuple[int, ...]) -> None:
    assert {person(number) for number in numbers} == {numbers[0]}


def test_the_page_on_renumberings_is_true() -> None:
    rows = re.findall(r"^\|[^|]+\|([^|]+)\|([^|]+)\|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    written = [[{int(number) for number in re.findall(r"`\+([0-9]+)`", cell)} for cell in row] for row in rows]
    pairs = [(old, today) for old, today in written if old]

    assert len(pairs) == 22
    assert all({*map(person, old)} == today for old, today in pairs)


@pytest.mark.parametrize("numbers", TWO_PEOPLE.values(), ids=TWO_PEOPLE)
def test_what_only_looks_alike_is_two_people(numbers: tuple[int, int]) -> None:
    assert [*map(person, numbers)] == [*numbers]


@pytest.mark.parametrize("ranges", [renumbered_ranges(), prefixed_ranges()], ids=["renumbered", "prefixed"])
def test_no_number_is_in_two_ranges(ranges: Ranges) -> None:
    assert all(end < start for end, start in zip(ranges.ends, ranges.starts[1:], strict=False))


def test_a_list_in_which_nobody_has_two_spellings_is_not_copied() -> None:
    numbers = np.array([14155550101, 447911123456, 5511987654321], np.uint64)
    assert people(numbers, classify(numbers)) is numbers


spelled = st.one_of(
    st.integers(10**6, 10**15 - 1),
    st.builds(
        lambda code, national: int(f"{code}{national}"),
        st.sampled_from(CALLING_CODES),
        st.from_regex(r"[0-9]{6,11}", fullmatch=True),
    ),
    st.sampled_from([number for numbers in SPELLINGS.values() for number in numbers]),
    st.sampled_from([*renumbered_ranges().starts, *prefixed_ranges().ends]),
)


@settings(max_examples=int(os.environ.get("EXAMPLES", "300")))
@given(st.lists(spelled, max_size=200))
def test_in_bulk_it_is_the_same_and_a_person_is_their_own(numbers: list[int]) -> None:
    listed = np.array(numbers, np.uint64)
    each = [person(number) for number in numbers]
    assert people(listed, classify(listed)).tolist() == each
    assert listed.tolist() == numbers
    listed.sort()
    assert replace_by_people(listed) == (each != numbers)
    assert listed.tolist() == [*map(person, sorted(numbers))]
    assert [*map(person, each)] == each


def test_two_valid_numbers_are_one_person_only_by_a_renumbering() -> None:
    """Each of a region's examples and its neighbors: what else becomes the same person isn't valid, or is a pair."""
    by_person = defaultdict(set)
    for number in _valid_numbers():
        by_person[person(number)].add(number)
    shared = [numbers for numbers in by_person.values() if len(numbers) > 1]
    # Argentina's 9 and Gabon's 0 are the ones that libphonenumber holds valid both ways; Brazil has old ones with 7.
    assert {lookup(number).region for numbers in shared for number in numbers} <= {
        "AR",
        "BR",
        "GA",
        "IT",
        "SM",
        "MC",
        "SI",
        "XK",
    }
    assert all(len({str(number)[-6:] for number in numbers}) == 1 for numbers in shared)


def _valid_numbers() -> set[int]:
    numbers = set()
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        for region in regions:
            metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            kinds = ("mobile", "fixed_line", "general_desc", "voip")
            descriptions = filter(None, (getattr(metadata, kind, None) for kind in kinds))
            examples = {one.example_number for one in descriptions if one.example_number}
            for example in examples:
                numbers |= {int(f"{code}{digits}") for digits in _neighbors(example)}
    return {number for number in numbers if lookup(number).valid}


def _neighbors(example: str) -> set[str]:
    """An example with each digit changed, left out and put in."""
    neighbors = {example}
    for place in range(len(example)):
        for digit in "0123456789":
            neighbors |= {f"{example[:place]}{digit}{rest}" for rest in (example[place + 1 :], example[place:])}
        neighbors.add(example[:place] + example[place + 1 :])
    return neighbors
