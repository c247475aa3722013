"""Waves that launch one after another, a small one first: how many contacts each has, and when it launches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from runner import timezones
from runner.errors import RefusedError
from runner.formatting import count
from runner.plan.waves import wave_label
from runner.split.source import Source

_MOST_WAVES = 1_000
"""Maximum number of waves: more are probably a mistyped size."""


@dataclass(frozen=True, slots=True)
class Waves:
    """How many contacts the waves have, in order, and the local time from one launch to the next.

    After the last size comes one wave with the `rest`, or else waves of that size until the list is used up. `seed`
    chooses at random who is in which; None keeps the order of the list.
    """

    sizes: tuple[int, ...]
    rest: bool
    every: timedelta
    seed: int | None

    @property
    def comment(self) -> str:
        """What a wave's file says of how its contacts were chosen."""
        sizes = ",".join([*map(str, self.sizes), *(["rest"] if self.rest else [])])
        if self.seed is None:
            return f"Contacts in the order of the list: --sizes {sizes} --order list."
        return f"Contacts chosen at random: --sizes {sizes} --seed {self.seed}."


def wave_sizes(source: Source, waves: Waves) -> list[int]:
    """Return how many contacts each wave has; none has nobody. RefusedError where there is one wave, or too many."""
    contacts = source.contacts.called
    ends = [0]
    for end in _ends(contacts, waves):
        if len(ends) > _MOST_WAVES:
            message = f"`{source.path}` isn't split: it would have more than {_MOST_WAVES:,} waves"
            raise RefusedError(message, hint="choose larger --sizes")
        ends.append(end)
    if len(ends) <= 2:
        message = f"`{source.path}` isn't split: the first wave would have all of its {count(contacts, 'contact')}"
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


def wave_labels(number: int) -> list[str]:
    """Return what the names of so many waves say."""
    return [wave_label(wave, number) for wave in range(1, number + 1)]


def wave_starts(path: str, first: datetime, zone: str, every: timedelta, number: int) -> Sequence[datetime]:
    """Return the launches of so many waves from the `first`, a local time in the zone; each occurs once.

    `path` is the campaign file's. RefusedError where a local time is skipped or occurs twice.
    """
    return [_start(path, first, zone, every, index) for index in range(number)]


def _start(path: str, first: datetime, zone: str, every: timedelta, index: int) -> datetime:
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
