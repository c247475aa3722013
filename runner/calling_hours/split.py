"""Split a campaign by time zone, each part starting within calling hours."""

import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from runner import timezones
from runner.calling_hours.alternatives import SplitPart
from runner.calling_hours.part_file import NewList, part_text
from runner.calling_hours.people import locations
from runner.calling_hours.people.locations import Locations
from runner.calling_hours.rules.rulebook import MobileNumbers
from runner.config.campaign import Campaign
from runner.contacts.reader import Contacts
from runner.yamlfile.document import Document

_Location = tuple[object, tuple[str, ...]]
"""What decides a contact's part: its place and candidate zones."""
_NAME_LENGTH = 128
"""Maximum length of a campaign's name."""
# The new list is a plain CSV, even if the old one was compressed.
_LIST_SUFFIX = re.compile(r"(\.csv)?(\.gz|\.zst)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PartFiles:
    """The campaign file and the list of one part: names to be written next to the old ones, and contents.

    `start` is in the part's own zone.
    """

    name: str
    text: str
    list_name: str
    list: bytes
    contacts: int
    campaign_name: str
    start: datetime
    zone: str


def split_campaign(
    document: Document,
    campaign: Campaign,
    contacts: Contacts,
    parts: Sequence[SplitPart],
    year: int,
    mobile: MobileNumbers,
    taken: Collection[str],
) -> tuple[PartFiles, ...]:
    """Return the files of each part that has contacts; each contact is in exactly one of them.

    The contacts were located for the year, and with what mobile numbers say by the policy. No part has one of the
    campaign names that are `taken`.
    """
    located = locations.locate(contacts, campaign.contacts, campaign.dynamicVariables or {}, year, mobile)
    rows_by_part = _rows_by_part(campaign, contacts, parts, located)
    with_rows = [(part, rows) for part, rows in zip(parts, rows_by_part, strict=True) if rows]
    zones = [_zones(part, campaign) for part, _ in with_rows]
    labels = _labels([_label(of_part) for of_part in zones], campaign.campaignName, taken)
    return tuple(
        _part_files(document, campaign, contacts, part, rows, of_part[0], label)
        for (part, rows), of_part, label in zip(with_rows, zones, labels, strict=True)
    )


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


def _zones(part: SplitPart, campaign: Campaign) -> list[str]:
    """Return the zones with different local times that a part may be in, the campaign's own first, in which it starts.

    The campaign's alone where none is known.
    """
    own = campaign.scheduledTimezone or "UTC"
    return sorted(part.zone_group.zones, key=lambda zone: zone != own) or [own]


def _label(zones: Sequence[str]) -> str:
    first, *others = zones
    if len(others) > 1:
        return f"{first} or {len(others)} more zones"
    return f"{first} or {others[0]}" if others else first


def _labels(labels: Sequence[str], name: str, taken: Collection[str]) -> Iterator[str]:
    """Number labels that would give two parts one file, or a part the name of another campaign."""
    names = {each.casefold() for each in taken}
    slugs: set[str] = set()
    for label in labels:
        distinct, number = label, 1
        while _slug(distinct) in slugs or _campaign_name(name, distinct).casefold() in names:
            number += 1
            distinct = f"{label} {number}"
        slugs.add(_slug(distinct))
        yield distinct


def _slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.lower())


def _campaign_name(name: str, label: str) -> str:
    """Return a part's name: the old one, cut where it would be too long, with the label."""
    suffix = f" ({label})"
    return name[: _NAME_LENGTH - len(suffix)].rstrip() + suffix


def _part_files(
    document: Document,
    campaign: Campaign,
    contacts: Contacts,
    part: SplitPart,
    rows: list[Sequence[str]],
    zone: str,
    label: str,
) -> PartFiles:
    start = part.start.astimezone(timezones.timezone(zone))
    old_list = PurePosixPath(campaign.contacts.path)
    list_name = str(old_list.with_name(f"{_LIST_SUFFIX.sub('', old_list.name, count=1)}-{_slug(label)}.csv"))
    content = _csv([contacts.columns, *rows])
    new_list = NewList(list_name, hashlib.sha256(content).hexdigest(), len(rows))
    campaign_name = _campaign_name(campaign.campaignName, label)
    return PartFiles(
        name=f"{PurePosixPath(document.path).stem}-{_slug(label)}.yaml",
        text=part_text(document, campaign_name, zone, start, part, new_list),
        list_name=list_name,
        list=content,
        contacts=len(rows),
        campaign_name=campaign_name,
        start=start,
        zone=zone,
    )


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
