"""The names of the parts of a split: of their campaigns, files and lists, unique and short enough."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from runner.config.campaign import Campaign
from runner.split.part import Part

_NAME_LENGTH = 128
"""Maximum length of a campaign's name, in UTF-16 units: at least as many as characters."""
# The new list is a plain CSV, even if the old one was compressed.
_LIST_SUFFIX = re.compile(r"(\.csv)?(\.gz|\.zst)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PartNames:
    """One part's campaign, and its campaign file and list, both relative to the old file's folder."""

    campaign: str
    file: str
    list: str


def name_parts(path: str, campaign: Campaign, labels: Sequence[str], taken: Collection[str]) -> list[PartNames]:
    """Return the names of the parts with these labels; no campaign has one of the names that are `taken`."""
    # Parts whose labels differ in length have the same beginning, by which the waves of a campaign are known.
    longest = max(labels, key=_utf16_units)
    name = _cut(campaign.campaignName, longest)
    old_list = PurePosixPath(campaign.contacts.path)
    list_stem = _LIST_SUFFIX.sub("", old_list.name, count=1)
    return [
        PartNames(
            campaign=_campaign_name(name, label),
            file=f"{PurePosixPath(path).stem}-{_slug(label)}.yaml",
            list=str(old_list.with_name(f"{list_stem}-{_slug(label)}.csv")),
        )
        for label in _distinct(labels, name, taken)
    ]


def branch_name(path: str, part: Part) -> str:
    """Return a name for the branch that proposes a wave: that of its file, without a time zone."""
    stem = _slug(PurePosixPath(path).stem).strip("-") or "campaign"
    return f"{stem}-{_slug(part.label.partition(',')[0])}"


def _distinct(labels: Sequence[str], name: str, taken: Collection[str]) -> Iterator[str]:
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
    return f"{_cut(name, label)} ({label})"


def _cut(name: str, label: str) -> str:
    while _utf16_units(f"{name} ({label})") > _NAME_LENGTH:
        name = name[:-1].rstrip()
    return name


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
