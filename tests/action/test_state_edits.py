"""A pull request that changes the state is told from one that is only older than the state."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.action import invoke
from runner.action.checkout import Checkout
from runner.action.state_edits import LISTED_FILES, state_findings
from runner.action.workflow_run import WorkflowRun
from runner.errors import RefusedError
from tests.fake_github import FakeGitHub, serving

pytestmark = pytest.mark.slow

STATE = "campaigns/state.json"
_IDENTITY = {f"GIT_{who}_{what}": "me" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

Change = Callable[[Path], object]


def edits(work: Path) -> None:
    (work / STATE).write_text("{}\n")


def moves(work: Path) -> None:
    (work / STATE).rename(work / "campaigns" / "old.json")


def adds_another(work: Path) -> None:
    (work / "campaigns" / "notes.json").write_text("{}\n")


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *args], check=True, capture_output=True, text=True, env={**os.environ, **_IDENTITY}
    )
    return done.stdout.strip()


class Repository:
    """A repository whose state is a file on `main`, and a pull request against it."""

    def __init__(self, hub: FakeGitHub, folder: Path) -> None:
        self.hub = hub
        self.work = folder / "work"
        self.checkout = folder / "checkout"
        self.work.mkdir()
        git(self.work, "init", "-q", "-b", "main")
        (self.work / "campaigns").mkdir()
        (self.work / "campaigns" / "a.yaml").write_text("{}\n")
        self.commit(lambda work: None)

    def commit(self, change: Change) -> str:
        change(self.work)
        git(self.work, "add", "-A")
        git(self.work, "commit", "-q", "--allow-empty", "-m", "change")
        return git(self.work, "rev-parse", "HEAD")

    def write_state(self) -> None:
        """Let an apply write the state on `main`."""
        git(self.work, "checkout", "-q", "main")
        self.commit(lambda work: (work / STATE).write_text('{"serial": 1}\n'))

    def merged(self, change: Change, *, old: bool = False) -> str:
        """Return the merge commit of a pull request with a change; an `old` one began before the state was written."""
        if not old:
            self.write_state()
        git(self.work, "checkout", "-q", "-b", "topic")
        self.commit(change)
        if old:
            self.write_state()
        git(self.work, "checkout", "-q", "--detach", "main")
        git(self.work, "merge", "-q", "--no-ff", "--no-edit", "topic")
        return git(self.work, "rev-parse", "HEAD")

    def findings(self, checked_out: str, *, state: str = "file", base: str = "main", **environ: str) -> list[str]:
        """Return the findings of the pull request's plan, with one commit checked out, as actions/checkout does."""
        commit = git(self.work, "rev-parse", "HEAD")
        refs = ("refs/heads/*:refs/heads/*", f"{commit}:refs/pull/7/merge")
        shutil.rmtree(self.checkout, ignore_errors=True)
        git(self.work, "push", "-q", "--force", str(self.hub.bare), *refs)
        git(self.hub.bare, "config", "uploadpack.allowAnySHA1InWant", "true")
        self.checkout.mkdir()
        git(self.checkout, "init", "-q")
        git(
            self.checkout,
            "fetch",
            "-q",
            "--depth=1",
            f"file://{self.hub.bare}",
            git(self.work, "rev-parse", checked_out),
        )
        git(self.checkout, "checkout", "-q", "--detach", "FETCH_HEAD")
        event: Any = {"repository": {"default_branch": "main"}, "pull_request": {"number": 7, "base": {"ref": base}}}
        variables = {**os.environ, **self.hub.environ, "GITHUB_SHA": commit, "INPUT_STATE": state, **environ}
        workflow = WorkflowRun(variables, event)
        os.chdir(self.checkout)
        checkout = Checkout.of(workflow)
        return [f"{one.code} {one.path}" for one in state_findings(workflow, checkout, invoke.settings(workflow).store)]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    monkeypatch.chdir(tmp_path)
    bare = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    with serving(FakeGitHub(bare)) as hub:
        yield Repository(hub, tmp_path)


@pytest.mark.parametrize("change", [edits, moves, lambda work: (work / STATE).unlink()], ids=["edit", "move", "delete"])
def test_a_change_of_the_state_is_an_error(repository: Repository, change: Change) -> None:
    repository.merged(change)

    assert repository.findings("HEAD") == [f"state-edited {STATE}"]


def test_a_state_that_is_added_before_the_first_apply_is_an_error(repository: Repository) -> None:
    git(repository.work, "checkout", "-q", "-b", "topic")
    repository.commit(edits)

    assert repository.findings("HEAD") == [f"state-edited {STATE}"]


@pytest.mark.parametrize("old", [False, True])
def test_another_change_is_none_of_the_state(repository: Repository, old: bool) -> None:
    repository.merged(adds_another, old=old)

    assert repository.findings("HEAD") == []


def test_what_counts_is_the_branch_that_has_the_state(repository: Repository) -> None:
    repository.merged(edits)
    table = {
        ("github:main:campaigns/state.json", "main"): 1,
        ("github:main:campaigns/state.json", "release"): 1,
        ("github:campaign-state:campaigns/state.json", "campaign-state"): 1,
        ("github:campaign-state:campaigns/state.json", "main"): 0,
        ("git:main:campaigns/state.json", "main"): 0,
    }

    assert {key: len(repository.findings("HEAD", state=key[0], base=key[1])) for key in table} == table


def test_github_lists_the_changes_where_the_merge_commit_isnt_checked_out(repository: Repository) -> None:
    repository.merged(adds_another)
    for file, findings in (
        ({"filename": STATE}, 1),
        ({"filename": "campaigns/old.json", "previous_filename": STATE}, 1),
        ({"filename": "campaigns/a.yaml"}, 0),
    ):
        repository.hub.changed[7] = [file]
        assert len(repository.findings("topic")) == findings

    repository.hub.changed[7] = [{"filename": f"{number}.txt"} for number in range(LISTED_FILES)]
    with pytest.raises(RefusedError, match="only 3,000 files"):
        repository.findings("topic")
