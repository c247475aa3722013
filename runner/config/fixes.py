"""Fixes of a campaign file or its defaults: what has exactly one reading, written as the schema asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from runner.config import schema
from runner.config.key_spelling import meant_keys
from runner.config.value_fixes import Value, fixed_value
from runner.files.byte_order_marks import UTF8_MARK
from runner.findings import Findings
from runner.yamlfile.document import Document, parse_document
from runner.yamlfile.editor import as_scalar, with_values
from runner.yamlfile.nodes import JSON, Route

_TYPES: Mapping[str, type] = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}


@dataclass(frozen=True, slots=True)
class Fix:
    """One edit at a line: the `key` as it is spelled now, and the pair of key and value `before` and `after`."""

    line: int
    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FixedFile:
    """The fixes of one file, at least one, and its new bytes; None where the file can't be edited in place."""

    fixes: tuple[Fix, ...]
    data: bytes | None


def fix(data: bytes, path: str, kind: str = "campaign") -> FixedFile | None:
    """Return a file with all its fixes; None where nothing in it has exactly one reading, or it isn't YAML.

    `kind` is the schema that it is to pass, `campaign` or `defaults`.
    """
    findings = Findings()
    document = parse_document(data, path, findings)
    if document is None or findings or not isinstance(document.value, dict):
        return None
    edits = _Edits(document)
    edits.collect(document.value, (), (), schema.load(kind)["properties"])
    if not edits.fixes:
        return None
    text = with_values(document, edits.values, edits.names)
    mark = UTF8_MARK if data.startswith(UTF8_MARK) else b""
    fixes = tuple(sorted(edits.fixes, key=lambda each: each.line))
    return FixedFile(fixes, None if text is None else mark + text.encode())


@dataclass(slots=True)
class _Edits:
    """New values and new names of keys, by their routes in the document."""

    document: Document
    values: dict[Route, Value] = field(default_factory=dict)
    names: dict[Route, str] = field(default_factory=dict)
    fixes: list[Fix] = field(default_factory=list)

    def collect(self, mapping: Mapping[str, JSON], route: Route, meant: Route, fields: Mapping[str, Any]) -> None:
        """Add the edits of a mapping at `route`, whose keys spelled right are `meant`."""
        names = meant_keys(mapping.keys(), fields.keys())
        for key, value in mapping.items():
            name = names.get(key, key)
            if name not in fields:
                continue
            here, there = (*route, key), (*meant, name)
            fixed = fixed_value(there, value, partial(self.document.written, here))
            if name != key and not _may_be(name, value if fixed is None else fixed, fields[name]):
                continue
            self._add(here, there, value, fixed)
            if isinstance(value, dict) and "properties" in fields[name]:
                self.collect(value, here, there, fields[name]["properties"])

    def _add(self, here: Route, there: Route, value: JSON, fixed: Value | None) -> None:
        key, name = str(here[-1]), str(there[-1])
        if key != name:
            self.names[here] = name
        if fixed is not None:
            self.values[here] = fixed
        if key == name and fixed is None:
            return
        before, after = key, name
        if not isinstance(value, dict | list):
            written = self.document.written(here)
            before = f"{key}: {written}"
            after = f"{name}: {written if fixed is None else as_scalar(fixed, written)}"
        self.fixes.append(Fix(self.document.keys[here].line, ".".join(map(str, there)), before, after))


def _may_be(name: str, value: JSON, schema_of_value: Mapping[str, Any]) -> bool:
    """Whether a value has a type of the key that is meant; what would dial at once is never spelled right by us."""
    kinds = schema_of_value["type"]
    types = [_TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    return type(value) in types and not (name == "isScheduled" and value is False)
