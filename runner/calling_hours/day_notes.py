"""Notes on the days of calling: holidays, weekends, clock changes, and limits on calls to one person."""

import enum
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from runner.calling_hours import zone_offsets
from runner.calling_hours.clashes import assessed_span
from runner.calling_hours.forecast import CallingSpan, Pace
from runner.calling_hours.intervals import instant, seconds
from runner.calling_hours.people.zone_groups import ZoneGroup
from runner.calling_hours.rules import holidays, permitted_times
from runner.calling_hours.rules.rule import Cap, Rule

_YEAR = 366 * 86_400


class DayKind(enum.StrEnum):
    """Why a day is noted."""

    HOLIDAY = "holiday"
    WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class DayNote:
    """A holiday or a day of a weekend on which contacts of a country may be called."""

    day: date
    kind: DayKind
    name: str
    country: str | None
    contacts: int


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A change of a zone's UTC offset, by `minutes`, while its contacts are called; `at` is the local time after it."""

    zone: str
    at: datetime
    minutes: int
    contacts: int


@dataclass(frozen=True, slots=True)
class ChangeAhead:
    """The last change of a zone's UTC offset, by `minutes`, before the launch; `at` is the local time after it."""

    zone: str
    at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class CapNote:
    """A rule's limit on calls to one person; exceeded where this campaign alone may make more."""

    rule: Rule
    cap: Cap
    contacts: int
    exceeded: bool


def day_notes(calling: CallingSpan, groups: Iterable[ZoneGroup]) -> tuple[DayNote, ...]:
    """Return the holidays and weekends during the calls, by the contacts' own calendars and local time."""
    contacts_by_note: Counter[tuple[date, DayKind, str, str | None]] = Counter()
    for group in groups:
        for day in sorted(
            {day for zone in group.zones for day, _, _ in permitted_times.days(zone, assessed_span(calling))}
        ):
            for name, contacts in _holidays(group, day).items():
                contacts_by_note[day, DayKind.HOLIDAY, name, group.country] += contacts
            if holidays.is_weekend(group.country, day):
                contacts_by_note[day, DayKind.WEEKEND, f"{day:%A}", group.country] += group.contacts
    ordered = sorted(contacts_by_note.items(), key=lambda item: (item[0][0], item[0][1], -item[1]))
    return tuple(DayNote(*note, contacts) for note, contacts in ordered)


def clock_changes(calling: CallingSpan, groups: Iterable[ZoneGroup]) -> tuple[ClockChange, ...]:
    """Return the changes of UTC offset during the calls, the first one first."""
    changes = (change for group in groups for zone in group.zones for change in _clock_changes(calling, group, zone))
    return tuple(sorted(changes, key=lambda change: change.at))


def change_ahead(now: datetime, start: datetime) -> ChangeAhead | None:
    """Return the last clock change in the start's own zone between now and the start, within a year of the start."""
    zone, end = getattr(start.tzinfo, "key", None), seconds(start)
    if not isinstance(zone, str):
        return None
    change = zone_offsets.last_change(zone, (max(seconds(now), end - _YEAR), end))
    return ChangeAhead(zone, instant(change.at).astimezone(start.tzinfo), change.seconds // 60) if change else None


def cap_notes(pace: Pace, groups: Iterable[ZoneGroup]) -> tuple[CapNote, ...]:
    """Return the limits on calls to one person that apply to any contact."""
    contacts_by_rule: Counter[Rule] = Counter()
    for group in groups:
        contacts_by_rule.update(group.rules)
    return tuple(
        CapNote(rule, cap, contacts, pace.attempts > cap.calls)
        for rule, contacts in contacts_by_rule.items()
        for cap in rule.caps
    )


def _holidays(group: ZoneGroup, day: date) -> dict[str, int]:
    """Return the holidays on a day, the country's and those that a rule observes, with how many contacts have each."""
    result: dict[str, int] = {}
    if group.country and (name := holidays.public_holidays(group.country, None, day.year).get(day)):
        result[name] = group.contacts
    for rule, contacts in group.rules.items():
        if name := holidays.holiday_name(rule, day):
            result[name] = max(result.get(name, 0), contacts)
    return result


def _clock_changes(calling: CallingSpan, group: ZoneGroup, zone: str) -> Iterator[ClockChange]:
    tz = zone_offsets.time_zone(zone)
    segments = zone_offsets.segments(zone, assessed_span(calling))
    for (_, at, before), (_, _, after) in itertools.pairwise(segments):
        yield ClockChange(zone, instant(at).astimezone(tz), (after - before) // 60, group.contacts)
