"""Puts the errors of a JSON Schema validator into our words, at the right line."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from runner.config import suggestions
from runner.formatting import quoted
from runner.yamlfile.document import Document
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
_FORMS = {
    "sipPhoneNumber": "a phone number in E.164 form",
    "scheduledDate": "a date as YYYY-MM-DD",
    "obtainedOn": "a date as YYYY-MM-DD",
    "date": "a date as YYYY-MM-DD",
    **dict.fromkeys(("monFri", "sat", "sun"), "hours as HH:MM-HH:MM"),
    "scheduledTime": "a time as HH:mm:ss",
    "sha256": "64 hexadecimal digits",
}


class _Fault(NamedTuple):
    """An error of jsonschema's: which keyword of which schema a value breaks; `trail` leads there from the root."""

    route: Route
    keyword: str
    wanted: Any
    value: Any
    schema: dict[str, Any]
    trail: tuple[str | int, ...]


class Complaint(NamedTuple):
    """What is wrong, where, and what to do."""

    code: str
    message: str
    route: Route
    hint: str
    at_value: bool = False


def of(errors: Iterable[Any], document: Document, schema: dict[str, Any]) -> Iterator[Complaint]:
    """Say each error once; of a value only the first thing wrong."""
    told: set[tuple[Route, str]] = set()
    for error in errors:
        for complaint in _complaints(_fault(error), document, schema):
            key = (complaint.route, "" if complaint.at_value else complaint.message)
            if key not in told:
                told.add(key)
                yield complaint


def _fault(error: Any) -> _Fault:
    route, trail = tuple(error.absolute_path), tuple(error.absolute_schema_path)
    return _Fault(route, error.validator, error.validator_value, error.instance, error.schema, trail)


def _complaints(fault: _Fault, document: Document, root: dict[str, Any]) -> Iterator[Complaint]:
    match fault.keyword:
        case "required":
            fields = fault.schema.get("properties") or root["properties"]
            for key in fault.wanted:
                if key not in fault.value:
                    yield _missing(key, fault, fields.get(key, {}))
        case "additionalProperties":
            known = list(fault.schema.get("properties", {}))
            for key in fault.value:
                if key not in known:
                    yield _unknown(key, fault.route, known)
        case _ if "propertyNames" in fault.trail:
            message = f"{quoted(fault.value)} is no name{_within(fault.route, ' in')}"
            yield Complaint("bad-value", message, (*fault.route, fault.value), "write a name, or remove the entry")
        case "type":
            yield _wrong_type(fault, document)
        case _:
            yield _bad_value(fault)


def _unknown(key: str, route: Route, known: list[str]) -> Complaint:
    message = f"{quoted(key)} is not a known key{_within(route, ' of')}"
    return Complaint("unknown-key", message, (*route, key), suggestions.for_key(key, known))


def _missing(key: str, fault: _Fault, field: dict[str, Any]) -> Complaint:
    route = fault.route
    if key == "isScheduled":
        message = "`isScheduled` is missing: the API would dial as soon as the campaign is created"
        hint = "write `isScheduled: true` with date, time and zone, or `isScheduled: false` to dial at once"
        return Complaint("implicit-immediate", message, (*route, key), hint)
    hint = suggestions.for_missing(key, field)
    if key.startswith("scheduled") and "then" in fault.trail:
        message = f"`{key}` is missing, and `isScheduled` is true"
        return Complaint("missing-key", message, (*route, "isScheduled"), hint)
    return Complaint("missing-key", f"`{key}` is missing{_within(route, ' in')}", (*route, key), hint)


def _wrong_type(fault: _Fault, document: Document) -> Complaint:
    wanted = [fault.wanted] if isinstance(fault.wanted, str) else fault.wanted
    written = document.written(fault.route)
    match fault.value:
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
    message = f"{_subject(fault.route)} is {actual}, not {' or '.join(_KINDS[kind] for kind in wanted)}"
    hint = suggestions.for_type(_key(fault.route), fault.value, written, fault.schema)
    return Complaint("wrong-type", message, fault.route, hint, at_value=True)


def _bad_value(fault: _Fault) -> Complaint:
    breach = "is empty" if fault.value in ("", [], {}) else _breach(fault)
    match fault.keyword:
        case "maxLength":
            hint = f"shorten it to {fault.wanted:,} characters"
        case "uniqueItems":
            hint = "remove one of the two"
        case _:
            hint = suggestions.for_value(_key(fault.route), fault.value, fault.schema)
    return Complaint("bad-value", f"{_subject(fault.route)} {breach}", fault.route, hint, at_value=True)


def _breach(fault: _Fault) -> str:
    wanted, value = fault.wanted, fault.value
    shown = _shown(value)
    match fault.keyword:
        case "pattern":
            return f"is {shown}, not {_FORMS.get(_named(fault.route), f'of the form `{wanted}`')}"
        case "format":
            return f"is {shown}, not a {wanted} that exists"
        case "minLength" | "maxLength":
            return f"has {len(value):,} characters, {_beyond(fault)}"
        case "minItems" | "maxItems" | "minProperties" | "maxProperties":
            return f"holds {len(value):,}, {_beyond(fault)}"
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            return f"is {shown}, {_beyond(fault)}"
        case "enum":
            return f"is {shown}, none of {', '.join(_shown(allowed) for allowed in wanted)}"
        case "const":
            return f"is {shown}, not {_shown(wanted)}"
        case "uniqueItems":
            return f"is {shown}, which stands there already"
        case _:
            return f"is {shown}, which can't stand here"


def _beyond(fault: _Fault) -> str:
    few = fault.keyword.startswith(("min", "exclusiveMin"))
    return f"{'less' if few else 'more'} than {fault.wanted:,}"


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
    """Give the key that a value stands under, none for the entry of a list."""
    return route[-1] if route and isinstance(route[-1], str) else ""


def _named(route: Route) -> str:
    """Give the key that a value stands under, or that of the list which it is an entry of."""
    return next((step for step in reversed(route) if isinstance(step, str)), "")
