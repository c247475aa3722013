"""GitLab as a campaign repository meets it: a remote, and jobs that run the lines of the example in a clone of it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.paths import ROOT

EXAMPLE: dict[str, Any] = yaml.safe_load((ROOT / "examples" / "gitlab" / ".gitlab-ci.yml").read_bytes())
BIN = Path(sys.executable).parent


def git(folder: Path, *args: str) -> str:
    person = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", "-C", folder, *person, *args], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@dataclass(frozen=True)
class GitLab:
    """A project on GitLab, and an account: `api` is the address of a sandbox."""

    folder: Path
    api: str

    @classmethod
    def create(cls, folder: Path, api: str) -> "GitLab":
        """Push the example and one campaign of this repository to a new project."""
        gitlab = cls(folder, api)
        subprocess.run(["git", "init", "--quiet", "--bare", folder / "remote.git"], check=True)
        git(folder, "init", "--quiet", "checkout")
        git(gitlab.checkout, "remote", "add", "origin", str(folder / "remote.git"))
        (gitlab.checkout / "campaigns" / "contacts").mkdir(parents=True)
        for name in ("spring-survey.yaml", "contacts/survey-export.csv"):
            shutil.copy(ROOT / "campaigns" / name, gitlab.checkout / "campaigns" / name)
        shutil.copy(ROOT / "examples" / "gitlab" / ".gitlab-ci.yml", gitlab.checkout)
        gitlab.push("main")
        return gitlab

    @property
    def checkout(self) -> Path:
        """The clone of whoever writes the campaigns."""
        return self.folder / "checkout"

    def push(self, branch: str) -> None:
        git(self.checkout, "checkout", "--quiet", "-B", branch)
        git(self.checkout, "add", ".")
        git(self.checkout, "commit", "--quiet", "--message", "campaigns")
        git(self.checkout, "push", "--quiet", "origin", branch)

    def run(self, job: str, branch: str = "main", path: str | None = None, **variables: str) -> "Job":
        """Run a job's script in a new clone, with the artifacts of the jobs that it needs.

        Only a job of the environment `campaigns` has the key. `path` replaces the program of this checkout.
        """
        clone = self.folder / f"{job}-{branch}"
        shutil.rmtree(clone, ignore_errors=True)
        git(self.folder, "clone", "--quiet", str(self.folder / "remote.git"), clone.name)
        git(clone, "checkout", "--quiet", "--detach", f"origin/{branch}")
        for needed in EXAMPLE[job].get("needs", ()):
            for name in EXAMPLE[needed]["artifacts"]["paths"]:
                shutil.copy(self.folder / f"{needed}-{branch}" / name, clone)
        environ = self._variables(clone, path) | variables
        if EXAMPLE[job].get("environment") == "campaigns":
            environ["SIGMAMIND_API_KEY"] = "for-tests"
        lines = [*(EXAMPLE["default"]["before_script"] if path else ()), *EXAMPLE[job]["script"]]
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", "\n".join(lines)], cwd=clone, env=environ, capture_output=True, text=True
        )
        return Job(clone, done.returncode, done.stdout + done.stderr)

    def _variables(self, clone: Path, path: str | None) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "TMPDIR")}
        return {
            **kept,
            "PATH": path or f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "CI": "true",
            "CI_COMMIT_SHA": git(clone, "rev-parse", "HEAD"),
            "CI_JOB_ID": "4711",
            "CI_JOB_URL": "https://gitlab.example.com/sales/campaigns/-/jobs/4711",
            "GITLAB_USER_LOGIN": "ada",
            "CAMPAIGNS_STATE": EXAMPLE["variables"]["CAMPAIGNS_STATE"],
            "CAMPAIGNS_SETTLE_SECONDS": "0",
            "SIGMAMIND_API_URL": self.api,
        }


@dataclass(frozen=True)
class Job:
    """What a job left: its clone with the artifacts, its exit code and its log."""

    folder: Path
    code: int
    log: str
