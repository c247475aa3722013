"""The launches as an iCalendar feed: lines of RFC 5545, an event for each launch."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from runner.report import calendar
from tests.project import Project


def events(feed: str) -> list[dict[str, str]]:
    """Unfold the lines, and give each event's properties."""
    found: list[dict[str, str]] = []
    for line in feed.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("END", "BEGIN"):
            found[-1][name] = value
    return found


def test_a_launch_is_an_event_from_its_first_call_to_its_latest_end(project: Project) -> None:
    project.add(concurrentCalls=1, campaignName="Q4; all, of it")

    feed = project.run("calendar").out

    (event,) = events(feed)
    assert (event["DTSTART"], event["DTEND"]) == ("20261201T200000Z", "20261201T200600Z")
    assert event["SUMMARY"] == r"Q4\; all\, of it calls"
    assert r"3 people\, campaigns/q4.yaml\nAmerica/Los_Angeles: Tue 01 Dec 12:00" in event["DESCRIPTION"]
    assert feed.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert feed.endswith("END:VCALENDAR\r\n")


def test_a_campaign_that_moves_to_another_day_is_the_same_event(project: Project) -> None:
    project.add()
    (before,) = events(project.run("calendar").out)
    project.add(scheduledDate="2026-12-02")
    (after,) = events(project.run("calendar").out)

    assert before["UID"] == after["UID"]
    assert before["DTSTART"] != after["DTSTART"]


def test_windows_are_events_of_their_own(project: Project, tmp_path: Any) -> None:
    project.add()
    out = tmp_path / "launches.ics"

    project.run("calendar", "--windows", "--out", str(out))

    launch, window = events(out.read_bytes().decode())
    assert window["SUMMARY"].endswith("calls permitted in America/Los_Angeles")
    assert (window["DTSTART"], window["DTEND"]) == ("20261201T160000Z", "20261202T050000Z")
    assert launch["UID"] != window["UID"]


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=300))
def test_no_line_is_over_75_octets_and_each_unfolds_to_what_it_was(line: str) -> None:
    line = line.replace("\r", "").replace("\n", "")

    folded = calendar._folded(line)

    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line


def test_instants_are_in_utc() -> None:
    assert calendar._utc(datetime(2026, 12, 1, 12, tzinfo=UTC).isoformat()) == "20261201T120000Z"
    assert calendar._utc("2026-12-01T12:00:00-08:00") == "20261201T200000Z"
