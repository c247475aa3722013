"""What an answer to a create proves: a closed set of verdicts."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from runner.api.responses import Live, masked, parse

RETRY_AFTER_CAP = 60.0
_CLEAR = frozenset({400, 413, 415, 422})
"""With these the API says that it made nothing; any other answer leaves a doubt."""


@dataclass(frozen=True, slots=True)
class Created:
    """The campaign exists, and this is what the API says of it."""

    live: Live


@dataclass(frozen=True, slots=True)
class Refused:
    """The API answered clearly that it made nothing."""

    message: str


@dataclass(frozen=True, slots=True)
class NameConflict:
    """The API says that a campaign of this name exists."""

    message: str


@dataclass(frozen=True, slots=True)
class RateLimited:
    """The API refused for now; `seconds` is how long it asks to be left alone, capped."""

    message: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """The key was refused: no further request can succeed."""

    message: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """The connection was never made, so nothing was sent."""

    message: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The request may have been carried out; only a look-up can tell."""

    message: str


CreateResult = Created | Refused | NameConflict | RateLimited | Unauthorized | NotSent | Ambiguous


def classify(
    what: str, status: int, retry_after_header: str | None, body: bytes, hide: Callable[[str], str] = str
) -> CreateResult:
    """Classify the answer to a create; `what` is its verb and path, `hide` takes the key out of the API's words."""
    words = describe(what, status, body, hide)
    if 200 <= status < 300:
        live = Live.read(parse(body))
        return Created(live) if live.id else Ambiguous(f"{what}: {status}, but no campaignId in the answer")
    if status in (401, 403):
        return Unauthorized(words)
    if status == 429:
        return RateLimited(words, retry_after(retry_after_header) or 1.0)
    if status == 409 or (status in _CLEAR and _says_exists(body)):
        return NameConflict(words)
    return Refused(words) if status in _CLEAR else Ambiguous(words)


def _says_exists(body: bytes) -> bool:
    text = body[:4096].decode("utf-8", "replace").casefold()
    if re.search(r"already (exists|in use|used|taken)|duplicate|must be unique", text):
        return True
    return "exists" in text and not re.search(r"\b(no|not|none|neither)\b[^.]*\bexists\b", text)


def describe(what: str, status: int, body: bytes, hide: Callable[[str], str] = str) -> str:
    """One clause of verb, path, status and, masked, the API's own words; a page of HTML has none worth repeating."""
    answer = parse(body)
    words = (answer.get("message") or answer.get("error")) if isinstance(answer, dict) else None
    return f"{what}: {status}" + (f" ({masked(hide(words))})" if isinstance(words, str) and words else "")


def retry_after(text: str | None) -> float | None:
    """Read a Retry-After header in seconds, capped; a date there is not read, the cap stands for it."""
    if text is None:
        return None
    try:
        return min(max(float(text), 0.0), RETRY_AFTER_CAP)
    except ValueError:
        return RETRY_AFTER_CAP
