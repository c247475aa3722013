"""What an answer to a create proves: a closed set of verdicts."""

import re
from dataclasses import dataclass

from runner.answer import Live, masked, parse

RETRY_AFTER_CAP = 60.0


@dataclass(frozen=True, slots=True)
class Created:
    """The campaign exists, and this is what the API says of it."""

    live: Live


@dataclass(frozen=True, slots=True)
class Refused:
    """The API answered clearly that it made nothing."""

    message: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The API says that a campaign of this name exists."""

    message: str


@dataclass(frozen=True, slots=True)
class Busy:
    """The API refused for now; `seconds` is how long it asks to be left alone, capped."""

    message: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Denied:
    """The key was refused: no further request can succeed."""

    message: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """The connection was never made, so nothing was sent."""

    message: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """The request may have been carried out; only a look-up can tell."""

    message: str


Answer = Created | Refused | Taken | Busy | Denied | Unsent | Doubt


def verdict(what: str, status: int, retry_after_header: str | None, body: bytes) -> Answer:
    """Classify the answer to a create; `what` is its verb and path."""
    words = said(what, status, body)
    if 200 <= status < 300:
        live = Live.read(parse(body))
        return Created(live) if live.id else Doubt(f"{what}: {status}, but no campaignId in the answer")
    if status in (401, 403):
        return Denied(words)
    if status == 429:
        return Busy(words, retry_after(retry_after_header) or 1.0)
    if status == 408 or status >= 500 or status < 400:
        return Doubt(words)
    if status == 409 or _says_exists(body):
        return Taken(words)
    return Refused(words)


def _says_exists(body: bytes) -> bool:
    text = body[:4096].decode("utf-8", "replace").casefold()
    return re.search(r"already (exists|in use|used|taken)|\bexists\b|duplicate|must be unique", text) is not None


def said(what: str, status: int, body: bytes) -> str:
    """One clause of verb, path, status and, masked, the API's own words; a page of HTML has none worth repeating."""
    answer = parse(body)
    words = (answer.get("message") or answer.get("error")) if isinstance(answer, dict) else None
    return f"{what}: {status}" + (f" ({masked(words)})" if isinstance(words, str) and words else "")


def retry_after(text: str | None) -> float | None:
    """Read a Retry-After header in seconds, capped; a date there is not read, the cap stands for it."""
    if text is None:
        return None
    try:
        return min(max(float(text), 0.0), RETRY_AFTER_CAP)
    except ValueError:
        return RETRY_AFTER_CAP
