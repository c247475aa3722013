"""An update of a plan in the account: only what was approved, only what doesn't dial yet, and read back."""

import io
import json
from typing import Any

import httpx
import pytest

from tests import fake_api
from tests.fake_api import FakeApi, Json
from tests.project import CONTACTS, Project, Result

Q4 = "Q4 Outreach Campaign"
SCHEDULE = {
    "scheduledDate": "2026-12-01",
    "scheduledTime": "15:30:00",
    "scheduledTimezone": "America/Los_Angeles",
}


@pytest.fixture
def launched(project: Project) -> Project:
    """A repository that allows updates; its one campaign is created and still to be launched."""
    project.write("policy.yaml", "updates: scheduled\n")
    project.add()
    assert project.apply().code == 0
    return project


def kinds(result: Result) -> list[str]:
    return [outcome["outcome"] for outcome in result.json["outcomes"]]


@pytest.mark.parametrize(
    ("fields", "patch"),
    [
        ({"scheduledTime": "15:30:00"}, SCHEDULE),
        ({"agentId": "D5winback"}, {"agentId": "D5winback"}),
        ({"sipPhoneNumber": "+14155550199"}, {"sipPhoneNumber": "+14155550199"}),
        ({"concurrentCalls": 9}, {"concurrentCalls": 9}),
        ({"scheduledTime": "15:30:00", "concurrentCalls": 9}, {**SCHEDULE, "concurrentCalls": 9}),
    ],
)
def test_an_update_sends_what_differs_and_nothing_else(
    launched: Project, fields: dict[str, Any], patch: dict[str, Any]
) -> None:
    launched.add(**fields)

    result = launched.apply()

    assert (result.code, kinds(result), result.json["summary"]["updated"]) == (0, ["updated"], 1)
    assert launched.api.patches == [patch]
    assert len(launched.api.posts) == 1
    assert launched.actions() == {Q4: "unchanged"}
    entry = launched.recorded[Q4]
    assert entry["launchAt"] == ("2026-12-01T23:30:00Z" if "scheduledTime" in fields else "2026-12-01T20:00:00Z")
    assert {key: entry["request"][key] for key in fields} == fields
    assert "changing" not in entry
    assert entry["account"]["launchAt"] == entry["launchAt"]


def test_a_second_apply_sends_nothing(launched: Project) -> None:
    launched.add(concurrentCalls=9)
    launched.apply()
    before = len(launched.api.requests)

    assert launched.apply().code == 0
    assert launched.api.patches == [{"concurrentCalls": 9}]
    assert len(launched.api.requests) == before


def test_a_file_that_moved_and_was_edited_is_updated_at_its_new_path(launched: Project) -> None:
    launched.directory.joinpath("q4.yaml").unlink()
    launched.add("2026/fourth.yaml", contacts="../contacts/q4.csv", concurrentCalls=9)

    assert kinds(launched.apply()) == ["updated"]
    assert launched.recorded[Q4]["path"] == "campaigns/2026/fourth.yaml"


@pytest.mark.parametrize("status", ["live", "completed", "LIVE", "stopped", 7, None])
def test_what_is_not_seen_as_still_to_dial_is_not_changed(launched: Project, status: Any) -> None:
    launched.api.campaigns[0]["campaignStatus"] = status
    launched.add(agentId="D5winback", scheduledTime="15:30:00")

    result = launched.apply()

    assert (result.code, kinds(result)) == (5, ["rejected"])
    assert launched.api.patches == []
    assert launched.recorded[Q4]["launchAt"] == "2026-12-01T20:00:00Z"
    assert "changing" not in launched.recorded[Q4]


def test_of_what_dials_the_lines_alone_may_be_changed(launched: Project) -> None:
    launched.api.campaigns[0]["campaignStatus"] = "live"
    launched.add(concurrentCalls=1)

    result = launched.apply()

    assert launched.api.patches == [{"concurrentCalls": 1}]
    assert (result.code, kinds(result)) == (5, ["updated"])  # since it dials though it was scheduled


def test_lines_and_agent_of_what_dials_are_not_changed_together(launched: Project) -> None:
    launched.api.campaigns[0]["campaignStatus"] = "live"
    launched.add(concurrentCalls=1, agentId="D5winback")

    assert launched.apply().code == 5
    assert launched.api.patches == []


