"""An account that answers otherwise than it should, is another one, or must be changed: what comes of it.

Each case is a small repository; `steps.txt` has the exit codes that a step may end with (`-` for any), and what a user
does. What all cases have in common is checked after each command: see `Story.check`.
"""

import copy
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.account_story import ScriptedAccount, Story
from tests.fake_api import Json
from tests.paths import ROOT
from tests.project import Project, Result

CASES = ROOT / "tests" / "accounts"
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
JUNE, JULY = "June renewals", "July renewals"
SCHEDULE = {"scheduledDate", "scheduledTime", "scheduledTimezone"}
Told = Callable[..., Story]


@pytest.fixture
def story(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Told:
    def told(case: str, edit: Callable[[Json], object] = copy.copy) -> Story:
        file = CASES / case / "account.json"
        script = json.loads(file.read_text()) if file.exists() else {}
        edit(script)
        account = ScriptedAccount(script)
        project = Project(tmp_path / case, capsys, account)
        shutil.copytree(CASES / case, project.root, dirs_exist_ok=True, copy_function=shutil.copyfile)
        monkeypatch.chdir(project.root)
        return Story(project, account, (CASES / case / "steps.txt").read_text().splitlines())

    return told


def record(story: Story, name: str = JUNE) -> Json:
    recorded: Json = story.project.recorded[name]
    return recorded


def everything(result: Result) -> str:
    return result.out + result.err


def sent(story: Story, *methods: str) -> list[tuple[str, str]]:
    """Return the requests that change something, or those of these methods."""
    return [request for request in story.account.requests if request[0] in (methods or ("POST", "PATCH", "DELETE"))]


def bodies(script: Json, **fields: Any) -> None:
    """Put these fields into every scripted campaign."""
    for answer in script["answers"]:
        answer["body"].update(fields)


@pytest.mark.parametrize("case", NAMES)
def test_a_case_ends_as_its_steps_say(story: Told, case: str) -> None:
    told = story(case)
    told.play()

    for command in ("plan --format markdown", "plan --format json", "validate --format github", "status --format json"):
        told.run(*command.split())


@pytest.mark.parametrize(
    "case",
    [
        "launch-as-a-number",
        "only-an-id-ever",
        "no-launch-in-any-answer",
        "row-errors-in-one-text",
        "row-errors-by-row",
        "live-instead-of-scheduled",
    ],
)
def test_what_cannot_be_agreed_is_recorded_and_said_until_it_is_settled(story: Told, case: str) -> None:
    told = story(case)
    told.play()

    assert record(told)["campaignId"] == "camp_June01"
    assert record(told)["differences"]
    plan = told.run("plan")
    assert "camp_June01" in plan.out
    again = told.run("apply")
    assert len(told.account.posts) == 1, again


@pytest.mark.parametrize(
    "case",
    ["only-an-id-at-first", "status-in-capitals", "launch-with-the-name-of-its-zone", "right-in-other-words"],
)
def test_what_agrees_in_another_form_is_no_difference(story: Told, case: str) -> None:
    told = story(case)
    told.play()

    assert record(told)["differences"] == []
    assert record(told)["account"]["status"] == "scheduled"
    assert record(told)["account"]["launchAt"] == record(told)["launchAt"]


def test_a_launch_that_cannot_be_read_is_not_recorded_as_the_accounts(story: Told) -> None:
    told = story("launch-as-a-number")
    told.play()

    assert record(told)["account"]["launchAt"] is None


@pytest.mark.parametrize("value", [True, 0, "", "soon", "2030-06-04", [], {}, 1906772400000.5, "2030-06-04T19:00:00"])
def test_no_other_unreadable_launch_is_agreed_either(story: Told, value: object) -> None:
    told = story("launch-as-a-number", lambda script: bodies(script, scheduledDate=value))
    told.play()

    assert record(told)["differences"]


def test_an_hour_off_with_the_name_of_its_zone_is_a_difference(story: Told) -> None:
    value = "2030-06-04T13:00:00-07:00[America/Los_Angeles]"
    told = story("launch-with-the-name-of-its-zone", lambda script: bodies(script, scheduledDate=value))

    assert told.run("apply").code == 5
    assert record(told)["differences"]


def test_an_answer_with_an_id_alone_is_followed_by_one_read(story: Told) -> None:
    told = story("only-an-id-at-first")
    told.play()

    requests = told.account.requests
    assert requests[requests.index(("POST", "/v1/campaigns")) + 1 :] == [("GET", "/v1/campaigns/camp_June01")]


@pytest.mark.parametrize("case", ["only-an-id-ever", "no-launch-in-any-answer"])
def test_what_no_answer_says_is_not_confirmed(story: Told, case: str) -> None:
    told = story(case)

    assert "not confirmed" in everything(told.play()[0])


@pytest.mark.parametrize("case", ["row-errors-in-one-text", "row-errors-by-row"])
def test_row_errors_of_any_form_are_counted(story: Told, case: str) -> None:
    told = story(case)

    assert re.search(r"\b1 row\b|\brow 3\b|\bone row\b|\b1 problem", everything(told.play()[0]), re.IGNORECASE)


def test_what_dials_although_it_was_scheduled_is_said_first(story: Told) -> None:
    told = story("live-instead-of-scheduled")
    apply, status, plan = told.play()

    assert "DIALING NOW" in everything(apply)
    for result in (status, plan):
        first = everything(result).strip().splitlines()[0]
        assert "camp_June01" in first, first
        assert "DIALING NOW" in first, first
        assert "campaigns delete" in everything(result)
    assert record(told)["account"]["status"] == "live"


@pytest.mark.parametrize(
    ("case", "reason"), [("agent-not-found", "Agent not found"), ("balance-too-low", "Insufficient balance")]
)
def test_a_clear_refusal_is_rejected_after_two_readings_of_the_list(story: Told, case: str, reason: str) -> None:
    told = story(case)
    (result,) = told.play()

    assert told.project.recorded == {}
    assert reason in everything(result)
    requests = told.account.requests
    after = requests[requests.index(("POST", "/v1/campaigns")) + 1 :]
    assert after.count(("GET", "/v1/campaigns")) >= 2


@pytest.mark.parametrize("case", ["agent-not-found", "balance-too-low"])
def test_a_refusal_of_what_is_in_the_list_is_adopted(story: Told, case: str) -> None:
    told = story(case, lambda script: script["answers"][0].update(does="create"))
    told.run("apply")

    assert record(told)["campaignId"] == "camp_June01"


@pytest.mark.parametrize(
    ("case", "shown", "hidden"),
    [
        ("date-refused", "scheduledDate", "Ada|14155550161|java"),
        ("refused-in-detail", "concurrentCalls", "14155550161"),
    ],
)
def test_a_refusal_names_our_field_and_nothing_of_ours_beside_it(
    story: Told, case: str, shown: str, hidden: str
) -> None:
    (result,) = story(case).play()

    assert shown in everything(result)
    assert not re.search(hidden, everything(result))


def test_a_list_that_is_cut_off_is_said_with_its_size_and_a_way_out(story: Told) -> None:
    (result,) = story("list-too-large").play()

    assert re.search("50,000", everything(result))
    assert re.search(r"split .*--by size", everything(result))


def test_a_row_error_is_that_of_the_row_in_the_list(story: Told) -> None:
    (result,) = story("blank-row-before-a-row-error").play()

    assert re.search(r"\brow 4\b", everything(result), re.IGNORECASE)


def test_the_key_of_another_account_creates_nothing(story: Told) -> None:
    told = story("key-of-another-account")
    results = told.play()

    assert "SIGMAMIND_API_KEY" in everything(results[1])
    assert [fields["campaignName"] for fields in told.account.posts] == [JUNE, JULY]
    assert record(told)["gone"]
    assert record(told, JULY)["campaignId"] == "camp_July01"


def test_one_of_two_that_somebody_deleted_is_named_and_stays_uncreated(story: Told) -> None:
    told = story("one-of-two-deleted-elsewhere")
    results = told.play()

    assert record(told)["gone"]
    assert JUNE in everything(results[-1])
    assert [fields["campaignName"] for fields in told.account.posts].count(JUNE) == 1
    assert set(told.account.names) == {JULY, "August renewals"}


def test_what_is_gone_is_said_in_json_too(story: Told) -> None:
    told = story("deleted-before-a-refresh")
    told.play()

    assert told.run("status", "--refresh", "--format", "json").code == 5


def test_a_corrected_file_agrees_with_what_was_imported(story: Told) -> None:
    told = story("import-of-another-launch")
    told.play()

    assert record(told)["launchAt"] == "2030-06-04T21:30:00Z"
    assert record(told)["differences"] == []
    assert told.project.actions() == {JUNE: "unchanged"}
    assert sent(told) == []


def test_an_import_that_differs_is_said_until_the_file_is_corrected(story: Told) -> None:
    told = story("import-of-another-launch")

    assert told.run("import", "camp_June01", "--file", "campaigns/june.yaml").code == 5
    assert record(told)["launchAt"] == "2030-06-04T21:30:00Z"
    assert told.run("apply").code == 5


def test_a_mistyped_id_records_nothing(story: Told) -> None:
    told = story("resolve-with-a-mistyped-id")
    told.run("apply")
    before = told.project.state_file.read_bytes()

    refused = told.run("resolve", JUNE, "--created", "camp_June0l")
    assert refused.code != 0
    assert (record(told)["status"], record(told)["campaignId"]) == ("unknown", None)
    assert told.project.state_file.read_bytes() == before

    assert told.run("resolve", JUNE, "--created", "camp_June01").code == 0
    assert record(told)["campaignId"] == "camp_June01"


def test_an_id_that_was_not_checked_can_be_corrected_until_it_is(story: Told) -> None:
    told = story("resolve-without-a-key")
    told.play()

    assert record(told)["campaignId"] == "camp_June01"
    assert not record(told).get("unconfirmed")


def test_a_hold_is_in_every_plan(story: Told) -> None:
    told = story("held")
    reason = "The landing page is down until Thursday."

    assert told.play()[0].json["hold"] == reason
    for command in (["plan"], ["validate"], ["plan", "--format", "markdown"]):
        assert "HOLD" in told.run(*command).out
    told.run("report", "--html", str(told.project.root / "plan.html"))
    assert "HOLD" in (told.project.root / "plan.html").read_text()
    assert told.account.posts == []

    (told.project.directory / "HOLD").unlink()
    assert told.project.plan()["hold"] is None


def test_what_init_writes_passes_once_it_is_filled_in(story: Told) -> None:
    told = story("init-as-written")
    told.play()
    file = told.project.directory / "first.yaml"
    findings = told.run("validate", "--format", "json").json["findings"]
    text = file.read_text()
    number = 1 + next(index for index, line in enumerate(text.splitlines()) if line.startswith("agentId:"))
    assert (number, "error") in {(finding["line"], finding["severity"]) for finding in findings}
    assert told.account.posts == []

    text = re.sub(r"(?m)^agentId:.*$", "agentId: D5renewals", text)
    text = re.sub(r"(?m)^sipPhoneNumber:.*$", "sipPhoneNumber: +14155550160", text)
    file.write_text(text)
    for list_ in told.project.directory.rglob("*.csv"):
        list_.write_text("Phone Number,customer_name\n+14155550161,Ada\n")

    errors = [each for each in told.run("validate", "--format", "json").json["findings"] if each["severity"] == "error"]
    assert errors == []


def test_without_a_key_a_terminal_is_asked_nothing(story: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    told = story("no-key-at-a-terminal")
    told.project.environ = {}
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda *_: pytest.fail("it asked"))

    told.play()


def test_a_schedule_beside_false_can_be_made_a_warning(story: Told) -> None:
    told = story("schedule-beside-false")
    told.project.write("policy.yaml", "findings: {schedule-ignored: warning}\n")

    assert told.run("validate").code == 0


def test_too_many_lines_send_nothing(story: Told) -> None:
    told = story("lines-over-the-limit")
    told.play()

    assert told.account.posts == []


def test_postpone_changes_the_schedule_of_one_campaign_alone(story: Told) -> None:
    told = story("postpone-one-of-two")
    *_, plan, _ = told.play()

    assert sent(told, "PATCH") == [("PATCH", "/v1/campaigns/camp_June01")]
    (patch,) = told.account.patches
    assert patch.keys() - {"isScheduled"} == SCHEDULE
    assert patch.get("isScheduled", True) is True
    assert record(told)["launchAt"] == "2030-06-11T19:00:00Z"
    assert record(told)["postponed"]["scheduledDate"] == "2030-06-11"
    assert record(told, JULY)["launchAt"] == "2030-07-09T18:00:00Z"
    assert "postponed" in plan.out
    before = sent(told)
    assert told.run("apply").code in (0, 5)
    assert sent(told) == before


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"does": "change", "status": 500, "body": {"status": 500}},
        {"does": "nothing", "status": 500, "body": {"status": 500}},
        {"does": "nothing", "status": 429, "body": {"status": 429}},
        {"does": "change", "status": 408, "body": {}},
        {"does": "change", "status": 200, "body": {}},
    ],
)
def test_after_a_lost_answer_state_and_account_agree_at_the_new_instant(story: Told, answer: Json) -> None:
    told = story("postpone-answer-lost", lambda script: script["answers"][0].update(answer))
    told.play()

    assert record(told)["launchAt"] == "2030-06-11T19:00:00Z"
    assert record(told)["account"]["launchAt"] == "2030-06-11T19:00:00Z"
    assert record(told).get("changing") is None
    assert told.account.campaigns[0]["scheduledDate"] == "2030-06-11T19:00:00.000Z"


