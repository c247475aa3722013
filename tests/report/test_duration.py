"""How long a list takes to be called, in words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.calling_hours.forecast import Pace
from runner.report.duration import estimate_duration


@pytest.mark.parametrize(
    ("contacts", "lines", "words"),
    [
        (3, 5, "up to 5 min"),
        (60, 5, "5 min to 25 min"),
        (812, 5, "1 h 20 min to 6 h"),
        (4_812, 10, "4 h to 17 h"),
        (4_812, 1, "1 to 7 days"),
        (250_000, 1, "86 to 348 days"),
        (4_812, None, None),
        (None, 5, None),
        (0, 5, None),
    ],
)
def test_a_duration_is_a_rounded_range_or_unknown(contacts: int | None, lines: int | None, words: str | None) -> None:
    duration = estimate_duration(contacts, lines, Pace())

    assert (duration and str(duration)) == words


@given(st.integers(1, 1_000_000), st.integers(1, 2**31 - 1))
def test_a_duration_is_rounded_apart(contacts: int, lines: int) -> None:
    duration = estimate_duration(contacts, lines, Pace())
    rounds, second = max(contacts / lines, 1), 1 / 60

    assert duration is not None
    assert duration.shortest <= rounds / 2 + second
    assert rounds * 2 <= duration.longest
    assert re.fullmatch(r"up to [\dhmin ]+|[\d,a-z ]+ to [\d,a-z ]+", str(duration))
