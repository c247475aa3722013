"""What the answer to a create proves: one of a closed set of results."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from runner.api.responses import Live, mask, parse

RETRY_AFTER_CAP = 60.0
_CLEAR = frozenset({400, 413, 415, 422})
"""Statuses that prove that nothing was created."""


@dataclass(frozen=True, slots=True)
class Created:
    """The campaign exists; `live` is the API's answer."""

    live: Live


@dataclass(frozen=True, slots=True)
class Refused:
    """The API answered that it created nothing."""

    message: str


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
    """The campaign may have been created; only looking it up can tell."""

    message: str


CreateResult = Created | Refused | NameConflict | RateLimited | Unauthorized | NotSent | Ambiguous


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
        return RateLimited(message, retry_after(retry_after_header) or 1.0)
    if status == 409 or (status in _CLEAR and _says_exists(body)):
        return NameConflict(message)
    return Refused(message) if status in _CLEAR else Ambiguous(message)


def _says_exists(body: bytes) -> bool:
    text = body[:4096].decode("utf-8", "replace").casefold()
    if re.search(r"already (exists|in use|used|taken)|duplicate|must be unique", text):
        return True
    return "exists" in text and not re.search(r"\b(no|not|none|neither)\b[^.]*\bexists\b", text)


def describe(what: str, status: int, body: bytes, hide: Callable[[str], str] = str) -> str:
    """Return method, path, status and, masked, the API's own message; none of an HTML page."""
    answer = parse(body)
    message = (answer.get("message") or answer.get("error")) if isinstance(answer, dict) else None
    return f"{what}: {status}" + (f" ({mask(hide(message))})" if isinstance(message, str) and message else "")


def retry_after(text: str | None) -> float | None:
    """Return the seconds of a Retry-After header, capped; a date there counts as the cap."""
    if text is None:
        return None
    try:
        return min(max(float(text), 0.0), RETRY_AFTER_CAP)
    except ValueError:
        return RETRY_AFTER_CAP
