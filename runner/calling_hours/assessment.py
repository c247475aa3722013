"""Judges when a list would be called: who at which hour of theirs, against which rules, and what would mend it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from runner.calling_hours import alternatives, day_notes, forecast, zone_offsets
from runner.calling_hours.alternatives import Fixes, Launching, Proposer
from runner.calling_hours.clashes import JUDGED, Clash, find_clashes, passes
from runner.calling_hours.day_notes import Capped, ClockChange, DayNote
from runner.calling_hours.forecast import Forecast, Run
from runner.calling_hours.intervals import instant, seconds
from runner.calling_hours.people.zone_groups import Crowd, gather
from runner.calling_hours.rules import permitted_times
from runner.calling_hours.rules.rulebook import Group, Rulebook, ZoneSource


@dataclass(frozen=True, slots=True)
class Local:
    """The run by the clock of one zone: when its first call begins, and when its last is over, from when to when."""

    zone: str
    first: datetime
    least: datetime
    most: datetime


@dataclass(frozen=True, slots=True)
class Called:
    """A crowd with the run by each clock that it may live by."""

    crowd: Crowd
    local: tuple[Local, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of a run before it begins.

    `forecast` is None where the lines aren't known: then the first call's time alone was judged. `fixes` has nothing
    where no clash is more than information. `merge_before` is until when a campaign that dials at once passes as it
    does now, None for a scheduled one, for one that doesn't pass, and where no rule sets an end.
    """

    run: Run
    forecast: Forecast | None
    called: tuple[Called, ...]
    clashes: tuple[Clash, ...]
    fixes: Fixes
    merge_before: datetime | None
    days: tuple[DayNote, ...]
    clock_changes: tuple[ClockChange, ...]
    caps: tuple[Capped, ...]

    @property
    def passed(self) -> bool:
        """Whether no rule is broken that is more than information."""
        return passes(self.clashes)

    @property
    def sources(self) -> Mapping[ZoneSource, int]:
        """How many contacts' zones rest on what."""
        return sum((Counter(one.crowd.sources) for one in self.called), Counter[ZoneSource]())

    @property
    def unjudged(self) -> int:
        """For how many contacts no rule counts."""
        return sum(group.count for one in self.called if not one.crowd.rules for group in one.crowd.groups)


def judge(groups: Iterable[Group], start: datetime | None, lines: int | None, book: Rulebook, now: datetime) -> Outcome:
    """Judge calling these groups over so many lines from `start` on, from `now` on where that is None.

    What is proposed is said in the zone of that.
    """
    groups = tuple(groups)
    contacts = sum(group.count for group in groups)
    run = forecast.run(start or now, contacts, lines, book.pace)
    since, zone = now.astimezone(UTC), (start or now).tzinfo or UTC
    span = alternatives.horizon(run, since)
    crowds = gather(groups, book, span)
    found = find_clashes(run, crowds, book)
    passed = passes(found)
    asked, proposer = Launching(run.start, lines, crowds, since, zone), Proposer(book, span)
    return Outcome(
        run=run,
        forecast=Forecast(contacts, lines, book.pace) if lines else None,
        called=tuple(Called(crowd, tuple(_local(run, zone) for zone in crowd.zones)) for crowd in crowds),
        clashes=found,
        fixes=Fixes() if passed else proposer.fixes(asked),
        merge_before=proposer.latest(asked) if passed and start is None else None,
        days=day_notes.day_notes(run, crowds),
        clock_changes=day_notes.clock_changes(run, crowds),
        caps=day_notes.capped(book.pace, crowds),
    )


def open_hours(crowd: Crowd, local: Local) -> tuple[tuple[datetime, datetime], ...]:
    """Give when every rule permits calls to a crowd that lives by this clock, on the days of its run."""
    tz = zone_offsets.clock(local.zone)
    last = min(local.most, local.first + JUDGED)
    begin, end = (
        at.replace(hour=0, minute=0, second=0, microsecond=0) for at in (local.first, last + timedelta(days=1))
    )
    spans = permitted_times.permitted(crowd.rules, (local.zone,), (seconds(begin), seconds(end)))
    return tuple((instant(start).astimezone(tz), instant(end).astimezone(tz)) for start, end in spans)


def _local(run: Run, zone: str) -> Local:
    tz = zone_offsets.clock(zone)
    return Local(zone, run.start.astimezone(tz), run.least.astimezone(tz), run.most.astimezone(tz))
