"""`campaigns --version` says what decides what the program does: commit, Python, zone database and rules."""

import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hatchling.metadata.core import ProjectMetadata

from hatch_build import CommitHook
from runner import __version__, zone_database
from runner.calling_hours.rules import builtin
from runner.cli.version import commit
from tests.paths import ROOT
from tests.project import Project

BIN = Path(sys.executable).parent / "campaigns"


def git(folder: Path, *args: str) -> str:
    person = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", "-C", folder, *person, *args], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with one commit of what `git archive` and a build need."""
    folder = tmp_path / "checkout"
    (folder / "runner").mkdir(parents=True)
    shutil.copy(ROOT / ".gitattributes", folder)
    shutil.copy(ROOT / "runner" / "commit.txt", folder / "runner")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "first")
    return folder


def test_the_version_names_what_decides_what_the_program_does(project: Project) -> None:
    printed = project.run("--version").out

    assert re.fullmatch(
        rf"campaigns {re.escape(__version__)} \(commit (unknown|[0-9a-f]{{12}}), Python {platform.python_version()}, "
        rf"tzdata {zone_database.version()}, rules {builtin.checked()}\)\n",
        printed,
    )
    assert subprocess.run([BIN, "--version"], capture_output=True, text=True, check=True).stdout == printed


def test_a_checkout_knows_its_commit_on_a_branch_and_off_it(checkout: Path) -> None:
    head = git(checkout, "rev-parse", "HEAD")

    assert commit(str(checkout / "runner")) == head
    git(checkout, "pack-refs", "--all")
    assert commit(str(checkout / "runner")) == head
    git(checkout, "checkout", "--quiet", "--detach")
    assert commit(str(checkout / "runner")) == head


def test_a_worktree_knows_its_commit(checkout: Path) -> None:
    git(checkout, "worktree", "add", "--quiet", "-b", "topic/one", "../worktree")
    tree = checkout.parent / "worktree"
    git(tree, "commit", "--quiet", "--allow-empty", "--message", "second")

    assert commit(str(tree / "runner")) == git(tree, "rev-parse", "HEAD") != git(checkout, "rev-parse", "HEAD")
    git(checkout, "pack-refs", "--all")
    assert commit(str(tree / "runner")) == git(tree, "rev-parse", "HEAD")


def test_an_archive_knows_its_commit(checkout: Path) -> None:
    git(checkout, "archive", "--output", "../a.tar", "HEAD")
    shutil.unpack_archive(checkout.parent / "a.tar", checkout.parent / "unpacked", filter="data")

    assert commit(str(checkout.parent / "unpacked" / "runner")) == git(checkout, "rev-parse", "HEAD")


def test_what_knows_no_commit_says_so(checkout: Path) -> None:
    shutil.rmtree(checkout / ".git")

    assert commit(str(checkout / "runner")) is None


def included(root: Path, version: str = "standard") -> list[str]:
    """What a build would put into the package's file of the commit."""
    build: dict[str, Any]
    hook, build = CommitHook(str(root), {}, None, ProjectMetadata(str(root), None), "", "wheel"), {"force_include": {}}
    hook.initialize(version, build)
    written = [Path(file).read_text() for file, name in build["force_include"].items() if name == "runner/commit.txt"]
    hook.finalize(version, build, "")
    return written


def test_a_package_knows_the_commit_that_it_was_built_from(checkout: Path, tmp_path: Path) -> None:
    assert included(checkout) == [git(checkout, "rev-parse", "HEAD") + "\n"]
    assert included(checkout, "editable") == []
    assert included(tmp_path) == []