def test_what_was_answered_and_not_done_is_not_recorded(story: Told) -> None:
    told = story("postpone-answered-and-not-done")
    told.play()

    assert record(told)["launchAt"] == "2030-06-04T19:00:00Z"
    assert record(told).get("postponed") is None


def test_what_dials_already_is_named_and_left_alone_by_postpone(story: Told) -> None:
    told = story("postpone-all-with-one-live")
    *_, result = told.play()

    assert sent(told, "PATCH") == [("PATCH", "/v1/campaigns/camp_June01")]
    assert JULY in everything(result)
    assert record(told)["launchAt"] == "2030-07-16T17:00:00Z"
    assert record(told, JULY)["launchAt"] == "2030-07-09T19:00:00Z"


def test_a_launch_is_not_moved_to_no_time_a_past_one_or_with_a_name_that_is_nobodys(story: Told) -> None:
    told = story("postpone-to-no-time")
    told.play()

    assert sent(told, "PATCH") == []
    assert record(told)["launchAt"] == "2030-06-04T19:00:00Z"


def test_the_brake_needs_a_key_and_a_consent_though_it_is_held(story: Told) -> None:
    told = story("brake-while-held")
    told.run("apply")
    told.project.write("HOLD", "wrong list\n")
    consent = told.project.environ.pop("CI")
    for command in (["postpone", "--all", "--to", "2030-06-11 12:00"], ["delete", JUNE]):
        assert told.run(*command).code == 2
    told.project.environ = {"CI": consent}
    for command in (["postpone", "--all", "--to", "2030-06-11 12:00"], ["delete", JUNE, "--yes"]):
        assert told.run(*command).code == 2
    assert sent(told, "PATCH", "DELETE") == []


