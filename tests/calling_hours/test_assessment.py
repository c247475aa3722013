"""What a judgement tells of a run besides its clashes."""

from datetime import date, timedelta

from runner.calling_hours.assessment import Local, judge, open_hours
from runner.calling_hours.day_notes import DayKind
from runner.calling_hours.forecast import Pace
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import Group, Rulebook, ZoneSource
from tests.calling_hours.groups import at, group, pace

EARLY = at("2026-10-01 12:00 UTC")
BOOK = Rulebook(pace=pace(30, 60))


def hours(local: Local) -> str:
    return f"{local.zone} {local.first:%H:%M} {local.least:%H:%M} {local.most:%H:%M}"


def test_each_zone_has_its_first_call_and_the_range_of_its_last() -> None:
    groups = [group("US America/New_York", 60), group("US America/Denver", 30), group("US America/Detroit", 30)]

    found = judge(groups, at("2026-12-01 12:00 America/New_York"), 1, BOOK, EARLY)

    called = [(one.crowd.names, one.crowd.contacts, [hours(local) for local in one.local]) for one in found.called]
    assert called == [
        (("America/New_York", "America/Detroit"), 90, ["America/New_York 12:00 13:00 14:00"]),
        (("America/Denver",), 30, ["America/Denver 10:00 11:00 12:00"]),
    ]


def test_it_is_said_what_the_zones_rest_on_and_for_whom_no_rule_counts() -> None:
    groups = [
        Group(Place("US"), ("America/New_York",), 5, ZoneSource.COLUMN),
        Group(Place("US"), ("America/New_York",), 7, ZoneSource.NUMBER),
        Group(Place("US"), (), 11),
        Group(Place("JP"), ("Asia/Tokyo",), 13),
        Group(Place(None), (), 17),
        Group(Place("US"), ("America/Chicago",), 0),
    ]

    found = judge(groups, at("2026-12-01 15:00 America/New_York"), 10, BOOK, EARLY)

    assert found.sources == {ZoneSource.COLUMN: 5, ZoneSource.NUMBER: 20, ZoneSource.COUNTRY: 28}
    assert found.unjudged == 30
    assert found.passed


def test_a_list_of_nobody_is_judged() -> None:
    found = judge([], at("2026-12-01 15:00 America/New_York"), 10, BOOK, EARLY)

    assert (found.called, found.clashes, found.passed, found.fixes.start) == ((), (), True, None)


def test_without_lines_the_first_call_alone_is_judged() -> None:
    late = judge([group("US-FL America/New_York", 9000)], at("2026-12-01 19:59 America/New_York"), None, BOOK, EARLY)
    early = judge([group("US-FL America/New_York", 9000)], at("2026-12-01 07:59 America/New_York"), None, BOOK, EARLY)

    assert (late.forecast, late.passed) == (None, True)
    assert [clash.rule.id for clash in early.clashes] == ["US", "US-FL"]
    assert early.fixes.start
    assert early.fixes.start.earliest == at("2026-12-01 08:00 America/New_York")


def test_holidays_and_weekends_within_the_run_are_named_with_how_many_live_by_them() -> None:
    groups = [group("FR Europe/Paris", 600), group("DE Europe/Berlin", 300), group("SA Asia/Riyadh", 540)]

    found = judge(groups, at("2026-12-25 12:00 Europe/Paris"), 1, BOOK, EARLY)

    assert [(note.day.day, note.kind, note.name, note.country, note.contacts) for note in found.days] == [
        (25, DayKind.HOLIDAY, "Christmas Day", "FR", 600),
        (25, DayKind.HOLIDAY, "Christmas Day", "DE", 300),
        (25, DayKind.WEEKEND, "Friday", "SA", 540),
        (26, DayKind.HOLIDAY, "Second Day of Christmas", "DE", 300),
        (26, DayKind.WEEKEND, "Saturday", "FR", 600),
        (26, DayKind.WEEKEND, "Saturday", "SA", 540),
        (26, DayKind.WEEKEND, "Saturday", "DE", 300),
    ]


