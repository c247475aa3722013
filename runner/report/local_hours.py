"""When people would be called by their own clocks: as JSON, and as one line a zone with a bar of the day."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from runner import timezones
from runner.calling_hours.alternatives import Fixes
from runner.calling_hours.assessment import Called, Local, Outcome, open_hours
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


def as_json(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    run, forecast = outcome.run, outcome.forecast
    return {
        "start": timezones.format_utc(run.start),
        "least": timezones.format_utc(run.least),
        "most": timezones.format_utc(run.most),
        "lines": forecast.lines if forecast else None,
        "callsAnHour": list(forecast.calls_an_hour) if forecast else None,
        "assumed": forecast.pace.assumed if forecast else None,
        "sources": {source.value: number for source, number in outcome.sources.items()},
        "unjudged": outcome.unjudged,
        "zones": [_zone(called, local) for called in outcome.called for local in called.local],
        "clashes": [_clash(clash) for clash in outcome.clashes],
        "fixes": _fixes(outcome.fixes),
        "mergeBefore": _local(outcome.merge_before),
        "days": [
            {
                "day": note.day.isoformat(),
                "kind": note.kind.value,
                "name": note.name,
                "country": note.country,
                "contacts": note.contacts,
            }
            for note in outcome.days
        ],
        "clockChanges": [
            {"zone": one.zone, "at": _local(one.at), "minutes": one.minutes, "contacts": one.contacts}
            for one in outcome.clock_changes
        ],
    }


def lines(outcome: Outcome) -> list[str]:
    """Give one line a zone, the largest first, and what to know of the run besides."""
    pairs = [(called, local) for called in outcome.called for local in called.local]
    shown = pairs[:ZONES]
    width = max((len(local.zone) for _, local in shown), default=0)
    told = [
        f"{local.zone:<{width}}  {bar(called, local)}  {_times(local)}, {count(called.crowd.contacts, 'person')}"
        for called, local in shown
    ]
    if left := len(pairs) - len(shown):
        told.append(f"and {count(left, 'more zone')}")
    return told + list(_notes(outcome))


def beside(book: Rulebook) -> list[str]:
    """Say what every forecast takes for granted, and what the policy changes in the rules, and why."""
    changes = [
        f"the policy: rule {one_line(change.rule)} {change.kind.value}"
        + (f", {one_line(change.reason)}" if change.reason else "")
        for change in book.changes
    ]
    return [f"forecast: {book.pace.assumed}", *changes]


def bar(called: Called, local: Local) -> str:
    """Draw the local day of the first call, a sign an hour from midnight on."""
    midnight = local.first.replace(hour=0, minute=0, second=0, microsecond=0)
    permitted = open_hours(called.crowd, local)
    return "".join(_sign(midnight + timedelta(hours=hour), local, permitted) for hour in range(24))


def _sign(hour: datetime, local: Local, permitted: Iterable[tuple[datetime, datetime]]) -> str:
    end = hour + timedelta(hours=1)
    calls = local.first < end and hour < max(local.most, local.first + timedelta(minutes=1))
    is_open = any(start <= hour and end <= until for start, until in permitted)
    if calls:
        begin, last = max(hour, local.first), min(end, max(local.most, local.first))
        return CALLS if any(start <= begin and last <= until for start, until in permitted) else CLASH
    return OPEN if is_open else QUIET


def _times(local: Local) -> str:
    first = f"{_day(local.first)} {local.first:%H:%M}"
    if local.most == local.first:
        return f"from {first} on"
    ends = [_end(local.first, at) for at in (local.least, local.most)]
    return f"{first} to {' or '.join(dict.fromkeys(ends))}"


def _end(first: datetime, at: datetime) -> str:
    days = (at.date() - first.date()).days
    return f"{at:%H:%M}" + (f" (+{count(days, 'day')})" if days else "")


def _notes(outcome: Outcome) -> Iterator[str]:
    rests = [f"{_SOURCES[source.value]} {number:,}" for source, number in outcome.sources.items() if number]
    if rests:
        yield f"zones by {', '.join(rests)}; {LIKELY}"
    if outcome.forecast is None:
        yield "`concurrentCalls` is left out: the first call alone is judged, not the end"
    else:
        yield outcome.forecast.rate
    if outcome.unjudged:
        yield f"no rule counts for {count(outcome.unjudged, 'person')}"
    for one in outcome.caps:
        if one.passed:
            limit = f"{count(one.cap.calls, 'call')} to a person in {one.cap.within}"
            yield f"rule {one.rule.id} permits {limit}: {count(one.contacts, 'person')} may get more"
    for day in outcome.days:
        where = f" in {day.country}" if day.country else ""
        yield f"{_day(day.day)} is {one_line(day.name)}{where}: {count(day.contacts, 'person')}"
    for change in outcome.clock_changes:
        way = "forward" if change.minutes > 0 else "back"
        yield f"clocks go {way} in {change.zone} during the run, on {_day(change.at)}"


def _day(at: date) -> str:
    return f"{at:%a} {at.day} {at:%b}"


def _zone(called: Called, local: Local) -> dict[str, Any]:
    return {
        "country": called.crowd.country,
        "zone": local.zone,
        "zones": list(called.crowd.names),
        "contacts": called.crowd.contacts,
        "first": _local(local.first),
        "least": _local(local.least),
        "most": _local(local.most),
        "open": [[_local(start), _local(end)] for start, end in open_hours(called.crowd, local)],
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


def _fixes(fixes: Fixes) -> dict[str, Any]:
    return {
        "earliestStart": _local(fixes.start.earliest) if fixes.start else None,
        "latestStart": _local(fixes.start.latest) if fixes.start else None,
        "lines": fixes.lines.lines if fixes.lines else None,
        "split": [
            {"zones": list(part.crowd.names), "contacts": part.crowd.contacts, "start": _local(part.start)}
            for part in fixes.split
        ],
    }


def _local(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
