"""Whom many lists share: the comparison finds what comparing every two of them finds, and stays bounded."""

import subprocess
import sys
from array import array
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.plan.checks.overlap import groups
from runner.plan.checks.overlap.comparison import compare_groups
from runner.plan.checks.overlap.groups import add_groups, group_lists, group_people, split_by_hash
from runner.plan.checks.overlap.query import (
    MAX_NAMED,
    WEEK,
    FrequentCalls,
    OtherCampaigns,
    OverlapQuery,
    OverlapResult,
)

START = datetime(2026, 12, 1, tzinfo=UTC)
HIGH = 10**15 - 1


@dataclass(frozen=True)
class Case:
    """What is asked of some lists."""

    query: OverlapQuery
    lists: list["array[int]"]

    def compared(self) -> OverlapResult:
        return compare_groups(self.query, group_lists(self.lists))


def case(*lists: tuple[float, set[int]], days: float = 7, max_calls: int = 2, **more: Any) -> Case:
    """New campaigns that begin so many days after the start, of which every shared person counts."""
    ordered = sorted(lists, key=lambda each: each[0])
    query = OverlapQuery(
        [len(numbers) for _, numbers in ordered],
        [START + timedelta(days=at) for at, _ in ordered],
        **{"new": [True] * len(lists), "min_shared": [1] * len(lists), **more},
        window=timedelta(days=days),
        max_calls=max_calls,
    )
    return Case(query, [array("Q", numbers) for _, numbers in ordered])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Few people and times, so that much is shared; hours at both sides of a week, and the longest numbers."""
    people = st.sampled_from([7_000_000, *range(14155550100, 14155550106), HIGH])
    times = st.sampled_from([0, 0, 1, 2, 3, 4, 7 - 1 / 24, 7, 7 + 1 / 24, 9, 13, 14, 20])
    lists = draw(st.lists(st.tuples(times, st.sets(people)), max_size=14))
    new = draw(st.lists(st.booleans(), min_size=len(lists), max_size=len(lists)))
    min_shared = draw(st.lists(st.integers(1, 4), min_size=len(lists), max_size=len(lists)))
    days = draw(st.sampled_from([1, 3, 7, 10]))
    return case(*lists, days=days, max_calls=draw(st.integers(1, 5)), new=new, min_shared=min_shared)


def compared_one_by_one(case: Case) -> OverlapResult:
    """The answer from comparing each two lists, and each person's calls of each 7 days."""
    query, lists = case.query, [set(numbers) for numbers in case.lists]
    indices = range(len(lists))
    apart = [[abs(a - b) for b in query.times] for a in query.times]
    again = {}
    often = {}
    for one in (index for index in indices if query.new[index]):
        near = [other for other in indices if other != one and apart[one][other] <= query.window]
        shared = {other: len(lists[one] & lists[other]) for other in near}
        again[one] = ranked({other: people for other, people in shared.items() if people >= query.min_shared[one]})
        calls = {person: most_calls(query, lists, one, person) for person in lists[one]}
        too_often = {person for person, number in calls.items() if number > query.max_calls}
        if too_often:
            week = [other for other in indices if other != one and apart[one][other] < WEEK]
            others = ranked({other: both for other in week if (both := len(too_often & lists[other]))})
            often[one] = FrequentCalls(len(too_often), max(calls.values()), others)
    return OverlapResult({one: others for one, others in again.items() if others.count}, often)


def most_calls(query: OverlapQuery, lists: list[set[int]], one: int, person: int) -> int:
    times = [at for at, numbers in zip(query.times, lists, strict=True) if person in numbers]
    weeks = [start for start in times if start <= query.times[one] < start + WEEK]
    return max(sum(start <= at < start + WEEK for at in times) for start in weeks)


def ranked(shared: dict[int, int]) -> OtherCampaigns:
    largest = sorted(shared.items(), key=lambda other: (-other[1], other[0]))
    return OtherCampaigns(tuple(largest[:MAX_NAMED]), len(largest))


@pytest.mark.slow
@given(case=cases())
def test_the_result_is_that_of_comparing_every_two_lists(case: Case) -> None:
    assert case.compared() == compared_one_by_one(case)


@given(case=cases(), parts=st.integers(1, 9), at_once=st.integers(1, 9))
def test_the_groups_of_any_parts_of_the_people_add_up_to_those_of_all(case: Case, parts: int, at_once: int) -> None:
    """Where the parts are added in several rounds, and the lists of a part come in any order, too."""
    lists = [(index, np.frombuffer(numbers, np.uint64)) for index, numbers in enumerate(case.lists) if numbers]
    count = len(case.lists)
    pieces = [[(index, part) for part in split_by_hash(numbers, parts)] for index, numbers in lists]
    grouped = [group_people([of_list[part] for of_list in reversed(pieces)], count) for part in range(parts)]
    added = [add_groups(grouped[start : start + at_once], count) for start in range(0, parts, at_once)]

    assert compare_groups(case.query, add_groups(added, count)) == case.compared()


