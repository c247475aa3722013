"""A list's contacts grouped by what decides when they may be called: country and candidate time zones."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runner.calling_hours import zone_offsets
from runner.calling_hours.intervals import Span
from runner.calling_hours.rules.rule import Rule
from runner.calling_hours.rules.rulebook import ContactGroup, Coverage, ResolvedGroup, Rulebook, ZoneSource


@dataclass(frozen=True, slots=True)
class ZoneGroup:
    """Contacts of one country whose candidate zones have the same local times.

    `names` has every candidate zone, `zones` one of those with the same local time. `sources` counts contacts by where
    their zone comes from, `rules` by the rules that apply to them, `coverage` by whether their hours are known.
    """

    country: str | None
    zones: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[ContactGroup, ...]
    sources: Mapping[ZoneSource, int]
    rules: Mapping[Rule, int]
    coverage: Mapping[Coverage, int]

    @property
    def least_covered(self) -> Coverage:
        """The coverage of those contacts whose hours are known least."""
        return max(self.coverage, key=list(Coverage).index)

    @property
    def contacts(self) -> int:
        return sum(group.count for group in self.groups)


def group_by_zone(groups: Iterable[ContactGroup], book: Rulebook, span: Span) -> tuple[ZoneGroup, ...]:
    """Merge groups whose zones have the same local times over a span; the largest one comes first."""
    members: dict[object, list[ResolvedGroup]] = defaultdict(list)
    for group in sorted(groups, key=lambda group: -group.count):
        if group.count:
            resolved = book.resolve(group, span)
            offsets = frozenset(zone_offsets.segments(zone, span) for zone in resolved.zones)
            members[group.place.country, offsets].append(resolved)
    zone_groups = (_zone_group(resolved, span) for resolved in members.values())
    return tuple(sorted(zone_groups, key=lambda zone_group: -zone_group.contacts))


def _zone_group(members: list[ResolvedGroup], span: Span) -> ZoneGroup:
    names = tuple(dict.fromkeys(zone for member in members for zone in member.zones))
    sources: Counter[ZoneSource] = Counter()
    rules: Counter[Rule] = Counter()
    coverage: Counter[Coverage] = Counter()
    for member in members:
        sources[member.source] += member.group.count
        coverage[member.coverage] += member.group.count
        rules.update(dict.fromkeys(member.rules, member.group.count))
    distinct = set(zone_offsets.distinct(names, span).values())
    return ZoneGroup(
        country=members[0].group.place.country,
        zones=tuple(name for name in names if name in distinct),
        names=names,
        groups=tuple(member.group for member in members),
        sources=sources,
        rules=rules,
        coverage=coverage,
    )
