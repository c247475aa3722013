"""Split a campaign by time zone, each part starting within calling hours."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from runner import timezones
from runner.calling_hours.alternatives import SplitPart
from runner.calling_hours.people import locations
from runner.calling_hours.people.locations import Locations
from runner.calling_hours.rules.rulebook import MobileNumbers
from runner.config.campaign import Campaign
from runner.formatting import count
from runner.split.part import Division, Part
from runner.split.source import Source

_Location = tuple[object, tuple[str, ...]]
"""What decides a contact's part: its place and candidate zones."""


def split_by_zone(source: Source, parts: Sequence[SplitPart], year: int, mobile: MobileNumbers) -> Division:
    """Return the parts, of which each contact is in exactly one; a part may have none.

    The contacts were located for the year, and with what mobile numbers say by the policy.
    """
    path, campaign, contacts = source.path, source.campaign, source.contacts
    located = locations.locate(contacts, campaign.contacts, campaign.dynamicVariables or {}, year, mobile)
    return Division([_part(path, part, campaign) for part in parts], _assigned(source, parts, located))


def _part(path: str, part: SplitPart, campaign: Campaign) -> Part:
    zones = _zones(part, campaign)
    start = part.start.astimezone(timezones.timezone(zones[0]))
    return Part(_label(zones), start, zones[0], _comment(path, part, start, zones[0]))


def _assigned(source: Source, parts: Sequence[SplitPart], located: Locations) -> Iterator[tuple[int, Sequence[str]]]:
    part_of: dict[_Location, int] = {}
    for index, part in enumerate(parts):
        part_of.update({(group.place, group.zones): index for group in part.zone_group.groups})
    campaign = source.campaign
    for row in locations.rows(located, source.contacts, campaign.contacts, campaign.dynamicVariables or {}):
        yield part_of[row.location.place, row.location.zones], row.cells


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
