"""The branch whose merges are applied: from the clone, its remote, or what is checked out."""

import os
import subprocess
from pathlib import Path

import pytest

from runner.cli import default_branch
from runner.errors import StoreError
from tests.project import Project


def git(folder: Path, *args: str) -> None:
    identity = ("-c", "user.name=Me", "-c", "user.email=me@example.com")
    subprocess.run(["git", "-C", str(folder), *identity, *args], check=True, capture_output=True)


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A remote whose default branch is `trunk`, with a commit."""
    hub, seed = tmp_path / "hub.git", tmp_path / "seed"
    git(tmp_path, "init", "-q", "--bare", "-b", "trunk", str(hub))
    git(tmp_path, "init", "-q", "-b", "trunk", str(seed))
    git(seed, "commit", "-q", "--allow-empty", "-m", "first")
    git(seed, "push", "-q", str(hub), "trunk", "trunk:older")
    return hub


@pytest.fixture
def clone(tmp_path: Path, hub: Path) -> Path:
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(hub), str(folder))
    git(folder, "switch", "-q", "-c", "my-change")
    return folder


def name(folder: Path, **environ: str) -> str:
    return default_branch.read(folder, {**os.environ, **environ}).name


def test_a_clone_knows_it(clone: Path, hub: Path) -> None:
    hub.rename(hub.with_name("gone.git"))

    assert name(clone) == "trunk"
    assert "my-change" not in default_branch.read(clone, os.environ).sentence


def test_a_remote_of_another_name_knows_it_too(clone: Path) -> None:
    git(clone, "remote", "rename", "origin", "upstream")

    assert name(clone) == "trunk"


def test_the_remote_is_asked_where_the_clone_does_not_know(clone: Path) -> None:
    git(clone, "remote", "set-head", "origin", "--delete")

    assert name(clone) == "trunk"


def test_the_remote_is_asked_where_the_clone_names_a_branch_that_is_gone(clone: Path) -> None:
    git(clone, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/renamed")

    assert name(clone) == "trunk"


def test_a_slash_and_other_characters_are_part_of_its_name(clone: Path, hub: Path) -> None:
    git(hub, "branch", "-m", "trunk", "release/1#%")
    git(clone, "remote", "set-head", "origin", "--delete")

    assert name(clone) == "release/1#%"


def test_without_a_remote_it_is_the_current_branch_and_said(tmp_path: Path, clone: Path, hub: Path) -> None:
    git(clone, "remote", "set-head", "origin", "--delete")
    hub.rename(hub.with_name("gone.git"))
    new = tmp_path / "new"
    git(tmp_path, "init", "-q", "-b", "trunk", str(new))

    assert (name(clone), name(new)) == ("my-change", "trunk")
    assert "If that isn't the default branch" in default_branch.read(clone, os.environ).sentence


def test_without_a_branch_it_is_main_and_said(tmp_path: Path, clone: Path) -> None:
    git(clone, "switch", "-q", "--detach")
    git(clone, "remote", "remove", "origin")

    assert (name(clone), name(tmp_path)) == ("main", "main")
    assert "no branch is checked out" in default_branch.read(clone, os.environ).sentence


def test_a_repository_that_git_refuses_is_not_guessed_at(clone: Path) -> None:
    with pytest.raises(StoreError, match="belongs to another user"):
        name(clone, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")


@pytest.mark.parametrize(
    ("branch", "written"),
    [
        ("trunk", "[trunk]"),
        ("release/1.x", "[release/1.x]"),
        ("on", '["on"]'),
        ("c++#1", r'["c\\+\\+#1"]'),
        ("7", '["7"]'),
    ],
)
def test_init_writes_it_into_the_workflow(
    project: Project, monkeypatch: pytest.MonkeyPatch, branch: str, written: str
) -> None:
    git(project.root, "init", "-q", "-b", branch)
    monkeypatch.chdir(project.root)

    result = project.run("init", "--github", "--format", "json")

    assert result.json["branch"] == branch
    text = (project.root / ".github" / "workflows" / "campaigns-apply.yml").read_text(encoding="utf-8")
    assert f"branches: {written} #" in text


def test_init_says_no_branch_of_a_workflow_that_it_keeps(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    git(project.root, "init", "-q", "-b", "trunk")
    monkeypatch.chdir(project.root)

    assert "what is merged into `trunk`" in project.run("init", "--github").out
    assert "trunk" not in project.run("init", "--github").out