@pytest.mark.parametrize(
    ("elsewhere", "fields"),
    [
        ({"scheduledDate": "2026-12-08T20:00:00.000Z"}, {"scheduledTime": "15:30:00"}),
        ({"agent": {"agentId": "agent_another"}}, {"agentId": "D5winback"}),
        ({"phoneNumber": {"sipPhoneNumber": "+14155550177"}}, {"sipPhoneNumber": "+14155550199"}),
        ({"concurrentCalls": 7}, {"concurrentCalls": 9}),
        ({"scheduledDate": 1796155200000}, {"scheduledTime": "15:30:00"}),
        ({"agent": None}, {"agentId": "D5winback"}),
        ({"concurrentCalls": None}, {"concurrentCalls": 9}),
    ],
)
def test_a_value_that_is_not_the_recorded_one_is_not_overwritten(
    launched: Project, elsewhere: dict[str, Any], fields: dict[str, Any]
) -> None:
    launched.api.campaigns[0].update(elsewhere)
    launched.add(**fields)

    result = launched.apply()

    assert (result.code, kinds(result)) == (5, ["rejected"])
    assert launched.api.patches == []
    assert next(iter(fields)) in result.json["outcomes"][0]["message"] or "scheduledDate" in result.out
    assert launched.actions() == {Q4: "update"}


def test_another_value_that_no_update_replaces_is_a_difference_after_it(launched: Project) -> None:
    launched.api.campaigns[0]["concurrentCalls"] = 7
    launched.add(agentId="D5winback")

    result = launched.apply()

    assert (result.code, kinds(result)) == (5, ["updated"])
    assert launched.api.patches == [{"agentId": "D5winback"}]
    assert [each["field"] for each in launched.recorded[Q4]["differences"]] == ["concurrentCalls"]


def test_an_update_that_is_half_made_already_is_completed(launched: Project) -> None:
    launched.api.campaigns[0]["concurrentCalls"] = 9
    launched.add(scheduledTime="15:30:00", concurrentCalls=9)

    assert kinds(launched.apply()) == ["updated"]
    assert launched.api.patches == [{**SCHEDULE, "concurrentCalls": 9}]


def test_an_acknowledged_difference_is_none_after_an_update(project: Project) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    project.add()
    project.api.on_post = [fake_api.makes(concurrentCalls=7)]
    assert project.apply().code == 5
    assert project.run("resolve", Q4, "--accept").code == 0
    project.add(agentId="D5winback")

    assert (project.apply().code, project.recorded[Q4]["differences"]) == (0, [])


def test_a_paused_campaign_is_updated(launched: Project) -> None:
    launched.api.campaigns[0]["campaignStatus"] = "paused"
    launched.add(agentId="D5winback")

    assert (launched.apply().code, len(launched.api.patches)) == (0, 1)


def test_what_the_account_shows_already_is_recorded_and_not_sent(launched: Project) -> None:
    launched.api.campaigns[0]["concurrentCalls"] = 9
    launched.add(concurrentCalls=9)

    assert kinds(launched.apply()) == ["updated"]
    assert launched.api.patches == []
    assert launched.actions() == {Q4: "unchanged"}


def test_a_campaign_that_the_account_lacks_is_not_created_again(launched: Project) -> None:
    launched.api.campaigns.clear()
    launched.add(concurrentCalls=9)

    result = launched.apply()

    assert result.code in (5, 7)
    assert len(launched.api.posts) == 1
    assert launched.api.patches == []


def answers_once(status: int) -> fake_api.Behaviour:
    return lambda api, asked: httpx.Response(status, json={"error": "Internal Server Error", "status": status})


@pytest.mark.parametrize("status", [408, 500, 502, 503])
def test_an_update_in_doubt_is_made_by_the_next_apply(launched: Project, status: int) -> None:
    launched.add(agentId="D5winback")
    launched.api.on_patch = [answers_once(status)]

    first = launched.apply()

    assert first.code in (4, 5, 6)
    assert kinds(first) == ["unknown"]
    assert launched.recorded[Q4]["request"]["agentId"] == "D5D0p7TUs66TTAEAx"
    assert (launched.apply().code, launched.actions()) == (0, {Q4: "unchanged"})
    assert launched.api.campaigns[0]["agent"]["agentId"] == "agent_D5winback"


