"""A recorded launch that is no longer the local time that was asked for, by today's zone database."""

import json
from typing import Any

import pytest

from runner import zone_database
from runner.timezones import instants
from runner.timezones import parse_instant as at
from tests.project import Project

NAME = "Q4 Outreach Campaign"
CODE = "zone-rules-changed"


def recorded(project: Project, **fields: Any) -> None:
    """Record a campaign as by version 2025b of the zone database: with other `fields` of its record."""
    project.add()
    assert project.apply().code == 0
    state = project.state
    request = {**state["campaigns"][NAME]["request"], **fields.pop("request", {})}
    state["campaigns"][NAME] |= {"tzdata": "2025b", "request": request, **fields}
    project.state_file.write_text(json.dumps(state))


def found(project: Project, command: str = "plan") -> list[str]:
    result = project.run(command, "--format", "json").json
    findings = result["findings"] if command != "status" else result["campaigns"][0].get("findings", [])
    return [finding["message"] for finding in findings if finding["code"] == CODE]


@pytest.mark.parametrize("command", ["plan", "validate", "status"])
def test_a_launch_at_another_local_time_is_a_warning(project: Project, command: str) -> None:
    recorded(project, launchAt="2026-12-01T21:00:00Z")

    assert found(project, command) == [
        f"{project.recorded[NAME]['campaignId']} launches at 2026-12-01T21:00:00Z, by today's zone rules "
        "Tue 1 Dec 2026 13:00 America/Los_Angeles; 12:00:00, as requested, is now 2026-12-01T20:00:00Z "
        f"(tzdata 2025b then, {zone_database.version()} now)"
    ]
    assert project.run(command).code == 0
    assert f"warning[{CODE}]: camp_" in project.run(command).out
    assert project.apply().code == 0


def test_a_reviewer_sees_it_among_what_a_merge_does_not_fix(project: Project) -> None:
    recorded(project, launchAt="2026-12-01T21:00:00Z")

    head, _, rest = project.run("plan", "--format", "markdown").out.partition(
        "**Already sent; a merge doesn't fix this**"
    )

    assert "launches at 2026-12-01T21:00:00Z" in rest
    assert "launches at" not in head


@pytest.mark.parametrize(
    ("request_", "launch_at", "words"),
    [
        (
            {"scheduledDate": "2027-03-14", "scheduledTime": "02:30:00"},
            "2027-03-14T10:30:00Z",
            "02:30:00, as requested, no longer exists that day",
        ),
        (
            {"scheduledDate": "2027-11-07", "scheduledTime": "01:30:00"},
            "2027-11-07T08:30:00Z",
            "01:30:00, as requested, now occurs twice that day, at 2027-11-07T08:30:00Z and 2027-11-07T09:30:00Z",
        ),
        (
            {"scheduledTimezone": "America/Nowhere"},
            "2026-12-01T20:00:00Z",
            "the zone `America/Nowhere` that was requested no longer exists",
        ),
    ],
)
def test_a_local_time_that_is_no_longer_one_instant_is_a_warning(
    project: Project, request_: dict[str, str], launch_at: str, words: str
) -> None:
    recorded(project, request=request_, launchAt=launch_at)

    assert [words in message for message in found(project, "status")] == [True]
    assert [words in message for message in found(project)] == [True]


@pytest.mark.parametrize("fields", [{}, {"tzdata": None}, {"tzdata": "1999a"}])
def test_a_launch_at_the_local_time_is_none_whatever_the_version(project: Project, fields: dict[str, Any]) -> None:
    recorded(project, **fields)

    assert (found(project), found(project, "status")) == ([], [])


def test_a_launch_that_is_past_is_none(project: Project) -> None:
    recorded(project, launchAt="2026-11-23T21:00:00Z")
    project.clock.move(days=2)

    assert (found(project), found(project, "status")) == ([], [])


@pytest.mark.parametrize(
    "request_",
    [
        {"scheduledDate": "2026-13-01"},
        {"scheduledTime": ""},
        {"scheduledDate": "9999-12-31", "scheduledTime": "23:59:59"},
        {"scheduledDate": "0001-01-01", "scheduledTime": "00:00:00", "scheduledTimezone": "Asia/Tokyo"},
    ],
)
def test_what_is_no_local_time_is_none(project: Project, request_: dict[str, str]) -> None:
    recorded(project, request=request_)

    assert (found(project), found(project, "status")) == ([], [])


def test_an_immediate_launch_is_none(project: Project) -> None:
    project.add(isScheduled=False)
    assert project.apply().code == 0

    assert (found(project), found(project, "status")) == ([], [])


def test_what_somebody_acknowledged_is_said_again_only_after_the_next_change(project: Project) -> None:
    recorded(project, launchAt="2026-12-01T21:00:00Z")

    assert project.run("resolve", NAME, "--accept").code == 0
    assert project.recorded[NAME]["acceptedInstants"] == ["2026-12-01T20:00:00Z"]
    assert (found(project), found(project, "status")) == ([], [])

    state = project.state
    state["campaigns"][NAME]["acceptedInstants"] = ["2026-12-01T19:00:00Z"]
    project.state_file.write_text(json.dumps(state))
    assert len(found(project)) == 1


def test_a_local_time_that_is_gone_can_be_acknowledged_too(project: Project) -> None:
    recorded(project, request={"scheduledTimezone": "America/Nowhere"})

    assert project.run("resolve", NAME, "--accept").code == 0
    assert project.recorded[NAME]["acceptedInstants"] == []
    assert found(project) == []


@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        ("2026-12-01T12:00:00", "America/Los_Angeles", ["2026-12-01T20:00:00Z"]),
        ("2026-03-08T02:30:00", "America/New_York", []),
        ("2026-11-01T01:30:00", "America/New_York", ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"]),
        ("2026-04-05T01:45:00", "Australia/Lord_Howe", ["2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"]),
        ("2011-12-30T12:00:00", "Pacific/Apia", []),
        ("2026-12-01T12:00:00", "Etc/UTC", ["2026-12-01T12:00:00Z"]),
        ("2026-12-01T12:00:00", "UTC", ["2026-12-01T12:00:00Z"]),
        ("2026-12-01T12:00:00", "MSK", []),
    ],
)
def test_a_local_time_is_no_instant_one_or_two(wall: str, zone: str, utc: list[str]) -> None:
    assert instants(at(f"{wall}Z").replace(tzinfo=None), zone) == [at(instant) for instant in utc]
