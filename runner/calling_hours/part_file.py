"""The campaign file of one part of a split: the old file's text with another name, start and list."""

import json
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from typing import Any

from runner import timezones
from runner.calling_hours.alternatives import SplitPart
from runner.formatting import count
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


def part_text(document: Document, name: str, zone: str, start: datetime, part: SplitPart, new_list: NewList) -> str:
    """Return the text of a part's campaign file; the old file's comments and layout stay where they can.

    `start` is in the part's own zone.
    """
    fields: Any = document.value
    values: dict[Route, Value] = {
        ("campaignName",): name,
        ("isScheduled",): True,
        ("scheduledDate",): f"{start:%Y-%m-%d}",
        ("scheduledTime",): f"{start:%H:%M:%S}",
        ("scheduledTimezone",): zone,
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
    comment = [f"# {line}{document.text.line_break}" for line in _comment(document, zone, part, start)]
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


def _comment(document: Document, zone: str, part: SplitPart, start: datetime) -> list[str]:
    tz: tzinfo | None = start.tzinfo
    earliest, latest = (timezones.format_local(at.astimezone(tz)) for at in (part.window.earliest, part.window.latest))
    others = ", ".join(name for name in part.zone_group.names if name != zone)
    return [
        f"Split from {PurePosixPath(document.path).name}: {count(part.zone_group.contacts, 'contact')} in time zone",
        f"{zone} (and {others})." if others else f"{zone}.",
        f"Calling hours permit a start from {earliest}",
        f"to {latest}; this one starts {timezones.format_local(start)}.",
        "A contact's time zone is likely, not certain.",
    ]