def test_a_merged_time_is_an_update_where_the_policy_says_so(story: Told) -> None:
    told = story("time-merged")
    told.run("apply")
    shutil.copy(told.project.root / "later/june.yaml", told.project.directory)

    assert told.project.actions() == {JUNE: "update"}
    result = told.run("apply", "--format", "json")
    assert [outcome["outcome"] for outcome in result.json["outcomes"]] == ["updated"]
    (patch,) = told.account.patches
    assert patch.keys() - {"isScheduled"} <= SCHEDULE
    assert told.project.actions() == {JUNE: "unchanged"}
    assert record(told)["launchAt"] == "2030-06-04T22:30:00Z"


def test_a_merged_time_is_changed_where_the_policy_is_silent(story: Told) -> None:
    told = story("time-merged")
    (told.project.directory / "policy.yaml").unlink()
    told.run("apply")
    shutil.copy(told.project.root / "later/june.yaml", told.project.directory)

    assert told.project.actions() == {JUNE: "changed"}
    assert told.run("apply").code == 5
    assert sent(told, "PATCH") == []


@pytest.mark.parametrize(
    "edit",
    [
        ("contacts/june.csv", r"\Z", "+14155550164,Dee\n"),
        ("june.yaml", "concurrentCalls: 5", "concurrentCalls: 5\ndynamicVariables: {customer_name: there}"),
        ("june.yaml", JUNE, "June renewal"),
        ("june.yaml", re.compile("isScheduled: true\n(scheduled.*\n)*"), "isScheduled: false\n"),
    ],
    ids=["list", "defaults", "name", "at-once"],
)
def test_list_defaults_name_and_a_launch_at_once_are_never_updated(story: Told, edit: tuple[str, Any, str]) -> None:
    told = story("list-merged")
    told.run("apply")
    name, old, new = edit
    file = told.project.directory / name
    file.write_text(re.sub(old, new, file.read_text()))
    before = sent(told)

    assert told.run("apply").code == 5
    assert sent(told) == before
    assert set(told.project.actions().values()) == {"changed"}


