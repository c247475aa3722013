"""Split a campaign by size: waves that launch one after another, a small one first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, pairwise, repeat
from pathlib import PurePosixPath

from runner import timezones
from runner.config.campaign import Campaign
from runner.contacts import reread
from runner.errors import RefusedError
from runner.formatting import count
from runner.split.part import Division, Part
from runner.split.source import Source

_MOST_WAVES = 1_000
"""Maximum number of waves: more are probably a mistyped size."""


@dataclass(frozen=True, slots=True)
class Waves:
    """How many contacts the waves have, in order, and the local time from one launch to the next.

    After the last size comes one wave with the `rest`, or else waves of that size until the list is used up.
    """

    sizes: tuple[int, ...]
    rest: bool
    every: timedelta


def split_by_size(source: Source, waves: Waves) -> Division:
    """Return the waves, with the contacts in the order of the list; each contact is in exactly one of them.

    RefusedError where there is one wave only, or one has no launch.
    """
    path, campaign, contacts = source.path, source.campaign, source.contacts
    sizes = _sizes(path, contacts.called, waves)
    starts = _starts(path, campaign, waves.every, len(sizes))
    digits = len(str(len(sizes)))
    parts: list[Part] = []
    for number, (size, start) in enumerate(zip(sizes, starts, strict=True), start=1):
        label = f"wave {number:0{digits}} of {len(sizes)}"
        whole = f"{size:,} of {count(contacts.called, 'contact')}"
        comment = [f"Split from {PurePosixPath(path).name}: {label}, with {whole}."]
        parts.append(Part(label, start, campaign.scheduledTimezone or "", comment))
    return Division(parts, _assigned(source, sizes))


def _assigned(source: Source, sizes: Sequence[int]) -> Iterator[tuple[int, Sequence[str]]]:
    # All that are left are in the last wave, so that a list that has grown since is noticed.
    waves = chain.from_iterable(repeat(wave, size) for wave, size in enumerate(sizes))
    campaign = source.campaign
    for _, _, _, cells in reread.read_cells(source.contacts, campaign.contacts, campaign.dynamicVariables or {}):
        yield next(waves, len(sizes) - 1), cells


def _sizes(path: str, contacts: int, waves: Waves) -> list[int]:
    """Return how many contacts each wave has; none has nobody."""
    ends = [0]
    for end in _ends(contacts, waves):
        if len(ends) > _MOST_WAVES:
            message = f"`{path}` isn't split: it would have more than {_MOST_WAVES:,} waves"
            raise RefusedError(message, hint="choose larger --sizes")
        ends.append(end)
    if len(ends) <= 2:
        message = f"`{path}` isn't split: the first wave would have all of its {count(contacts, 'contact')}"
        raise RefusedError(message, hint="choose a smaller first size")
    return [end - start for start, end in pairwise(ends)]


def _ends(contacts: int, waves: Waves) -> Iterator[int]:
    """Yield how many contacts are called by each wave and those before it together."""
    end = 0
    for size in waves.sizes:
        end = min(end + size, contacts)
        yield end
        if end == contacts:
            return
    if not waves.rest:
        yield from range(end + waves.sizes[-1], contacts, waves.sizes[-1])
    yield contacts


def _starts(path: str, campaign: Campaign, every: timedelta, number: int) -> Sequence[datetime]:
    """Return the launches, in the campaign's zone, each at a local time that occurs once."""
    if not campaign.isScheduled:
        raise RefusedError(
            f"`{path}` isn't split: it dials as soon as it is created, and so would all of its waves at once",
            hint="set `isScheduled: true` with a date, time and time zone: the first wave launches then",
        )
    first = datetime.fromisoformat(f"{campaign.scheduledDate}T{campaign.scheduledTime}")
    return [_start(path, campaign, first, every, index) for index in range(number)]


def _start(path: str, campaign: Campaign, first: datetime, every: timedelta, index: int) -> datetime:
    zone = campaign.scheduledTimezone or ""
    try:
        wall = first + index * every
        instants = timezones.instants(wall, zone)
    except OverflowError as exc:
        message = f"`{path}` isn't split: wave {index + 1} would launch after the year 9998"
        raise RefusedError(message, hint="choose a shorter --every, or larger --sizes") from exc
    if len(instants) == 1:
        return instants[0].astimezone(timezones.timezone(zone))
    why = "occurs twice: clocks are set back" if instants else "doesn't exist: clocks are set forward"
    raise RefusedError(
        f"`{path}` isn't split: wave {index + 1} would launch {wall:%Y-%m-%d %H:%M:%S} in {zone}, which {why}",
        hint="choose another `scheduledTime` in the file, or another --every",
    )
