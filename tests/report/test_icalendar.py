"""The calendar's feed, read back by a parser of others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from runner.report.icalendar import calendar
from tests.project import Project
from tests.report import views


def events(feed: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(feed).walk("VEVENT"))


def test_each_launch_is_an_event_from_its_start_to_its_latest_end() -> None:
    by_summary = {str(event["SUMMARY"]): event for event in events(calendar(views.usual()))}

    assert list(by_summary) == [
        "Long ago (15 contacts)",
        "IMMEDIATELY when applied: Appointment changes (120 contacts)",
        "Q4 outreach (4,800 contacts)",
        "Sent before (310 contacts)",
        "Evening reminder (1,500 contacts)",
        "Sydney and Toronto (900 contacts)",
        "Not read",
        "Spring survey (90,000 contacts)",
    ]
    q4 = by_summary["Q4 outreach (4,800 contacts)"]
    assert q4["DTSTART"].dt == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
    assert q4["DTEND"].dt == datetime(2026, 12, 1, 19, 40, tzinfo=UTC)
    assert q4["DTSTAMP"].dt == views.AS_OF
    assert q4["STATUS"] == "TENTATIVE"
    assert "America/Los_Angeles: Tue 1 Dec 06:00, ending 08:10 to 11:40, 1,600 contacts" in str(q4["DESCRIPTION"])
    assert by_summary["Sent before (310 contacts)"]["STATUS"] == "CONFIRMED"
    assert "DTEND" not in by_summary["Not read"]


def test_a_campaign_keeps_its_uid_when_its_launch_and_its_file_move() -> None:
    before = views.launch("Q4 outreach", views.AS_OF, path="campaigns/q4.yaml")
    after = replace(before, path="campaigns/moved.yaml", start=before.start + timedelta(days=4))

    first, second = (events(calendar(views.view(launch)))[0]["UID"] for launch in (before, after))

    assert first == second


def test_windows_are_asked_for_and_each_has_a_uid() -> None:
    found = events(calendar(views.usual(), windows=True))

    windows = [event for event in found if "Calling hours" in event["CATEGORIES"].cats]
    assert len({str(event["UID"]) for event in found}) == len(found)
    assert len(windows) == 23
    (los_angeles,) = [
        one for one in windows if str(one["SUMMARY"]) == "May be called, America/Los_Angeles: Q4 outreach"
    ]
    assert los_angeles["DTSTART"].dt == datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
    assert los_angeles["DTEND"].dt == datetime(2026, 12, 2, 5, 0, tzinfo=UTC)


@given(name=st.text(min_size=1, max_size=128))
def test_any_name_is_read_back_and_no_line_is_over_75_octets(name: str) -> None:
    feed = calendar(views.view(views.launch(name, views.AS_OF)))

    lines = feed.encode().split(b"\r\n")
    (event,) = events(feed)
    shown = "".join(char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in name)
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    assert str(event["SUMMARY"]) == f"{shown} (4,800 contacts)"


def test_the_feed_can_be_asked_for_as_of_another_instant(project: Project) -> None:
    project.add()

    (event,) = events(project.run("calendar", "--as-of", "2026-11-30T07:08:00Z").out)

    assert event["DTSTAMP"].dt == datetime(2026, 11, 30, 7, 8, tzinfo=UTC)


def test_the_command_writes_the_feed_and_counts_what_is_left_out(project: Project, tmp_path: Path) -> None:
    project.add()
    project.add("bad.yaml", campaignName="Bad", concurrentCalls=-1)
    target = tmp_path / "campaigns.ics"

    printed, written = project.run("calendar"), project.run("calendar", "--out", str(target))

    assert (printed.code, written.code, written.out) == (0, 0, "")
    assert target.read_bytes().decode().replace("\r\n", "\n") == printed.out.replace("\r\n", "\n")
    assert b"\r\nEND:VCALENDAR\r\n" in target.read_bytes()
    assert [str(event["SUMMARY"]) for event in events(printed.out)] == ["Q4 Outreach Campaign (3 contacts)"]
    assert "warning: 1 campaign blocked by errors left out" in printed.err


def test_hours_outside_the_night_are_not_called_permitted_where_no_rule_is_known(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+66812345678\n")
    project.add(scheduledTimezone="Asia/Bangkok")

    launch, window = events(project.run("calendar", "--windows").out)

    assert "1 contact, no rule known" in str(launch["DESCRIPTION"])
    assert str(window["SUMMARY"]) == "By day, no rule known, Asia/Bangkok: Q4 Outreach Campaign"
    assert (window["DTSTART"].dt.hour, window["DTEND"].dt.hour) == (1, 14)


def test_without_lines_the_event_is_an_instant(project: Project) -> None:
    project.add(without=("concurrentCalls",))

    (event,) = events(project.run("calendar").out)

    assert "DTEND" not in event
    assert "end unknown" in str(event["DESCRIPTION"])


def test_what_became_of_a_campaign_is_in_its_event(project: Project) -> None:
    for name in ("Deleted", "Gone", "Live", "Done", "As planned"):
        project.add(f"{name}.yaml", campaignName=name)
    project.apply()
    project.run("delete", "Deleted")
    account = {each["campaignName"]: each for each in project.api.campaigns}
    project.api.campaigns.remove(account["Gone"])
    account["Live"]["campaignStatus"], account["Done"]["campaignStatus"] = "live", "completed"
    project.add("new.yaml", campaignName="New")
    project.apply()

    by_name = {str(event["SUMMARY"]).partition(" (")[0]: event for event in events(project.run("calendar").out)}

    assert {summary: str(event["STATUS"]) for summary, event in by_name.items()} == {
        "CANCELED: Deleted": "CANCELLED",
        "CANCELED: Gone": "CANCELLED",
        "DIALING NOW: Live": "CONFIRMED",
        "COMPLETED EARLY: Done": "CONFIRMED",
        "As planned": "CONFIRMED",
        "New": "CONFIRMED",
    }
    assert "campaigns delete Live" in str(by_name["DIALING NOW: Live"]["DESCRIPTION"])
