"""import: the account is recorded, not the file, and a corrected file agrees with it."""

import json
from typing import Any

import pytest

from tests.project import SCHEDULE, Project

Q4 = "Q4 Outreach Campaign"
ID = "camp_0000000000000001"
FIELDS = {
    "campaignName": Q4,
    "agentId": "D5D0p7TUs66TTAEAx",
    "sipPhoneNumber": "+14155550100",
    "isScheduled": "true",
    "concurrentCalls": "5",
    "scheduledDate": "2026-12-01",
    "scheduledTime": "12:00:00",
    "scheduledTimezone": "America/Los_Angeles",
}


def hold(project: Project, **answer: Any) -> None:
    """Let the account have the usual campaign, with `answer` in its fields; None leaves one out."""
    campaign = project.api.create(FIELDS)
    campaign |= answer
    for key in [key for key, value in answer.items() if value is None]:
        del campaign[key]


def import_(project: Project, *options: str) -> Any:
    return project.run("import", ID, "--file", str(project.directory / "q4.yaml"), *options)


NUMBER = {"phoneNumber": {"sipPhoneNumber": "+14155550166", "active": True}}
AGENT = {"agent": {"agentId": "agent_Another", "status": "Live"}}
LATER = {"scheduledDate": "2026-12-01T22:30:00.000Z"}
DIFFERING: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    (LATER, {"scheduledTime": "14:30:00"}, ["scheduledTime"]),
    (LATER, {"scheduledTime": "23:30:00", "scheduledTimezone": "Europe/Oslo"}, ["scheduledTime"]),
    (
        {"scheduledDate": "2026-12-02T00:30:00.000Z"},
        {"scheduledDate": "2026-12-02", "scheduledTime": "11:30:00", "scheduledTimezone": "Australia/Sydney"},
        ["scheduledTime"],
    ),
    (NUMBER, {"sipPhoneNumber": "+14155550166"}, ["sipPhoneNumber"]),
    ({"phoneNumber": "14155550166"}, {"sipPhoneNumber": "+14155550166"}, ["sipPhoneNumber"]),
    (AGENT, {"agentId": "Another"}, ["agentId"]),
    (AGENT, {"agentId": "agent_Another"}, ["agentId"]),
    ({"concurrentCalls": 9}, {"concurrentCalls": 9}, ["concurrentCalls"]),
    ({**LATER, **NUMBER}, {"scheduledTime": "14:30:00", "sipPhoneNumber": "+14155550166"}, ["scheduledTime"]),
]


@pytest.mark.parametrize(("answer", "correction", "differs"), DIFFERING)
def test_what_the_account_holds_is_recorded_and_a_corrected_file_agrees(
    project: Project, answer: dict[str, Any], correction: dict[str, Any], differs: list[str]
) -> None:
    project.add()
    hold(project, **answer)

    imported = import_(project, "--format", "json")

    assert imported.code == 5
    assert imported.json["campaigns"][0]["differences"] != []
    at = answer.get("scheduledDate", "2026-12-01T20:00:00.000Z").replace(".000Z", "Z")
    record = project.recorded[Q4]
    assert (imported.json["campaigns"][0]["launchAt"], record["launchAt"]) == (at, at)
    assert (record["imported"], record["differences"]) == (True, [])
    (planned,) = project.plan()["campaigns"]
    assert planned["action"] == "changed"
    assert set(differs) <= set(planned["differs"])
    assert project.apply().code == 5, "it dials otherwise than its file says"

    project.add(**correction)
    plan = project.plan()
    assert [(each["action"], each["differs"], each["launchAt"]) for each in plan["campaigns"]] == [
        ("unchanged", [], at)
    ]
    assert plan["findings"] == []
    assert (project.apply().code, project.api.posts, project.api.patches) == (0, [], [])
    assert project.run("status", "--refresh").code == 0
    assert project.run("status", "--refresh", "--format", "json").json["campaigns"][0]["drift"] == []


def test_the_hint_has_the_lines_that_make_the_file_agree(project: Project) -> None:
    project.add()
    hold(project, **LATER, **NUMBER)
    import_(project)

    (finding,) = project.plan()["findings"]

    assert finding["code"] == "changed-after-create"
    assert "still dials Tue 1 Dec 2026 14:30 America/Los_Angeles" in finding["message"]
    assert "although its file differs (`scheduledTime`, `sipPhoneNumber` differ)" in finding["message"]
    assert "`scheduledTime: 14:30:00`" in finding["hint"]
    assert "`sipPhoneNumber: +14155550166`" in finding["hint"]


def test_a_file_that_agrees_is_unchanged_at_once(project: Project) -> None:
    project.add()
    hold(project)

    assert import_(project).code == 0
    assert project.actions() == {Q4: "unchanged"}
    project.add(scheduledTime="21:00:00", scheduledTimezone="Europe/Oslo")
    assert project.actions() == {Q4: "unchanged"}, "another zone for the same instant"
    project.add(scheduledTime="21:00:00")
    assert project.actions() == {Q4: "changed"}


