"""Requests to GitHub's REST API, and answers to them, against the description that GitHub publishes."""

import contextlib
import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs

DESCRIPTION = Path(__file__).with_name("openapi.json")
ERROR = {"$ref": "#/components/schemas/basic-error"}
"""What GitHub answers with a status of 4xx."""
NULLS = (["head", "label"], ["head", "repo"], ["head", "user"])
"""Fields that are null where a fork or its owner was deleted (github/rest-api-description, issues 1811 and 5562)."""
WITH_SLASHES = ("basehead", "path", "ref", "tree_sha")
"""Parameters of a path whose values may have slashes."""
MOST = {"per_page": 100}
"""Limits that only the parameter's description has."""


@dataclass(frozen=True)
class Operation:
    """A method and path of the API, as the description has them."""

    name: str
    path: re.Pattern[str]
    described: Mapping[str, Any]

    @property
    def parameters(self) -> list[Mapping[str, Any]]:
        return [_resolve(each) for each in self.described.get("parameters", [])]


def request_differences(method: str, path: str, query: Mapping[str, Sequence[str]], body: Any = None) -> Iterator[str]:
    """Yield how a request differs from the description; `path` is decoded."""
    operation = operation_of(method, path)
    if operation is None:
        yield f"{method} {path}: isn't in openapi.json; if GitHub has it, add it to tools/github_schemas.py"
        return
    match = operation.path.fullmatch(path)
    values = {("path", name): value for name, value in (match.groupdict() if match else {}).items()}
    values |= {("query", name): value for name, each in query.items() for value in each}
    known = {(parameter["in"], parameter["name"]): parameter for parameter in operation.parameters}
    for place, value in values.items():
        if place not in known:
            yield f"{operation.name}: has no parameter {place[1]} in its {place[0]}"
        else:
            yield from _parameter_differences(operation, known[place], value)
    for (where, name), parameter in known.items():
        if parameter.get("required") and (where, name) not in values:
            yield f"{operation.name}: lacks the parameter {name} in its {where}"
    described = operation.described.get("requestBody")
    if described is None and body is not None:
        yield f"{operation.name}: takes no body"
    elif described is not None:
        schema = described["content"]["application/json"]["schema"]
        yield from (f"{operation.name}: body: {each}" for each in _differences(schema, body))


def answer_differences(method: str, path: str, status: int, body: Any) -> Iterator[str]:
    """Yield how an answer differs from the description: it may leave fields out, but has none that GitHub's hasn't."""
    operation = operation_of(method, path)
    if operation is None:
        return
    responses = operation.described["responses"]
    if status >= 400:
        differences = _differences(ERROR, body)
    elif str(status) not in responses:
        differences = iter((f"the API never answers with {status}",))
    elif isinstance(body, bytes):
        return
    else:
        schema = _resolve(responses[str(status)])["content"]["application/json"]["schema"]
        differences = _differences(schema, body, partial=True)
    yield from (f"{operation.name}: answer {status}: {each}" for each in differences)


def _parameter_differences(operation: Operation, parameter: Mapping[str, Any], text: str) -> Iterator[str]:
    schema, name = parameter["schema"], parameter["name"]
    limit = {"maximum": MOST[name]} if name in MOST else {}
    for difference in _differences({**schema, **limit}, _value(schema.get("type"), text)):
        yield f"{operation.name}: {name}: {difference}"


def _value(kind: str | None, text: str) -> Any:
    """Read a parameter as its type has it; a text that isn't of the type stays a text."""
    if kind in ("integer", "boolean"):
        with contextlib.suppress(ValueError):
            return json.loads(text)
    return text


def _differences(schema: Any, value: Any, *, partial: bool = False) -> Iterator[str]:
    for error in _validator(json.dumps(schema), partial=partial).iter_errors(value):
        if error.instance is None and error.instance_path[-2:] in NULLS:
            continue
        yield f"{'/'.join(map(str, error.instance_path)) or 'the whole'}: {error.message[:500]}"


@functools.cache
def _validator(schema: str, *, partial: bool) -> jsonschema_rs.Validator:
    closed = _closed(json.loads(schema))
    document = {"allOf": [_partial(closed) if partial else closed], "components": _components(partial=partial)}
    return jsonschema_rs.validator_for(document, validate_formats=True)


@functools.cache
def _components(*, partial: bool) -> Any:
    closed = _closed(_description()["components"])
    return _partial(closed) if partial else closed


def _closed(schema: Any, *, names: bool = False) -> Any:
    """Return a schema of OpenAPI 3.0 as one of JSON Schema, whose objects have no properties but those it lists."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(each, names=key == "properties" and not names) for key, each in schema.items()}
    if names:
        return closed
    if "properties" in closed and isinstance(closed["properties"], dict):
        closed.setdefault("additionalProperties", False)
    if closed.pop("nullable", False):
        return {"anyOf": [closed, {"type": "null"}]}
    return closed


def _partial(schema: Any, *, names: bool = False) -> Any:
    """Return a schema that nothing has to be there for: what is there may fit several of `oneOf`, or one of `allOf`."""
    if isinstance(schema, list):
        return [_partial(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        "anyOf" if key in ("allOf", "oneOf") and not names else key: _partial(
            each, names=key == "properties" and not names
        )
        for key, each in schema.items()
    }
    return kept if names else {key: each for key, each in kept.items() if key != "required"}


def operation_of(method: str, path: str) -> Operation | None:
    """Return the operation that has most of the path in letters, not in parameters."""
    fitting = [one for one in _operations(method) if one.path.fullmatch(path)]
    return max(fitting, key=lambda one: len(re.sub(r"{\w+}", "", one.name)), default=None)


@functools.cache
def _operations(method: str) -> list[Operation]:
    return [
        Operation(f"{method} {path}", _pattern(path), methods[method.lower()])
        for path, methods in _description()["paths"].items()
        if method.lower() in methods
    ]


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"{(\w+)}", template)
    names = parts[1::2]
    values = [f"(?P<{name}>{'.+' if name in WITH_SLASHES else '[^/]+'})" for name in names]
    return re.compile(
        "".join(text for pair in zip(map(re.escape, parts[::2]), [*values, ""], strict=True) for text in pair)
    )


def _resolve(described: Mapping[str, Any]) -> Any:
    if "$ref" not in described:
        return described
    _, _, kind, name = described["$ref"].split("/")
    return _description()["components"][kind][name]


@functools.cache
def _description() -> Any:
    return json.loads(DESCRIPTION.read_text("utf-8"))
