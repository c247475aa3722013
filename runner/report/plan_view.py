"""What the page, the calendar and the lists of local hours show of a plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from runner import timezones
from runner.calling_hours.assessment import Assessment, permitted_hours
from runner.calling_hours.clashes import Clash
from runner.calling_hours.rules.rulebook import Coverage
from runner.calling_hours.wording import COVERAGE, describe_alternatives, describe_clash, describe_notes, name_rule
from runner.findings import Findings, Severity
from runner.formatting import count
from runner.plan.change import Change
from runner.plan.merge_deadline import MergeDeadline, merge_deadline
from runner.plan.plan import Plan
from runner.report.emergency import Emergency, of_plan
from runner.report.headline import Headline, headline, left_out_words
from runner.report.hours_checks import then_and_now
from runner.report.updates import change_lines
from runner.report.value_sources import source_lines
from runner.report.waves import wave_words

TimeSpan = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class ZoneSpan:
    """When a launch calls one time zone, in local time.

    `share` are its contacts divided by their candidate zones. Where `coverage` isn't a rule's, `permitted` only leaves
    out the night.
    """

    country: str
    zone: str
    other_zones: tuple[str, ...]
    contacts: int
    share: float
    start: datetime
    earliest_end: datetime
    latest_end: datetime
    permitted: tuple[TimeSpan, ...]
    candidates: int
    coverage: Coverage

    @property
    def who(self) -> str:
        """The contacts, how many zones they may be in, and whether a rule is known: `3 contacts, no rule known`."""
        zones = f" in one of {self.candidates} zones" if self.candidates > 1 else ""
        coverage = f", {COVERAGE[self.coverage]}" if COVERAGE[self.coverage] else ""
        return f"{count(self.contacts, 'contact')}{zones}{coverage}"


@dataclass(frozen=True, slots=True)
class PartView:
    """When a launch breaks a rule in one time zone, in local time."""

    zone: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class ClashView:
    """One rule that a launch breaks, or may break."""

    sentence: str
    rule: str
    source: str
    severity: Severity
    parts: tuple[PartView, ...]


@dataclass(frozen=True)
class LaunchView:
    """One campaign's launch; its times are in UTC, and the earliest end is the start where its duration isn't known.

    It is `canceled` if its campaign was seen to be deleted or gone before. `wave` says which wave of which it is.
    `from_number` and `agent` have the account's name in parentheses where it is known; empty where the file has errors.
    """

    number: int
    name: str
    path: str
    action: str
    would_send: bool
    immediate: bool
    changes: tuple[str, ...]
    contacts: int | None
    left_out: str
    start: datetime
    earliest_end: datetime
    latest_end: datetime
    lines: int | None
    zones: tuple[ZoneSpan, ...]
    clashes: tuple[ClashView, ...]
    alternatives: tuple[str, ...]
    notes: tuple[str, ...]
    assessed: bool
    unchecked: str | None
    uncovered: Mapping[Coverage, int]
    canceled: bool = False
    wave: str = ""
    sources: tuple[str, ...] = ()
    from_number: str = ""
    agent: str = ""

    @cached_property
    def serious_clashes(self) -> tuple[ClashView, ...]:
        """The clashes that are more than information."""
        return tuple(clash for clash in self.clashes if clash.severity is not Severity.INFO)

    @cached_property
    def parts_by_zone(self) -> Mapping[str, tuple[PartView, ...]]:
        """When the serious clashes are, by time zone."""
        parts: dict[str, tuple[PartView, ...]] = {}
        for clash in self.serious_clashes:
            for part in clash.parts:
                parts[part.zone] = (*parts.get(part.zone, ()), part)
        return parts


@dataclass(frozen=True)
class PlanView:
    """A plan to be shown; `launches` are those with a known start, in order, `without_start` are the others.

    `dialing` are the campaigns that dial before their time, `not_read` is how many lists of past launches weren't read.
    """

    as_of: datetime
    hash: str
    headline: Headline
    launches: tuple[LaunchView, ...]
    without_start: tuple[Change, ...]
    merge_before: MergeDeadline | None
    assumptions: str
    findings: Findings
    dialing: tuple[Emergency, ...] = ()
    not_read: int = 0

    @cached_property
    def ahead(self) -> tuple[LaunchView, ...]:
        """The launches that are still to come, or going on."""
        return tuple(launch for launch in self.launches if launch.latest_end >= self.as_of)

    @cached_property
    def assessed(self) -> tuple[LaunchView, ...]:
        """The launches that were checked against calling hours, recorded ones only if they clash; worst first."""
        assessed = (launch for launch in self.launches if launch.assessed and (launch.would_send or launch.clashes))
        return tuple(sorted(assessed, key=lambda launch: not launch.serious_clashes))


def view_plan(plan: Plan) -> PlanView:
    starts = {change.path: _start(change, plan.as_of) for change in plan.changes}
    timed = sorted(
        ((start, change) for change in plan.changes if (start := starts[change.path])),
        key=lambda pair: (pair[0], pair[1].name or pair[1].path),
    )
    waves = wave_words(plan)
    return PlanView(
        as_of=plan.as_of,
        hash=plan.hash,
        headline=headline(plan),
        launches=tuple(
            _launch(change, start, number, waves.get(change.path, ""))
            for number, (start, change) in enumerate(timed, start=1)
        ),
        without_start=tuple(change for change in plan.changes if starts[change.path] is None),
        merge_before=merge_deadline(plan.changes, plan.policy),
        assumptions=plan.policy.rulebook.pace.assumptions,
        findings=plan.findings,
        dialing=of_plan(plan),
        not_read=sum(change.as_recorded for change in plan.changes),
    )


def _launch(change: Change, start: datetime, number: int, wave: str) -> LaunchView:
    hours, (from_number, agent) = change.hours, _caller(change)
    return LaunchView(
        number=number,
        name=change.name or change.path,
        path=change.path,
        action=change.action,
        would_send=change.would_send,
        immediate=change.immediate,
        changes=tuple(change_lines(change)),
        sources=source_lines(change),
        contacts=change.rows,
        left_out=left_out_words([change]),
        start=start,
        earliest_end=hours.calling.earliest_end if hours else start,
        latest_end=hours.calling.latest_end if hours else start,
        lines=hours.forecast.lines if hours and hours.forecast else None,
        zones=tuple(_zones(hours)) if hours else (),
        clashes=tuple(_clash(clash) for clash in hours.clashes) if hours else (),
        alternatives=tuple(describe_alternatives(hours.alternatives, change.path)) if hours else (),
        notes=tuple(_notes(change)),
        assessed=hours is not None,
        unchecked=change.hours_unchecked,
        uncovered=hours.uncovered if hours else {},
        canceled=change.record is not None and change.record.called_nobody,
        wave=wave,
        from_number=from_number,
        agent=agent,
    )


def _caller(change: Change) -> tuple[str, str]:
    """Return the number that calls and the agent, each with the account's name for it where that is known."""
    labels = change.caller.labels() if change.caller else ("", "")
    values = (str(change.request.get(key, "")) for key in ("sipPhoneNumber", "agentId"))
    from_number, agent = (value + label for value, label in zip(values, labels, strict=True))
    return from_number, agent