def test_a_states_own_holiday_is_named_where_its_rule_heeds_it() -> None:
    groups = [group("US-LA America/Chicago", 60), group("US America/Chicago", 40)]

    found = judge(groups, at("2027-02-09 12:00 America/Chicago"), 1, BOOK, EARLY)

    assert [(note.day, note.name, note.contacts) for note in found.days] == [(date(2027, 2, 9), "Mardi Gras", 60)]


def test_clock_changes_within_the_run_are_named() -> None:
    groups = [group("US America/New_York", 600), group("US America/Phoenix", 600)]

    back = judge(groups, at("2026-10-31 20:00 America/New_York"), 1, BOOK, EARLY).clock_changes
    on = judge([group("AU Australia/Lord_Howe", 600)], at("2026-10-03 20:00 Australia/Lord_Howe"), 1, BOOK, EARLY)

    assert [(one.zone, f"{one.at:%a %H:%M}", one.minutes, one.contacts) for one in back] == [
        ("America/New_York", "Sun 01:00", -60, 600)
    ]
    assert [(one.zone, f"{one.at:%a %H:%M}", one.minutes) for one in on.clock_changes] == [
        ("Australia/Lord_Howe", "Sun 02:30", 30)
    ]


def test_a_limit_on_calls_to_one_person_is_passed_by_more_attempts() -> None:
    groups = [group("AE Asia/Dubai", 10), group("US-FL America/New_York", 20)]

    once, thrice = (
        judge(groups, at("2026-12-01 15:00 Asia/Dubai"), 1, Rulebook(pace=Pace(attempts=attempts)), EARLY).caps
        for attempts in (1, 3)
    )

    assert [(one.rule.id, one.cap.calls, one.cap.within.days, one.contacts) for one in once] == [
        ("US-FL", 3, 1, 20),
        ("AE", 1, 1, 10),
        ("AE", 2, 7, 10),
    ]
    assert [one.passed for one in once] == [False, False, False]
    assert [one.passed for one in thrice] == [False, True, True]


def test_the_hours_of_a_crowd_are_given_for_the_days_of_its_run() -> None:
    found = judge([group("US-FL America/New_York", 60)], at("2026-12-01 12:00 America/New_York"), 1, BOOK, EARLY)
    called = found.called[0]

    (day,) = open_hours(called.crowd, called.local[0])

    assert day == (at("2026-12-01 08:00 America/New_York"), at("2026-12-01 20:00 America/New_York"))


def test_a_run_of_years_is_judged_by_its_first_four_weeks() -> None:
    people = [group("US America/New_York", 1_000_000)]

    found = judge(people, at("2026-12-01 12:00 America/New_York"), 1, BOOK, EARLY)

    (clash,) = found.clashes
    assert len(clash.parts) == 28
    assert found.run.most - found.run.start > timedelta(days=690)
    assert found.fixes.lines
    assert found.fixes.lines.lines == 1852  # a million minutes in nine hours


def test_nothing_is_proposed_that_is_past() -> None:
    start, now = at("2026-12-01 21:30 America/New_York"), at("2026-12-01 20:30 America/New_York")

    found = judge([group("US America/New_York", 60)], start, 1, BOOK, now)

    assert found.fixes.start
    assert found.fixes.start.earliest == at("2026-12-02 08:00 America/New_York")


def test_what_is_proposed_is_no_time_that_a_clock_has_twice() -> None:
    # Nine in Dubai is one in New York, where the hour from one to two comes twice that night.
    found = judge([group("AE Asia/Dubai", 60)], at("2026-11-01 00:00 America/New_York"), 1, BOOK, EARLY)

    assert found.fixes.start
    assert found.fixes.start.earliest == at("2026-11-01 02:00 America/New_York")
