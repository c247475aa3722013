"""Where somebody may be by several sources together: agreeing ones narrow, contradicting ones keep all."""

import itertools
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from runner.calling_hours.people.readings import Meaning, agreeing, times


class Verdict(NamedTuple):
    """The zones that are still possible, none where no source names any, and the sources that contradict each other."""

    zones: tuple[str, ...]
    contradicting: frozenset[int]


def weigh(sources: Mapping[int, Meaning], year: int) -> Verdict:
    """Return what sources say together, each by its key.

    Those that name a place narrow each other to their common local times. What names none never narrows. Where sources
    name different states, or one has no local time in common with the rest, all that any of them allows stays possible.
    A postal code in a part of a state that has zones of its own counts instead of the state.
    """
    parts = {source.area for source in sources.values() if source.in_part}
    places = {
        key: source
        for key, source in sources.items()
        if source.place and source.zones and (source.in_part or source.area is None or source.area not in parts)
    }
    pairs = itertools.combinations(places, 2)
    contradicting = {key for one, two in pairs if _contradict(places[one], places[two], year) for key in (one, two)}
    common = agreeing([source.zones for source in places.values()], year)
    if places and not common:
        contradicting = contradicting or {*places}
    possible = _all(places.values()) if contradicting else common
    others = {key: source for key, source in sources.items() if possible and source.zones and not source.place}
    possible_times = times(possible, year)
    outside = {key: source for key, source in others.items() if times(source.zones, year).isdisjoint(possible_times)}
    if outside:
        contradicting |= {*outside, *places}
        possible = _all([*places.values(), *outside.values()])
    return Verdict(possible, frozenset(contradicting))


def _contradict(one: Meaning, other: Meaning, year: int) -> bool:
    """Whether two sources name different states, or have no local time in common."""
    if one.area and other.area and one.area != other.area:
        return True
    return times(one.zones, year).isdisjoint(times(other.zones, year))


def _all(sources: Iterable[Meaning]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(zone for source in sources for zone in source.zones))
