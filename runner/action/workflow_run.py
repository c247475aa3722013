"""One step of a workflow run: its event, its inputs, and the places where GitHub shows its results."""

import hashlib
import json
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from runner import timezones
from runner.cli.settings import campaigns_directory, hub
from runner.errors import UsageError
from runner.files.paths import display_path, repository
from runner.formatting import one_line
from runner.github import GitHub, part
from runner.report import annotations

SUMMARY_BYTES = 1_000_000
"""GitHub drops a summary of over 1 MiB as a whole (docs.github.com, workflow commands)."""


@dataclass(slots=True)
class WorkflowRun:
    """The environment and the event of a step; `outputs` are written when it ends, whatever its exit code.

    `state` is the store that was chosen where the workflow names none.
    """

    environ: Mapping[str, str]
    event: Any
    outputs: dict[str, str] = field(default_factory=dict)
    state: str | None = None
    _default_branch: str | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "WorkflowRun":
        path = environ.get("GITHUB_EVENT_PATH")
        try:
            event = json.loads(Path(path).read_bytes()) if path else {}
        except (OSError, ValueError) as exc:
            raise UsageError("GITHUB_EVENT_PATH can't be read as JSON", hint="run this in a workflow") from exc
        return cls(environ, event if isinstance(event, dict) else {})

    def input(self, name: str) -> str:
        """Return an input of action.yml; it is empty where the workflow passes an empty one."""
        return self.environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip()

    @property
    def directory(self) -> str:
        """The folder of the campaigns as the workflow names it."""
        return self.input("dir") or "campaigns"

    @property
    def folder_key(self) -> str:
        """What tells the comments and issues of several folders apart, in characters that can't end an HTML comment.

        It is the same for every spelling of the input `dir`.
        """
        folder = campaigns_directory(self.directory, {})
        return hashlib.sha256(display_path(folder, repository(folder)).encode()).hexdigest()[:12]

    @property
    def event_name(self) -> str:
        return self.environ.get("GITHUB_EVENT_NAME", "")

    @property
    def default_branch(self) -> str:
        """The default branch, which GitHub is asked for where the event doesn't name it."""
        if self._default_branch is None:
            branch = self._event_value("repository", "default_branch")
            if not isinstance(branch, str) or not branch:
                branch = part(self.github().read("", "read the default branch's name"), str, "default_branch")
            self._default_branch = branch
        return self._default_branch

    @property
    def on_default_branch(self) -> bool:
        return self.environ.get("GITHUB_REF") == f"refs/heads/{self.default_branch}"

    @property
    def commit(self) -> str:
        return self.environ.get("GITHUB_SHA", "")

    @property
    def before(self) -> str | None:
        """The default branch's tip before this push; None where the push began the branch, or was none."""
        before = self._event_value("before")
        return before if isinstance(before, str) and before.strip("0") else None

    @property
    def pull_request(self) -> int | None:
        """The number of the pull request that triggered the run."""
        number = self._event_value("pull_request", "number")
        return number if isinstance(number, int) else None

    @property
    def base_branch(self) -> str:
        """The branch into which the pull request would be merged."""
        branch = self._event_value("pull_request", "base", "ref")
        return branch if isinstance(branch, str) else self.default_branch

    @property
    def head_commit(self) -> str | None:
        """The commit of the pull request; `commit` is its merge with the base branch, which nobody sees."""
        commit = self._event_value("pull_request", "head", "sha")
        return commit if isinstance(commit, str) else None

    @property
    def has_read_only_token(self) -> bool:
        """Whether GitHub gives the runs of this pull request a token that can't write: a fork's, or Dependabot's."""
        head = self._event_value("pull_request", "head")
        if not isinstance(head, dict):
            return False
        repository = head.get("repo")  # null where the fork was deleted
        is_fork = not isinstance(repository, dict) or repository.get("full_name") != self.environ["GITHUB_REPOSITORY"]
        author = self._event_value("pull_request", "user", "login")
        return is_fork or "dependabot[bot]" in (author, self.environ.get("GITHUB_ACTOR"))

    @property
    def number(self) -> tuple[int, int]:
        """The run's id and attempt: of two runs, the later one's is greater."""
        run, attempt = (self.environ.get(f"GITHUB_RUN_{name}", "") for name in ("ID", "ATTEMPT"))
        return int(run) if run.isdecimal() else 0, int(attempt) if attempt.isdecimal() else 1

    @property
    def url(self) -> str:
        server, repository, run = (self.environ.get(f"GITHUB_{n}", "") for n in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
        return f"{server}/{repository}/actions/runs/{run}"

    def stamp(self, at: datetime) -> str:
        """Return, as Markdown, when which run wrote a text: `updated Sun 22 Nov 2026 21:40 UTC by [run 12](…) of …`."""
        number, (_, attempt) = self.environ.get("GITHUB_RUN_NUMBER", ""), self.number
        words = f"run {number}".rstrip() + (f", attempt {attempt}" if attempt > 1 else "")
        commit, minute = self.head_commit or self.commit, at.replace(second=0, microsecond=0)
        return f"updated {timezones.format_local(minute)} by [{words}]({self.url}) of {commit[:12]}"

    @property
    def temporary_folder(self) -> Path:
        """The folder of files for later steps."""
        return Path(self.environ.get("RUNNER_TEMP") or ".")

    def github(self) -> GitHub:
        return hub(self.environ)

    def add_summary(self, markdown: str, *, first: bool = False) -> None:
        """Add to the summary of the step; what became of a plan comes `first`, above the plan."""
        if path := self.environ.get("GITHUB_STEP_SUMMARY"):
            page = Path(path)
            before, text = page.read_bytes() if page.exists() else b"", f"{markdown}\n".encode()
            page.write_bytes(text + before if first else before + text)

    def set_failed(self, reason: str | None) -> None:
        self.outputs["result"] = "failed"
        self.outputs["failure-reason"] = one_line(reason or "see the log", 500)

    def write_outputs(self) -> None:
        path = self.environ.get("GITHUB_OUTPUT")
        if not path:
            return
        with Path(path).open("a", encoding="utf-8") as out:
            for name, value in self.outputs.items():
                end = secrets.token_hex(16)
                out.write(f"{name}<<{end}\n{value}\n{end}\n")

    def _event_value(self, *keys: str) -> Any:
        value = self.event
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value


def log(text: str) -> None:
    """Write to the log, with workflow commands switched off."""
    token = secrets.token_hex(16)
    sys.stdout.write(f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n")
    sys.stdout.flush()


def log_notice(text: str) -> None:
    sys.stdout.write(annotations.command("notice", text))


def log_warning(text: str) -> None:
    sys.stdout.write(annotations.command("warning", text))


def log_error(text: str) -> None:
    sys.stdout.write(annotations.command("error", text))
