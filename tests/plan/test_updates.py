"""Which edits of a recorded campaign plan shows as an update, and which it leaves as a change."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from runner.config import schema
from tests.project import CONTACTS, Project

Q4 = "Q4 Outreach Campaign"
UPDATES = "updates: scheduled\n"


@pytest.fixture
def launched(project: Project) -> Project:
    """A repository that allows updates; its one campaign is created and still to be launched."""
    project.write("policy.yaml", UPDATES)
    project.add()
    assert project.apply().code == 0
    return project


def planned(project: Project) -> dict[str, Any]:
    """The plan's one campaign."""
    result = project.run("plan", "--format", "json")
    jsonschema.validate(result.json, schema.load("plan"))
    (campaign,) = result.json["campaigns"]
    assert sum(result.json["summary"][action] for action in ("create", "update", "changed", "blocked")) <= 1
    return dict(campaign)


def edit(**fields: Any) -> Callable[[Project], object]:
    return lambda project: project.add(**fields)


UPDATE = [
    ({"scheduledTime": "15:30:00"}, [("scheduledTime", "12:00:00", "15:30:00")]),
    ({"scheduledDate": "2026-12-02"}, [("scheduledDate", "2026-12-01", "2026-12-02")]),
    (
        {"scheduledTimezone": "America/New_York"},
        [("scheduledTimezone", "America/Los_Angeles", "America/New_York")],
    ),
    ({"agentId": "D5winback"}, [("agentId", "D5D0p7TUs66TTAEAx", "D5winback")]),
    ({"sipPhoneNumber": "+14155550199"}, [("sipPhoneNumber", "+14155550100", "+14155550199")]),
    ({"concurrentCalls": 9}, [("concurrentCalls", 5, 9)]),
    (
        {"scheduledDate": "2026-12-03", "scheduledTime": "09:00:00", "concurrentCalls": 2},
        [
            ("scheduledDate", "2026-12-01", "2026-12-03"),
            ("scheduledTime", "12:00:00", "09:00:00"),
            ("concurrentCalls", 5, 2),
        ],
    ),
]


@pytest.mark.parametrize(("fields", "changes"), UPDATE)
def test_an_edit_of_schedule_agent_number_or_lines_is_an_update(
    launched: Project, fields: dict[str, Any], changes: list[tuple[str, Any, Any]]
) -> None:
    launched.add(**fields)

    entry = planned(launched)

    assert entry["action"] == "update"
    assert [(change["field"], change["from"], change["to"]) for change in entry["changes"]] == changes
    assert (entry["campaignId"], entry["contacts"]) == ("camp_0000000000000001", 3)


@pytest.mark.parametrize("fields", [fields for fields, _ in UPDATE])
@pytest.mark.parametrize("policy", ["updates: never\n", "limits: {newCampaigns: 5}\n"])
def test_without_the_policy_it_is_changed_as_before(launched: Project, fields: dict[str, Any], policy: str) -> None:
    launched.write("policy.yaml", policy)
    launched.add(**fields)

    entry = planned(launched)

    assert (entry["action"], entry["changes"]) == ("changed", [])
    assert entry["differs"] == sorted(fields)
    assert "`updates: scheduled`" in entry["findings"][0]["hint"]
    assert launched.apply().code == 5


def without_its_list(project: Project) -> None:
    project.add(concurrentCalls=9)
    project.directory.joinpath("contacts/q4.csv").unlink()


NEVER = [
    (edit(isScheduled=False), "at once"),
    (edit(isScheduled=False, concurrentCalls=9), "at once"),
    (edit(dynamicVariables={"city": "Oslo"}), "`dynamicVariables`"),
    (edit(dynamicVariables={"city": "Oslo"}, scheduledTime="15:30:00"), "`dynamicVariables`"),
    (edit(campaignName="Another", scheduledTime="15:30:00"), "`campaignName`"),
    (edit(without=("concurrentCalls",)), "default"),
    (edit(without=("concurrentCalls",), scheduledTime="15:30:00"), "default"),
    (
        edit(contacts={"path": "contacts/q4.csv", "columns": {"customer_name": "name"}}, scheduledTime="15:30:00"),
        "`contacts`",
    ),
    (edit(contacts={"path": "contacts/q4.csv", "phoneColumn": "Nowhere"}, scheduledTime="15:30:00"), "list"),
    (edit(scheduledTime="25:99:00"), "without errors"),
    (without_its_list, "list"),
]


