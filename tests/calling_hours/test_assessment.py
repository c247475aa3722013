"""What an assessment has besides the clashes."""

from datetime import date, timedelta

from runner.calling_hours.assessment import Assessor, LocalSpan, assess, permitted_hours
from runner.calling_hours.clashes import ClashReason
from runner.calling_hours.day_notes import DayKind
from runner.calling_hours.forecast import Pace
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import ContactGroup, Coverage, Rulebook, ZoneSource
from tests.calling_hours.groups import at, group, pace

EARLY = at("2026-10-01 12:00 UTC")
BOOK = Rulebook(pace=pace(30, 60))


def hours(local: LocalSpan) -> str:
    return f"{local.zone} {local.start:%H:%M} {local.earliest_end:%H:%M} {local.latest_end:%H:%M}"


def test_each_zone_has_its_first_call_and_the_range_of_its_last() -> None:
    groups = [group("US America/New_York", 60), group("US America/Denver", 30), group("US America/Detroit", 30)]

    assessment = assess(groups, at("2026-12-01 12:00 America/New_York"), 1, BOOK, EARLY)

    calls = [
        (group.zone_group.names, group.zone_group.contacts, [hours(local) for local in group.local])
        for group in assessment.groups
    ]
    assert calls == [
        (("America/New_York", "America/Detroit"), 90, ["America/New_York 12:00 13:00 14:00"]),
        (("America/Denver",), 30, ["America/Denver 10:00 11:00 12:00"]),
    ]


def test_sources_of_zones_and_contacts_without_rules_are_counted() -> None:
    groups = [
        ContactGroup(Place("US"), ("America/New_York",), 5, ZoneSource.COLUMN),
        ContactGroup(Place("US"), ("America/New_York",), 7, ZoneSource.NUMBER),
        ContactGroup(Place("US"), (), 11),
        ContactGroup(Place("JP"), ("Asia/Tokyo",), 13),
        ContactGroup(Place(None), (), 17),
        ContactGroup(Place("US"), ("America/Chicago",), 0),
    ]

    assessment = assess(groups, at("2026-12-01 15:00 America/New_York"), 10, BOOK, EARLY)

    assert assessment.sources == {ZoneSource.COLUMN: 5, ZoneSource.NUMBER: 20, ZoneSource.COUNTRY: 11}
    assert assessment.without_zone == 17
    assert assessment.coverage == {Coverage.RULE: 23, Coverage.UNKNOWN: 30}
    assert not assessment.passed


def test_an_empty_list_passes() -> None:
    assessment = assess([], at("2026-12-01 15:00 America/New_York"), 10, BOOK, EARLY)

    assert (assessment.groups, assessment.clashes, assessment.alternatives.start) == ((), (), None)
    assert assessment.passed


def test_without_lines_the_list_is_checked_as_if_one_line_called_it() -> None:
    few = assess([group("US-FL America/New_York", 60)], at("2026-12-01 12:00 America/New_York"), None, BOOK, EARLY)
    late = assess([group("US-FL America/New_York", 60)], at("2026-12-01 19:59 America/New_York"), None, BOOK, EARLY)
    many = assess([group("US-FL America/New_York", 9000)], at("2026-12-01 12:00 America/New_York"), None, BOOK, EARLY)

    assert (few.forecast, few.passed) == (None, True)
    assert [(clash.rule.id, clash.code, clash.certain) for clash in late.clashes] == [
        ("US-FL", "calling-hours-unsure", False)
    ]
    assert late.alternatives.start
    assert late.alternatives.start.latest == at("2026-12-01 19:00 America/New_York")
    assert [clash.parts[0].start for clash in many.clashes] == [
        at("2026-12-01 21:00 America/New_York"),
        at("2026-12-01 20:00 America/New_York"),
    ]
    assert many.alternatives.start is None
    assert many.alternatives.lines
    assert many.alternatives.lines.lines == 19


def test_holidays_and_weekends_during_the_calls_are_noted_with_their_contacts() -> None:
    groups = [group("FR Europe/Paris", 600), group("DE Europe/Berlin", 300), group("SA Asia/Riyadh", 540)]

    assessment = assess(groups, at("2026-12-25 12:00 Europe/Paris"), 1, BOOK, EARLY)

    assert [(note.day.day, note.kind, note.name, note.country, note.contacts) for note in assessment.days] == [
        (25, DayKind.HOLIDAY, "Christmas Day", "FR", 600),
        (25, DayKind.HOLIDAY, "Christmas Day", "DE", 300),
        (25, DayKind.WEEKEND, "Friday", "SA", 540),
        (26, DayKind.HOLIDAY, "Second Day of Christmas", "DE", 300),
        (26, DayKind.WEEKEND, "Saturday", "FR", 600),
        (26, DayKind.WEEKEND, "Saturday", "SA", 540),
        (26, DayKind.WEEKEND, "Saturday", "DE", 300),
    ]


def test_a_states_own_holiday_is_noted_where_its_rule_observes_it() -> None:
    groups = [group("US-LA America/Chicago", 60), group("US America/Chicago", 40)]

    assessment = assess(groups, at("2027-02-09 12:00 America/Chicago"), 1, BOOK, EARLY)

    assert [(note.day, note.name, note.contacts) for note in assessment.days] == [(date(2027, 2, 9), "Mardi Gras", 60)]


