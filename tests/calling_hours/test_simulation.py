"""Assessments against a second implementation of the rules, minute by minute, that shares no code with the first."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.calling_hours.assessment import Assessment, assess
from runner.calling_hours.rules.rulebook import Rulebook
from tests.calling_hours.groups import group, pace
from tests.paths import ROOT

PACK = ROOT / "runner" / "calling_hours" / "rules" / "calling_hours.yaml"
_YAML: dict[str, Any] = yaml.safe_load(PACK.read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = [rule for rule in _YAML["rules"] if rule.get("applies") != "when-switched-on"]
MAINLAND: dict[str, str] = {place: entry["country"] for entry in _YAML["territories"] for place in entry["reached"]}
NIGHT: dict[str, Any] = {
    "id": "night",
    "confidence": "none",
    "holidays": "same",
    **{key: [["08:00", "21:00"]] for key in ("mon_fri", "sat", "sun")},
}
MINUTE = timedelta(minutes=1)
PLACES = [
    "US America/New_York",
    "US-FL America/New_York",
    "US-FL+TX America/Chicago",
    "US-TX America/Denver",
    "US-AL America/Chicago",
    "US-LA America/Chicago",
    "US-MS America/New_York",
    "US-UT America/Phoenix",
    "US Pacific/Honolulu",
    "US-IN America/Indiana/Knox,America/New_York",
    "CA-NL America/St_Johns",
    "CA America/Regina,America/Winnipeg",
    "AU Australia/Lord_Howe",
    "AU Australia/Adelaide",
    "AU Australia/Sydney,Australia/Perth,Australia/Eucla",
    "FR Europe/Paris",
    "IT Europe/Rome",
    "ES Atlantic/Canary,Europe/Madrid",
    "GB Europe/London",
    "IN Asia/Kolkata",
    "ZA Africa/Johannesburg",
    "DE Europe/Berlin",
    "NZ Pacific/Chatham",
]
# Near a clock change, a holiday or a weekend.
NEAR = [
    datetime(2026, 10, 3, 16, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 12, 7, 12, tzinfo=UTC),
    datetime(2026, 12, 25, 12, tzinfo=UTC),
    datetime(2027, 3, 14, 7, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2027, 4, 3, 16, tzinfo=UTC),
]
STARTS = st.one_of(
    st.builds(lambda near, minutes: near + minutes * MINUTE, st.sampled_from(NEAR), st.integers(-2000, 2000)),
    st.builds(lambda minutes: NEAR[0] + minutes * MINUTE, st.integers(0, 525_600)),
)
LISTS = st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique=True)
ZONES = st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"])
Bad = dict[tuple[str, str], set[datetime]]
"""The minutes, in UTC, that a rule doesn't permit in a zone."""


@cache
def calendar(country: str, state: str | None, year: int) -> set[Any]:
    days = set(holidays.country_holidays(country, subdiv=state, years=year))
    for entry in _YAML["overrides"]:
        if (entry["country"], entry.get("state")) == (country, state):
            (days.update if entry["holiday"] else days.difference_update)(entry["dates"])
    return days


def permitted(rule: dict[str, Any], local: datetime) -> bool:
    """Whether a rule permits calls at a local time."""

    def is_holiday(day: datetime) -> bool:
        state = None if rule.get("holidays_scope") == "national" else rule.get("state")
        return day.date() in calendar(rule["country"], state, day.year)

    hours = rule[["mon_fri", "mon_fri", "mon_fri", "mon_fri", "mon_fri", "sat", "sun"][local.weekday()]]
    shown = f"{local:%H:%M}"
    if hours is not None and not any(opens <= shown < closes for opens, closes in hours):
        return False
    if rule["holidays"] in ("none", "conflicting") and is_holiday(local):
        return False
    eve = rule.get("eve_of_holiday")
    tomorrow = local.replace(tzinfo=None) + timedelta(days=1)
    return not eve or not is_holiday(tomorrow) or any(opens <= shown < closes for opens, closes in eve)


