"""The git command: what its failures mean, and what of the user's doesn't change what it writes."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from runner import git
from runner.errors import StoreError

OLD = """#!/bin/sh
[ "$1" = "-C" ] && shift 2
case "$*" in
  *--version*) echo 'git version {version}' ;;
  *) echo "error: unknown option \\`no-write-fetch-head'" >&2; exit 129 ;;
esac
"""
SIGNED = """tree {tree}
author Me <me@example.com> 1700000000 +0000
committer Me <me@example.com> 1700000000 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 \n AAAA
 -----END PGP SIGNATURE-----

signed
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def fake_git(folder: Path, version: str) -> dict[str, str]:
    """Return an environment whose git knows no option, and says that it is this version."""
    program = folder / "bin" / "git"
    program.parent.mkdir()
    program.write_text(OLD.format(version=version))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize("version", ["2.25.1", "2.28.0.windows.1", "2.24.3 (Apple Git-128)", "1.8.3.1"])
def test_a_git_that_is_too_old_is_told_from_the_least_that_works(tmp_path: Path, version: str) -> None:
    with pytest.raises(StoreError, match=r"git 2\.29 or newer is needed") as stopped:
        git.output(tmp_path, "fetch", environ=fake_git(tmp_path, version), hint="try again")

    assert f"git {version.split(' ')[0].removesuffix('.windows.1')}" in stopped.value.message
    assert "install git 2.29" in str(stopped.value.hint)


@pytest.mark.parametrize("version", ["2.29.0", "2.39.5", "3.0.0", "of another form"])
def test_a_git_that_is_new_enough_fails_in_its_own_words(tmp_path: Path, version: str) -> None:
    with pytest.raises(StoreError, match="`git fetch` failed: error: unknown option") as stopped:
        git.output(tmp_path, "fetch", environ=fake_git(tmp_path, version), hint="try again")

    assert stopped.value.hint == "try again"


def test_a_repository_of_another_user_is_told_with_the_command_that_trusts_it(repository: Path) -> None:
    with pytest.raises(StoreError, match="belongs to another user") as stopped:
        git.output(repository, "remote", environ={**os.environ, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})

    assert f"git config --global --add safe.directory {repository}" in str(stopped.value.hint)


def test_what_a_signature_is_worth_is_not_taken_for_a_commit(repository: Path) -> None:
    gpg = repository / "gpg"
    gpg.write_text("#!/bin/sh\necho 'Good signature' >&2\n")
    gpg.chmod(0o755)
    for name, value in (("log.showSignature", "true"), ("gpg.program", str(gpg))):
        git.output(repository, "config", name, value, environ=os.environ)
    tree = git.output(repository, "mktree", environ=os.environ).decode().strip()
    signed = SIGNED.format(tree=tree).encode()
    commit = git.output(
        repository, "hash-object", "-t", "commit", "-w", "--stdin", environ=os.environ, stdin=signed
    ).decode()

    assert git.output(repository, "log", "--format=%H", commit.strip(), environ=os.environ).decode() == commit


def test_the_variables_of_a_hook_lead_nowhere_else(repository: Path) -> None:
    environ = {**os.environ, "GIT_DIR": str(repository / "elsewhere"), "GIT_INDEX_FILE": "elsewhere"}

    assert git.output(repository, "rev-parse", "--git-dir", environ=environ) == b".git\n"


def test_no_git_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="git isn't installed"):
        git.output(tmp_path, "remote", environ={"PATH": ""})
