"""What to know of a run besides: holidays, weekends, clock changes, and how often people may be called."""

import enum
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from runner.calling_hours import zone_offsets
from runner.calling_hours.clashes import whole
from runner.calling_hours.forecast import Pace, Run
from runner.calling_hours.intervals import instant
from runner.calling_hours.people.zone_groups import Crowd
from runner.calling_hours.rules import holidays, permitted_times
from runner.calling_hours.rules.rule import Cap, Rule


class DayKind(enum.StrEnum):
    """Why a day is named."""

    HOLIDAY = "holiday"
    WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class DayNote:
    """A holiday, or a day of a weekend, on which so many people of a country may be called."""

    day: date
    kind: DayKind
    name: str
    country: str | None
    contacts: int


@dataclass(frozen=True, slots=True)
class ClockChange:
    """The clock of so many people is put on by so many minutes during the run; `at` is what it shows afterwards."""

    zone: str
    at: datetime
    minutes: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Capped:
    """A rule's limit on calls to one person; passed where this campaign alone could make more."""

    rule: Rule
    cap: Cap
    contacts: int
    passed: bool


def day_notes(run: Run, crowds: Iterable[Crowd]) -> tuple[DayNote, ...]:
    """Name the holidays and weekends of a run, by people's own calendars and clocks."""
    found: Counter[tuple[date, DayKind, str, str | None]] = Counter()
    for crowd in crowds:
        for day in sorted({day for zone in crowd.zones for day, _, _ in permitted_times.days(zone, whole(run))}):
            for name, contacts in _holidays(crowd, day).items():
                found[day, DayKind.HOLIDAY, name, crowd.country] += contacts
            if holidays.weekend(crowd.country, day):
                found[day, DayKind.WEEKEND, f"{day:%A}", crowd.country] += crowd.contacts
    ordered = sorted(found.items(), key=lambda one: (one[0][0], one[0][1], -one[1]))
    return tuple(DayNote(*key, contacts) for key, contacts in ordered)


def clock_changes(run: Run, crowds: Iterable[Crowd]) -> tuple[ClockChange, ...]:
    """Name the clock changes within a run."""
    found = (change for crowd in crowds for zone in crowd.zones for change in _changes(run, crowd, zone))
    return tuple(sorted(found, key=lambda change: change.at))


def capped(pace: Pace, crowds: Iterable[Crowd]) -> tuple[Capped, ...]:
    """Give the limits that count for anybody."""
    rules: Counter[Rule] = Counter()
    for crowd in crowds:
        rules.update(crowd.rules)
    return tuple(
        Capped(rule, cap, contacts, pace.attempts > cap.calls) for rule, contacts in rules.items() for cap in rule.caps
    )


def _holidays(crowd: Crowd, day: date) -> dict[str, int]:
    """Give the holidays that a day is to a country, or to a rule that heeds them, with how many people live by it."""
    found: dict[str, int] = {}
    if crowd.country and (name := holidays.holidays(crowd.country, None, day.year).get(day)):
        found[name] = crowd.contacts
    for rule, contacts in crowd.rules.items():
        if name := holidays.holiday(rule, day):
            found[name] = max(found.get(name, 0), contacts)
    return found


def _changes(run: Run, crowd: Crowd, zone: str) -> Iterator[ClockChange]:
    segments = zone_offsets.segments(zone, whole(run))
    for (_, at, before), (_, _, after) in itertools.pairwise(segments):
        yield ClockChange(
            zone, instant(at).astimezone(zone_offsets.clock(zone)), (after - before) // 60, crowd.contacts
        )
