"""What the answer to a create proves: one of a closed set of results."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from runner import retry
from runner.api import messages
from runner.api.responses import Live, parse

RETRY_AFTER_CAP = 60.0
_CLEAR = frozenset({400, 413, 415, 422})
"""Statuses that prove that nothing was created."""
_DOUBTFUL = frozenset({408, 425, 499})
"""Statuses of the 4xx that come from a server on the way, and say nothing about what became of the request."""


@dataclass(frozen=True, slots=True)
class Created:
    """The campaign exists; `live` is the API's answer."""

    live: Live


@dataclass(frozen=True, slots=True)
class Refused:
    """The API answered that it created nothing; `fields` are those of the request that it names.

    `too_large` says that it was the request's size.
    """

    message: str
    fields: tuple[str, ...] = ()
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class Declined:
    """The API declined in clear words, with a status that isn't documented: the account's list must confirm it."""

    message: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameConflict:
    """The API answered that a campaign of this name exists."""

    message: str


@dataclass(frozen=True, slots=True)
class RateLimited:
    """The API refused for now; `seconds` is the wait that it asks for, capped."""

    message: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """The API refused the key: no further request can succeed."""

    message: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """No connection was made, so nothing was sent."""

    message: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The campaign may have been created; only looking it up can tell.

    `broke_down` says that the request failed on its way, as a large one may.
    """

    message: str
    broke_down: bool = False


CreateResult = Created | Refused | Declined | NameConflict | RateLimited | Unauthorized | NotSent | Ambiguous


def classify(
    what: str, status: int, retry_after_header: str | None, body: bytes, hide: Callable[[str], str] = str
) -> CreateResult:
    """Classify the answer to a create; `what` is its method and path, `hide` removes the key from the API's words."""
    message = describe(what, status, body, hide)
    if 200 <= status < 300:
        live = Live.read(parse(body))
        return Created(live) if live.id else Ambiguous(f"{what}: {status}, but no campaignId in the answer")
    if status in (401, 403):
        return Unauthorized(message)
    if status == 429:
        return RateLimited(message, capped_wait(retry_after_header) or 1.0)
    if status in _DOUBTFUL or not 400 <= status < 500:
        return Ambiguous(message, broke_down=status >= 500 or status in _DOUBTFUL)
    answer = messages.error_body(body)
    if status == 409 or _says_exists(body):
        return NameConflict(message)
    fields = tuple(dict.fromkeys(map(messages.canonical_field, messages.named_fields(answer))))
    if status in _CLEAR:
        return Refused(message, fields, too_large=status == 413)
    says = messages.words(answer) or (isinstance(answer, dict) and any(answer.values()))
    return Declined(message, fields) if says else Ambiguous(message)


def _says_exists(body: bytes) -> bool:
    text = body[:4096].decode("utf-8", "replace").casefold()
    if re.search(r"already (exists|in use|used|taken)|duplicate|must be unique", text):
        return True
    return "exists" in text and not re.search(r"\b(no|not|none|neither)\b[^.]*\bexists\b", text)


def describe(what: str, status: int, body: bytes, hide: Callable[[str], str] = str) -> str:
    """Return method, path, status and, masked, the API's own words about an error; none of an HTML page."""
    words = messages.words(messages.error_body(body), hide) if status >= 300 else ""
    return f"{what}: {status}" + (f" ({words})" if words else "")


def capped_wait(header: str | None) -> float | None:
    """Return the seconds of a Retry-After header, capped; a date there counts as the cap."""
    seconds = retry.retry_after(header)
    return None if seconds is None else min(seconds, RETRY_AFTER_CAP)
