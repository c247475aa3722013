"""`campaigns delete`: one DELETE, then what the account shows counts."""

import pytest

from tests.fake_api import answers
from tests.project import Project, Result

Q4 = "Q4 Outreach Campaign"


@pytest.fixture
def project(project: Project) -> Project:
    project.add()
    project.apply()
    project.api.requests.clear()
    return project


def delete(project: Project, *names: str) -> Result:
    return project.run("delete", *(names or (Q4,)), "--yes", "--format", "json")


def test_a_campaign_is_deleted_and_recorded_as_deleted(project: Project) -> None:
    result = delete(project)
    assert (result.code, result.json["summary"]) == (0, {"deleted": 1, "rejected": 0, "unknown": 0, "skipped": 0})
    assert project.api.requests[-4:] == [
        *((method, "/v1/campaigns/camp_0000000000000001") for method in ("GET", "DELETE", "GET")),
        ("GET", "/v1/campaigns"),
    ]
    assert project.recorded[Q4]["deleted"] == {"at": "2026-11-22T21:40:00Z"}
    assert "isn't known" in result.err
    assert "calls under way are finished" in result.err.lower()


@pytest.mark.parametrize("status", [404, 405])
def test_a_delete_that_did_nothing_ends_with_5(project: Project, status: int) -> None:
    project.api.on_delete = [answers(status)]
    before = project.recorded[Q4]
    project.clock.move(hours=1)
    result = delete(project)
    assert result.code == 5
    assert project.recorded[Q4] == before
    assert f"{status}" in result.json["outcomes"][0]["message"]
    assert "deleted" not in project.recorded[Q4]
    assert project.actions() == {Q4: "unchanged"}


def test_a_second_delete_sends_nothing(project: Project) -> None:
    delete(project)
    result = delete(project)
    assert (result.code, len(project.api.deletes)) == (0, 1)
    assert "deleted already" in result.json["outcomes"][0]["message"]


def test_what_somebody_else_deleted_is_recorded_as_deleted(project: Project) -> None:
    project.add("q5.yaml", campaignName="Q5")
    project.apply()
    project.api.campaigns.pop(0)
    result = delete(project)
    assert result.code == 0
    assert "deleted" in project.recorded[Q4]


def test_an_unknown_name_deletes_nothing(project: Project) -> None:
    result = delete(project, Q4, "Q4 Outreach")
    assert (result.code, project.api.requests) == (2, [])


def test_a_list_that_cant_be_read_deletes_nothing(project: Project) -> None:
    project.api.on_get = [answers(404)(project.api, {})]
    result = delete(project)
    assert (result.code, project.api.deletes) == (4, [])


def test_a_refused_key_ends_with_4(project: Project) -> None:
    project.api.on_delete = [answers(403)]
    result = delete(project)
    assert result.code == 4
    assert "changing" not in project.recorded[Q4]


def test_a_deleted_campaign_is_never_created_again(project: Project) -> None:
    delete(project)
    assert project.actions() == {Q4: "unchanged"}
    assert (project.apply().code, len(project.api.posts)) == (0, 1)

    project.add(concurrentCalls=9, agentId="another")
    assert project.actions() == {Q4: "unchanged"}
    assert "campaign-deleted" in project.plan()["counts"]
    assert project.apply().code == 0

    (project.directory / "q4.yaml").rename(project.directory / "moved.yaml")
    assert "create" not in project.actions().values()
    project.apply()
    assert len(project.api.posts) == 1


def test_a_deleted_campaign_whose_file_is_gone_warns_of_nothing(project: Project) -> None:
    delete(project)
    (project.directory / "q4.yaml").unlink()
    assert project.plan()["findings"] == []
    assert project.apply().code == 0


@pytest.mark.parametrize("status", ["live", "completed"])
@pytest.mark.parametrize("recorded_before", [True, False])
def test_whom_a_campaign_called_before_its_launch_is_remembered_after_its_delete(
    project: Project, status: str, *, recorded_before: bool
) -> None:
    project.api.campaigns[0]["campaignStatus"] = status
    if recorded_before:
        project.add("other.yaml", campaignName="Other", contacts="other.csv", scheduledDate="2026-12-15")
        project.csv("other.csv", "Phone Number\n+14155550109\n")
        project.apply()

    assert delete(project).code == 0

    project.add("copy.yaml", campaignName="Copy", scheduledDate="2026-12-02")
    assert "people-again" in [finding["code"] for finding in project.plan()["findings"]]


@pytest.mark.parametrize("command", [("status",), ("history", Q4)])
def test_a_deleted_campaign_is_shown_as_deleted_with_the_launch_that_was_requested(
    project: Project, command: tuple[str, ...]
) -> None:
    project.run("postpone", Q4, "--to", "2026-12-02 12:00", "--yes")
    delete(project)

    row = project.run(*command).out.split("\n\n")[1]

    assert "deleted" in row
    assert "requested Wed 2 Dec" in row
    assert "postponed" not in row
