"""Reads the OpenAPI file, and checks values against its constraints."""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__)
# In the wheel the schemas are inside the package, in a checkout beside it.
_FOLDERS = (_HERE.parents[1] / "schemas", _HERE.parents[2] / "schemas")
_INT32 = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Field:
    """The constraints of one value, as far as the fields and parameters of campaigns have them."""

    type: str
    format: str | None = None
    enum: tuple[str, ...] | None = None
    pattern: str | None = None
    minLength: int = 0
    maxLength: int | None = None
    minimum: int | None = None

    def read(self, text: str) -> Any:
        """Return the value of a text in a form or query; the text itself where it isn't of the field's type."""
        match self.type:
            case "boolean":
                return {"true": True, "false": False}.get(text, text)
            case "integer":
                return int(text) if re.fullmatch("-?[0-9]{1,10}", text) else text
            case "object":
                try:
                    return read_json(text)
                except ValueError:
                    return text
            case _:
                return text

    def problem(self, value: Any) -> str | None:
        """Return which constraint `value` breaks, if any."""
        match self.type:
            case "boolean":
                return None if isinstance(value, bool) else "must be true or false"
            case "integer":
                return self._integer_problem(value)
            case "object":
                return _object_problem(value)
            case _ if self.format == "binary":
                return "must be uploaded as a file" if isinstance(value, str) else None
            case _:
                return self._string_problem(value)

    def _integer_problem(self, value: Any) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return "must be an integer"
        if self.minimum is not None and value < self.minimum:
            return f"must be at least {self.minimum}"
        if self.format == "int32" and value > _INT32:
            return f"must be at most {_INT32}"
        return None

    def _string_problem(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        if re.search("[\ud800-\udfff]", value):
            return "must be Unicode text"
        if len(value) < self.minLength:
            return f"must have at least {self.minLength} characters"
        if self.maxLength is not None and len(value) > self.maxLength:
            return f"must have at most {self.maxLength} characters"
        # Python's `$` also matches before a final line break; fullmatch doesn't.
        if self.pattern is not None and not re.fullmatch(self.pattern, value):
            return f"must match {self.pattern}"
        if self.enum is not None and value not in self.enum:
            return f"must be one of {', '.join(self.enum)}"
        return None


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of an object, or the parameters of an operation."""

    fields: Mapping[str, Field]
    required: tuple[str, ...] = ()

    def problems(self, values: Mapping[str, Any]) -> list[str]:
        """Return every constraint that `values` break; unknown names are ignored."""
        missing = [f"{name}: is required" for name in self.required if name not in values]
        broken = ((name, field.problem(values[name])) for name, field in self.fields.items() if name in values)
        return missing + [f"{name}: {problem}" for name, problem in broken if problem]

    def unknown(self, values: Mapping[str, Any]) -> list[str]:
        return [name for name in values if name not in self.fields]


@functools.cache
def shape(schema: str) -> Shape:
    """Return the shape of a component by its name."""
    component = _document()["components"]["schemas"][schema]
    fields = {name: _field(definition) for name, definition in component["properties"].items()}
    return Shape(fields, tuple(component.get("required", ())))


@functools.cache
def query(path: str, method: str) -> Shape:
    """Return the shape of an operation's query."""
    parameters = _document()["paths"][path][method]["parameters"]
    return Shape({parameter["name"]: _field(parameter["schema"]) for parameter in parameters})


def read_json(text: str | bytes) -> Any:
    """Read standard JSON; ValueError for anything else."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as exc:
        raise ValueError("nested too deeply") from exc


@functools.cache
def _document() -> dict[str, Any]:
    folder = next(folder for folder in _FOLDERS if folder.is_dir())
    document: dict[str, Any] = yaml.safe_load((folder / "sigmamind.openapi.yaml").read_bytes())
    return document


def _field(definition: Mapping[str, Any]) -> Field:
    while reference := definition.get("$ref"):
        definition = functools.reduce(lambda node, key: node[key], reference.split("/")[1:], _document())
    facts = {name: definition[name] for name in Field.__slots__ if name in definition}
    if "enum" in facts:
        facts["enum"] = tuple(facts["enum"])
    return Field(**facts)


def _object_problem(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "must be a JSON object"
    if not all(isinstance(cell, str | int | float) for cell in value.values()):
        return "must have strings, numbers or booleans as values"
    return None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} isn't JSON")
