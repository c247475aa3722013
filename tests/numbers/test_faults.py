"""Of a number that can't exist it is said why."""

import pytest

from runner.numbers import Fault, about, fault


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (2101234567, Fault("code")),
        (9995550100, Fault("code")),
        (4402079460100, Fault("prefix", "GB", 11, (7, 9, 10))),
        (114155550100, Fault("prefix", "US", 11, (7, 10))),
        (44207946010, Fault("range", "GB", 9, (7, 9, 10))),
        (141555501, Fault("length", "US", 8, (7, 10))),
        (1415555010012, Fault("length", "US", 12, (7, 10))),
        (11255550101, Fault("range", "US", 10, (7, 10))),
        (447700900123, Fault("range", "GB", 10, (7, 9, 10))),
    ],
)
def test_the_likeliest_reason_is_given(number: int, expected: Fault) -> None:
    assert not about(number).valid

    assert fault(number) == expected
