"""Another name of the same time zone is no change, for records of every version."""

import hashlib
import json
from typing import Any

import pytest

from tests.project import Project

Q4 = "Q4 Outreach Campaign"
PAIRS = [
    ("Europe/Kiev", "Europe/Kyiv"),
    ("Europe/Kyiv", "Europe/Kiev"),
    ("US/Eastern", "America/New_York"),
    ("Asia/Calcutta", "Asia/Kolkata"),
    ("GB", "Europe/Belfast"),
]
CANCEL = "still dials"


def fingerprint_of_an_older_version(request: dict[str, Any], digest: str) -> str:
    """The fingerprint as it was made when each name of a zone had one of its own."""
    canonical = json.dumps({"contacts": digest, "request": request}, sort_keys=True, separators=(",", ":"))
    return "v1:" + hashlib.sha256(canonical.encode()).hexdigest()


def made_by_an_older_version(project: Project) -> str:
    """Rewrite the record as an older version would have made it, and return its fingerprint."""
    state = project.state
    record = state["campaigns"][Q4]
    record["fingerprint"] = fingerprint_of_an_older_version(record["request"], record["contacts"]["digest"])
    project.state_file.write_text(json.dumps(state))
    return str(record["fingerprint"])


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_another_name_of_the_zone_is_unchanged_and_nothing_is_sent(project: Project, old: str, new: str) -> None:
    project.add(scheduledTimezone=old)
    project.apply()
    project.add(scheduledTimezone=new)

    plan, applied = project.run("plan", "--format", "json", "--detailed-exitcode"), project.apply()

    assert (plan.code, applied.code) == (0, 0)
    assert project.actions() == {Q4: "unchanged"}
    assert project.recorded[Q4]["request"]["scheduledTimezone"] == old
    assert len(project.api.campaigns) == 1


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_record_of_an_older_version_matches_both_names(project: Project, old: str, new: str) -> None:
    project.add(scheduledTimezone=old)
    project.apply()
    before = project.recorded[Q4]["fingerprint"]
    recorded = made_by_an_older_version(project)

    assert project.actions() == {Q4: "unchanged"}
    project.add(scheduledTimezone=new)
    assert project.actions() == {Q4: "unchanged"}
    assert (recorded == before) == (old == "Europe/Kyiv")


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_new_campaign_has_one_fingerprint_and_one_hash_for_both_names(project: Project, old: str, new: str) -> None:
    project.add(scheduledTimezone=old)
    one = project.plan()
    project.add(scheduledTimezone=new)
    other = project.plan()

    assert one["hash"] == other["hash"]
    assert one["campaigns"][0]["fingerprint"] == other["campaigns"][0]["fingerprint"]


def test_the_api_gets_the_name_as_it_is_written(project: Project) -> None:
    project.add(scheduledTimezone="Europe/Kiev")

    project.apply()

    assert project.recorded[Q4]["request"]["scheduledTimezone"] == "Europe/Kiev"


def test_a_deleted_list_and_another_name_are_no_change(project: Project) -> None:
    project.add(scheduledTimezone="Europe/Kiev")
    project.apply()
    project.add(scheduledTimezone="Europe/Kyiv")
    (project.directory / "contacts/q4.csv").unlink()

    assert project.actions() == {Q4: "unchanged"}


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "Europe/Luxembourg"])
def test_a_zone_of_another_country_is_a_change_though_its_time_is_the_same(project: Project, zone: str) -> None:
    project.add(scheduledTimezone="Europe/Brussels")
    project.apply()
    project.add(scheduledTimezone=zone)

    (entry,) = project.plan()["campaigns"]

    assert entry["action"] == "changed"
    assert "`scheduledTimezone` differs" in " ".join(finding["message"] for finding in entry["findings"])


def test_what_differs_besides_the_name_of_the_zone_is_named_alone(project: Project) -> None:
    project.add(scheduledTimezone="Europe/Kiev")
    project.apply()
    project.add(scheduledTimezone="Europe/Kyiv", concurrentCalls=7)

    (entry,) = project.plan()["campaigns"]

    messages = " ".join(finding["message"] for finding in entry["findings"])
    assert "`concurrentCalls` differs" in messages
    assert "scheduledTimezone" not in messages


def test_what_an_older_version_acknowledged_stays_acknowledged(project: Project) -> None:
    project.add(scheduledTimezone="Europe/Kiev")
    project.apply()
    project.add(scheduledTimezone="Europe/Kiev", concurrentCalls=7)
    assert CANCEL in project.run("plan").out
    state = project.state
    record = state["campaigns"][Q4]
    edited = {**record["request"], "concurrentCalls": 7}
    record["accepted"] = fingerprint_of_an_older_version(edited, record["contacts"]["digest"])
    project.state_file.write_text(json.dumps(state))

    assert CANCEL not in project.run("plan").out
    project.add(scheduledTimezone="Europe/Kiev", concurrentCalls=8)
    assert CANCEL in project.run("plan").out
