"""Checks a document against a JSON Schema, in our words and at the right line."""

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from runner import advice
from runner.findings import Findings
from runner.source import JSON, Document, Route
from runner.text import quoted

NAMES = ("campaign", "plan", "policy", "state")

_PACKAGED = Path(__file__).parent / "schemas"
_FOLDER = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parent.parent / "schemas"

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "null",
}
_FORMS = {
    "sipPhoneNumber": "a phone number in E.164 form",
    "scheduledDate": "a date as YYYY-MM-DD",
    "scheduledTime": "a time as HH:mm:ss",
    "sha256": "64 hexadecimal digits",
}


class _Complaint(NamedTuple):
    code: str
    message: str
    route: Route
    hint: str
    at_value: bool = False


def load(name: str) -> dict[str, Any]:
    """Read the schema of one of `NAMES`."""
    schema: dict[str, Any] = json.loads((_FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


def check(document: Document, name: str, findings: Findings) -> None:
    """Find all in which a document breaks the schema of that name, one finding a place."""
    validator = _validator(name)
    told: set[tuple[Route, bool]] = set()
    for error in validator.iter_errors(document.value):
        for code, message, route, hint, at_value in _complaints(error, document, validator.schema):
            if (route, at_value) not in told:
                told.add((route, at_value))
                findings.add(document.finding(code, message, route, at_value=at_value, hint=hint))


@functools.cache
def _validator(name: str) -> Any:
    validator = extend(Draft7Validator, {"pattern": _pattern})
    return validator(load(name), format_checker=Draft7Validator.FORMAT_CHECKER)


def _pattern(_validator: Any, pattern: str, value: JSON, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not _compiled(pattern).search(value):
        yield ValidationError(pattern)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # In ECMA 262, whose patterns these are, `$` comes after a last line break and `\d` is ASCII.
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), re.ASCII)


def _complaints(error: ValidationError, document: Document, schema: dict[str, Any]) -> Iterator[_Complaint]:
    route: Route = tuple(error.absolute_path)
    match error.validator:
        case "required":
            fields = error.schema.get("properties") or schema["properties"]
            for key in error.validator_value:
                if key not in error.instance:
                    yield _missing(key, route, fields.get(key, {}), error.instance)
        case "additionalProperties":
            known = list(error.schema.get("properties", {}))
            for key in error.instance:
                if key not in known:
                    message = f"{quoted(key)} is not a known key{_within(route, ' of')}"
                    yield _Complaint("unknown-key", message, (*route, key), advice.for_key(key, known))
        case _ if "propertyNames" in error.absolute_schema_path:
            message = f"{quoted(error.instance)} is no name{_within(route, ' in')}"
            yield _Complaint("bad-value", message, (*route, error.instance), "write a name, or remove the entry")
        case "type":
            yield _wrong_type(route, error, document)
        case _:
            yield _bad_value(route, error)


def _missing(key: str, route: Route, field: dict[str, Any], given: dict[str, JSON]) -> _Complaint:
    example = advice.example(key, field)
    if key == "isScheduled":
        message = "`isScheduled` is missing: the API would dial as soon as the campaign is created"
        hint = "write `isScheduled: true` with date, time and zone, or `isScheduled: false` to dial at once"
        return _Complaint("implicit-immediate", message, (*route, key), hint)
    if key.startswith("scheduled") and "isScheduled" in given:
        message = f"`{key}` is missing, and `isScheduled` is true"
        return _Complaint("missing-key", message, (*route, "isScheduled"), f"add a line like {example}")
    return _Complaint("missing-key", f"`{key}` is missing{_within(route, ' in')}", (*route, key), f"add a line like {example}")


def _wrong_type(route: Route, error: ValidationError, document: Document) -> _Complaint: ...
def _bad_value(route: Route, error: ValidationError) -> _Complaint: ...