def test_an_answer_that_was_lost_after_the_change_is_settled_by_reading(launched: Project) -> None:
    def loses(api: FakeApi, asked: Json) -> httpx.Response:
        api.work(asked)
        raise httpx.ReadError("reset")

    launched.add(agentId="D5winback")
    launched.api.on_patch = [loses]

    assert (launched.apply().code, kinds(launched.apply())) == (0, [])
    assert len(launched.api.patches) == 1


@pytest.mark.parametrize("status", [400, 404, 409, 422])
def test_a_refused_update_leaves_the_record_as_it_was(launched: Project, status: int) -> None:
    launched.add(agentId="D5winback")
    launched.api.on_patch = [answers_once(status)]
    before = launched.recorded[Q4]

    result = launched.apply()

    assert (result.code, kinds(result)) == (5, ["rejected"])
    after = launched.recorded[Q4]
    assert {**after, "account": None} == {**before, "account": None}
    assert launched.actions() == {Q4: "update"}


def test_an_answer_of_success_without_the_change_is_no_success(launched: Project) -> None:
    launched.add(scheduledTime="15:30:00")
    launched.api.on_patch = [lambda api, asked: httpx.Response(200, json=api.campaigns[0])] * 3

    result = launched.apply()

    assert (result.code, kinds(result)) == (5, ["rejected"])
    assert launched.recorded[Q4]["launchAt"] == "2026-12-01T20:00:00Z"


def test_a_hold_stops_updates(launched: Project) -> None:
    launched.add(concurrentCalls=9)
    launched.write("HOLD", "not now\n")

    assert launched.apply().code == 7
    assert launched.api.patches == []


def test_a_hold_that_appears_between_two_updates_stops_the_second(launched: Project) -> None:
    def holds(api: FakeApi, asked: Json) -> httpx.Response:
        launched.write("HOLD", "not now\n")
        return api.work(asked)

    launched.csv("contacts/other.csv", CONTACTS.replace("+1415555", "+1212555"))
    launched.add("other.yaml", campaignName="Other", contacts="contacts/other.csv")
    assert launched.apply().code == 0
    launched.add(concurrentCalls=9)
    launched.add("other.yaml", campaignName="Other", contacts="contacts/other.csv", concurrentCalls=9)
    launched.api.on_patch = [holds]

    result = launched.apply()

    assert (result.code, sorted(kinds(result))) == (7, ["skipped", "updated"])
    assert len(launched.api.patches) == 1
    assert all("changing" not in entry for entry in launched.recorded.values())


def test_updates_come_before_creates(launched: Project) -> None:
    launched.add(concurrentCalls=9)
    launched.add("new.yaml", campaignName="New")

    assert kinds(launched.apply()) == ["updated", "created"]


@pytest.mark.parametrize(
    "fields",
    [
        {"scheduledDate": "2026-11-20"},
        {"scheduledDate": "2027-03-14", "scheduledTime": "02:30:00"},
        {"scheduledDate": "2026-11-01", "scheduledTime": "01:30:00"},
        {"sipPhoneNumber": "+14155550101"},
    ],
)
def test_an_error_in_an_update_stops_the_whole_apply(launched: Project, fields: dict[str, Any]) -> None:
    launched.add(**fields)
    launched.add("new.yaml", campaignName="New")

    result = launched.apply()

    assert result.code == 1
    assert launched.actions() == {Q4: "blocked", "New": "create"}
    assert (len(launched.api.posts), launched.api.patches) == (1, [])


@pytest.mark.parametrize(
    ("policy", "fields"),
    [
        ("findings: {calling-hours: error}\n", {"scheduledTime": "23:30:00"}),
        ("findings: {date-far: error}\n", {"scheduledDate": "2036-12-01"}),
        ("suppression: [{path: ../stop.txt}]\n", {"concurrentCalls": 9}),
    ],
)
def test_the_checks_of_a_new_launch_hold_for_an_update(launched: Project, policy: str, fields: dict[str, Any]) -> None:
    launched.write("policy.yaml", "updates: scheduled\n" + policy)
    launched.write("../stop.txt", "+14155550102\n")
    launched.add(**fields)

    assert launched.apply().code == 1
    assert launched.api.patches == []


