"""Nobody is called at night by a proposal, and where no rule is known the night is guarded."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.calling_hours import zone_offsets
from runner.calling_hours.assessment import Assessment, assess
from runner.calling_hours.rules import night
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import ContactGroup, Coverage, Rulebook, default_rules
from runner.findings import Severity
from tests.calling_hours.groups import at, group, pace

CODES = (
    "US CA AU FR IT ES DE AT GB NO IN ZA AE CO PE BR MX ID CD RU KZ MN TH JP CN "
    "NP NZ FJ KI CL EC PT GL UA TR EG NG KE PK IR"
)
COUNTRIES = CODES.split()
MINUTE = timedelta(minutes=1)
ALL_DAY = ((0, 1440),)
RELAXED = tuple(
    replace(rule, mon_fri=ALL_DAY, sat=ALL_DAY, sun=ALL_DAY, eve_of_holiday=None, days=()) for rule in default_rules()
)
BOOKS = [
    Rulebook(rules=rules, night=guard, pace=pace(30, 60), severities=severities)
    for rules in (default_rules(), RELAXED, ())
    for guard in (night.NIGHT, None)
    for severities in ({}, {"calling-hours": Severity.INFO, "calling-hours-unsure": Severity.INFO})
]
STARTS = st.builds(lambda minutes: at("2026-09-01 00:00 UTC") + minutes * MINUTE, st.integers(0, 400_000))


def zones(country: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Return some zones of a country, or none, so that all of them count."""
    return st.lists(st.sampled_from(zone_offsets.of_country(country)), max_size=3, unique=True).map(tuple)


GROUPS = st.lists(
    st.sampled_from(COUNTRIES).flatmap(
        lambda country: st.builds(ContactGroup, st.just(Place(country)), zones(country), st.integers(1, 400))
    ),
    min_size=1,
    max_size=3,
)


def called_at_night(groups: Iterable[ContactGroup], assessment: Assessment) -> set[tuple[str, datetime]]:
    """Return the local times between 21:00 and 08:00 in any zone that a contact may be in, minute by minute."""
    names = {name for one in groups for name in one.zones or zone_offsets.of_country(one.place.country or "")}
    start, end = assessment.calling.start, assessment.calling.latest_end
    minutes = range(int((end - start - timedelta(seconds=1)) / MINUTE) + 1)
    local = ((name, (start + n * MINUTE).astimezone(ZoneInfo(name))) for n in minutes for name in names)
    return {(name, when) for name, when in local if not 8 <= when.hour < 21}


