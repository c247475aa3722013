"""The hook as people use it: a repository names this one at a commit, and prek installs it from there.

`make hooks` runs this. The hook's packages come from PyPI, as they do for a user.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.paths import ROOT

BIN = Path(sys.executable).parent


def git(folder: Path, *args: str) -> str:
    person = ("-c", "user.name=T", "-c", "user.email=t@example.com")
    done = subprocess.run(["git", "-C", folder, *person, *args], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of this repository at its commit: what isn't committed isn't tested."""
    subprocess.run(["git", "clone", "--quiet", ROOT, tmp_path / "campaign-runner"], check=True)
    return tmp_path / "campaign-runner"


@pytest.fixture
def repository(clone: Path, tmp_path: Path) -> Path:
    """A repository of campaigns with the six lines of docs."""
    folder = tmp_path / "repository"
    shutil.copytree(ROOT / "campaigns", folder / "campaigns")
    revision = git(clone, "rev-parse", "HEAD")
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {clone}\n    rev: {revision}\n    hooks:\n      - id: campaigns-validate\n"
    )
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    return folder


def test_the_hook_passes_good_files_and_stops_a_commit_with_a_mistake(repository: Path, tmp_path: Path) -> None:
    environ = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PREK_HOME": str(tmp_path / "prek")}

    good = prek(repository, environ)
    campaign = next((repository / "campaigns").glob("*.yaml"))
    campaign.write_text(campaign.read_text() + "colour: red\n")
    git(repository, "add", ".")
    bad = prek(repository, environ)

    assert good.returncode == 0, good.stdout + good.stderr
    assert "Passed" in good.stdout
    assert bad.returncode == 1
    assert "error[unknown-key]" in bad.stdout


def prek(folder: Path, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BIN / "prek", "run"], cwd=folder, env=environ, capture_output=True, text=True)