@pytest.mark.parametrize(
    ("limit", "fields", "code"),
    [
        ("contactsPerApply: 2", {"concurrentCalls": 9}, 7),
        ("contactsPerCampaign: 2", {"concurrentCalls": 9}, 7),
        ("concurrentCalls: 8", {"concurrentCalls": 9}, 7),
        ("minimumLeadMinutes: 20000", {"concurrentCalls": 9}, 7),
        ("newCampaigns: 0", {"concurrentCalls": 9}, 0),
        ("immediateLaunches: false", {"concurrentCalls": 9}, 0),
    ],
)
def test_limits_count_the_contacts_of_an_update_and_not_the_campaign_as_new(
    launched: Project, limit: str, fields: dict[str, Any], code: int
) -> None:
    launched.write("policy.yaml", f"updates: scheduled\nlimits: {{{limit}}}\n")
    launched.add(**fields)

    assert launched.apply().code == code
    assert len(launched.api.patches) == (code == 0)


def test_an_update_can_leave_nobody_out(project: Project) -> None:
    policy = "updates: scheduled\nsuppressed: leave-out\nsuppression: [{path: ../stop.txt}]\n"
    project.write("policy.yaml", policy)
    project.write("../stop.txt", "+14155550102\n")
    project.add()
    assert project.apply().code == 0

    project.add(concurrentCalls=9)
    plan = project.plan()
    [entry] = plan["campaigns"]
    assert (entry["action"], entry["contacts"], entry["leftOut"]) == ("update", 2, 1)
    assert [(f["code"], f["severity"]) for f in entry["findings"]] == [("suppressed", "warning")]

    project.write("../stop.txt", "+14155550102\n+14155550103\n")
    assert project.actions() == {Q4: "blocked"}
    assert project.apply().code == 1
    assert project.api.patches == []


def approved(project: Project) -> str:
    path = project.root / "plan.json"
    assert project.run("plan", "--out", str(path)).code == 0
    return str(path)


def july(project: Project, **fields: Any) -> None:
    if not project.directory.joinpath("contacts/july.csv").exists():
        project.csv("contacts/july.csv", CONTACTS.replace("+1415555", "+1212555"))
    project.add("july.yaml", **{"campaignName": "July", "contacts": "contacts/july.csv", **fields})


@pytest.mark.parametrize("by", ["file", "hash"])
def test_an_update_that_nobody_approved_stops_all(launched: Project, by: str) -> None:
    july(launched)
    launched.apply()
    launched.add(scheduledTime="15:30:00")
    file = approved(launched)
    expect = file if by == "file" else launched.plan()["hash"]
    july(launched, agentId="D5other")

    assert launched.apply("--expect", expect).code == 7
    assert launched.api.patches == []

    july(launched)
    assert kinds(launched.apply("--expect", expect)) == ["updated"]
    assert launched.api.patches == [SCHEDULE]


def test_a_file_approves_of_an_instant_and_of_the_values_that_are_replaced(launched: Project) -> None:
    launched.add(concurrentCalls=9)
    file = approved(launched)
    plan = json.loads((launched.root / "plan.json").read_text())

    for change in (
        {"launchAt": "2026-12-01T21:00:00Z"},
        {"changes": [{"field": "concurrentCalls", "from": 6, "to": 9}]},
        {"changes": [], "action": "create"},
    ):
        entry = {**plan["campaigns"][0], **change}
        (launched.root / "plan.json").write_text(json.dumps({**plan, "campaigns": [entry]}))
        assert launched.apply("--expect", file).code == 7, change

    assert launched.api.patches == []


@pytest.mark.parametrize("by", ["hash", "file"])
def test_an_approved_update_is_no_approval_of_a_create(launched: Project, by: str) -> None:
    launched.add(concurrentCalls=9)
    file = approved(launched)
    expect = file if by == "file" else launched.plan()["hash"]
    launched.state_file.unlink()
    launched.api.campaigns.clear()

    assert launched.apply("--expect", expect).code == 7
    assert len(launched.api.posts) == 1


def test_pending_updates_have_the_exit_code_of_changes(launched: Project) -> None:
    launched.add(concurrentCalls=9)

    assert launched.run("plan", "--detailed-exitcode").code == 3