@settings(max_examples=120, deadline=None)
@given(
    groups=GROUPS,
    start=STARTS,
    lines=st.sampled_from([None, 1, 3]),
    book=st.sampled_from(BOOKS),
    zone=st.sampled_from(["America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
    data=st.data(),
)
def test_no_alternative_calls_anybody_at_night(
    groups: list[ContactGroup], start: datetime, lines: int | None, book: Rulebook, zone: str, data: st.DataObject
) -> None:
    now = start - timedelta(hours=30)
    proposed = assess(groups, start.astimezone(ZoneInfo(zone)), lines, book, now).alternatives

    tried: list[tuple[list[ContactGroup], datetime, int | None]] = []
    if proposed.start:
        steps = (proposed.start.latest.timestamp() - proposed.start.earliest.timestamp()) / 300
        within = proposed.start.earliest.astimezone(UTC) + timedelta(minutes=5 * data.draw(st.integers(0, int(steps))))
        tried += [(groups, when, lines) for when in (proposed.start.earliest, within, proposed.start.latest)]
    if proposed.lines:
        tried.append((groups, proposed.lines.start, proposed.lines.lines))
    tried += [(list(part.zone_group.groups), part.start, lines) for part in proposed.split]
    for contacts, when, over in tried:
        assert called_at_night(contacts, assess(contacts, when, over, book, now)) == set()


@settings(max_examples=80, deadline=None)
@given(groups=GROUPS, now=STARTS, book=st.sampled_from(BOOKS), data=st.data())
def test_no_moment_until_the_latest_merge_calls_anybody_at_night(
    groups: list[ContactGroup], now: datetime, book: Rulebook, data: st.DataObject
) -> None:
    limit = assess(groups, None, 3, book, now).merge_before

    if limit is not None:
        minutes = int((limit - now) / MINUTE)
        for wait in (0, data.draw(st.integers(0, minutes)), minutes):
            assert called_at_night(groups, assess(groups, None, 3, book, now + wait * MINUTE)) == set()


@pytest.mark.parametrize("country", ["TH", "BR", "CD", "JP", "DE", "AT", "GB", "IN"])
def test_the_guard_warns_where_no_confirmed_rule_sets_hours(country: str) -> None:
    zone = zone_offsets.of_country(country)[0]
    contacts = [ContactGroup(Place(country), (zone,), 5)]

    for clock, code in (("20:30", None), ("21:30", "calling-hours"), ("03:00", "calling-hours"), ("08:00", None)):
        start = at(f"2026-12-02 {clock} {zone}")
        clashes = assess(contacts, start, 5, Rulebook(), start).clashes
        assert [clash.code for clash in clashes if clash.rule is night.NIGHT] == ([code] if code else [])


@pytest.mark.parametrize("country", ["US", "FR", "ZA", "NO", "CA"])
def test_the_guard_leaves_alone_whom_a_confirmed_rule_covers(country: str) -> None:
    start = at("2026-12-02 03:00 UTC")
    clashes = assess([ContactGroup(Place(country), (), 5)], start, 5, Rulebook(), start).clashes

    assert clashes
    assert night.NIGHT not in {clash.rule for clash in clashes}


def test_a_rule_by_another_clock_than_the_contacts_own_does_not_replace_the_guard() -> None:
    rules = tuple(rule for rule in default_rules() if rule.id == "US-MS")
    start = at("2026-12-02 08:05 America/Chicago")
    contacts = [group("US-MS America/Los_Angeles", 5), group("US-MS America/Menominee", 3)]

    (clash,) = assess(contacts, start, 5, Rulebook(rules=rules), start).clashes

    assert (clash.rule, clash.code, clash.contacts) == (night.NIGHT, "calling-hours", 5)


def test_a_night_in_one_of_several_zones_is_unsure() -> None:
    start = at("2026-12-02 19:30 America/Sao_Paulo")
    (clash,) = assess([group("BR America/Noronha,America/Sao_Paulo", 100)], start, 1, Rulebook(), start).clashes

    assert (clash.code, clash.severity, clash.certain) == ("calling-hours-unsure", Severity.WARNING, False)
    assert {part.zone for part in clash.parts} == {"America/Noronha", "America/Sao_Paulo"}


def test_where_nothing_is_known_of_a_contact_its_hour_is_never_right() -> None:
    nowhere, start = [ContactGroup(Place(None), (), 5)], at("2026-12-02 12:00 UTC")
    assessment = assess(nowhere, start, 5, Rulebook(), start)

    assert [(clash.code, clash.contacts) for clash in assessment.clashes] == [("calling-hours-unsure", 5)]
    assert (assessment.alternatives.start, assessment.alternatives.lines, assessment.alternatives.split) == (
        None,
        None,
        (),
    )
    assert assess(nowhere, None, 5, Rulebook(night=None), start).merge_before is None


def test_coverage_tells_apart_unconfirmed_rules_rules_switched_off_and_none() -> None:
    start = at("2026-12-02 12:00 UTC")
    off = tuple(rule for rule in default_rules() if rule.country == "ZA")
    book = Rulebook(rules=tuple(rule for rule in default_rules() if rule not in off), off=off)
    contacts = [group("ZA Africa/Johannesburg", 2), group("TH Asia/Bangkok", 3), group("FR Europe/Paris", 4)]
    contacts.append(group("GB Europe/London", 5))
    assessment = assess(contacts, start, 5, book, start)

    assert assessment.coverage == {
        Coverage.OFF: 2,
        Coverage.UNKNOWN: 3,
        Coverage.RULE: 4,
        Coverage.UNCONFIRMED: 5,
    }
    assert list(assessment.uncovered) == [Coverage.UNKNOWN, Coverage.OFF, Coverage.UNCONFIRMED]


@pytest.mark.parametrize(
    ("hours", "day"),
    [
        ((21 * 60, 8 * 60), ((480, 1260),)),
        ((20 * 60, 9 * 60), ((540, 1200),)),
        ((0, 8 * 60), ((480, 1440),)),
        ((21 * 60, 1440), ((0, 1260),)),
        ((1 * 60, 6 * 60), ((0, 60), (360, 1440))),
    ],
)
def test_a_night_may_begin_before_or_after_midnight(hours: tuple[int, int], day: tuple[tuple[int, int], ...]) -> None:
    guard = night.guard(hours)

    assert (guard.mon_fri, guard.sat, guard.sun) == (day, day, day)
