"""Split a campaign by time zone, each part starting within calling hours."""

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from runner import timezones
from runner.calling_hours.alternatives import SplitPart
from runner.calling_hours.people import locations
from runner.calling_hours.people.locations import Locations
from runner.calling_hours.rules.rulebook import MobileNumbers
from runner.config.campaign import Campaign
from runner.contacts.reader import Contacts
from runner.formatting import count
from runner.yamlfile.document import Document

_Location = tuple[object, tuple[str, ...]]
"""What decides a contact's part: its place and candidate zones."""


@dataclass(frozen=True, slots=True)
class PartFiles:
    """The campaign file and the list of one part: names to be written next to the old ones, and contents."""

    name: str
    text: str
    list_name: str
    list: bytes
    contacts: int


def split_campaign(
    document: Document,
    campaign: Campaign,
    contacts: Contacts,
    parts: Sequence[SplitPart],
    year: int,
    mobile: MobileNumbers,
) -> tuple[PartFiles, ...]:
    """Return the files of each part that has contacts; each contact is in exactly one of them.

    The contacts were located for the year, and with what mobile numbers say by the policy.
    """
    located = locations.locate(contacts, campaign.contacts, campaign.dynamicVariables or {}, year, mobile)
    rows_by_part = _rows_by_part(campaign, contacts, parts, located)
    used: Counter[str] = Counter()
    files = []
    for part, rows in zip(parts, rows_by_part, strict=True):
        if rows:
            zone = part.zone_group.zones[0] if part.zone_group.zones else campaign.scheduledTimezone or "UTC"
            used[zone] += 1
            files.append(_part_files(document, campaign, contacts, part, rows, zone, used[zone]))
    return tuple(files)


def _rows_by_part(
    campaign: Campaign, contacts: Contacts, parts: Sequence[SplitPart], located: Locations
) -> list[list[Sequence[str]]]:
    part_of: dict[_Location, int] = {}
    for index, part in enumerate(parts):
        part_of.update({(group.place, group.zones): index for group in part.zone_group.groups})
    result: list[list[Sequence[str]]] = [[] for _ in parts]
    defaults = campaign.dynamicVariables or {}
    for row in locations.rows(located, contacts, campaign.contacts, defaults):
        result[part_of[row.location.place, row.location.zones]].append(row.cells)
    return result


def _part_files(
    document: Document,
    campaign: Campaign,
    contacts: Contacts,
    part: SplitPart,
    rows: list[Sequence[str]],
    zone: str,
    number: int,
) -> PartFiles:
    """Return the files of a part that starts in a zone; its number tells parts of one zone apart."""
    start = part.start.astimezone(timezones.timezone(zone))
    label = zone if number == 1 else f"{zone} {number}"
    slug = re.sub(r"[^a-z0-9]+", "-", label.lower())
    old_list = PurePosixPath(campaign.contacts.path)
    # The new list is a plain CSV, even if the old one was compressed.
    stem = old_list.name.removesuffix(".gz").removesuffix(".zst").removesuffix(".csv")
    list_name = str(old_list.with_name(f"{stem}-{slug}.csv"))
    content = _csv([contacts.columns, *rows])
    fields = dict(_fields(document, zone, label, start, list_name, content, len(rows)))
    name = f"{PurePosixPath(document.path).stem}-{slug}.yaml"
    return PartFiles(name, _yaml(fields, document, part, start), list_name, content, len(rows))


def _fields(
    document: Document, zone: str, label: str, start: datetime, list_name: str, content: bytes, rows: int
) -> Iterator[tuple[str, Any]]:
    old_fields: Any = document.value
    launch = {
        "isScheduled": True,
        "scheduledDate": f"{start:%Y-%m-%d}",
        "scheduledTime": f"{start:%H:%M:%S}",
        "scheduledTimezone": zone,
    }
    for key, value in old_fields.items():
        if key == "campaignName":
            yield key, f"{value} ({label})"
        elif key == "isScheduled":
            yield from launch.items()
        elif key == "contacts":
            yield key, _contacts(value, list_name, content, rows)
        elif key not in launch:
            yield key, value


def _contacts(value: Any, list_name: str, content: bytes, rows: int) -> Any:
    if not isinstance(value, dict):
        return list_name
    pins = {"sha256": hashlib.sha256(content).hexdigest(), "rows": rows, "headerRow": 1}
    return {**value, "path": list_name, **{key: pin for key, pin in pins.items() if key in value}}


def _yaml(fields: dict[str, Any], document: Document, part: SplitPart, start: datetime) -> str:
    """Return the fields as YAML, each value in JSON, under a comment that explains the split."""
    zone, window = fields["scheduledTimezone"], part.window
    others = ", ".join(name for name in part.zone_group.names if name != zone)
    lines = [
        f"# Split from {PurePosixPath(document.path).name}: {count(part.zone_group.contacts, 'contact')} in time zone",
        f"# {zone}" + (f" (and {others})." if others else "."),
        f"# Calling hours permit a start from {timezones.format_local(window.earliest)}",
        f"# to {timezones.format_local(window.latest)}; this one starts {timezones.format_local(start)}.",
        "# A contact's time zone is likely, not certain.",
    ]
    return "".join(f"{line}\n" for line in lines) + "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items()
    )


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
