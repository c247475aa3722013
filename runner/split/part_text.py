"""The campaign file of one part of a split: the old file's text with another name, start and list."""

import json
from dataclasses import dataclass
from typing import Any

from runner.config.defaults import own_document
from runner.formatting import printable
from runner.split.part import Part
from runner.yamlfile import editor
from runner.yamlfile.document import Document
from runner.yamlfile.editor import Value
from runner.yamlfile.nodes import Route

_SCHEMA_LINE = "# yaml-language-server:"


@dataclass(frozen=True, slots=True)
class NewList:
    """The list of a part: its path relative to the campaign file, the digest of its bytes, and how many contacts."""

    path: str
    sha256: str
    rows: int


def part_text(document: Document, name: str, part: Part, new_list: NewList) -> str:
    """Return the text of a part's campaign file; the old file's comments and layout stay where they can.

    What the old file leaves to its defaults, the part's file does, too.
    """
    document = own_document(document)
    fields: Any = document.value
    values: dict[Route, Value] = {
        ("campaignName",): name,
        ("isScheduled",): True,
        ("scheduledDate",): f"{part.start:%Y-%m-%d}",
        ("scheduledTime",): f"{part.start:%H:%M:%S}",
        ("scheduledTimezone",): part.zone,
    }
    if isinstance(fields["contacts"], dict):
        pins: dict[str, Value] = {"sha256": new_list.sha256, "rows": new_list.rows, "headerRow": 1}
        values["contacts", "path"] = new_list.path
        values |= {("contacts", key): pin for key, pin in pins.items() if key in fields["contacts"]}
    else:
        values["contacts",] = new_list.path
    text = editor.with_values(document, values) or _rewritten(document, values)
    lines = text.splitlines(keepends=True)
    after = 1 if lines[0].startswith(_SCHEMA_LINE) else 0
    comment = [f"# {printable(line)}{document.text.line_break}" for line in part.comment]
    return "".join([*lines[:after], *comment, *lines[after:]])


def _rewritten(document: Document, values: dict[Route, Value]) -> str:
    """Return the fields one a line, each value in JSON, for a file whose text can't be edited."""
    old: Any = document.value
    fields = {**old, **{route[0]: value for route, value in values.items() if len(route) == 1}}
    within = {route[1]: value for route, value in values.items() if len(route) > 1}
    if within:
        fields["contacts"] = {**fields["contacts"], **within}
    head = [line for line in document.text.lines[:1] if line.startswith(_SCHEMA_LINE)]
    lines = [*head, *(f"{key}: {json.dumps(value)}" for key, value in fields.items())]
    return "".join(f"{line}{document.text.line_break}" for line in lines)
