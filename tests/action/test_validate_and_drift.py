"""The action's step where it validates, looks for drift, or is not what GitHub starts."""

import json
from pathlib import Path

import httpx
import pytest

from runner.action import entrypoint, unlock
from runner.action.workflow_run import WorkflowRun
from tests.action.test_step import KEY, Workflow, workflow
from tests.fake_github import Answer

__all__ = ["workflow"]
pytestmark = pytest.mark.slow


def test_validate_judges_the_files_and_comments_nothing(workflow: Workflow) -> None:
    good = workflow.step("pull_request", {"pull_request": {"number": 7}}, command="validate")
    workflow.add("broken", concurrentCalls=0)
    bad = workflow.step("pull_request", {"pull_request": {"number": 7}}, command="validate")

    assert (good.code, good.outputs["result"]) == (0, "valid"), good.log
    assert "1 campaign, 3 contacts: no errors" in good.log
    assert (bad.code, bad.outputs["result"]) == (1, "invalid"), bad.log
    assert "::error file=campaigns/broken.yaml" in bad.log
    assert workflow.hub.comments == {}


def test_drift_names_what_was_changed_in_the_account(workflow: Workflow) -> None:
    workflow.apply()
    campaigns = f"{workflow.api}/v1/campaigns"
    (campaign,) = httpx.get(campaigns, headers=KEY).json()["data"]
    httpx.patch(f"{campaigns}/{campaign['campaignId']}", json={"concurrentCalls": 7}, headers=KEY).raise_for_status()

    ended = workflow.step("schedule")

    (issue,) = workflow.hub.issues
    assert (ended.code, ended.outputs["result"]) == (0, "drift"), ended.log
    assert "concurrentCalls is 7, not 5" in issue["body"]


def test_drift_names_a_launch_that_is_no_longer_the_requested_local_time(workflow: Workflow) -> None:
    workflow.apply(state="file")
    workflow.git("pull", "-q", "--ff-only", str(workflow.hub.bare), "main")
    file = workflow.checkout / "campaigns" / "state.json"
    state = json.loads(file.read_bytes())
    state["campaigns"]["q4"]["request"]["scheduledTime"] = "11:00:00"
    state["campaigns"]["q4"]["tzdata"] = "2025b"
    file.write_text(json.dumps(state))
    workflow.push()

    ended = workflow.step("schedule", state="file")

    (issue,) = workflow.hub.issues
    assert (ended.code, ended.outputs["result"]) == (0, "drift"), ended.log
    assert "found 1 difference." in issue["body"]
    assert "by today's zone rules" in issue["body"].replace("&#39;", "'")
    assert "11:00:00, as requested, is now" in issue["body"]


def test_drift_fails_where_a_campaign_that_is_to_dial_is_gone_from_the_account(workflow: Workflow) -> None:
    workflow.apply(state="file")
    workflow.git("pull", "-q", "--ff-only", str(workflow.hub.bare), "main")
    file = workflow.checkout / "campaigns" / "state.json"
    state = json.loads(file.read_bytes())
    state["campaigns"]["q4"]["campaignId"] = "camp_of_another_account"
    file.write_text(json.dumps(state))
    workflow.push()

    ended = workflow.step("schedule", state="file")

    (issue,) = workflow.hub.issues
    assert (ended.code, ended.outputs["result"]) == (5, "drift"), ended.log
    assert issue["body"].count("is gone from the account") == 2, "the difference, and what to do"
    assert "SIGMAMIND_API_KEY" in issue["body"].replace("&#95;", "_")


def test_drift_without_a_key_fails_and_says_why(workflow: Workflow) -> None:
    workflow.apply()
    workflow.environ["SIGMAMIND_API_KEY"] = ""

    ended = workflow.step("schedule")

    assert (ended.code, ended.outputs["result"]) == (2, "failed"), ended.log
    assert "SIGMAMIND_API_KEY" in ended.outputs["failure-reason"]
    assert workflow.hub.issues == []


def test_drift_that_no_issue_can_tell_of_fails(workflow: Workflow) -> None:
    workflow.apply()
    workflow.hub.fault = lambda _, path: 403 if "issues" in path else None
    clean = workflow.step("schedule")
    workflow.create_by_hand("made by hand")
    drift = workflow.step("schedule")
    workflow.hub.fault = lambda *_: None
    workflow.hub.answer_instead("POST .*/issues$", Answer(200, {}))
    unsure = workflow.step("schedule")
    workflow.hub.differences.clear()

    assert (clean.code, drift.code, drift.outputs["result"]) == (0, 4, "drift")
    assert unsure.code == 4, "an answer without an issue's number shows none"
    assert drift.outputs["failure-reason"] == "1 campaign that nobody recorded, and no issue could be written"
    assert "::warning::the issue may still be open" in clean.log
    assert "::warning::no issue was written" in drift.log


def test_an_event_that_is_no_json_ends_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event = tmp_path / "event.json"
    event.write_text("{")

    output = tmp_path / "output"
    code = entrypoint.main({"GITHUB_EVENT_PATH": str(event), "GITHUB_OUTPUT": str(output)})

    assert code == 2
    assert "::error::GITHUB_EVENT_PATH can't be read as JSON" in capsys.readouterr().out
    assert "failed" in output.read_text()


def test_what_an_input_says_is_never_an_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "-x").mkdir()
    monkeypatch.chdir(tmp_path)
    inputs = {"INPUT_COMMAND": "unlock", "INPUT_DIR": "-x", "INPUT_LOCK_TIMEOUT": "-1", "INPUT_STATE": "git:-y"}
    workflow = WorkflowRun(inputs, {})

    assert unlock.run(workflow) == 2
    assert "argument --lock-timeout" in workflow.outputs["failure-reason"]


def test_a_bug_is_reported_by_place_and_the_step_has_failed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(_: object) -> int:
        raise LookupError("+14155550101")

    monkeypatch.setitem(entrypoint.COMMANDS, "plan", broken)
    output = tmp_path / "output"

    code = entrypoint.main({"INPUT_COMMAND": "plan", "GITHUB_OUTPUT": str(output)})

    printed = capsys.readouterr().out
    assert code == 70
    assert "LookupError" in printed
    assert "4155550101" not in printed + output.read_text()
    assert "a bug in campaign-runner" in output.read_text()


def test_where_the_changed_files_are_not_listed_the_worst_findings_are_annotated(workflow: Workflow) -> None:
    for number in range(12):
        workflow.add(f"broken-{number}", concurrentCalls=0)
    workflow.hub.fault = lambda _, path: 500 if path.endswith("/files") else None

    ended = workflow.pull_request()

    assert ended.code == 1
    assert ended.log.count("::error file=") == 9
    assert "12 findings: the 9 worst are annotated" in ended.log
    assert "12 campaigns blocked by errors" in workflow.comment()
