"""Of a number that can't exist it is said why."""

import pytest

from runner.phone_numbers.invalid_reason import InvalidReason, invalid_reason
from runner.phone_numbers.table import lookup


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (2101234567, InvalidReason("code")),
        (9995550100, InvalidReason("code")),
        (4402079460100, InvalidReason("prefix", "GB", 11, (7, 9, 10))),
        (114155550100, InvalidReason("prefix", "US", 11, (7, 10))),
        (44207946010, InvalidReason("range", "GB", 9, (7, 9, 10))),
        (141555501, InvalidReason("length", "US", 8, (7, 10))),
        (1415555010012, InvalidReason("length", "US", 12, (7, 10))),
        (11255550101, InvalidReason("range", "US", 10, (7, 10))),
        (447700900123, InvalidReason("range", "GB", 10, (7, 9, 10))),
    ],
)
def test_the_likeliest_reason_is_given(number: int, expected: InvalidReason) -> None:
    assert not lookup(number).valid

    assert invalid_reason(number) == expected