@pytest.mark.parametrize(("change", "why"), NEVER)
def test_no_other_edit_is_ever_an_update(launched: Project, change: Callable[[Project], object], why: str) -> None:
    change(launched)

    entry = planned(launched)

    assert entry["action"] == "changed"
    [warning] = [finding for finding in entry["findings"] if finding["code"] == "changed-after-create"]
    assert why in warning["hint"]
    assert launched.apply().code == 5
    assert launched.api.patches == []


@pytest.mark.parametrize("list_", [CONTACTS + "+14155550104,Dee\n", CONTACTS.replace("Ada", "Ann")])
def test_an_edit_with_another_list_is_no_update(launched: Project, list_: str) -> None:
    launched.csv(text=list_)
    launched.add(scheduledTime="15:30:00")

    assert planned(launched)["action"] == "changed"


def test_a_default_whose_value_alone_changed_hides_behind_no_other_field(project: Project) -> None:
    project.write("policy.yaml", UPDATES)
    project.add(dynamicVariables={"city": "Oslo"})
    project.apply()
    project.add(dynamicVariables={"city": "Rome"}, scheduledTime="15:30:00")

    assert planned(project)["action"] == "changed"


def test_lines_are_set_where_the_accounts_default_applied(project: Project) -> None:
    project.write("policy.yaml", UPDATES)
    project.add(without=("concurrentCalls",))
    project.apply()
    project.add(concurrentCalls=9)

    assert planned(project)["changes"] == [{"field": "concurrentCalls", "from": None, "to": 9}]


def test_a_launch_that_is_past_is_no_update(launched: Project) -> None:
    launched.clock.move(days=30)
    launched.add(concurrentCalls=9)

    assert planned(launched)["action"] == "changed"


def test_an_immediate_launch_is_no_update(project: Project) -> None:
    project.write("policy.yaml", UPDATES)
    project.add(isScheduled=False)
    project.apply()
    project.add()

    assert planned(project)["action"] == "changed"


def test_an_acknowledged_edit_is_never_sent(launched: Project) -> None:
    launched.add(concurrentCalls=9)
    assert launched.run("resolve", Q4, "--accept").code == 0

    assert planned(launched)["action"] == "changed"
    assert launched.apply().code == 0


@pytest.mark.parametrize("what", ["deleted", "gone"])
def test_what_the_account_lacks_is_not_updated(launched: Project, what: str) -> None:
    state = launched.state
    state["campaigns"][Q4][what] = {"at": "2026-11-22T21:40:00Z"}
    launched.state_file.write_text(json.dumps(state))
    launched.add(concurrentCalls=9)

    assert planned(launched)["action"] in ("changed", "unchanged")


def postponed(project: Project, to: str = "2026-12-08 12:00") -> None:
    assert project.run("postpone", Q4, "--to", to, "--yes").code == 0


@pytest.mark.parametrize("policy", ["updates: scheduled\n", "updates: never\n"])
@pytest.mark.parametrize(
    "fields",
    [
        {"scheduledDate": "2026-12-08"},
        {"scheduledDate": "2026-12-08", "scheduledTime": "15:00:00", "scheduledTimezone": "America/New_York"},
    ],
)
def test_a_file_that_names_the_launch_it_was_postponed_to_agrees(
    launched: Project, policy: str, fields: dict[str, Any]
) -> None:
    postponed(launched)
    launched.write("policy.yaml", policy)
    launched.add(**fields)

    entry = planned(launched)

    assert (entry["action"], entry["findings"], entry["differs"]) == ("unchanged", [], [])
    assert launched.apply().code == 0
    assert len(launched.api.patches) == 1


def test_a_file_that_names_it_at_another_path_is_moved(launched: Project) -> None:
    postponed(launched)
    launched.directory.joinpath("q4.yaml").unlink()
    launched.add("later.yaml", scheduledDate="2026-12-08")

    assert planned(launched)["action"] == "moved"


def test_an_edit_to_another_time_moves_a_postponed_launch(launched: Project) -> None:
    postponed(launched)
    launched.add(scheduledDate="2026-12-15")

    entry = planned(launched)

    assert entry["changes"] == [{"field": "scheduledDate", "from": "2026-12-08", "to": "2026-12-15"}]
    assert launched.apply().code == 0
    assert "postponed" not in launched.recorded[Q4]
    assert planned(launched)["findings"] == []


