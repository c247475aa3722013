"""Local times, zones and instants."""

import re
import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner import timezones
from runner.config import schedule, zone_suggestions
from runner.config.campaign import WallTime
from runner.config.schedule import Launch
from runner.findings import Findings, Severity
from runner.yamlfile.document import Document, parse_document

NOW = datetime(2026, 11, 22, 21, 40, tzinfo=UTC)
ZONES = sorted(name for name in zoneinfo.available_timezones() if "/" in name)


def document(date: str, time: str, zone: str) -> Document:
    text = f"isScheduled: true\nscheduledDate: {date}\nscheduledTime: {time}\nscheduledTimezone: {zone}\n"
    parsed = parse_document(text.encode(), "campaigns/q4.yaml", Findings())
    assert parsed is not None
    return parsed


def resolve(date: str, time: str, zone: str) -> tuple[Launch | None, Findings]:
    findings = Findings()
    return schedule.resolve(WallTime(date, time, zone), document(date, time, zone), findings), findings


def test_a_local_time_becomes_the_instant_in_its_zone() -> None:
    launch, findings = resolve("2026-12-01", "12:00:00", "America/Los_Angeles")

    assert launch is not None
    assert launch.instant == "2026-12-01T20:00:00Z"
    assert not findings.counts


def test_a_campaign_that_is_not_scheduled_launches_at_once() -> None:
    launch = schedule.resolve(None, document("2026-12-01", "12:00:00", "UTC"), Findings())

    assert launch == Launch(None)
    assert launch.immediate


def test_a_time_that_the_clock_skips_is_found_at_its_line() -> None:
    launch, findings = resolve("2027-03-14", "02:30:00", "America/New_York")

    assert launch is None
    (found,) = findings
    assert (found.code, found.line, found.column) == ("time-skipped", 3, 16)
    assert found.hint == "`03:30:00` exists that day"


@pytest.mark.parametrize(
    ("date", "time", "zone", "hint"),
    [
        ("2027-03-27", "23:30:00", "America/Nuuk", "write `scheduledDate: 2027-03-28` and `scheduledTime: 00:30:00`"),
        ("2027-03-27", "23:30:00", "America/Nuuk", "or a time before `23:00:00`"),
        ("2027-03-27", "23:00:00", "America/Nuuk", "`scheduledDate: 2027-03-28` and `scheduledTime: 00:00:00`"),
        ("2011-12-30", "12:00:00", "Pacific/Apia", "write `scheduledDate: 2011-12-31` and `scheduledTime: 12:00:00`"),
        ("2027-04-30", "00:30:00", "Africa/Cairo", "`01:30:00` exists that day"),
        ("2027-03-28", "00:00:00", "Asia/Beirut", "`01:00:00` exists that day"),
        ("2027-09-05", "00:30:00", "America/Santiago", "`01:30:00` exists that day"),
        ("2028-03-12", "00:59:59", "America/Havana", "`01:59:59` exists that day"),
        ("2023-10-01", "00:30:00", "America/Asuncion", "`01:30:00` exists that day"),
        ("2027-10-03", "02:15:00", "Australia/Lord_Howe", "`02:45:00` exists that day"),
        ("2027-03-28", "01:30:00", "Antarctica/Troll", "`03:30:00` exists that day"),
    ],
)
def test_the_hint_of_a_skipped_time_names_a_date_and_time_that_exist(
    date: str, time: str, zone: str, hint: str
) -> None:
    _, findings = resolve(date, time, zone)

    (found,) = findings
    assert found.code == "time-skipped"
    assert found.hint is not None
    assert hint in found.hint


@pytest.mark.parametrize(
    ("date", "time", "zone", "hint"),
    [
        ("2026-11-01", "01:30:00", "America/New_York", "before `01:00:00` or from `02:00:00`"),
        ("2027-04-04", "01:45:00", "Australia/Lord_Howe", "before `01:30:00` or from `02:00:00`"),
        ("2027-04-04", "02:30:00", "Australia/Sydney", "it is 2027-04-03 15:30 UTC and again 2027-04-03 16:30 UTC"),
        ("2027-10-30", "23:30:00", "Asia/Beirut", "before `23:00:00` or from `00:00:00` on 2027-10-31"),
        ("2027-11-07", "00:30:00", "America/Havana", "choose a time from `01:00:00`"),
    ],
)
def test_the_hint_of_a_repeated_time_names_the_times_around_it(date: str, time: str, zone: str, hint: str) -> None:
    _, findings = resolve(date, time, zone)

    (found,) = findings
    assert found.code == "time-twice"
    assert found.hint is not None
    assert hint in found.hint


