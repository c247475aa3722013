"""Edits the text of a YAML file: new scalar values and keys, while comments, order and quotes stay."""

import copy
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from runner.findings import Findings, Span
from runner.yamlfile.document import Document, parse_document
from runner.yamlfile.nodes import Route, plain_value

Value = str | int | bool
# Text that YAML reads as it stands, in brackets too: words joined by one space or colon.
_PLAIN = re.compile(r"[\w./(+][\w./()+-]*([ :][\w./()+][\w./()+-]*)*")
# Text to this program, but a number, a truth value or no value to editors. Source: the core schema of YAML 1.2, 10.3.2.
_VALUE_IN_EDITORS = re.compile(
    r"[+-]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][+-]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[+-]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
    r"|null|Null|NULL|true|True|TRUE|false|False|FALSE"
)


def with_values(
    document: Document, values: Mapping[Route, Value], names: Mapping[Route, str] = MappingProxyType({})
) -> str | None:
    """Return the document's text with other scalar values; a key that is missing is added after the one before it.

    `names` are other names of keys that are there. None where the edit would change anything else.
    """
    text = document.text.characters
    edits: dict[int, tuple[int, str]] = {}
    added: dict[int, str] = {}
    place: Span | None = None
    for route, value in values.items():
        if route in document.values:
            place = document.values[route]
            start = document.text.index(place)
            edits[start] = (place.width, as_scalar(value, text[start : start + place.width]))
        elif place is not None and len(route) == 1:
            end = document.text.line_end(place)
            added[end] = added.get(end, "") + f"{document.text.line_break}{route[0]}: {as_scalar(value, '')}"
        else:
            return None
    for route, name in names.items():
        start, width = document.text.index(document.keys[route]), document.keys[route].width
        edits[start] = (width, as_scalar(name, text[start : start + width]))
    for start, (width, new) in sorted({**edits, **{at: (0, new) for at, new in added.items()}}.items(), reverse=True):
        text = text[:start] + new + text[start + width :]
    return text if _means(text, document, values, names) else None


def as_scalar(value: Value, old: str) -> str:
    """Return a scalar as YAML, in the quotes that the old one has."""
    if not isinstance(value, str):
        return json.dumps(value)
    if old.startswith("'") and "'" not in value and value.isprintable():
        return f"'{value}'"
    is_plain = _PLAIN.fullmatch(value) and plain_value(value) == value and not _VALUE_IN_EDITORS.fullmatch(value)
    return value if is_plain and not old.startswith('"') else json.dumps(value, ensure_ascii=False)


def _means(text: str, document: Document, values: Mapping[Route, Value], names: Mapping[Route, str]) -> bool:
    """Whether a text reads as the document with these values and names of keys."""
    expected: Any = copy.deepcopy(document.value)
    for route, value in values.items():
        _parent(expected, route)[route[-1]] = value
    for route in sorted(names, key=len, reverse=True):  # what is within a renamed key is reached by its old name
        parent = _parent(expected, route)
        parent[names[route]] = parent.pop(route[-1])
    findings = Findings()
    edited = parse_document(text.encode(), document.path, findings)
    return edited is not None and not findings and edited.value == expected


def _parent(value: Any, route: Route) -> Any:
    for key in route[:-1]:
        value = value[key]
    return value
