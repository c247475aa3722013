"""Who is in which wave: each contact in one, every division equally likely, and the same for the same seed."""

from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from runner.split.wave_order import wave_order

SIZES = st.lists(st.integers(1, 9), min_size=2, max_size=12)
SEEDS = st.none() | st.integers(0, 10**18)


@given(SIZES, SEEDS)
@example([1, 1], 0)
@example([1] * 64, 1)
@example([5, 1, 1, 1, 1, 1, 1, 1], 2)
def test_waves_are_whole_and_have_the_sizes_that_were_given(sizes: list[int], seed: int | None) -> None:
    wave_of = wave_order(sizes, seed)

    counts = Counter(wave_of(row) for row in range(2, 2 + sum(sizes)))

    assert [counts[wave] for wave in range(len(sizes))] == sizes
    assert sum(counts.values()) == sum(sizes)


@given(SIZES, SEEDS)
def test_contacts_that_were_added_meanwhile_are_in_the_last_wave(sizes: list[int], seed: int | None) -> None:
    wave_of = wave_order(sizes, seed)
    for row in range(sum(sizes)):
        wave_of(row)

    assert {wave_of(row) for row in range(sum(sizes), sum(sizes) + 5)} == {len(sizes) - 1}


@given(SIZES, st.integers(0, 10**18))
def test_the_same_seed_gives_the_same_waves(sizes: list[int], seed: int) -> None:
    rows = range(2, 2 + sum(sizes))

    first, second = (list(map(wave_order(sizes, seed), rows)) for _ in range(2))

    assert first == second


def test_the_waves_of_a_seed_are_the_same_on_every_machine() -> None:
    waves = "".join(str(wave) for wave in map(wave_order([5, 10, 25], 20261201), range(2, 42)))

    assert waves == "2220212221012122102021212222222211202221"


def test_every_division_is_equally_likely() -> None:
    divisions = Counter(tuple(map(wave_order([1, 2, 1], seed), range(4))) for seed in range(12_000))

    assert len(divisions) == 12
    # Five standard deviations of a binomial with 1 in 12.
    assert all(abs(times - 1_000) < 152 for times in divisions.values())


def test_a_list_in_order_stays_in_order() -> None:
    assert list(map(wave_order([2, 1, 3], None), range(6))) == [0, 0, 1, 2, 2, 2]