def test_a_time_that_occurs_twice_is_found_with_both_its_instants() -> None:
    launch, findings = resolve("2026-11-01", "01:30:00", "America/New_York")

    assert launch is None
    (found,) = findings
    assert found.code == "time-twice"
    assert found.hint is not None
    assert found.hint.startswith("it is 05:30 UTC and again 06:30 UTC")


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("America/Los_Angles", "did you mean `America/Los_Angeles`"),
        ("america/new_york", "did you mean `America/New_York`?"),
        ("Berlin", "did you mean `Europe/Berlin`?"),
        ("India Standard Time", "such as `Asia/Kolkata`"),
        ("W. Europe Standard Time", "such as `Europe/Berlin`"),
        ("Europe", "write an Area/City name"),
        ("Local", "write an Area/City name"),
        ("utc", "write an Area/City name"),
        ("PST", "such as `America/Los_Angeles` or `Asia/Manila`"),
        ("MSK", "such as `Europe/Moscow`"),
        ("msk", "such as `Europe/Moscow`"),
        ("IST", "such as `Asia/Kolkata`, `Europe/Dublin` or `Asia/Jerusalem`"),
        ("BST", "such as `Europe/London`"),
        ("CST", "such as `America/Chicago`, `Asia/Shanghai` or"),
        ("AST", "such as `America/Halifax` or `America/Puerto_Rico`"),
        ("WIB", "such as `Asia/Jakarta`"),
        ("JST", "such as `Asia/Tokyo`"),
        ("KST", "such as `Asia/Seoul`"),
        ("AEST", "such as `Australia/Sydney`"),
        ("EDT", "such as `America/New_York`"),
        ("CEST", "such as `Europe/Berlin`"),
        ("WEST", "such as `Europe/Lisbon`"),
        ("PT", "such as `America/Los_Angeles`"),
        ("et", "such as `America/New_York`"),
        ("LA", "such as `America/Chicago` or `America/Los_Angeles`"),
        ("rome", "did you mean `Europe/Rome`?"),
        ("GMT+2", "an offset isn't a zone"),
        ("UTC-5", "an offset isn't a zone"),
        ("UTC+05:30", "an offset isn't a zone"),
        ("-0800", "an offset isn't a zone"),
        ("+02:00", "write an Area/City name"),
        ("../../etc/passwd", "write an Area/City name"),
    ],
)
def test_an_unknown_zone_is_an_error_with_the_nearest_names(zone: str, hint: str) -> None:
    launch, findings = resolve("2026-12-01", "12:00:00", zone)

    assert launch is None
    (found,) = findings
    assert (found.code, found.severity) == ("unknown-zone", Severity.ERROR)
    assert found.hint is not None
    assert hint in found.hint


@pytest.mark.parametrize(
    "name", ["OMST", "VLAT", "XYZ", "abcd", "ROMX", "LIMAS", "TOKIO", "+3", "UTC+14", "est5", "MSK-3"]
)
def test_an_unknown_abbreviation_or_an_offset_has_no_guess_by_spelling(name: str) -> None:
    assert "did you mean" not in zone_suggestions.suggest(name)


@pytest.mark.parametrize("name", sorted({*zone_suggestions.CITIES, "MSK", "WIB", "WITA", "SAST", "ACWST", "HKT"}))
def test_a_city_that_is_suggested_for_an_abbreviation_has_it_by_the_zone_database(name: str) -> None:
    months = [datetime(2027, month, 15, tzinfo=UTC) for month in range(1, 13)]
    for city in zone_suggestions.cities(name):
        clock = zoneinfo.ZoneInfo(city)
        assert name in {month.astimezone(clock).tzname() for month in months} or name == "ACWST", city


@pytest.mark.parametrize("zone", ["EST", "Etc/GMT+5", "UTC", "GMT", "Etc/UTC"])
def test_a_fixed_offset_is_a_warning(zone: str) -> None:
    launch, findings = resolve("2026-12-01", "12:00:00", zone)

    assert launch is not None
    assert [(found.code, found.severity) for found in findings] == [("fixed-offset-zone", Severity.WARNING)]


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/Phoenix", "Japan", "EST5EDT"])
def test_a_place_without_clock_changes_is_no_fixed_offset(zone: str) -> None:
    _, findings = resolve("2026-12-01", "12:00:00", zone)

    assert not findings.counts


@pytest.mark.parametrize(("zone", "city"), [("MST", "America/Denver"), ("HST", "Pacific/Honolulu")])
def test_a_fixed_offset_of_an_abbreviation_has_a_city_in_it(zone: str, city: str) -> None:
    _, findings = resolve("2026-12-01", "12:00:00", zone)

    assert [found.hint for found in findings] == [f"write a city's zone, such as `{city}`"]


@pytest.mark.parametrize("year", [9998, 9999])
def test_a_date_at_the_end_of_time_is_a_finding(year: int) -> None:
    launch, findings = resolve(f"{year}-12-31", "23:59:59", "America/Los_Angeles")

    assert launch is None
    assert findings.counts == {"bad-value": 1}


def ahead(date: str, time: str) -> list[tuple[str, Severity]]:
    launch, findings = resolve(date, time, "America/Los_Angeles")
    assert launch is not None
    schedule.check_ahead(launch, NOW, document(date, time, "America/Los_Angeles"), findings)
    return [(found.code, found.severity) for found in findings]


def test_a_past_instant_is_an_error_even_by_a_second() -> None:
    assert ahead("2026-11-22", "13:39:59") == [("time-in-past", Severity.ERROR)]
    assert ahead("2026-11-22", "13:40:00") == [("time-in-past", Severity.ERROR)]


