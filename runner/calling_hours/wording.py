"""What every output says about calling hours: when a list is called, the clashes, the ways out of them, and notes."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from runner import timezones
from runner.calling_hours.alternatives import Alternatives
from runner.calling_hours.assessment import Assessment
from runner.calling_hours.clashes import Clash, ClashPart, ClashReason
from runner.calling_hours.day_notes import CapNote, ChangeAhead, ClockChange, DayKind, DayNote
from runner.calling_hours.rules.rule import Confidence
from runner.calling_hours.rules.rulebook import Coverage, ZoneSource
from runner.formatting import count, one_line, shell_quote

_MINUTE = timedelta(minutes=1)
_RESTS_ON = {
    Confidence.A: "the law's text was read",
    Confidence.B: "a secondary source cites the law",
    Confidence.C: "only the press or a vendor has it",
    Confidence.D: "unconfirmed",
    Confidence.OWN: "by your policy",
}
COVERAGE = {
    Coverage.RULE: "",
    Coverage.UNCONFIRMED: "no confirmed rule",
    Coverage.OFF: "rules switched off by the policy",
    Coverage.UNKNOWN: "no rule known",
}
"""What is shown beside the hours of contacts that no rule in force covers."""
_GUESSES = {
    ZoneSource.ADDRESS: ("the address of {}", "contact"),
    ZoneSource.NUMBER: ("{}", "phone number"),
    ZoneSource.COUNTRY: ("the country of {}", "contact"),
}


def format_span(start: datetime, earliest_end: datetime, latest_end: datetime, *, year: bool = False) -> str:
    """Return when calling starts and ends: `Tue 1 Dec 12:00, ending 14:10 to 17:40`.

    Where the earliest end is the start, the end isn't known: `from Tue 1 Dec 12:00, end unknown`.
    """
    begin = f"{_day(start)} {start:%Y %H:%M}" if year else f"{_day(start)} {start:%H:%M}"
    if earliest_end == start:
        return f"from {begin}, end unknown"
    if latest_end - start < _MINUTE:
        return f"from {begin}"
    ends = list(dict.fromkeys(_end(start, at) for at in (earliest_end, latest_end) if at - start >= _MINUTE))
    return f"{begin} to {ends[0]}" if len(ends) == 1 else f"{begin}, ending {' to '.join(ends)}"


def describe_clash(clash: Clash) -> str:
    """Return who is called when they must not be: `calls 3 contacts in quiet hours: Tue 1 Dec 06:00 to 08:00 …`."""
    verb = "calls" if clash.certain else "may call"
    first, *rest = clash.parts
    if first.reason is ClashReason.NOWHERE:
        return f"{verb} {count(clash.contacts, 'contact')} {_reason(first)}: nothing says where they are"
    zones = {part.zone for part in rest} - {first.zone}
    more = f", and in {count(len(zones), 'more time zone')}" if zones else ""
    when = f"{format_span(first.start, first.end, first.end)} {first.zone}"
    return f"{verb} {count(clash.contacts, 'contact')} {_reason(first)}: {when}{more}"


def clash_message(clash: Clash) -> str:
    """Return who is called when they must not be, and by which rule."""
    return f"{describe_clash(clash)} ({name_rule(clash)})"


def name_rule(clash: Clash) -> str:
    """Return a rule and what its confidence rests on: `rule FR, confidence A: the law's text was read`."""
    confidence = clash.rule.confidence
    if confidence is Confidence.NONE:
        return "no confirmed rule in force; the night guard"
    label = "set" if confidence is Confidence.OWN else f"confidence {confidence}:"
    return f"rule {clash.rule.id}, {label} {_RESTS_ON[confidence]}"


def describe_alternatives(alternatives: Alternatives, path: str) -> list[str]:
    """Return the ways out of a clash as edits and commands."""
    edits = []
    if alternatives.start is not None:
        earliest, latest = alternatives.start.earliest, alternatives.start.latest
        edits.append(f"start between {timezones.format_local(earliest)} and {timezones.format_local(latest)}")
    if alternatives.lines is not None:
        start = f" and start {timezones.format_local(alternatives.lines.start)}" if alternatives.lines.moved else ""
        edits.append(f"set `concurrentCalls: {alternatives.lines.lines}`{start}")
    if alternatives.split:
        edits.append(f"give each time zone its own start: `campaigns split {shell_quote(path)} --by zone`")
    return edits


def describe_notes(assessment: Assessment) -> Iterator[str]:
    """Yield what else to know: where time zones come from, the pace, unknown rules, holidays and clock changes."""
    if sources := ", ".join(_zone_sources(assessment.sources)):
        yield f"time zones {sources}"
    if without_zone := assessment.without_zone:
        yield f"the local hour is unknown for {count(without_zone, 'contact')}: nothing says where they are"
    if mobile := assessment.mobile_numbers:
        owners = "its owner is" if mobile == 1 else "their owners are"
        yield f"{count(mobile, 'number')} may be mobile, so where {owners} now is unknown"
    if assessment.forecast is None:
        yield "`concurrentCalls` is missing, so the end is unknown: checked as if one line made all calls"
    else:
        yield assessment.forecast.rate
    for why, contacts in assessment.uncovered.items():
        yield f"{COVERAGE[why]} for {count(contacts, 'contact')}: that permits nothing"
    yield from (_cap(note) for note in assessment.caps if note.exceeded)
    yield from map(_special_day, assessment.days)
    yield from map(_clock_change, assessment.clock_changes)
    if (change := assessment.change_ahead) is not None:
        yield f"{_clocks_go(change)}, before the launch"


def _zone_sources(sources: Mapping[ZoneSource, int]) -> Iterator[str]:
    if contacts := sources.get(ZoneSource.COLUMN, 0):
        yield f"read from a column for {count(contacts, 'contact')}"
    guesses = [
        phrase.format(count(contacts, noun))
        for source, (phrase, noun) in _GUESSES.items()
        if (contacts := sources.get(source, 0))
    ]
    if guesses:
        yield f"guessed from {' and '.join(guesses)}"
    if contacts := sources.get(ZoneSource.DEFAULT, 0):
        yield f"set by the policy for {count(contacts, 'contact')}"


def _cap(note: CapNote) -> str:
    limit = f"{count(note.cap.calls, 'call')} to one person in {_period(note.cap.within)}"
    return f"rule {note.rule.id} permits {limit}: {count(note.contacts, 'contact')} may get more"


def _period(length: timedelta) -> str:
    days, hours = divmod(int(length.total_seconds()) // 3600, 24)
    return count(24 * days + hours, "hour") if hours else count(days, "day")


def _special_day(note: DayNote) -> str:
    kind = "a weekend day" if note.kind is DayKind.WEEKEND else one_line(note.name)
    country = f" in {note.country}" if note.country else ""
    return f"{_day(note.day)} is {kind}{country}: {count(note.contacts, 'contact')}"


def _clock_change(change: ClockChange) -> str:
    return f"{_clocks_go(change)}, while the list is called"


def _clocks_go(change: ClockChange | ChangeAhead) -> str:
    direction = "forward" if change.minutes > 0 else "back"
    return f"clocks go {direction} in {change.zone} on {_day(change.at)}"


def _reason(part: ClashPart) -> str:
    match part.reason:
        case ClashReason.HOLIDAY:
            return f"on a holiday, {part.holiday}"
        case ClashReason.EVE:
            return "late on the eve of a holiday"
        case ClashReason.CLOSED_DAY:
            return f"on a {part.start:%A}"
        case ClashReason.QUIET:
            return "in quiet hours"
        case ClashReason.NIGHT:
            return "at night"
        case ClashReason.NOWHERE:
            return "at an unknown hour"


def _day(at: date) -> str:
    return f"{at:%a} {at.day} {at:%b}"


def _end(start: datetime, at: datetime) -> str:
    return f"{at:%H:%M}" if at.date() == start.date() else f"{_day(at)} {at:%H:%M}"
