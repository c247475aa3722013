"""README's lines, the hook and the jobs for GitLab as people use them: they install the program from a clone.

`make installs` runs this. The packages come from PyPI, as they do for a user.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.distribution.gitlab import BIN, GitLab, git
from tests.distribution.test_hooks import HOOK_LINES
from tests.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
INSTALL = re.findall(
    r"^```sh\n(.*?)^```", README.partition("## Install")[2].partition("\n## ")[0], flags=re.DOTALL | re.MULTILINE
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of this repository at its commit: what isn't committed isn't tested."""
    subprocess.run(["git", "clone", "--quiet", ROOT, tmp_path / "campaign-runner"], check=True)
    return tmp_path / "campaign-runner"


@pytest.fixture
def repository(clone: Path, tmp_path: Path) -> Path:
    """A repository of campaigns with the lines of docs/how-to/pre-commit.md."""
    folder = tmp_path / "repository"
    shutil.copytree(ROOT / "campaigns", folder / "campaigns")
    revision = git(clone, "rev-parse", "HEAD")
    lines = HOOK_LINES.replace("https://github.com/OWNER/REPO", str(clone)).replace("SHA", revision)
    (folder / ".pre-commit-config.yaml").write_text(lines)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    return folder


@pytest.mark.parametrize("lines", INSTALL, ids=["uv", "pip"])
def test_the_lines_of_the_readme_install_the_command(clone: Path, tmp_path: Path, lines: str) -> None:
    done = in_a_new_home(tmp_path, lines + "cd ~ && campaigns --version && campaigns init", clone)

    assert done.returncode == 0, done.stderr
    assert f"commit {git(clone, 'rev-parse', 'HEAD')[:12]}" in done.stdout


def test_uvx_runs_the_program_from_a_repository(clone: Path, tmp_path: Path) -> None:
    (line,) = re.findall(r"`(uvx --from git\+https://github.com/OWNER/REPO campaigns)`", README)

    done = in_a_new_home(tmp_path, line.replace("https://github.com/OWNER/REPO", clone.as_uri()) + " init", tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "campaigns" / "first.yaml").exists()


def in_a_new_home(home: Path, script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("UV_", "CAMPAIGNS_", "XDG_"))}
    environ |= {"HOME": str(home), "PATH": f"{BIN}{os.pathsep}{environ['PATH']}"}
    return subprocess.run(["bash", "-ec", script], cwd=folder, env=environ, capture_output=True, text=True)


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


def test_a_job_on_gitlab_installs_the_program_at_its_commit(clone: Path, tmp_path: Path) -> None:
    subprocess.run([BIN / "uv", "venv", "--quiet", "--seed", tmp_path / "image"], check=True)
    path = f"{tmp_path / 'image' / 'bin'}:/usr/bin:/bin"
    gitlab = GitLab.create(tmp_path, "http://127.0.0.1:9")

    shutil.rmtree("/tmp/campaign-runner", ignore_errors=True)
    job = gitlab.run(
        "plan", path=path, CAMPAIGN_RUNNER=str(clone), CAMPAIGN_RUNNER_COMMIT=git(clone, "rev-parse", "HEAD")
    )

    assert job.code == 0, job.log
    assert "+ create" in job.log
