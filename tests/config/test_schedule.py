"""Local times, zones and instants."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner import timezones
from runner.config import schedule
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
        ("PST", "such as `America/Los_Angeles`"),
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


@pytest.mark.parametrize("zone", ["EST", "Etc/GMT+5", "UTC", "GMT", "Etc/UTC"])
def test_a_fixed_offset_is_a_warning(zone: str) -> None:
    launch, findings = resolve("2026-12-01", "12:00:00", zone)

    assert launch is not None
    assert [(found.code, found.severity) for found in findings] == [("fixed-offset-zone", Severity.WARNING)]


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/Phoenix", "Japan", "EST5EDT"])
def test_a_place_without_clock_changes_is_no_fixed_offset(zone: str) -> None:
    _, findings = resolve("2026-12-01", "12:00:00", zone)

    assert not findings.counts


def test_a_date_at_the_end_of_time_is_a_finding() -> None:
    launch, findings = resolve("9999-12-31", "23:59:59", "America/Los_Angeles")

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
