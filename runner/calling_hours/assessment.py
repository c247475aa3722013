"""Assess when a list would be called: local times, clashes with calling hours, and alternatives that pass."""

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from runner.calling_hours import alternatives, day_notes, forecast, zone_offsets
from runner.calling_hours.alternatives import Alternatives, AlternativeSearch, Scenario
from runner.calling_hours.clashes import ASSESSED, Clash, find_clashes, passes
from runner.calling_hours.day_notes import CapNote, ChangeAhead, ClockChange, DayNote
from runner.calling_hours.forecast import CallingSpan, Forecast
from runner.calling_hours.intervals import instant, seconds
from runner.calling_hours.people.zone_groups import ZoneGroup, group_by_zone
from runner.calling_hours.rules import night, permitted_times
from runner.calling_hours.rules.rule import Confidence
from runner.calling_hours.rules.rulebook import ContactGroup, Coverage, Rulebook, ZoneSource


@dataclass(frozen=True, slots=True)
class LocalSpan:
    """When a list is called, in the local time of one zone: the first call, and the range of the end of the last."""

    zone: str
    start: datetime
    earliest_end: datetime
    latest_end: datetime


@dataclass(frozen=True, slots=True)
class GroupCalls:
    """A zone group with the calls in the local time of each zone that it may be in."""

    zone_group: ZoneGroup
    local: tuple[LocalSpan, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known about the calls before they begin.

    `forecast` is None where the lines aren't known: then one line is assumed to call everybody. `alternatives` is empty
    where no clash is more than information. `merge_before` is the latest moment at which a campaign that dials
    immediately passes as it does now: None for a scheduled one, and for one that doesn't pass or calls by night.
    """

    calling: CallingSpan
    forecast: Forecast | None
    groups: tuple[GroupCalls, ...]
    clashes: tuple[Clash, ...]
    alternatives: Alternatives
    merge_before: datetime | None
    days: tuple[DayNote, ...]
    clock_changes: tuple[ClockChange, ...]
    change_ahead: ChangeAhead | None
    caps: tuple[CapNote, ...]

    @property
    def passed(self) -> bool:
        """Whether no clash is more than information."""
        return passes(self.clashes)

    @property
    def contacts(self) -> int:
        return sum(group.zone_group.contacts for group in self.groups)

    @property
    def sources(self) -> Mapping[ZoneSource, int]:
        """How many contacts' zones come from each source; those without any zone come from none."""
        return sum((Counter(group.zone_group.sources) for group in self.groups if group.local), Counter[ZoneSource]())

    @property
    def without_zone(self) -> int:
        """How many contacts have no time zone that is known to be possible, so that their hour is unknown."""
        return sum(group.zone_group.contacts for group in self.groups if not group.local)

    @property
    def mobile_numbers(self) -> int:
        """How many contacts are located by a number alone that is or may be mobile."""
        groups = (group for calls in self.groups for group in calls.zone_group.groups)
        return sum(group.mobile for group in groups if group.source is ZoneSource.NUMBER)

    @property
    def uncovered(self) -> Mapping[Coverage, int]:
        """For how many contacts no confirmed rule in force sets hours, and why; what is least known comes first."""
        return {
            why: self.coverage[why] for why in reversed(Coverage) if why is not Coverage.RULE and self.coverage[why]
        }

    @property
    def coverage(self) -> Counter[Coverage]:
        """For how many contacts hours are known by a rule, switched off by the policy, or not known."""
        return sum((Counter(group.zone_group.coverage) for group in self.groups), Counter[Coverage]())


def assess(
    contact_groups: Iterable[ContactGroup], start: datetime | None, lines: int | None, book: Rulebook, now: datetime
) -> Assessment:
    """Assess calling these contacts over `lines` lines from `start`, from `now` where that is None.

    Proposals are in the zone of that time.
    """
    contact_groups = tuple(contact_groups)
    contacts = sum(group.count for group in contact_groups)
    calling = forecast.calling_span(start or now, contacts, lines, book.pace)
    now_utc, zone = now.astimezone(UTC), (start or now).tzinfo or UTC
    span = alternatives.horizon(calling, now_utc)
    groups = group_by_zone(contact_groups, book, span)
    clashes = find_clashes(calling, groups, book)
    passed = passes(clashes)
    noted = calling if lines else replace(calling, latest_end=calling.start)
    split_from = now_utc if start else alternatives.soonest_split(now_utc)
    scenario, search = Scenario(calling.start, lines, groups, now_utc, zone, split_from), AlternativeSearch(book, span)
    return Assessment(
        calling=calling,
        forecast=Forecast(contacts, lines, book.pace) if lines else None,
        groups=tuple(GroupCalls(group, tuple(_local_span(calling, zone) for zone in group.zones)) for group in groups),
        clashes=clashes,
        alternatives=Alternatives() if passed else search.alternatives(scenario),
        merge_before=search.latest_start(scenario) if passed and start is None else None,
        days=day_notes.day_notes(noted, groups),
        clock_changes=day_notes.clock_changes(noted, groups),
        change_ahead=day_notes.change_ahead(now, start) if start else None,
        caps=day_notes.cap_notes(book.pace, groups),
    )


class Assessor:
    """Assesses the lists of one plan by a rulebook as of an instant.

    Lists with the same contacts, start and lines have the same assessment, which is made once: many small lists do.
    """

    def __init__(self, book: Rulebook, now: datetime) -> None:
        self.book = book
        self.now = now
        self._of_zone = functools.lru_cache(1024)(self._assess)

    def assess(self, groups: tuple[ContactGroup, ...], start: datetime | None, lines: int | None) -> Assessment:
        """Assess as the function of that name does."""
        return self._of_zone(groups, start, start and start.tzinfo, lines)

    def _assess(
        self, groups: tuple[ContactGroup, ...], start: datetime | None, _: tzinfo | None, lines: int | None
    ) -> Assessment:
        return assess(groups, start, lines, self.book, self.now)


def permitted_hours(zone_group: ZoneGroup, local: LocalSpan) -> tuple[tuple[datetime, datetime], ...]:
    """Return when every rule permits calls to a group in this zone, on the days that it is called.

    Where a contact has no rule with hours, the night isn't permitted either, even if the policy switches the guard off.
    """
    tz = zone_offsets.time_zone(local.zone)
    last = min(local.latest_end, local.start + ASSESSED)
    begin, end = (
        at.replace(hour=0, minute=0, second=0, microsecond=0) for at in (local.start, last + timedelta(days=1))
    )
    rules = list(zone_group.rules)
    if zone_group.least_covered is not Coverage.RULE and not any(rule.confidence is Confidence.NONE for rule in rules):
        rules.append(night.NIGHT)
    spans = permitted_times.permitted(rules, (local.zone,), (seconds(begin), seconds(end)))
    return tuple((instant(start).astimezone(tz), instant(end).astimezone(tz)) for start, end in spans)


def _local_span(calling: CallingSpan, zone: str) -> LocalSpan:
    tz = zone_offsets.time_zone(zone)
    start, earliest_end, latest_end = calling.start, calling.earliest_end, calling.latest_end
    return LocalSpan(zone, start.astimezone(tz), earliest_end.astimezone(tz), latest_end.astimezone(tz))
