"""When people would be called by their own clocks: as JSON, and as one line a zone with a bar of the day."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from runner import timezones
from runner.calling_hours.alternatives import Alternatives
from runner.calling_hours.assessment import Assessment, GroupCalls, LocalSpan, permitted_hours
from runner.calling_hours.clashes import Clash
from runner.calling_hours.rules.rulebook import Rulebook
from runner.formatting import count, one_line

ZONES = 6
"""So many zones of a campaign have a line; more are counted."""
QUIET, OPEN, CALLS, CLASH = "·", "░", "▓", "█"
LEGEND = f"{QUIET} quiet hours  {OPEN} calls are permitted  {CALLS} calls may be made  {CLASH} calls in quiet hours"
LIKELY = "a zone is likely, not certain"
_SOURCES = {
    "timezone": "a column of zones",
    "address": "an address",
    "number": "the number",
    "default": "the policy's default",
    "country": "the country alone",
}


def as_json(assessment: Assessment | None) -> dict[str, Any] | None:
    if assessment is None:
        return None
    calling, forecast = assessment.calling, assessment.forecast
    return {
        "start": timezones.format_utc(calling.start),
        "least": timezones.format_utc(calling.earliest_end),
        "most": timezones.format_utc(calling.latest_end),
        "lines": forecast.lines if forecast else None,
        "callsAnHour": list(forecast.calls_per_hour) if forecast else None,
        "assumed": forecast.pace.assumptions if forecast else None,
        "sources": {source.value: number for source, number in assessment.sources.items()},
        "unjudged": assessment.contacts_without_rules,
        "zones": [_zone(group, local) for group in assessment.groups for local in group.local],
        "clashes": [_clash(clash) for clash in assessment.clashes],
        "fixes": _fixes(assessment.alternatives),
        "mergeBefore": _local(assessment.merge_before),
        "days": [
            {
                "day": note.day.isoformat(),
                "kind": note.kind.value,
                "name": note.name,
                "country": note.country,
                "contacts": note.contacts,
            }
            for note in assessment.days
        ],
        "clockChanges": [
            {"zone": one.zone, "at": _local(one.at), "minutes": one.minutes, "contacts": one.contacts}
            for one in assessment.clock_changes
        ],
    }


def lines(assessment: Assessment) -> list[str]:
    """Give one line a zone, the largest first, and what to know of the run besides."""
    pairs = [(group, local) for group in assessment.groups for local in group.local]
    shown = pairs[:ZONES]
    width = max((len(local.zone) for _, local in shown), default=0)
    told = [
        f"{local.zone:<{width}}  {bar(group, local)}  {_times(local)}, {count(group.zone_group.contacts, 'person')}"
        for group, local in shown
    ]
    if left := len(pairs) - len(shown):
        told.append(f"and {count(left, 'more zone')}")
    return told + list(_notes(assessment))


def beside(book: Rulebook) -> list[str]:
    """Say what every forecast takes for granted, and what the policy changes in the rules, and why."""
    changes = [
        f"the policy: rule {one_line(change.rule)} {change.kind.value}"
        + (f", {one_line(change.reason)}" if change.reason else "")
        for change in book.changes
    ]
    return [f"forecast: {book.pace.assumptions}", *changes]


def bar(group: GroupCalls, local: LocalSpan) -> str:
    """Draw the local day of the first call, a sign an hour from midnight on."""
    midnight = local.start.replace(hour=0, minute=0, second=0, microsecond=0)
    permitted = permitted_hours(group.zone_group, local)
    return "".join(_sign(midnight + timedelta(hours=hour), local, permitted) for hour in range(24))


def _sign(hour: datetime, local: LocalSpan, permitted: Iterable[tuple[datetime, datetime]]) -> str:
    end = hour + timedelta(hours=1)
    calls = local.start < end and hour < max(local.latest_end, local.start + timedelta(minutes=1))
    is_open = any(start <= hour and end <= until for start, until in permitted)
    if calls:
        begin, last = max(hour, local.start), min(end, max(local.latest_end, local.start))
        return CALLS if any(start <= begin and last <= until for start, until in permitted) else CLASH
    return OPEN if is_open else QUIET


def _times(local: LocalSpan) -> str:
    first = f"{_day(local.start)} {local.start:%H:%M}"
    if local.latest_end == local.start:
        return f"from {first} on"
    ends = [_end(local.start, at) for at in (local.earliest_end, local.latest_end)]
    return f"{first} to {' or '.join(dict.fromkeys(ends))}"


def _end(first: datetime, at: datetime) -> str:
    days = (at.date() - first.date()).days
    return f"{at:%H:%M}" + (f" (+{count(days, 'day')})" if days else "")


def _notes(assessment: Assessment) -> Iterator[str]:
    rests = [f"{_SOURCES[source.value]} {number:,}" for source, number in assessment.sources.items() if number]
    if rests:
        yield f"zones by {', '.join(rests)}; {LIKELY}"
    if assessment.forecast is None:
        yield "`concurrentCalls` is left out: the first call alone is judged, not the end"
    else:
        yield assessment.forecast.rate
    if assessment.contacts_without_rules:
        yield f"no rule counts for {count(assessment.contacts_without_rules, 'person')}"
    for one in assessment.caps:
        if one.exceeded:
            limit = f"{count(one.cap.calls, 'call')} to a person in {one.cap.within}"
            yield f"rule {one.rule.id} permits {limit}: {count(one.contacts, 'person')} may get more"
    for day in assessment.days:
        where = f" in {day.country}" if day.country else ""
        yield f"{_day(day.day)} is {one_line(day.name)}{where}: {count(day.contacts, 'person')}"
    for change in assessment.clock_changes:
        way = "forward" if change.minutes > 0 else "back"
        yield f"clocks go {way} in {change.zone} during the run, on {_day(change.at)}"


def _day(at: date) -> str:
    return f"{at:%a} {at.day} {at:%b}"


def _zone(group: GroupCalls, local: LocalSpan) -> dict[str, Any]:
    return {
        "country": group.zone_group.country,
        "zone": local.zone,
        "zones": list(group.zone_group.names),
        "contacts": group.zone_group.contacts,
        "first": _local(local.start),
        "least": _local(local.earliest_end),
        "most": _local(local.latest_end),
        "open": [[_local(start), _local(end)] for start, end in permitted_hours(group.zone_group, local)],
    }


def _clash(clash: Clash) -> dict[str, Any]:
    return {
        "rule": clash.rule.id,
        "code": clash.code,
        "severity": clash.severity.value,
        "certain": clash.certain,
        "contacts": clash.contacts,
        "confidence": clash.rule.confidence.value,
        "source": clash.rule.source,
        "checked": clash.rule.checked.isoformat() if clash.rule.checked else None,
        "parts": [
            {
                "zone": part.zone,
                "start": _local(part.start),
                "end": _local(part.end),
                "reason": part.reason.value,
                "holiday": part.holiday,
            }
            for part in clash.parts
        ],
    }


def _fixes(alternatives: Alternatives) -> dict[str, Any]:
    return {
        "earliestStart": _local(alternatives.start.earliest) if alternatives.start else None,
        "latestStart": _local(alternatives.start.latest) if alternatives.start else None,
        "lines": alternatives.lines.lines if alternatives.lines else None,
        "split": [
            {"zones": list(part.zone_group.names), "contacts": part.zone_group.contacts, "start": _local(part.start)}
            for part in alternatives.split
        ],
    }


def _local(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
