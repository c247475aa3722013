"""A list's people by what decides when they may be called: their country, and the clocks that they may live by."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runner.calling_hours import zone_offsets
from runner.calling_hours.intervals import Span
from runner.calling_hours.rules.rule import Rule
from runner.calling_hours.rules.rulebook import Group, Rulebook, Settled, ZoneSource


@dataclass(frozen=True, slots=True)
class Crowd:
    """People of one country who live by one of the same clocks.

    `zones` has one zone of each clock that they may live by, `names` every zone. `sources` says of how many the zone
    rests on what, `rules` for how many each rule counts; to people for whom none does, nobody looks.
    """

    country: str | None
    zones: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[Group, ...]
    sources: Mapping[ZoneSource, int]
    rules: Mapping[Rule, int]

    @property
    def contacts(self) -> int:
        return sum(group.count for group in self.groups)


def gather(groups: Iterable[Group], book: Rulebook, span: Span) -> tuple[Crowd, ...]:
    """Put groups together whose clocks agree throughout a span; the largest crowd first."""
    found: dict[object, list[Settled]] = defaultdict(list)
    for group in sorted(groups, key=lambda group: -group.count):
        if group.count:
            settled = book.settle(group, span)
            clocks = frozenset(zone_offsets.segments(zone, span) for zone in settled.zones)
            found[group.place.country, clocks].append(settled)
    crowds = (_crowd(members, span) for members in found.values())
    return tuple(sorted(crowds, key=lambda crowd: -crowd.contacts))


def _crowd(members: list[Settled], span: Span) -> Crowd:
    names = tuple(dict.fromkeys(zone for settled in members for zone in settled.zones))
    sources: Counter[ZoneSource] = Counter()
    rules: Counter[Rule] = Counter()
    for settled in members:
        sources[settled.source] += settled.group.count
        rules.update(dict.fromkeys(settled.rules, settled.group.count))
    kept = set(zone_offsets.distinct(names, span).values())
    return Crowd(
        country=members[0].group.place.country,
        zones=tuple(name for name in names if name in kept),
        names=names,
        groups=tuple(settled.group for settled in members),
        sources=sources,
        rules=rules,
    )
