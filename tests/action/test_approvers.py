"""Whom a receipt names as having approved a campaign: what GitHub shows, and nothing that it doesn't."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema_rs
import pytest

from runner.action import approvers
from runner.action.approvers import approvals
from runner.action.merged_plans import MergedPlans
from runner.action.posted_comments import PostedComments
from runner.action.workflow_run import WorkflowRun
from runner.config import schema
from runner.findings import Findings
from runner.plan.change import Change
from runner.plan.desired import Desired
from runner.plan.plan import Plan
from runner.plan.policy import Policy
from tests.action.test_step import Workflow, workflow
from tests.fake_github import Actor, Answer, FakeGitHub, serving

__all__ = ["workflow"]

AUTHOR, MERGER, REVIEWER, OTHER = (
    Actor(login, 2000 + number, "User") for number, login in enumerate(("ada", "bo", "cleo", "dan"))
)
HEAD = "a" * 40
SCHEMA = {
    "$ref": "#/definitions/receipt/properties/approval",
    "definitions": schema.load("state")["definitions"],
}
RUN = 31
PULL = {"number": 7, "author": "ada", "mergedBy": "bo", "mergedAt": "2026-11-22T12:00:00Z"}


@dataclass
class Merged:
    """A hub on which `campaigns/q5.yaml` and `q6.yaml` were merged by pull request 7, and a run of that commit."""

    hub: FakeGitHub
    commit: str

    def list_of(self, name: str) -> dict[str, Any]:
        """The list that a campaign has, where the hub has one of its name."""
        path = f"campaigns/{name}.csv"
        there = self.hub.git("ls-tree", "--name-only", self.commit, path)
        return {"contacts": SimpleNamespace(path=path), "list_path": Path(path)} if there else {}

    def approval(self, name: str = "q5") -> dict[str, Any]:
        environ = {**self.hub.environ, "GITHUB_SHA": self.commit, "GITHUB_RUN_ID": str(RUN)}
        run = WorkflowRun(environ, {"repository": {"default_branch": "main"}})
        changes = [
            Change("create", path, path, Findings(), Desired(path, path, Findings(), fingerprint="v1:0", **files))
            for path, files in ((f"campaigns/{each}.yaml", self.list_of(each)) for each in ("q5", "q6"))
        ]
        plan = Plan(tuple(changes), datetime.now(UTC), Policy(), ())
        by_path = approvals(run, plan, MergedPlans(PostedComments(run.github(), run), run))
        approval = dict(by_path[f"campaigns/{name}.yaml"])
        jsonschema_rs.validate(SCHEMA, approval)
        return approval


@pytest.fixture
def merged(tmp_path: Path) -> Iterator[Merged]:
    hub = FakeGitHub(tmp_path / "hub.git")
    hub.bare.mkdir()
    hub.git("init", "-q", "--bare", "-b", "main")
    tree = hub.repository.add_tree(None, {f"campaigns/{name}.yaml": b"x\n" for name in ("q5", "q6")})
    commit = hub.git("commit-tree", tree, "-m", "campaigns")
    hub.git("update-ref", "refs/heads/main", commit)
    people = {"user": AUTHOR.json, "merged_by": MERGER.json}
    hub.merged[commit] = [7]
    hub.pulls[7] = {"number": 7, "head": {"sha": HEAD}, "merged_at": "2026-11-22T12:00:00Z", **people}
    hub.approvals[RUN] = []
    with serving(hub):
        yield Merged(hub, commit)


def review(by: Actor, state: str, commit: str = HEAD) -> dict[str, Any]:
    return {"user": by.json, "state": state, "commit_id": commit, "submitted_at": "2026-11-21T09:00:00Z"}


def test_a_merge_names_who_opened_who_approved_and_who_merged(merged: Merged) -> None:
    merged.hub.reviews[7] = [review(REVIEWER, "APPROVED"), review(OTHER, "COMMENTED")]

    approved_by = [{"login": "cleo", "at": "2026-11-21T09:00:00Z", "ofHead": True}]
    assert merged.approval() == {
        "kind": "pull-request",
        "reviewers": [],
        "pullRequests": [{**PULL, "approvedBy": approved_by}],
    }


def test_only_a_reviewers_last_word_counts_and_whether_it_was_of_what_was_merged(merged: Merged) -> None:
    took_back = (review(REVIEWER, "APPROVED"), review(REVIEWER, "CHANGES_REQUESTED"))
    dismissed = (review(MERGER, "APPROVED"), review(MERGER, "DISMISSED"))
    earlier = (review(OTHER, "APPROVED", "b" * 40), review(OTHER, "COMMENTED"))
    merged.hub.reviews[7] = [*took_back, *dismissed, *earlier]

    [pull] = merged.approval()["pullRequests"]

    assert pull["approvedBy"] == [{"login": "dan", "at": "2026-11-21T09:00:00Z", "ofHead": False}]


def test_the_reviewers_of_the_environment_are_named(merged: Merged) -> None:
    merged.hub.add_run(merged.commit, "approved", id=RUN)

    approval = merged.approval()

    assert approval["kind"] == "environment"
    assert approval["reviewers"] == [{"login": "somebody", "environments": ["campaigns-approval"]}]
    assert approval["pullRequests"] == [{**PULL, "approvedBy": []}]


def test_a_push_without_a_pull_request_is_approved_by_nobody(merged: Merged) -> None:
    merged.hub.merged.clear()

    assert merged.approval() == {"kind": "ci", "reviewers": [], "pullRequests": []}


def test_reviewers_that_cannot_be_read_are_unknown(merged: Merged) -> None:
    merged.hub.merged.clear()
    merged.hub.answer_instead(r"/actions/runs/\d+/approvals$", 403)

    approval = merged.approval()

    assert (approval["kind"], approval["reviewers"], approval["pullRequests"]) == ("unknown", None, [])
    assert "can't read this run's approvals in me/repo: 403" in approval["unread"]


@pytest.mark.parametrize(
    ("request_of", "answer"),
    [
        (r"GET \S+/pulls/7$", Answer(403)),
        (r"GET \S+/pulls/7/reviews", Answer(404)),
        (r"GET \S+/pulls/7/reviews", Answer(200, [{"state": 1, "user": {"login": "ada"}}])),
        (r"GET \S+/pulls/7$", Answer(200, ["no pull request"])),
    ],
)
def test_a_pull_request_that_cannot_be_read_is_unknown_and_asked_for_once(
    merged: Merged, request_of: str, answer: Answer
) -> None:
    merged.hub.answer_instead(request_of, answer)

    approval = merged.approval("q6")

    assert (approval["kind"], approval["reviewers"], approval["pullRequests"]) == ("unknown", [], None)
    assert len([each for each in merged.hub.sent if "/pulls/7" in each.path]) <= 2


def test_what_github_says_in_another_form_is_null_in_the_record(merged: Merged) -> None:
    odd = {"number": 7, "head": {"sha": HEAD}, "merged_at": "yesterday", "user": None, "merged_by": None}
    merged.hub.answer_instead(r"GET \S+/pulls/7$", Answer(200, odd))
    undated = {"state": "APPROVED", "commit_id": None}
    merged.hub.reviews[7] = [{**undated, "user": None}, {**undated, "user": REVIEWER.json}]

    [pull] = merged.approval()["pullRequests"]

    assert pull == {
        **dict.fromkeys(("author", "mergedBy", "mergedAt")),
        "number": 7,
        "approvedBy": [{"login": login, "at": None, "ofHead": None} for login in (None, "cleo")],
    }


def test_a_file_that_came_without_a_pull_request_is_told_from_those_that_came_by_one(merged: Merged) -> None:
    [pushed] = merged.hub.git("rev-parse", "main").split()
    tree = merged.hub.repository.add_tree(f"{pushed}^{{tree}}", {"campaigns/q5.csv": b"x\n"})
    merged.commit = merged.hub.git("commit-tree", tree, "-p", pushed, "-m", "a list")
    merged.hub.git("update-ref", "refs/heads/main", merged.commit)

    approval = merged.approval()

    assert (approval["kind"], approval["pullRequests"]) == ("pull-request", [{**PULL, "approvedBy": []}])
    assert approval["withoutPullRequest"] == ["campaigns/q5.csv"]
    assert "withoutPullRequest" not in merged.approval("q6")


@pytest.mark.slow
def test_apply_records_it_and_sends_even_where_nothing_of_it_can_be_read(workflow: Workflow) -> None:
    workflow.hub.answer_instead(r"/approvals$|/pulls$", 403)
    ended = workflow.step_here("push", None, comment="never")

    state = json.loads(workflow.hub.git("show", "campaign-state:state.json"))
    approval = state["campaigns"]["q4"]["receipts"][0]["approval"]
    assert ended.code == 0, ended.log
    assert (approval["kind"], approval["reviewers"], approval["pullRequests"]) == ("unknown", None, None)


def test_of_many_campaigns_the_lists_are_not_asked_for_and_that_is_said(
    merged: Merged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approvers, "LISTS", 1)

    approval = merged.approval()

    assert (approval["kind"], approval["pullRequests"]) == ("pull-request", [{**PULL, "approvedBy": []}])
    assert "aren't asked for" in approval["unread"]