@given(case=cases(), bits=st.integers(6, 12))
def test_numbers_that_do_not_fit_beside_their_list_are_compared_in_ranges(case: Case, bits: int) -> None:
    small = [array("Q", {number % 61 for number in numbers}) for numbers in case.lists]
    case = replace(case, lists=small)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "WORD_BITS", bits)
        assert case.compared() == compared_one_by_one(case)


@given(case=cases(), max_pairs=st.integers(0, 60))
def test_with_fewer_pairs_the_result_says_that_it_is_not_complete_and_never_counts_too_many(
    case: Case, max_pairs: int
) -> None:
    part = replace(case, query=replace(case.query, max_pairs=max_pairs)).compared()
    whole = compared_one_by_one(case)

    assert not part.complete or part == whole
    assert {one: (calls.people, calls.most_calls) for one, calls in part.people_often.items()} == {
        one: (calls.people, calls.most_calls) for one, calls in whole.people_often.items()
    }
    assert all(others.count <= whole.people_again[one].count for one, others in part.people_again.items())


def test_a_call_a_week_later_is_in_the_next_week() -> None:
    weekly = case(*((7 * week, {14155550101}) for week in range(5)), max_calls=1)
    early = case(*((6.9 * week, {14155550101}) for week in range(5)), max_calls=1)

    assert weekly.compared().people_often == {}
    assert [calls.people for calls in early.compared().people_often.values()] == [1] * 5


def test_the_most_calls_are_those_of_the_fullest_seven_days_that_a_campaign_is_in() -> None:
    sparse = case(*((at, {14155550101}) for at in (0, 5, 6, 8, 11, 30)), max_calls=2)

    often = sparse.compared().people_often

    assert {one: calls.most_calls for one, calls in often.items()} == {0: 3, 1: 4, 2: 4, 3: 4, 4: 4}


def test_people_whom_many_campaigns_share_are_compared_whole_up_to_the_bound_and_in_part_beyond() -> None:
    people = array("Q", range(14155550100, 14155550110))

    def shared(by: int) -> OverlapResult:
        lists = [array("Q", [*people, 20000000000 + number]) for number in range(by)]
        query = OverlapQuery([11] * by, [START] * by, [True] * by, [3] * by, WEEK, 7, max_pairs=200 * 200)
        return compare_groups(query, group_lists(lists))

    whole, part = shared(200), shared(300)

    assert whole.complete
    assert whole.people_again[5] == OtherCampaigns(((0, 10), (1, 10), (2, 10)), 199)
    assert not part.complete
    assert {len(others.largest) for others in part.people_again.values()} == {3}
    assert part.people_often[299].people == 10
    assert part.people_often[299].most_calls == 300


@given(st.lists(st.integers(0, 50)), st.integers(0, 300))
def test_as_many_pairs_are_compared_as_allowed_and_one_a_call_at_least(
    calls_by_predecessors: list[int], max_pairs: int
) -> None:
    max_steps = case(max_pairs=max_pairs).query.max_steps_back(calls_by_predecessors)

    def pairs(max_steps: int) -> int:
        return sum(calls * min(number, max_steps) for number, calls in enumerate(calls_by_predecessors))

    assert pairs(max_steps) <= max_pairs or max_steps == 1
    assert pairs(max_steps + 1) > max_pairs or max_steps >= len(calls_by_predecessors) - 1


def validated(folder: Path, *numbers: int) -> subprocess.CompletedProcess[str]:
    """Validate a campaign a number, with the names of all imported modules on stderr."""
    folder.mkdir()
    for number in numbers:
        (folder / f"{number}.csv").write_text(f"Phone Number\n+{number}\n")
    for place, number in enumerate(numbers):
        (folder / f"{place}.yaml").write_text(
            f"campaignName: c{place}\nsipPhoneNumber: +14155550100\nagentId: a\nisScheduled: false\n"
            f"contacts: {number}.csv\n"
        )
    command = [sys.executable, "-X", "importtime", "-m", "runner", "--dir", str(folder), "validate"]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_numpy_is_imported_only_where_lists_share_a_number(tmp_path: Path) -> None:
    apart = validated(tmp_path / "apart", 14155550101, 14155550102)
    alike = validated(tmp_path / "alike", 14155550101, 14155550101)

    assert ("calls people twice" in apart.stdout, "numpy" in apart.stderr) == (False, False)
    assert ("calls people twice" in alike.stdout, "numpy" in alike.stderr) == (True, True)