def test_without_a_key_or_consent_nothing_is_updated(launched: Project) -> None:
    launched.add(concurrentCalls=9)
    del launched.environ["CI"]
    assert launched.apply().code == 2
    launched.environ["CI"] = "true"
    del launched.environ["SIGMAMIND_API_KEY"]
    assert launched.apply().code == 2
    assert launched.api.patches == []


def test_a_merge_that_dials_at_once_is_never_sent(launched: Project) -> None:
    launched.add(isScheduled=False)

    assert launched.apply().code == 5
    assert launched.api.patches == []


def test_a_resolved_update_is_not_sent(launched: Project) -> None:
    launched.add(concurrentCalls=9)
    assert launched.run("resolve", Q4, "--accept").code == 0

    assert launched.apply().code == 0
    assert launched.api.patches == []


def test_an_unknown_that_was_edited_is_not_updated_unseen(project: Project) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    project.add()
    project.api.on_post = [fake_api.loses_the_answer]
    project.api.hidden = {Q4}
    assert project.apply().code == 6
    project.api.hidden = set()
    project.add(concurrentCalls=9)

    result = project.apply()

    assert (result.code, kinds(result)) == (7, ["adopted"])
    assert project.api.patches == []
    assert kinds(project.apply()) == ["updated"]


def test_what_a_create_was_answered_otherwise_may_be_corrected_by_an_update(project: Project) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    project.add()
    project.api.on_post = [fake_api.makes(scheduledDate="2026-12-01T21:00:00.000Z")]
    assert project.apply().code == 5
    project.add(scheduledTime="15:30:00")

    assert (project.apply().code, project.api.patches) == (0, [SCHEDULE])
    assert project.recorded[Q4]["differences"] == []


@pytest.mark.parametrize("by", ["hash", "file"])
def test_an_approval_from_before_a_postponement_does_not_release_it(launched: Project, by: str) -> None:
    launched.add(scheduledTime="15:30:00")
    file = approved(launched)
    expect = file if by == "file" else launched.plan()["hash"]
    assert launched.run("postpone", Q4, "--to", "2026-12-08 12:00", "--yes").code == 0

    assert launched.apply("--expect", expect).code == 7
    assert launched.recorded[Q4]["launchAt"] == "2026-12-08T20:00:00Z"
    assert len(launched.api.patches) == 1


def test_a_date_is_patched_in_the_form_of_the_policy(launched: Project) -> None:
    launched.write("policy.yaml", "updates: scheduled\napi: {scheduledDate: date-time}\n")
    launched.add(scheduledTime="15:30:00")
    launched.api.on_patch = [lambda api, asked: httpx.Response(400, json={"message": "no"})]

    launched.apply()

    assert launched.api.patches == [{**SCHEDULE, "scheduledDate": "2026-12-01T00:00:00.000Z"}]


def test_a_restored_state_does_not_update_what_is_gone(launched: Project) -> None:
    launched.csv("contacts/other.csv", CONTACTS.replace("+1415555", "+1212555"))
    launched.add("other.yaml", campaignName="Other", contacts="contacts/other.csv")
    assert launched.apply().code == 0
    launched.api.campaigns.pop(0)
    launched.add(concurrentCalls=9)

    result = launched.apply()

    assert (result.code, launched.api.patches) == (5, [])
    assert "gone" in launched.recorded[Q4]


class Terminal(io.StringIO):
    """A terminal at which somebody answers."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code"), [("yes\n", 0), ("no\n", 7), ("", 7)])
def test_at_a_terminal_an_update_is_asked_for(
    launched: Project, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    del launched.environ["CI"]
    launched.add(concurrentCalls=9)
    shown = Terminal()
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stderr", shown)

    assert launched.run("apply").code == code
    assert "Change 1 campaign through https://api.sigmamind.ai?" in shown.getvalue()
    assert len(launched.api.patches) == (code == 0)


def test_a_record_keeps_what_was_found_about_the_hours_of_an_update(launched: Project) -> None:
    assert launched.recorded[Q4]["hours"]["clashes"] == {}
    launched.add(scheduledTime="23:30:00")
    [planned] = launched.plan()["campaigns"]
    assert launched.apply().code == 0

    assert launched.recorded[Q4]["hours"]["clashes"] == {"calling-hours": 1}
    [after] = launched.plan()["campaigns"]
    assert planned["hoursAtCreate"]["clashes"] == {}
    assert after["hoursAtCreate"]["clashes"] == {"calling-hours": 1}
