"""What a step knows of its workflow: from the event where that says it, else from GitHub, never by a guess."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.action.workflow_run import WorkflowRun
from runner.github import GitHubError
from tests.fake_github import Answer, FakeGitHub, serving


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FakeGitHub]:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "hub.git")], check=True)
    with serving(FakeGitHub(tmp_path / "hub.git", default_branch="release/2.x")) as served:
        yield served


@pytest.mark.parametrize(
    "event", [{}, {"repository": None}, {"repository": {}}, {"repository": {"default_branch": ""}}, {"schedule": "x"}]
)
def test_github_is_asked_once_for_a_default_branch_that_the_event_doesnt_name(hub: FakeGitHub, event: Any) -> None:
    workflow = WorkflowRun({**hub.environ, "GITHUB_REF": "refs/heads/release/2.x"}, event)

    assert (workflow.default_branch, workflow.on_default_branch) == ("release/2.x", True)
    assert hub.requests == [("GET", "/repos/me/repo")]


def test_the_event_names_the_default_branch(hub: FakeGitHub) -> None:
    workflow = WorkflowRun(hub.environ, {"repository": {"default_branch": "master"}})

    assert (workflow.default_branch, hub.requests) == ("master", [])


@pytest.mark.parametrize("answer", [Answer(404), Answer(200, []), Answer(200, {"default_branch": None})])
def test_a_default_branch_that_github_doesnt_say_is_an_error_and_no_guess(hub: FakeGitHub, answer: Answer) -> None:
    hub.answer_instead("GET /repos/me/repo", answer)

    with pytest.raises(GitHubError):
        _ = WorkflowRun(hub.environ, {}).default_branch
