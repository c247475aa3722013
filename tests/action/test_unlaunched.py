"""The drift job names what is merged and was never launched, and how to launch it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from runner import timezones
from runner.action import unlaunched
from runner.cli.settings import read_settings
from runner.config import discovery
from runner.config.hold import find_hold
from runner.formatting import escape_markdown
from runner.plan.campaign_files import load_files
from runner.plan.inputs import Inputs
from runner.plan.planner import build_plan
from runner.plan.policy import read_policy
from tests.action.test_step import KEY, Workflow, workflow
from tests.project import NOW, Project

__all__ = ["workflow"]
pytestmark = pytest.mark.slow


def test_a_merged_file_without_a_record_is_listed_until_it_is_launched(workflow: Workflow) -> None:
    ended = workflow.step("schedule")
    (issue,) = workflow.hub.issues
    body = issue["body"]
    workflow.apply()
    later = workflow.step("schedule")

    assert (ended.code, ended.outputs["result"]) == (0, "drift"), ended.log
    assert issue["title"] == "Campaigns: merged campaigns aren't launched"
    assert "<code>campaigns/q4.yaml</code>: would launch " in body
    assert "Actions → Apply campaigns → Run workflow" in body
    assert (later.outputs["result"], issue["state"]) == ("clean", "closed"), later.log


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda p: p.add("late.yaml", campaignName="late", scheduledDate="2024-12-02"),
            "has passed, and nobody was called",
        ),
        (lambda p: p.add("broken.yaml", campaignName="broken", concurrentCalls=0), "blocked: "),
        (lambda p: p.add("now.yaml", campaignName="now", isScheduled=False), "dials as soon as it is created"),
        (lambda p: p.write("HOLD", "until Monday"), "HOLD, apply sends nothing: until Monday"),
        (lambda p: p.write("policy.yaml", "limits: {newCampaigns: 0}"), "1 limit exceeded"),
        (lambda p: p.write("policy.yaml", "limits: 1"), "the policy has errors"),
    ],
)
def test_the_issue_says_what_stands_in_the_way(
    project: Project, change: Callable[[Project], object], words: str
) -> None:
    project.add()
    change(project)
    settings = read_settings(str(project.directory), None, {})
    files = load_files(discovery.files(settings.directory), settings.root, settings.directory)
    hold = find_hold(settings.folders, settings.root)
    plan = build_plan(Inputs(tuple(files), read_policy(settings.folders, settings.root), {}, NOW, None, hold))

    assert escape_markdown(words) in unlaunched.section(plan, list(plan.changes), {})


def test_a_file_whose_name_the_account_has_is_not_said_to_launch(workflow: Workflow) -> None:
    workflow.add("late", scheduledDate="2024-12-02")
    workflow.push()
    workflow.create_by_hand("late")
    workflow.create_by_hand("q4")

    ended = workflow.step_here("schedule")

    (issue,) = workflow.hub.issues
    assert (ended.code, ended.outputs["result"]) == (0, "drift"), ended.log
    assert issue["body"].count("the account has a campaign of this name") == 2
    assert "nobody was called" not in issue["body"]
    assert "would launch" not in issue["body"]


def test_a_campaign_that_is_gone_is_not_said_to_dial(workflow: Workflow) -> None:
    workflow.add("another")
    workflow.push()
    ids = json.loads(workflow.apply().outputs["campaign-ids"])
    httpx.delete(f"{workflow.api}/v1/campaigns/{ids['q4']}", headers=KEY).raise_for_status()
    (workflow.checkout / "campaigns" / "q4.yaml").unlink()
    workflow.push()

    ended = workflow.step_here("schedule")

    (issue,) = workflow.hub.issues
    assert ended.code == 5, ended.log
    assert issue["title"] == "Campaigns: the account differs from what is recorded"
    assert "is gone from the account" in issue["body"]
    assert "still dials" not in issue["body"]


def test_an_edit_that_the_policy_lets_apply_make_is_listed(workflow: Workflow) -> None:
    (workflow.checkout / "campaigns" / "policy.yaml").write_text("updates: scheduled\n")
    workflow.push()
    workflow.apply()
    workflow.add(concurrentCalls=2)
    workflow.push()

    ended = workflow.step("schedule")

    assert ended.outputs["result"] == "drift", ended.log
    assert "its edit wasn't made, and the campaign dials as before (concurrentCalls)" in workflow.hub.issues[0]["body"]


def test_a_run_at_work_is_no_alarm(workflow: Workflow) -> None:
    workflow.apply(state="file")
    workflow.git("pull", "-q", "--ff-only", str(workflow.hub.bare), "main")
    file = workflow.checkout / "campaigns" / "state.json"
    state = json.loads(file.read_bytes())
    until = timezones.format_utc(datetime.now(UTC) + timedelta(minutes=5))
    record = state["campaigns"]["q4"]
    record |= {"status": "creating", "campaignId": None}
    record["run"]["lease"] = {"holder": "another run", "until": until}
    file.write_text(json.dumps(state))
    workflow.add("another")
    workflow.push()

    ended = workflow.step("schedule", state="file")

    assert (ended.code, ended.outputs["result"]) == (0, "clean"), ended.log
    assert "Another run is creating or changing 1 campaign" in ended.summary
    assert workflow.hub.issues == []


@pytest.mark.parametrize("elsewhere", ["another branch", "an older commit"])
def test_only_files_at_the_tip_of_the_default_branch_are_merged(workflow: Workflow, elsewhere: str) -> None:
    workflow.step("schedule")
    if elsewhere == "another branch":
        workflow.environ["GITHUB_REF"] = "refs/heads/draft"
        why = "this run isn't on the default branch"
    else:
        old = workflow.git("rev-parse", "HEAD")
        workflow.add("another")
        workflow.push()
        workflow.git("checkout", "-q", old)
        why = "`campaigns/another.yaml` is new"

    ended = workflow.step("schedule", command="drift")

    assert (ended.code, ended.outputs["result"]) == (0, "clean"), ended.log
    assert f"::warning::whether everything merged is launched wasn't looked at: {why}" in ended.log
    assert [issue["state"] for issue in workflow.hub.issues] == ["open"], "what wasn't looked at closes nothing"


def test_a_newer_commit_of_other_files_hides_nothing(workflow: Workflow) -> None:
    old = workflow.git("rev-parse", "HEAD")
    (workflow.checkout / "README.md").write_text("One")
    workflow.push()
    workflow.git("checkout", "-q", old)

    ended = workflow.step("schedule")

    assert (ended.code, ended.outputs["result"]) == (0, "drift"), ended.log


def test_what_dials_is_reported_also_where_the_files_cannot_be_read(workflow: Workflow) -> None:
    workflow.apply()
    workflow.create_by_hand("made by hand")
    workflow.hub.fault = lambda _, path: 404 if path.endswith("git/ref/heads/main") else None

    ended = workflow.step("schedule")

    assert (ended.code, ended.outputs["result"]) == (4, "failed"), ended.log
    assert "made by hand" in workflow.hub.issues[0]["body"]
    assert "Whether everything merged is launched isn't known" in workflow.hub.issues[0]["body"]