@pytest.mark.parametrize("case", ["time-merged-while-it-dials", "at-once-merged", "list-merged"])
def test_what_must_not_be_changed_gets_no_patch(story: Told, case: str) -> None:
    told = story(case)
    told.play()

    assert sent(told, "PATCH") == []
    assert record(told)["launchAt"] == "2030-06-04T19:00:00Z"


def test_an_update_that_nobody_approved_changes_nothing_and_an_approved_one_is_made(story: Told) -> None:
    told = story("update-nobody-approved")
    told.play()
    assert sent(told, "PATCH") == []

    july = CASES / "update-nobody-approved/campaigns/july.yaml"
    shutil.copy(july, told.project.directory)
    assert told.run("apply", "--expect", str(told.project.root / "plan.json")).code == 0
    assert sent(told, "PATCH") == [("PATCH", "/v1/campaigns/camp_June01")]


def test_an_update_whose_answer_was_lost_is_made_by_the_next_run(story: Told) -> None:
    told = story("update-answer-lost")
    told.play()

    assert told.account.campaigns[0]["agent"]["agentId"] == "agent_D5winback"
    assert told.project.actions() == {JUNE: "unchanged"}
    assert record(told).get("changing") is None


STILL_THERE = [
    {},
    {"status": 404, "body": {"status": 404, "error": "Not Found"}},
    {"status": 204, "body": None},
    {"status": 403, "body": {"status": 403, "error": "Forbidden"}},
    {"status": 409, "body": {"status": 409, "error": "Conflict"}},
]


@pytest.mark.parametrize("answer", STILL_THERE)
def test_a_delete_that_was_not_done_leaves_the_entry_as_it_was(story: Told, answer: Json) -> None:
    told = story("delete-refused", lambda script: script["answers"][0].update(answer))
    told.play()

    assert record(told).get("deleted") is None
    assert record(told).get("changing") is None
    assert told.project.actions() == {JUNE: "unchanged"}


def test_a_deleted_campaign_is_not_created_again_while_its_file_stays(story: Told) -> None:
    told = story("deleted-stays-deleted")
    told.play()

    assert sent(told) == [("POST", "/v1/campaigns"), ("DELETE", "/v1/campaigns/camp_June01")]
    requests = told.account.requests
    after = requests[requests.index(("DELETE", "/v1/campaigns/camp_June01")) + 1 :]
    assert ("GET", "/v1/campaigns/camp_June01") in after
    assert record(told)["deleted"]
    assert "create" not in told.project.actions().values()
