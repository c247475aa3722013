"""The one retry policy for requests: a few attempts, after a random exponential backoff or as the server asks."""

import math
from collections.abc import Callable
from typing import TypeVar

import tenacity

ATTEMPTS = 4
STATUSES = frozenset({408, 425, 429, *range(500, 600)})
"""The HTTP statuses after which a read is repeated."""
_BACKOFF = tenacity.wait_random_exponential(multiplier=0.5, max=8)

T = TypeVar("T")


class RetryableError(Exception):
    """A failed attempt that may be repeated; `seconds` is the wait that the server asks for.

    `failure` is what the last attempt ends with.
    """

    def __init__(self, failure: Exception, seconds: float | None = None) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.seconds = seconds


def call(
    request: Callable[[], T], sleep: Callable[[float], None], attempts: int = ATTEMPTS, patience: float = math.inf
) -> T:
    """Return what `request` returns, repeated after each RetryableError; after the last attempt raise its failure.

    No wait begins that would end more than `patience` seconds after the first attempt.
    """
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(RetryableError),
        stop=tenacity.stop_after_attempt(attempts) | tenacity.stop_before_delay(patience),
        wait=_wait,
        sleep=sleep,
        reraise=True,
    )
    try:
        return retrying(request)
    except RetryableError as exc:
        raise exc.failure from exc.__cause__


def retry_after(text: str | None) -> float | None:
    """Return the seconds of a Retry-After header, infinity for a date; None without the header."""
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        return math.inf
    return seconds if seconds >= 0 else 0.0


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    seconds = error.seconds if isinstance(error, RetryableError) else None
    return _BACKOFF(state) if seconds is None else seconds