def binding(country: str, states: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rules of a place, and the night guard where no confirmed one has hours for every day."""
    rules = [
        rule
        for rule in RULES
        if rule["country"] in (country, MAINLAND.get(country))
        and not rule.get("applies")
        and rule.get("state") in (None, *states)
    ]
    confirmed = (rule for rule in rules if rule["confidence"] != "D")
    if any(all(rule[day] is not None for day in ("mon_fri", "sat", "sun")) for rule in confirmed):
        return rules
    return [*rules, NIGHT]


def simulated(location: str, start: datetime, end: datetime) -> Bad:
    place, _, zones = location.partition(" ")
    country, _, states = place.partition("-")
    result: Bad = defaultdict(set)
    for rule in binding(country, states.split("+")):
        for zone in [rule["zone"]] if "zone" in rule else zones.split(","):
            at = start
            while at < end:
                if not permitted(rule, at.astimezone(ZoneInfo(zone))):
                    result[rule["id"], zone].add(at)
                at += MINUTE
    return result


def at_night(assessment: Assessment) -> bool:
    """Whether somebody may be called between 21:00 and 08:00, in any zone that they may be in."""
    names = {name for calls in assessment.groups for name in calls.zone_group.names}
    at, end = assessment.calling.start, assessment.calling.latest_end
    while at < end:
        if any(not 8 <= at.astimezone(ZoneInfo(name)).hour < 21 for name in names):
            return True
        at += MINUTE
    return False


def minutes_of_clashes(assessment: Assessment) -> Bad:
    result: Bad = defaultdict(set)
    for clash in assessment.clashes:
        for part in clash.parts:
            at = part.start.astimezone(UTC)
            while at < part.end.astimezone(UTC):
                result[clash.rule.id, part.zone].add(at)
                at += MINUTE
    return result


@settings(max_examples=60, deadline=None)
@given(location=st.sampled_from(PLACES), start=STARTS, minutes=st.integers(1, 2000), zone=ZONES)
def test_clashes_agree_with_a_simulation_by_the_minute(location: str, start: datetime, minutes: int, zone: str) -> None:
    assessment = assess(
        [group(location, minutes)], start.astimezone(ZoneInfo(zone)), 1, Rulebook(pace=pace(60, 60)), start
    )

    (calls,) = assessment.groups
    zones, names = calls.zone_group.zones, calls.zone_group.names
    alike = dict.fromkeys(names, zones[0]) if len(zones) == 1 else {}
    expected: Bad = defaultdict(set)
    for (rule, name), bad_minutes in simulated(location, start, start + minutes * MINUTE).items():
        expected[rule, alike.get(name, name)] |= bad_minutes
    assert minutes_of_clashes(assessment) == expected


@settings(max_examples=60, deadline=None)
@given(locations=LISTS, start=STARTS, minutes=st.integers(1, 900), lines=st.integers(1, 5), zone=ZONES, data=st.data())
def test_every_alternative_passes_the_same_check(
    locations: list[str], start: datetime, minutes: int, lines: int, zone: str, data: st.DataObject
) -> None:
    groups = [group(location, minutes * lines) for location in locations]
    begin, now = start.astimezone(ZoneInfo(zone)), start - timedelta(days=2)
    book = Rulebook(pace=pace(30, 60))
    proposed = assess(groups, begin, lines, book, now).alternatives

    tried: list[tuple[list[Any], datetime, int]] = []
    if proposed.start:
        room = proposed.start.latest.timestamp() - proposed.start.earliest.timestamp()
        between = proposed.start.earliest.astimezone(UTC) + timedelta(seconds=data.draw(st.integers(0, int(room))))
        tried += [(groups, at, lines) for at in (proposed.start.earliest, between, proposed.start.latest)]
    if proposed.lines:
        tried.append((groups, proposed.lines.start, proposed.lines.lines))
    tried += [(list(part.zone_group.groups), part.start, lines) for part in proposed.split]
    for contacts, when, over in tried:
        tried_calls = assess(contacts, when, over, book, now)
        assert when >= now
        assert tried_calls.passed
        assert not at_night(tried_calls)
    if proposed.lines and proposed.lines.lines > 1:
        fewer = assess(groups, proposed.lines.start, proposed.lines.lines - 1, book, now)
        assert not fewer.passed or at_night(fewer)


@settings(max_examples=30, deadline=None)
@given(locations=LISTS, now=STARTS, minutes=st.integers(1, 900), data=st.data())
def test_every_moment_until_the_latest_merge_passes_and_the_next_minute_does_not(
    locations: list[str], now: datetime, minutes: int, data: st.DataObject
) -> None:
    groups, book = [group(location, minutes) for location in locations], Rulebook(pace=pace(30, 60))
    limit = assess(groups, None, 1, book, now).merge_before

    if limit is not None:
        left = int((limit - now).total_seconds())
        for seconds in (0, data.draw(st.integers(0, left)), left):
            assert assess(groups, None, 1, book, now + timedelta(seconds=seconds)).passed
        after = assess(groups, None, 1, book, limit + MINUTE)
        zones = [zone for location in locations for zone in location.partition(" ")[2].split(",")]
        ends = [after.calling.latest_end.astimezone(ZoneInfo(zone)) for zone in zones]
        assert not after.passed or any((end - MINUTE).hour >= 21 for end in ends)
