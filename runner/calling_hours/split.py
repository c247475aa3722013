"""Makes of one campaign a campaign for each clock that its people live by, each with a start that passes."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from runner import timezones
from runner.calling_hours.alternatives import Part
from runner.calling_hours.people import locations
from runner.config.campaign import Campaign
from runner.contacts.reader import Contacts
from runner.formatting import count
from runner.yamlfile.document import Document

Key = tuple[object, tuple[str, ...]]
"""What puts somebody into a part: place and likely zones."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A campaign file and its list, as they are to be written: names beside the old ones, and contents."""

    name: str
    text: str
    list_name: str
    list: bytes
    contacts: int


def pieces(document: Document, campaign: Campaign, contacts: Contacts, parts: Sequence[Part]) -> tuple[Piece, ...]:
    """Give a piece for each part; each contact is in exactly one of them."""
    rows = _rows(campaign, contacts, parts)
    return tuple(
        _piece(document, campaign, contacts, part, listed) for part, listed in zip(parts, rows, strict=True) if listed
    )


def _rows(campaign: Campaign, contacts: Contacts, parts: Sequence[Part]) -> list[list[Sequence[str]]]:
    of: dict[Key, int] = {}
    for index, part in enumerate(parts):
        of.update({(group.place, group.zones): index for group in part.crowd.groups})
    found: list[list[Sequence[str]]] = [[] for _ in parts]
    defaults = campaign.dynamicVariables or {}
    for place, zones, cells in locations.rows(contacts, campaign.contacts, defaults):
        found[of[place, zones]].append(cells)
    return found


def _piece(
    document: Document, campaign: Campaign, contacts: Contacts, part: Part, listed: list[Sequence[str]]
) -> Piece:
    zone = part.crowd.zones[0] if part.crowd.zones else campaign.scheduledTimezone or "UTC"
    at = part.start.astimezone(timezones.timezone(zone))
    slug = re.sub(r"[^a-z0-9]+", "-", zone.lower())
    old = PurePosixPath(campaign.contacts.path)
    # What is written here is a plain CSV, however the old one was packed.
    stem = old.name.removesuffix(".gz").removesuffix(".zst").removesuffix(".csv")
    list_name = str(old.with_name(f"{stem}-{slug}.csv"))
    content = _csv([contacts.columns, *listed])
    fields = dict(_fields(document, zone, at, list_name, content, len(listed)))
    name = f"{PurePosixPath(document.path).stem}-{slug}.yaml"
    return Piece(name, _yaml(fields, document, part, at), list_name, content, len(listed))


def _fields(
    document: Document, zone: str, at: datetime, list_name: str, content: bytes, rows: int
) -> Iterator[tuple[str, Any]]:
    asked: Any = document.value
    launch = {
        "isScheduled": True,
        "scheduledDate": f"{at:%Y-%m-%d}",
        "scheduledTime": f"{at:%H:%M:%S}",
        "scheduledTimezone": zone,
    }
    for key, value in asked.items():
        if key == "campaignName":
            yield key, f"{value} ({zone})"
        elif key == "isScheduled":
            yield from launch.items()
        elif key == "contacts":
            yield key, _contacts(value, list_name, content, rows)
        elif key not in launch:
            yield key, value


def _contacts(value: Any, list_name: str, content: bytes, rows: int) -> Any:
    if not isinstance(value, dict):
        return list_name
    pins = {"sha256": hashlib.sha256(content).hexdigest(), "rows": rows}
    return {**value, "path": list_name, **{key: pin for key, pin in pins.items() if key in value}}


def _yaml(fields: dict[str, Any], document: Document, part: Part, at: datetime) -> str:
    """Write what JSON and YAML have in common, with a comment that says why."""
    others = ", ".join(name for name in part.crowd.names if name != fields["scheduledTimezone"])
    who = f"{count(part.crowd.contacts, 'person')} by the clock of"
    lines = [
        f"# Split from {PurePosixPath(document.path).name}: {who}",
        f"# {fields['scheduledTimezone']}" + (f" (also {others})." if others else "."),
        f"# Calling hours permit a start from {timezones.format_local(part.starts.earliest)}",
        f"# to {timezones.format_local(part.starts.latest)}; here it is {timezones.format_local(at)}.",
        "# A zone is likely, not certain.",
    ]
    return "".join(f"{line}\n" for line in lines) + "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items()
    )


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
