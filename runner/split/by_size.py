"""Split a campaign by size: waves that launch one after another, a small one first."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from runner.contacts import reread
from runner.errors import RefusedError
from runner.formatting import count
from runner.split.part import Division, Part
from runner.split.source import Source
from runner.split.wave_order import wave_order
from runner.split.waves import Waves, wave_labels, wave_sizes, wave_starts


def split_by_size(source: Source, waves: Waves) -> Division:
    """Return the waves; each contact is in exactly one of them.

    RefusedError where there is one wave only, or one has no launch.
    """
    sizes = wave_sizes(source, waves)
    campaign = source.campaign
    if not campaign.isScheduled:
        raise RefusedError(
            f"`{source.path}` isn't split: it dials as soon as it is created, and so would all of its waves at once",
            hint="set `isScheduled: true` with a date, time and time zone: the first wave launches then",
        )
    first = datetime.fromisoformat(f"{campaign.scheduledDate}T{campaign.scheduledTime}")
    zone = campaign.scheduledTimezone or ""
    starts = wave_starts(source.path, first, zone, waves.every, len(sizes))
    whole = count(source.contacts.called, "contact")
    parts = []
    for wave, (label, size, start) in enumerate(zip(wave_labels(len(sizes)), sizes, starts, strict=True), start=1):
        origin = f"Split from {PurePosixPath(source.path).name}: {label}, with {size:,} of {whole}."
        parts.append(Part(label, start, zone, [origin, waves.comment], wave))
    return Division(parts, _assigned(source, sizes, waves))


def _assigned(source: Source, sizes: Sequence[int], waves: Waves) -> Iterator[tuple[int, Sequence[str]]]:
    wave_of = wave_order(sizes, waves.seed)
    campaign = source.campaign
    for _, row, _, cells in reread.read_cells(source.contacts, campaign.contacts, campaign.dynamicVariables or {}):
        yield wave_of(row), cells