def _notes(change: Change) -> Iterator[str]:
    if not change.would_send and (change.hours or change.hours_unchecked):
        yield f"calling hours: {then_and_now(change)}"
    if change.hours:
        yield from describe_notes(change.hours)


def _start(change: Change, now: datetime) -> datetime | None:
    """Return when it launches; an immediate launch, as of the plan."""
    if change.hours:
        return change.hours.calling.start
    if change.immediate and change.would_send:
        return now
    return timezones.parse_instant(change.launch_at) if change.launch_at else None


def _zones(hours: Assessment) -> Iterator[ZoneSpan]:
    """Yield every zone that a contact may be in: a group's contacts are in one of its zones."""
    for group in hours.groups:
        contacts, names = group.zone_group.contacts, group.zone_group.names
        for local in group.local:
            yield ZoneSpan(
                country=group.zone_group.country or "unknown",
                zone=local.zone,
                other_zones=tuple(name for name in names if name != local.zone),
                contacts=contacts,
                share=contacts / len(group.local),
                start=local.start,
                earliest_end=local.earliest_end,
                latest_end=local.latest_end,
                permitted=permitted_hours(group.zone_group, local),
                candidates=len(group.local),
                coverage=group.zone_group.least_covered,
            )


def _clash(clash: Clash) -> ClashView:
    return ClashView(
        sentence=describe_clash(clash),
        rule=name_rule(clash),
        source=clash.rule.source or "",
        severity=clash.severity,
        parts=tuple(PartView(part.zone, part.start, part.end) for part in clash.parts),
    )
