"""Explains the errors of a JSON Schema validator: what is wrong with which value, and what to write."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from runner.config import suggestions
from runner.formatting import quoted
from runner.yamlfile.nodes import JSON, Route

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "null",
}
FORMS = {
    "sipPhoneNumber": "a phone number in E.164 form",
    "scheduledDate": "a date as YYYY-MM-DD",
    "obtainedOn": "a date as YYYY-MM-DD",
    "date": "a date as YYYY-MM-DD",
    **dict.fromkeys(("monFri", "sat", "sun"), "hours as HH:MM-HH:MM"),
    "scheduledTime": "a time as HH:mm:ss",
    "sha256": "64 hexadecimal digits",
}
"""What a text is, by its key, where the schema has a pattern."""


class _Violation(NamedTuple):
    """A value that violates the keyword of a schema; `limit` is the keyword's value, `trail` its path in the schema."""

    route: Route
    keyword: str
    limit: Any
    value: Any
    schema: dict[str, Any]
    trail: tuple[str | int, ...]


class SchemaError(NamedTuple):
    """A violation as users read it: a finding's code and message, the place, and a hint; `missing` is a missing key."""

    code: str
    message: str
    route: Route
    hint: str
    at_value: bool = False
    missing: str | None = None


def explain(
    errors: Iterable[Any], schema: dict[str, Any], written: Callable[[Route], str] | None
) -> Iterator[SchemaError]:
    """Yield each of jsonschema's errors once; of several about one value only the first."""
    seen: set[tuple[Route, str]] = set()
    for each in errors:
        for error in _explained(_violation(each), schema, written):
            key = (error.route, "" if error.at_value else error.message)
            if key not in seen:
                seen.add(key)
                yield error


def _violation(error: Any) -> _Violation:
    route, trail = tuple(error.absolute_path), tuple(error.absolute_schema_path)
    return _Violation(route, error.validator, error.validator_value, error.instance, error.schema, trail)


def _explained(
    violation: _Violation, root: dict[str, Any], written: Callable[[Route], str] | None
) -> Iterator[SchemaError]:
    match violation.keyword:
        case "required":
            fields = violation.schema.get("properties") or root["properties"]
            for key in violation.limit:
                if key not in violation.value:
                    yield _missing(key, violation, fields.get(key, {}))
        case "additionalProperties":
            known = list(violation.schema.get("properties", {}))
            for key in violation.value:
                if key not in known:
                    yield _unknown(key, violation.route, known)
        case _ if "propertyNames" in violation.trail:
            message = f"{quoted(violation.value)} isn't a name{_within(violation.route, ' in')}"
            yield SchemaError(
                "bad-value", message, (*violation.route, violation.value), "write a name, or remove the entry"
            )
        case "type":
            yield _wrong_type(violation, written(violation.route) if written else json.dumps(violation.value))
        case _:
            yield _bad_value(violation)


def _unknown(key: str, route: Route, known: list[str]) -> SchemaError:
    message = f"{quoted(key)} is not a known key{_within(route, ' of')}"
    return SchemaError("unknown-key", message, (*route, key), suggestions.for_key(key, known))


def _missing(key: str, violation: _Violation, field: dict[str, Any]) -> SchemaError:
    route = violation.route
    if key == "isScheduled":
        message = "`isScheduled` is missing: the API would dial as soon as the campaign is created"
        hint = "write `isScheduled: true` with date, time and zone, or `isScheduled: false` to dial at once"
        return SchemaError("implicit-immediate", message, (*route, key), hint)
    hint = suggestions.for_missing(key, field)
    if key.startswith("scheduled") and "then" in violation.trail:
        message = f"`{key}` is missing, and `isScheduled` is true"
        return SchemaError("missing-key", message, (*route, "isScheduled"), hint, missing=key)
    message = f"`{key}` is missing{_within(route, ' in')}"
    return SchemaError("missing-key", message, (*route, key), hint, missing=key)


def _wrong_type(violation: _Violation, written: str) -> SchemaError:
    kinds = [violation.limit] if isinstance(violation.limit, str) else violation.limit
    match violation.value:
        case "":
            actual = "empty"
        case str(text):
            actual = f"the text {quoted(text)}"
        case list():
            actual = "a list"
        case dict():
            actual = "a mapping"
        case bool() | None:
            actual = f"`{written}`"
        case _:
            actual = f"the number {quoted(written)}"
    message = f"{_subject(violation.route)} is {actual}, not {' or '.join(_KINDS[kind] for kind in kinds)}"
    hint = suggestions.for_type(_key(violation.route), violation.value, written, violation.schema)
    return SchemaError("wrong-type", message, violation.route, hint, at_value=True)


def _bad_value(violation: _Violation) -> SchemaError:
    problem = "is empty" if violation.value in ("", [], {}) else _problem(violation)
    match violation.keyword:
        case "maxLength":
            hint = f"shorten it to {violation.limit:,} characters"
        case "uniqueItems":
            hint = "remove one of the two"
        case _:
            hint = suggestions.for_value(_key(violation.route), violation.value, violation.schema)
    return SchemaError("bad-value", f"{_subject(violation.route)} {problem}", violation.route, hint, at_value=True)


def _problem(violation: _Violation) -> str:
    limit, value = violation.limit, violation.value
    shown = _shown(value)
    match violation.keyword:
        case "pattern":
            return f"is {shown}, not {FORMS.get(_named(violation.route), f'of the form `{limit}`')}"
        case "format":
            return f"is {shown}, not a {limit} that exists"
        case "minLength" | "maxLength":
            return f"has {len(value):,} characters, {_beyond(violation)}"
        case "minItems" | "maxItems" | "minProperties" | "maxProperties":
            return f"has {len(value):,} entries, {_beyond(violation)}"
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            return f"is {shown}, {_beyond(violation)}"
        case "enum":
            return f"is {shown}, not one of {', '.join(_shown(allowed) for allowed in limit)}"
        case "const":
            return f"is {shown}, not {_shown(limit)}"
        case "uniqueItems":
            return f"is {shown}, which is in the list already"
        case _:
            return f"is {shown}, which isn't allowed here"


def _beyond(violation: _Violation) -> str:
    few = violation.keyword.startswith(("min", "exclusiveMin"))
    return f"{'less' if few else 'more'} than {violation.limit:,}"


def _shown(value: JSON) -> str:
    return quoted(value if isinstance(value, str) else json.dumps(value))


def _subject(route: Route) -> str:
    match route:
        case ():
            return "the file"
        case (*outer, str(key)):
            return quoted(key) + _within(tuple(outer), " of")
        case _:
            return f"an entry{_within(route[:-1], ' of')}"


def _within(route: Route, preposition: str) -> str:
    return f"{preposition} {_subject(route)}" if route else ""


def _key(route: Route) -> str:
    """Return the key of a value, "" for the entry of a list."""
    return route[-1] if route and isinstance(route[-1], str) else ""


def _named(route: Route) -> str:
    """Return the key of a value, or of the list that it is an entry of."""
    return next((step for step in reversed(route) if isinstance(step, str)), "")
