"""A request is repeated a few times, and only where its failure allows for that."""

from collections.abc import Callable

import pytest

from runner import retry
from runner.retry import RetryableError

FAILURE = ValueError("the server is down")


def failing(times: int, *, seconds: float | None = None) -> Callable[[], str]:
    left = iter(range(times))

    def request() -> str:
        if next(left, None) is None:
            return "answer"
        raise RetryableError(FAILURE, seconds)

    return request


def test_a_request_is_repeated_until_it_is_answered() -> None:
    waits: list[float] = []

    assert retry.call(failing(3), waits.append) == "answer"
    assert len(waits) == 3
    assert all(0 <= wait <= 8 for wait in waits)


def test_the_failure_of_the_last_attempt_is_raised() -> None:
    waits: list[float] = []

    with pytest.raises(ValueError, match="the server is down"):
        retry.call(failing(2), waits.append, attempts=2)

    assert len(waits) == 1


def test_the_wait_is_the_one_that_the_server_asks_for() -> None:
    waits: list[float] = []

    retry.call(failing(2, seconds=7), waits.append)

    assert waits == [7, 7]


def test_any_other_exception_ends_it_at_once() -> None:
    def request() -> str:
        raise KeyError

    waits: list[float] = []

    with pytest.raises(KeyError):
        retry.call(request, waits.append)

    assert waits == []
