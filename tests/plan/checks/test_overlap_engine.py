"""Whom many lists have in common: both engines find what comparing every two of them finds, and stay bounded."""

import subprocess
import sys
from array import array
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.plan.checks.overlap import python_engine
from runner.plan.checks.overlap.check import engine
from runner.plan.checks.overlap.query import NAMED, WEEK, Calls, Common, Met, Often

vector = pytest.importorskip("runner.plan.checks.overlap.numpy_engine")
Find = Callable[[Calls], Common]
ENGINES = pytest.mark.parametrize("find", [python_engine.find, vector.find], ids=["plain", "vector"])
START = datetime(2026, 12, 1, tzinfo=UTC)
HIGH = 10**15 - 1


def made(*lists: tuple[float, set[int]], days: float = 7, cap: int = 2, **more: Any) -> Calls:
    """New campaigns that begin so many days after the start, of which anybody in common counts."""
    ordered = sorted(lists, key=lambda each: each[0])
    return Calls(
        [array("Q", numbers) for _, numbers in ordered],
        [START + timedelta(days=at) for at, _ in ordered],
        **{"new": [True] * len(lists), "least": [1] * len(lists), **more},
        days=timedelta(days=days),
        cap=cap,
    )


@st.composite
def asked(draw: st.DrawFn) -> Calls:
    """Few people and times, so that much meets; hours at both sides of a week, and the longest numbers."""
    people = st.sampled_from([7_000_000, *range(14155550100, 14155550106), HIGH])
    times = st.sampled_from([0, 0, 1, 2, 3, 4, 7 - 1 / 24, 7, 7 + 1 / 24, 9, 13, 14, 20])
    lists = draw(st.lists(st.tuples(times, st.sets(people)), max_size=14))
    new = draw(st.lists(st.booleans(), min_size=len(lists), max_size=len(lists)))
    least = draw(st.lists(st.integers(1, 4), min_size=len(lists), max_size=len(lists)))
    days = draw(st.sampled_from([1, 3, 7, 10]))
    return made(*lists, days=days, cap=draw(st.integers(1, 5)), new=new, least=least)


def compared(calls: Calls) -> Common:
    """The answer found by comparing each two lists, and each person's calls of each 7 days."""
    lists = [set(numbers) for numbers in calls.numbers]
    indices = range(len(lists))
    apart = [[abs(a - b) for b in calls.times] for a in calls.times]
    new = [one for one in indices if calls.new[one]]
    again = {}
    often = {}
    for one in new:
        near = [other for other in indices if other != one and apart[one][other] <= calls.days]
        shared = {other: len(lists[one] & lists[other]) for other in near}
        again[one] = met({other: people for other, people in shared.items() if people >= calls.least[one]})
        best = {person: most(calls, lists, one, person) for person in lists[one]}
        too_often = {person for person, number in best.items() if number > calls.cap}
        if too_often:
            week = [other for other in indices if other != one and apart[one][other] < WEEK]
            others = met({other: both for other in week if (both := len(too_often & lists[other]))})
            often[one] = Often(len(too_often), max(best.values()), others)
    return Common({one: each for one, each in again.items() if each.count}, often)


def most(calls: Calls, lists: list[set[int]], one: int, person: int) -> int:
    times = [at for at, numbers in zip(calls.times, lists, strict=True) if person in numbers]
    weeks = [start for start in times if start <= calls.times[one] < start + WEEK]
    return max(sum(start <= at < start + WEEK for at in times) for start in weeks)


def met(shared: dict[int, int]) -> Met:
    worst = sorted(shared.items(), key=lambda each: (-each[1], each[0]))
    return Met(tuple(worst[:NAMED]), len(worst))


@ENGINES
@given(calls=asked())
def test_what_is_found_is_what_comparing_every_two_lists_finds(find: Find, calls: Calls) -> None:
    assert find(calls) == compared(calls)