def test_later_today_is_a_warning_and_tomorrow_is_fine() -> None:
    assert ahead("2026-11-22", "13:40:01") == [("date-today", Severity.WARNING)]
    assert ahead("2026-11-23", "00:00:00") == []


@pytest.mark.parametrize(
    ("date", "code"),
    [("2031-11-21", None), ("2031-11-23", "date-far"), ("2062-01-01", "date-far"), ("3000-01-01", "date-far")],
)
def test_a_launch_more_than_five_years_ahead_is_a_warning(date: str, code: str | None) -> None:
    assert ahead(date, "12:00:00") == ([(code, Severity.WARNING)] if code else [])


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(days=9, hours=23), "in 9 days"),
        (timedelta(days=1), "in 1 day"),
        (timedelta(hours=2), "in 2 hours"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(seconds=59), "in less than a minute"),
        (timedelta(0), "just now"),
        (timedelta(hours=-3), "3 hours ago"),
        (timedelta(days=2000), "in 2,000 days"),
    ],
)
def test_distances_are_said_in_whole_units(delta: timedelta, words: str) -> None:
    assert timezones.format_relative(NOW + delta, NOW) == words


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="has no offset"):
        timezones.parse_instant("2026-12-01T12:00:00")


@given(
    zone=st.sampled_from(ZONES),
    wall=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2037, 12, 31)),  # noqa: DTZ001 - a wall clock
)
def test_a_resolved_time_read_back_in_its_zone_is_the_time_that_was_written(zone: str, wall: datetime) -> None:
    wall = wall.replace(microsecond=0)

    launch, findings = resolve(f"{wall:%Y-%m-%d}", f"{wall:%H:%M:%S}", zone)

    if launch is None:
        assert set(findings.counts) <= {"time-skipped", "time-twice", "fixed-offset-zone"}
    else:
        assert launch.instant is not None
        back = timezones.in_zone(launch.instant, zone)
        assert back.replace(tzinfo=None) == wall
        assert timezones.parse_instant(launch.instant) == back


def changes(zone: str, year: int) -> list[tuple[datetime, datetime]]:
    """The local times of each forward change of a zone in a year, before and after it."""
    clock, at = zoneinfo.ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    result = []
    for _ in range(366 * 24 * 4):
        before, after = at.astimezone(clock), (at + timedelta(minutes=15)).astimezone(clock)
        at += timedelta(minutes=15)
        gap = (after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta())
        if gap > timedelta():
            result.append(((after - gap).replace(tzinfo=None), after.replace(tzinfo=None)))
    return result


GAPS = [
    gap
    for zone in ("America/Nuuk", "Africa/Cairo", "Asia/Beirut", "America/Santiago", "Australia/Lord_Howe")
    for year in (2027, 2030, 2036)
    for gap in [(zone, *change) for change in changes(zone, year)]
]


@given(gap=st.sampled_from(GAPS), into=st.floats(0, 0.999))
def test_what_the_hint_of_a_skipped_time_names_is_the_same_time_after_the_gap(
    gap: tuple[str, datetime, datetime], into: float
) -> None:
    zone, start, end = gap
    length = end - start
    wall = (start + into * length).replace(microsecond=0)

    _, findings = resolve(f"{wall:%Y-%m-%d}", f"{wall:%H:%M:%S}", zone)

    (found,) = findings
    assert found.hint is not None
    date = re.search(r"scheduledDate: ([0-9-]+)", found.hint)
    time = re.search(r"[0-9]{2}:[0-9]{2}:[0-9]{2}", found.hint)
    assert time is not None
    proposed = datetime.fromisoformat(f"{date[1] if date else wall.date()}T{time[0]}")
    assert proposed == wall + length
    assert resolve(f"{proposed:%Y-%m-%d}", f"{proposed:%H:%M:%S}", zone)[0] is not None


@given(zone=st.sampled_from(ZONES), year=st.integers(2026, 2037))
def test_every_clock_change_of_every_zone_is_found(zone: str, year: int) -> None:
    info = zoneinfo.ZoneInfo(zone)
    hour = datetime(year, 1, 1, tzinfo=UTC)
    for _ in range(366):
        before, after = hour.astimezone(info).utcoffset(), (hour + timedelta(days=1)).astimezone(info).utcoffset()
        assert before is not None
        assert after is not None
        if before != after:
            break
        hour += timedelta(days=1)
    else:
        return

    changed = next(
        moment
        for minutes in range(0, 24 * 60, 15)
        if (moment := hour + timedelta(minutes=minutes + 15)).astimezone(info).utcoffset() == after
    )
    # Half-way into what the clock jumped over, or went through twice.
    wall = (changed + max(before, after) - abs(after - before) / 2).replace(tzinfo=None)
    launch, findings = resolve(f"{wall:%Y-%m-%d}", f"{wall:%H:%M:%S}", zone)

    assert launch is None
    assert ("time-skipped" if after > before else "time-twice") in findings.counts
