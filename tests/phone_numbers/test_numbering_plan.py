"""What a calling code's numbers look like without it."""

import pytest

from runner.phone_numbers.numbering_plan import calling_code, closed_length, is_possible, share_like


@pytest.mark.parametrize(
    ("digits", "code"),
    [("14155550123", 1), ("447911123456", 44), ("353851234567", 353), ("79161234567", 7), ("0", None)],
)
def test_no_calling_code_begins_another(digits: str, code: int | None) -> None:
    assert calling_code(digits) == code


@pytest.mark.parametrize(("code", "length"), [(1, 10), (44, 10), (33, 9), (49, None), (39, None)])
def test_a_plan_is_closed_where_numbers_have_one_length(code: int, length: int | None) -> None:
    assert closed_length(code) == length


def test_a_number_is_possible_by_its_length() -> None:
    assert [is_possible(digits) for digits in ("447700900123", "14155551", "", "0441234567")] == [
        True,
        False,
        False,
        False,
    ]


def test_a_share_of_american_numbers_looks_norwegian() -> None:
    assert 0.005 < share_like(1, 10, 47) < 0.01
    assert share_like(1, 10, 33) == 0
