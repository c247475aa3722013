"""Split a campaign by time zone, each part starting within calling hours."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from runner import timezones
from runner.calling_hours.alternatives import SplitPart
from runner.calling_hours.people import locations
from runner.calling_hours.people.locations import Locations
from runner.calling_hours.rules.rulebook import MobileNumbers
from runner.config.campaign import Campaign
from runner.contacts.contacts import Contacts
from runner.formatting import count
from runner.split.part import Part

_Location = tuple[object, tuple[str, ...]]
"""What decides a contact's part: its place and candidate zones."""


def split_by_zone(
    path: str, campaign: Campaign, contacts: Contacts, parts: Sequence[SplitPart], year: int, mobile: MobileNumbers
) -> list[Part]:
    """Return each part that has contacts; each contact is in exactly one of them.

    `path` is the campaign file's. The contacts were located for the year, and with what mobile numbers say by the
    policy.
    """
    located = locations.locate(contacts, campaign.contacts, campaign.dynamicVariables or {}, year, mobile)
    rows_by_part = _rows_by_part(campaign, contacts, parts, located)
    return [_part(path, part, rows, campaign) for part, rows in zip(parts, rows_by_part, strict=True) if rows]


def _part(path: str, part: SplitPart, rows: Sequence[Sequence[str]], campaign: Campaign) -> Part:
    zones = _zones(part, campaign)
    start = part.start.astimezone(timezones.timezone(zones[0]))
    return Part(_label(zones), rows, start, zones[0], _comment(path, part, start, zones[0]))


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


def _comment(path: str, part: SplitPart, start: datetime, zone: str) -> list[str]:
    earliest, latest = (
        timezones.format_local(at.astimezone(start.tzinfo)) for at in (part.window.earliest, part.window.latest)
    )
    others = ", ".join(name for name in part.zone_group.names if name != zone)
    return [
        f"Split from {PurePosixPath(path).name}: {count(part.zone_group.contacts, 'contact')} in time zone",
        f"{zone} (and {others})." if others else f"{zone}.",
        f"Calling hours permit a start from {earliest}",
        f"to {latest}; this one starts {timezones.format_local(start)}.",
        "A contact's time zone is likely, not certain.",
    ]