def test_clock_changes_during_the_calls_are_noted() -> None:
    groups = [group("US America/New_York", 600), group("US America/Phoenix", 600)]

    back = assess(groups, at("2026-10-31 20:00 America/New_York"), 1, BOOK, EARLY).clock_changes
    groups = [group("AU Australia/Lord_Howe", 600)]
    forward = assess(groups, at("2026-10-03 20:00 Australia/Lord_Howe"), 1, BOOK, EARLY).clock_changes

    assert [(change.zone, f"{change.at:%a %H:%M}", change.minutes, change.contacts) for change in back] == [
        ("America/New_York", "Sun 01:00", -60, 600)
    ]
    assert [(change.zone, f"{change.at:%a %H:%M}", change.minutes) for change in forward] == [
        ("Australia/Lord_Howe", "Sun 02:30", 30)
    ]


def test_more_attempts_exceed_a_limit_on_calls_to_one_person() -> None:
    groups = [group("AE Asia/Dubai", 10), group("US-FL America/New_York", 20)]

    once, thrice = (
        assess(groups, at("2026-12-01 15:00 Asia/Dubai"), 1, Rulebook(pace=Pace(attempts=attempts)), EARLY).caps
        for attempts in (1, 3)
    )

    assert [(cap.rule.id, cap.cap.calls, cap.cap.within.days, cap.contacts) for cap in once] == [
        ("US-FL", 3, 1, 20),
        ("AE", 1, 1, 10),
        ("AE", 2, 7, 10),
    ]
    assert [cap.exceeded for cap in once] == [False, False, False]
    assert [cap.exceeded for cap in thrice] == [False, True, True]


def test_permitted_hours_cover_the_days_of_the_calls() -> None:
    assessment = assess([group("US-FL America/New_York", 60)], at("2026-12-01 12:00 America/New_York"), 1, BOOK, EARLY)
    calls = assessment.groups[0]

    (day,) = permitted_hours(calls.zone_group, calls.local[0])

    assert day == (at("2026-12-01 08:00 America/New_York"), at("2026-12-01 20:00 America/New_York"))


def test_of_calls_that_take_years_the_first_four_weeks_are_checked() -> None:
    groups = [group("US America/New_York", 1_000_000)]

    assessment = assess(groups, at("2026-12-01 12:00 America/New_York"), 1, BOOK, EARLY)

    (clash,) = assessment.clashes
    assert len(clash.parts) == 28
    assert assessment.calling.latest_end - assessment.calling.start > timedelta(days=690)
    assert assessment.alternatives.lines
    assert assessment.alternatives.lines.lines == 1852  # a million minutes in nine hours


def test_no_start_in_the_past_is_proposed() -> None:
    start, now = at("2026-12-01 21:30 America/New_York"), at("2026-12-01 20:30 America/New_York")

    assessment = assess([group("US America/New_York", 60)], start, 1, BOOK, now)

    assert assessment.alternatives.start
    assert assessment.alternatives.start.earliest == at("2026-12-02 08:00 America/New_York")


def test_no_local_time_that_occurs_twice_is_proposed() -> None:
    # Nine in Dubai is one in New York, where the hour from one to two occurs twice that night.
    assessment = assess([group("AE Asia/Dubai", 60)], at("2026-11-01 00:00 America/New_York"), 1, BOOK, EARLY)

    assert assessment.alternatives.start
    assert assessment.alternatives.start.earliest == at("2026-11-01 02:00 America/New_York")


def test_contacts_are_counted_once_although_quiet_hours_and_a_holiday_may_be_broken() -> None:
    start = at("2026-12-24 18:00 Europe/Paris")

    (clash,) = assess([group("FR Europe/Paris", 600)], start, None, Rulebook(), EARLY).clashes

    assert (clash.code, clash.contacts) == ("calling-hours-unsure", 600)
    assert {part.reason for part in clash.parts} == {ClashReason.QUIET, ClashReason.HOLIDAY}


def test_contacts_of_whom_nothing_is_known_are_not_counted_among_those_of_a_zone() -> None:
    groups = [group("BR America/Noronha,America/Sao_Paulo", 100), ContactGroup(Place(None), (), 3)]
    start = at("2026-12-02 19:30 America/Sao_Paulo")

    clashes = assess(groups, start, 1, Rulebook(), EARLY).clashes

    assert [(clash.contacts, clash.parts[0].reason) for clash in clashes] == [
        (100, ClashReason.NIGHT),
        (3, ClashReason.NOWHERE),
    ]


def test_lists_with_the_same_contacts_are_assessed_once_and_by_the_zone_of_their_own_start() -> None:
    groups, assessor = (group("US America/New_York", 60),), Assessor(BOOK, EARLY)
    starts = [at("2026-12-01 12:00 America/New_York"), at("2026-12-01 11:00 America/Chicago")]

    assessments = [assessor.assess(groups, start, 1) for start in starts]

    assert starts[0] == starts[1]
    assert assessments == [assess(groups, start, 1, BOOK, EARLY) for start in starts]
    assert [each.change_ahead.zone for each in assessments if each.change_ahead] == [
        "America/New_York",
        "America/Chicago",
    ]
    assert assessor.assess(groups, starts[0], 1) is assessments[0]
