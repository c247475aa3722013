"""The files of the parts of a split: their names, unique and short enough, and what is in them."""

import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from runner.config.campaign import Campaign
from runner.contacts.contacts import Contacts
from runner.split.part import Part
from runner.split.part_text import NewList, part_text
from runner.yamlfile.document import Document

_NAME_LENGTH = 128
"""Maximum length of a campaign's name, in UTF-16 units: at least as many as characters."""
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


def part_files(
    document: Document, campaign: Campaign, contacts: Contacts, parts: Sequence[Part], taken: Collection[str]
) -> tuple[PartFiles, ...]:
    """Return the files of each part. No part has one of the campaign names that are `taken`."""
    labels = _labels([part.label for part in parts], campaign.campaignName, taken)
    return tuple(
        _part_files(document, campaign, contacts, part, label) for part, label in zip(parts, labels, strict=True)
    )


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
    while _utf16_units(name + suffix) > _NAME_LENGTH:
        name = name[:-1].rstrip()
    return name + suffix


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _part_files(document: Document, campaign: Campaign, contacts: Contacts, part: Part, label: str) -> PartFiles:
    old_list = PurePosixPath(campaign.contacts.path)
    list_name = str(old_list.with_name(f"{_LIST_SUFFIX.sub('', old_list.name, count=1)}-{_slug(label)}.csv"))
    content = _csv([contacts.columns, *part.rows])
    new_list = NewList(list_name, hashlib.sha256(content).hexdigest(), len(part.rows))
    campaign_name = _campaign_name(campaign.campaignName, label)
    return PartFiles(
        name=f"{PurePosixPath(document.path).stem}-{_slug(label)}.yaml",
        text=part_text(document, campaign_name, part, new_list),
        list_name=list_name,
        list=content,
        contacts=len(part.rows),
        campaign_name=campaign_name,
        start=part.start,
        zone=part.zone,
    )


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
