"""Split a campaign by time zone and by size: waves, each in as many parts as it has time zones."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from runner import timezones
from runner.calling_hours.alternatives import SplitPart
from runner.calling_hours.rules.rulebook import MobileNumbers
from runner.formatting import count
from runner.split.by_zone import LIKELY, part_zones, zone_contacts, zone_names, zones_label
from runner.split.part import Division, Part
from runner.split.source import Source
from runner.split.wave_order import WaveOf, wave_order
from runner.split.waves import Waves, wave_labels, wave_sizes, wave_starts


def split_by_zone_and_size(
    source: Source, parts: Sequence[SplitPart], year: int, mobile: MobileNumbers, waves: Waves
) -> Division:
    """Return a part for each wave and time zone; each contact is in exactly one of them, and a part may have none.

    A wave's size is that of all its parts together. They start on the same day, each at its time zone's own hour.
    """
    sizes = wave_sizes(source, waves)
    first_starts = _on_one_day(source, parts)
    starts = [
        wave_starts(source.path, first, zone, waves.every, len(sizes))
        for first, zone in zip(first_starts, (part_zones(source, part)[0] for part in parts), strict=True)
    ]
    whole = count(source.contacts.called, "contact")
    result = []
    for index, (label, size) in enumerate(zip(wave_labels(len(sizes)), sizes, strict=True)):
        origin = f"Split from {PurePosixPath(source.path).name}: {label} has {size:,} of {whole}; here are those in"
        for part, part_starts in zip(parts, starts, strict=True):
            zones = part_zones(source, part)
            comment = [origin, zone_names(part, zones[0]), LIKELY, waves.comment]
            result.append(Part(f"{label}, {zones_label(zones)}", part_starts[index], zones[0], comment, index + 1))
    return Division(result, _assigned(source, parts, year, mobile, wave_order(sizes, waves.seed)))


def _on_one_day(source: Source, parts: Sequence[SplitPart]) -> list[datetime]:
    """Return the local starts of the first wave, all on the latest day on which a part starts."""
    local = [part.start.astimezone(timezones.timezone(part_zones(source, part)[0])) for part in parts]
    day = max(start.date() for start in local)
    return [datetime.combine(day, start.time()) for start in local]


def _assigned(
    source: Source, parts: Sequence[SplitPart], year: int, mobile: MobileNumbers, wave_of: WaveOf
) -> Iterator[tuple[int, Sequence[str]]]:
    for zone, row in zone_contacts(source, parts, year, mobile):
        yield wave_of(row.row) * len(parts) + zone, row.cells
