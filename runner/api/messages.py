"""The API's own words about an error: read from bodies of any form, and made safe to repeat."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from runner.api.responses import parse
from runner.api.upload_errors import UploadErrors
from runner.formatting import one_line

REQUEST_FIELDS = (
    "campaignName",
    "sipPhoneNumber",
    "agentId",
    "isScheduled",
    "scheduledDate",
    "scheduledTimeZone",
    "scheduledTime",
    "concurrentCalls",
    "dynamicVariables",
    "variables",
    "file",
)
"""The fields of a create; of two that begin alike the longer one comes first."""
_CANONICAL = {name.casefold(): name for name in REQUEST_FIELDS} | {"scheduledtimezone": "scheduledTimezone"}
_FIELD = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    + "|".join(re.sub(r"(?<=[a-z])(?=[A-Z])", r"[\\s_-]?", name) for name in REQUEST_FIELDS)
    + r")(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# What APIs repeat of the request, and what is no words about it.
_UNSAID = frozenset(
    {"input", "value", "rejectedvalue", "actualvalue", "received", "request", "body", "data", "ctx", "context", "url"}
    | {"instance", "type", "status", "statuscode", "code", "codes", "timestamp", "trace", "stack", "stacktrace"}
    | {"requestid", "traceid", "arguments", "documentation_url", "help", "links"}
)
_PLACES = frozenset(
    {"loc", "path", "field", "fieldname", "pointer", "param", "parameter", "property", "propertypath", "name"}
)
_STATUS_WORDS = ("error", "title")
_WORDS = (
    *("message", "msg", "detail", "details", "reason", "description", "errordescription", "errormessage"),
    *("defaultmessage", "errors", "fielderrors", *_STATUS_WORDS),
)
_CODES = ("code", "errorcode", "type")
_CODE = re.compile(r"[A-Za-z]{2,}(?:[_-][A-Za-z]+){1,7}", re.ASCII)
_DEPTH = 8
_TEXT_BYTES = 1000
_LISTED = 5
_READ = 2000
"""Characters of a sentence that are read; the time to mask one grows with their square."""
# Unicode's paired quotation marks; languages differ in which of a pair opens.
_QUOTES = "\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c-\u300f\u301d-\u301f\uff02\uff07\uff62\uff63"


def mask(message: str) -> str:
    """Make the API's words safe to repeat: hide quoted parts, addresses and numbers of four or more digits."""
    return one_line(_masked(message))


def error_body(body: bytes) -> Any:
    """Return an error's JSON, or its plain text; None for a page, and for what is too long to be a message."""
    answer = parse(body)
    text = "" if answer is not None or len(body) > _TEXT_BYTES else body.decode("utf-8", "replace").strip()
    return text if text.isprintable() and re.match(r"\w", text) and "\ufffd" not in text else answer


def words(answer: Any, hide: Callable[[str], str] = str) -> str:
    """Return what an error's JSON says, masked, with the request's fields that it names; "" where it says nothing.

    `hide` removes the key.
    """
    sentences = list(dict.fromkeys(filter(None, (_safe_sentence(each, hide) for each in _sentences(answer)))))
    sentences = sentences or list(map(hide, _codes(answer)))
    if len(sentences) > _LISTED:
        sentences[_LISTED:] = [f"and {len(sentences) - _LISTED:,} more"]
    shown = one_line("; ".join(sentences))
    hidden = [_field(name) for name in named_fields(answer) if name.casefold() not in shown.casefold()]
    return "; ".join(filter(None, [shown, "names " + ", ".join(hidden) if hidden else ""]))


def named_fields(answer: Any) -> list[str]:
    """Return the fields of the request that an error names, as it writes them."""
    texts = [*(each for each in _sentences(answer) if isinstance(each, str)), *_places(answer)]
    return list(dict.fromkeys(match[0] for each in texts for match in _FIELD.finditer(each)))


def canonical_field(name: str) -> str:
    """Return a field's name in the API's documentation."""
    return _CANONICAL[re.sub(r"[\s_-]", "", name).casefold()]


def _field(name: str) -> str:
    canonical = canonical_field(name)
    return name if name == canonical else f"{one_line(name)} ({canonical})"


def _safe_sentence(sentence: str | UploadErrors, hide: Callable[[str], str]) -> str:
    """Return a sentence masked; one about rows is reduced, since it may quote cells without quotation marks."""
    if isinstance(sentence, UploadErrors):
        return hide(str(sentence))
    errors = UploadErrors.read(sentence)
    return hide(str(errors) if errors.known else _masked(hide(sentence)))


def _masked(message: str) -> str:
    if len(message) > _READ:  # what is cut off may close a quotation
        message = re.split(f"['\"`{_QUOTES}]", message[:_READ], maxsplit=1)[0] + "…"
    message = html.unescape(message)
    for quote in ("'", '"', "`"):
        message = re.sub(f"{quote}.*{quote}", f"{quote}…{quote}", message, flags=re.DOTALL)
    message = re.sub(f"[{_QUOTES}].*[{_QUOTES}]", "\u201c…\u201d", message, flags=re.DOTALL)
    message = re.sub(r"\S+@\S+", "…", message)
    return re.sub(r"\d(?:[\s().-]{0,3}\d){3,}", "…", message)


def _sentences(answer: Any, depth: int = 0) -> Iterator[str | UploadErrors]:
    """Yield the sentences of an error: its own message first, then those of what is nested in it."""
    if isinstance(answer, str) and answer.strip():
        yield answer.strip()
    elif isinstance(answer, list) and depth < _DEPTH:
        for each in answer:
            yield from _sentences(each, depth + 1)
    elif isinstance(answer, dict) and depth < _DEPTH:
        parts = {key: value for key, value in answer.items() if _key(key) not in _UNSAID | _PLACES}
        yield from _own_sentences({key: value for key, value in parts.items() if isinstance(value, str)})
        for key, value in parts.items():
            if _key(key) == "errors" and (errors := UploadErrors.read(value)).known:
                yield errors
            elif not isinstance(value, str):
                yield from _sentences(value, depth + 1)


def _own_sentences(texts: Mapping[str, str]) -> Iterator[str]:
    """Yield an object's sentences; texts under keys that aren't known may be what was sent."""
    by_word = {_key(key): text.strip() for key, text in texts.items() if text.strip()}
    sentences = [by_word[word] for word in _WORDS if word in by_word and word not in _STATUS_WORDS]
    yield from sentences or [by_word[word] for word in _STATUS_WORDS if word in by_word]
    yield from (text for key, text in texts.items() if _FIELD.fullmatch(key))


def _places(answer: Any, depth: int = 0) -> Iterator[str]:
    """Yield where errors are said to be: keys that may be fields, and the values that name one."""
    if isinstance(answer, list) and depth < _DEPTH:
        for each in answer:
            yield from _places(each, depth + 1)
    elif isinstance(answer, dict) and depth < _DEPTH:
        for key, value in answer.items():
            if _key(key) in _PLACES:
                yield from (each for each in _sentences(value) if isinstance(each, str))
            elif _key(key) not in _UNSAID:
                yield key
                yield from _places(value, depth + 1)


def _codes(answer: Any) -> Iterator[str]:
    """Yield the codes of an error, such as AGENT_NOT_FOUND."""
    for each in (answer, answer.get("error")) if isinstance(answer, dict) else ():
        codes = [value for key, value in each.items() if _key(key) in _CODES] if isinstance(each, dict) else []
        yield from (code for code in codes if isinstance(code, str) and _CODE.fullmatch(code))


def _key(key: str) -> str:
    return key.replace("_", "").casefold()