def test_lines_that_the_file_leaves_to_the_account_are_no_difference(project: Project) -> None:
    project.add(without=("concurrentCalls",))
    hold(project, concurrentCalls=10)

    assert import_(project).code == 0
    assert project.recorded[Q4]["request"]["concurrentCalls"] == 10
    assert project.actions() == {Q4: "unchanged"}


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"dynamicVariables": {"city": "Bergen"}}, "dynamicVariables"),
        ({"contacts": "contacts/other.csv"}, "contacts"),
    ],
)
def test_an_edit_after_the_import_is_a_change(project: Project, change: dict[str, Any], differs: str) -> None:
    project.add(dynamicVariables={"city": "Oslo"})
    project.csv("contacts/other.csv", "Phone Number,customer_name\n+14155550109,Ada\n")
    hold(project, agent={"agentId": "D5D0p7TUs66TTAEAx"})
    import_(project)

    project.add(**{"dynamicVariables": {"city": "Oslo"}, **change})

    (planned,) = project.plan()["campaigns"]
    assert (planned["action"], planned["differs"]) == ("changed", [differs])


ABSENT = ("scheduledDate", "campaignStatus", "agent", "phoneNumber", "concurrentCalls")


@pytest.mark.parametrize("field", ABSENT)
@pytest.mark.parametrize("value", [None, True])
def test_what_the_account_does_not_say_is_not_taken_from_the_file_in_silence(
    project: Project, field: str, value: object
) -> None:
    project.add()
    hold(project, **{field: value})

    assert import_(project).code == 5
    assert len(project.recorded[Q4]["differences"]) == 1
    assert [finding["code"] for finding in project.plan()["findings"]] == ["answer-differs"]
    assert project.run("resolve", Q4, "--accept").code == 0
    assert project.plan()["findings"] == []


def test_a_launch_that_the_account_does_not_say_is_not_recorded_as_seen(project: Project) -> None:
    project.add()
    hold(project, scheduledDate=1796155200000)

    import_(project)

    assert project.recorded[Q4]["account"]["launchAt"] is None


def test_a_campaign_that_dials_already_is_recorded_as_immediate(project: Project) -> None:
    project.add()
    hold(project, campaignStatus="live", scheduled=False, scheduledDate=None)
    project.api.campaigns[0]["scheduledDate"] = None

    assert import_(project).code == 5
    record = project.recorded[Q4]
    assert (record["launchAt"], record["request"]["isScheduled"]) == (None, False)
    assert not set(SCHEDULE) & record["request"].keys()
    project.add(isScheduled=False)
    assert project.actions() == {Q4: "unchanged"}


def test_a_scheduled_campaign_is_never_recorded_as_immediate(project: Project) -> None:
    project.add(isScheduled=False)
    hold(project, **LATER)

    assert import_(project).code == 5
    record = project.recorded[Q4]
    assert (record["launchAt"], record["request"]["scheduledTimezone"]) == ("2026-12-01T22:30:00Z", "UTC")
    project.add(scheduledTime="14:30:00")
    assert project.actions() == {Q4: "unchanged"}


def test_an_hour_that_occurs_twice_keeps_its_instant(project: Project) -> None:
    project.add(scheduledDate="2027-11-06", scheduledTime="01:30:00")
    hold(project, scheduledDate="2027-11-07T09:30:00.000Z")

    assert import_(project).code == 5
    assert project.recorded[Q4]["launchAt"] == "2027-11-07T09:30:00Z"
    codes = {finding["code"] for finding in project.plan()["findings"]}
    assert codes == {"calling-hours", "changed-after-create"}, "and nothing of changed zone rules"
    project.add(scheduledDate="2027-11-07", scheduledTime="10:30:00", scheduledTimezone="Europe/Oslo")
    assert project.actions() == {Q4: "unchanged"}


def test_a_postponed_import_agrees_with_the_file_that_it_was_imported_from(project: Project) -> None:
    project.add(scheduledTime="21:00:00", scheduledTimezone="Europe/Oslo")
    hold(project)
    assert import_(project).code == 0

    assert project.run("postpone", Q4, "--to", "2026-12-08 21:00").code == 0
    project.add()
    assert project.actions() == {Q4: "unchanged"}


def test_what_nobody_can_tell_of_an_import_is_said(project: Project) -> None:
    project.add()
    hold(project)

    assert "which contacts and default values" in import_(project).err


def test_an_import_that_differs_can_be_updated_where_the_policy_says_so(project: Project) -> None:
    project.add(without=("concurrentCalls",))
    hold(project, concurrentCalls=10, **LATER)
    project.write("policy.yaml", "updates: scheduled\n")
    import_(project)

    (planned,) = project.plan()["campaigns"]
    assert planned["action"] == "update"
    applied = project.apply()
    assert (applied.code, [each["outcome"] for each in applied.json["outcomes"]]) == (0, ["updated"])
    assert [set(patch) - {"isScheduled"} for patch in project.api.patches] == [set(SCHEDULE)]
    assert project.recorded[Q4]["launchAt"] == "2026-12-01T20:00:00Z"
    assert project.actions() == {Q4: "unchanged"}
    assert json.dumps(project.plan()["findings"]) == "[]"