def test_an_edit_of_the_agent_alone_releases_no_postponed_launch(launched: Project) -> None:
    postponed(launched)
    launched.clock.move(days=12)  # the file's own date is past by now
    launched.add(agentId="D5winback")

    entry = planned(launched)

    assert (entry["action"], entry["launchAt"]) == ("update", "2026-12-08T20:00:00Z")
    assert launched.apply().code == 0
    assert launched.api.patches[1:] == [{"agentId": "D5winback"}]
    assert launched.recorded[Q4]["launchAt"] == "2026-12-08T20:00:00Z"
    assert launched.recorded[Q4]["postponed"]["from"] == "2026-12-01T20:00:00Z"


def test_an_edit_of_agent_and_date_to_the_postponed_launch_ends_the_postponement(launched: Project) -> None:
    postponed(launched)
    launched.add(agentId="D5winback", scheduledDate="2026-12-08")

    assert planned(launched)["changes"] == [
        {"field": "agentId", "from": "D5D0p7TUs66TTAEAx", "to": "D5winback"},
    ]
    assert launched.apply().code == 0
    assert "postponed" not in launched.recorded[Q4]
    assert planned(launched)["findings"] == []


def test_without_updates_a_postponed_campaign_whose_file_names_another_time_is_changed(launched: Project) -> None:
    postponed(launched)
    launched.write("policy.yaml", "updates: never\n")
    launched.add(scheduledDate="2026-12-15")

    assert planned(launched)["action"] == "changed"


OTHERS: list[Callable[[Project], object]] = [
    lambda project: project.csv(text=CONTACTS + "+14155550104,Dee\n"),
    lambda project: project.csv(text=CONTACTS.replace("Ada", "")),
    lambda project: project.write(
        "q4.yaml", (project.directory / "q4.yaml").read_text() + "dynamicVariables: {a: b}\n"
    ),
    lambda project: replace_line(project, "isScheduled", "isScheduled: false"),
    lambda project: replace_line(project, "concurrentCalls", ""),
    lambda project: replace_line(project, "contacts", "contacts: {path: contacts/q4.csv, blankValues: [Ada]}"),
    lambda project: replace_line(project, "contacts", "contacts: {path: contacts/q4.csv, columns: {}}"),
    lambda project: replace_line(project, "agentId", "agentId: ''"),
    lambda project: replace_line(project, "campaignName", "campaignName: Another"),
]


def replace_line(project: Project, key: str, line: str) -> None:
    lines = (project.directory / "q4.yaml").read_text().splitlines()
    project.write("q4.yaml", "\n".join(line if each.startswith(f"{key}:") else each for each in lines) + "\n")


@pytest.mark.parametrize("fields", [fields for fields, _ in UPDATE[:6]])
@pytest.mark.parametrize("other", OTHERS)
def test_what_an_update_can_change_is_no_update_beside_anything_else(
    launched: Project, fields: dict[str, Any], other: Callable[[Project], object]
) -> None:
    launched.add(**fields)
    other(launched)

    assert launched.plan()["campaigns"][0]["action"] == "changed"


def test_an_update_is_compared_with_others_at_its_new_launch_and_never_with_itself(launched: Project) -> None:
    launched.add("far.yaml", campaignName="Far", scheduledDate="2027-02-01")
    assert launched.apply().code == 0
    launched.add(scheduledDate="2027-01-30")

    [entry] = [entry for entry in launched.plan()["campaigns"] if entry["campaignName"] == Q4]

    assert [finding["code"] for finding in entry["findings"]] == ["people-again"]
    assert "`Far`" in entry["findings"][0]["message"]
    launched.add("far.yaml", campaignName="Far", scheduledDate="2027-02-01", concurrentCalls=9)
    messages = [finding["message"] for finding in launched.plan()["findings"] if finding["code"] == "people-again"]
    assert [message for message in messages if "which is updated too" not in message] == []
    assert len(messages) == 2


def test_an_update_must_be_merged_before_the_launch_that_it_replaces(launched: Project) -> None:
    launched.add(scheduledDate="2026-12-08")

    after = f"`{Q4}` has launched as it was sent before, and can't be updated"
    assert f"merge before Tue 1 Dec 2026 20:00 UTC: after that, {after}" in " ".join(launched.run("plan").out.split())


def test_a_file_agrees_with_a_postponement_by_its_local_time_after_zone_rules_changed(launched: Project) -> None:
    postponed(launched)
    state = launched.state
    state["campaigns"][Q4]["launchAt"] = "2026-12-08T21:00:00Z"
    launched.state_file.write_text(json.dumps(state))
    launched.add(scheduledDate="2026-12-08")

    entry = planned(launched)

    assert entry["action"] == "unchanged"
    assert "zone-rules-changed" in [finding["code"] for finding in entry["findings"]]