@given(calls=asked(), word=st.integers(6, 12))
def test_numbers_that_do_not_fit_beside_their_list_are_looked_at_in_parts(calls: Calls, word: int) -> None:
    before = vector.WORD
    small = [array("Q", (number % 61 for number in numbers)) for numbers in calls.numbers]
    once = replace(calls, numbers=[array("Q", set(each)) for each in small])
    vector.WORD = word
    try:
        assert vector.find(once) == compared(once)
    finally:
        vector.WORD = before


@given(calls=asked(), pairs=st.integers(0, 60))
def test_with_fewer_pairs_both_engines_say_the_same_and_never_more_than_there_is(calls: Calls, pairs: int) -> None:
    cut = replace(calls, pairs=pairs)

    found, all_ = python_engine.find(cut), compared(calls)

    assert vector.find(cut) == found
    assert not found.whole or found == all_
    assert {one: (each.people, each.most) for one, each in found.often.items()} == {
        one: (each.people, each.most) for one, each in all_.often.items()
    }
    assert all(each.count <= all_.again[one].count for one, each in found.again.items())


@ENGINES
def test_a_call_a_week_later_is_in_the_next_week(find: Find) -> None:
    weekly = made(*((7 * week, {14155550101}) for week in range(5)), cap=1)
    early = made(*((6.9 * week, {14155550101}) for week in range(5)), cap=1)

    assert find(weekly).often == {}
    assert [each.people for each in find(early).often.values()] == [1] * 5


@ENGINES
def test_the_most_calls_are_those_of_the_fullest_seven_days_that_a_campaign_is_in(find: Find) -> None:
    calls = made(*((at, {14155550101}) for at in (0, 5, 6, 8, 11, 30)), cap=2)

    found = find(calls).often

    assert {one: each.most for one, each in found.items()} == {0: 3, 1: 4, 2: 4, 3: 4, 4: 4}


@ENGINES
def test_people_whom_many_campaigns_share_are_compared_whole_up_to_the_bound_and_in_part_beyond(find: Find) -> None:
    people = array("Q", range(14155550100, 14155550110))

    def shared(by: int) -> Common:
        lists = [array("Q", [*people, 20000000000 + number]) for number in range(by)]
        return find(Calls(lists, [START] * by, [True] * by, [3] * by, WEEK, 7, pairs=200 * 200))

    whole, part = shared(200), shared(300)

    assert whole.whole
    assert whole.again[5] == Met(((0, 10), (1, 10), (2, 10)), 199)
    assert not part.whole
    assert {len(each.worst) for each in part.again.values()} == {3}
    assert part.often[299].people == 10
    assert part.often[299].most == 300


@given(st.lists(st.integers(0, 50)), st.integers(0, 300))
def test_the_pairs_that_are_looked_at_are_as_many_as_allowed_and_one_a_call_at_least(
    before: list[int], pairs: int
) -> None:
    reach = made(pairs=pairs).reach(before)

    def looked_at(reach: int) -> int:
        return sum(calls * min(number, reach) for number, calls in enumerate(before))

    assert looked_at(reach) <= pairs or reach == 1
    assert looked_at(reach + 1) > pairs or reach >= len(before) - 1


def test_without_numpy_the_same_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    monkeypatch.delitem(sys.modules, "runner.plan.checks.overlap.numpy_engine")
    monkeypatch.delattr("runner.plan.checks.overlap.numpy_engine", raising=False)

    assert engine(10**9) is python_engine.find


def test_few_numbers_do_not_pay_for_numpy(tmp_path: Path) -> None:
    folder = tmp_path / "campaigns"
    folder.mkdir()
    (folder / "a.csv").write_text("Phone Number\n+14155550101\n")
    for name in ("a", "b"):
        said = f"campaignName: {name}\nsipPhoneNumber: +14155550100\nagentId: a\nisScheduled: false\ncontacts: a.csv\n"
        (folder / f"{name}.yaml").write_text(said)
    command = [sys.executable, "-X", "importtime", "-m", "runner", "--dir", str(folder), "validate"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "calls people twice" in done.stdout
    assert "runner.plan.checks.overlap.python_engine" in done.stderr
    assert "numpy" not in done.stderr
