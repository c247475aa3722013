"""Split a campaign by time zone, each part starting within calling hours."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from runner import timezones
from runner.calling_hours.alternatives import SplitPart
from runner.calling_hours.people import locations
from runner.calling_hours.people.locations import LocatedRow
from runner.calling_hours.rules.rulebook import MobileNumbers
from runner.errors import RefusedError
from runner.formatting import count
from runner.split.part import Division, Part
from runner.split.source import Source

_Location = tuple[object, tuple[str, ...]]
"""What decides a contact's part: its place and candidate zones."""

LIKELY = "A contact's time zone is likely, not certain."


def split_by_zone(source: Source, parts: Sequence[SplitPart], year: int, mobile: MobileNumbers) -> Division:
    """Return the parts, of which each contact is in exactly one; a part may have none.

    The contacts were located for the year, and with what mobile numbers say by the policy.
    """
    assigned = ((index, row.cells) for index, row in zone_contacts(source, parts, year, mobile))
    return Division([_part(source, part) for part in parts], assigned)


def zone_contacts(
    source: Source, parts: Sequence[SplitPart], year: int, mobile: MobileNumbers
) -> Iterator[tuple[int, LocatedRow]]:
    """Yield each contact with the index of its part; RefusedError where the list changes meanwhile."""
    contacts, columns, defaults = source.contacts, source.campaign.contacts, source.campaign.dynamicVariables or {}
    located = locations.locate(contacts, columns, defaults, year, mobile)
    part_of: dict[_Location, int] = {}
    for index, part in enumerate(parts):
        part_of.update({(group.place, group.zones): index for group in part.zone_group.groups})
    for row in locations.rows(located, contacts, columns, defaults):
        part_index = part_of.get((row.location.place, row.location.zones))
        if part_index is None:
            raise RefusedError(f"the list of `{source.path}` changed while it was read", hint="run it again")
        yield part_index, row


def _part(source: Source, part: SplitPart) -> Part:
    zones = part_zones(source, part)
    start = part.start.astimezone(timezones.timezone(zones[0]))
    return Part(zones_label(zones), start, zones[0], _comment(source.path, part, start, zones[0]))


def part_zones(source: Source, part: SplitPart) -> list[str]:
    """Return the zones with different local times that a part may be in, the campaign's own first, in which it starts.

    The campaign's alone where none is known.
    """
    own = source.campaign.scheduledTimezone or "UTC"
    return sorted(part.zone_group.zones, key=lambda zone: zone != own) or [own]


def zones_label(zones: Sequence[str]) -> str:
    """Return what a part's name says of its zones."""
    first, *others = zones
    if len(others) > 1:
        return f"{first} or {len(others)} more zones"
    return f"{first} or {others[0]}" if others else first


def _comment(path: str, part: SplitPart, start: datetime, zone: str) -> list[str]:
    earliest, latest = (
        timezones.format_local(at.astimezone(start.tzinfo)) for at in (part.window.earliest, part.window.latest)
    )
    return [
        f"Split from {PurePosixPath(path).name}: {count(part.zone_group.contacts, 'contact')} in time zone",
        zone_names(part, zone),
        f"Calling hours permit a start from {earliest}",
        f"to {latest}; this one starts {timezones.format_local(start)}.",
        LIKELY,
    ]


def zone_names(part: SplitPart, zone: str) -> str:
    """Return for a comment the zone in which a part starts, and the others in which its contacts are."""
    others = ", ".join(name for name in part.zone_group.names if name != zone)
    return f"{zone} (and {others})." if others else f"{zone}."
