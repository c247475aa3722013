"""What the answer to a PATCH or a DELETE claims; only reading the campaign proves what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from runner import retry
from runner.api.create_result import capped_wait, describe

Claim = Literal["done", "refused", "unauthorized", "busy", "unclear"]


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """The answer in words; `seconds` is the wait that the API asks for before the next attempt, capped.

    `done` is a 2xx, `refused` a clear 4xx, `unauthorized` a refused key, `busy` a 429. Anything else, no answer
    included, is `unclear`.
    """

    claim: Claim
    message: str
    seconds: float | None = None


def classify_change(
    what: str, status: int, retry_after_header: str | None, body: bytes, hide: Callable[[str], str] = str
) -> ChangeResult:
    """Classify an answer; `what` is its method and path, `hide` removes the key from the API's words."""
    return ChangeResult(_claim(status), describe(what, status, body, hide), capped_wait(retry_after_header))


def _claim(status: int) -> Claim:
    if 200 <= status < 300:
        return "done"
    if status in (401, 403):
        return "unauthorized"
    if status == 429:
        return "busy"
    return "refused" if 400 <= status < 500 and status not in retry.STATUSES else "unclear"
