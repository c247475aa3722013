"""One step of a workflow: what GitHub gives it, and where it writes what GitHub shows."""

import json
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runner.cli.settings import hub
from runner.errors import UsageError
from runner.formatting import one_line
from runner.github import GitHub
from runner.report import annotations

SUMMARY_BYTES = 1_000_000
"""GitHub drops a step's summary of over 1 MiB as a whole (docs.github.com, workflow commands)."""


@dataclass(slots=True)
class Job:
    """The variables and the event of a step; `outputs` are written when it ends, whatever its exit code."""

    environ: Mapping[str, str]
    event: Any
    outputs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Job":
        path = environ.get("GITHUB_EVENT_PATH")
        try:
            event = json.loads(Path(path).read_bytes()) if path else {}
        except (OSError, ValueError) as exc:
            raise UsageError("GITHUB_EVENT_PATH leads to no event", hint="run this in a workflow") from exc
        return cls(environ, event if isinstance(event, dict) else {})

    def input(self, name: str) -> str:
        """Give an input of action.yml; all are strings, and one that is left empty has no default."""
        return self.environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip()

    @property
    def name(self) -> str:
        """What happened: `push`, `pull_request` and so on."""
        return self.environ.get("GITHUB_EVENT_NAME", "")

    @property
    def default_branch(self) -> str | None:
        branch = self._within("repository", "default_branch")
        return branch if isinstance(branch, str) else None

    @property
    def on_default_branch(self) -> bool:
        return self.default_branch is not None and self.environ.get("GITHUB_REF") == f"refs/heads/{self.default_branch}"

    @property
    def commit(self) -> str:
        return self.environ.get("GITHUB_SHA", "")

    @property
    def pull(self) -> int | None:
        """The number of the pull request that this is about."""
        number = self._within("pull_request", "number")
        return number if isinstance(number, int) else None

    @property
    def url(self) -> str:
        """Where people find this run."""
        server, repository, run = (self.environ.get(f"GITHUB_{n}", "") for n in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
        return f"{server}/{repository}/actions/runs/{run}"

    @property
    def folder(self) -> Path:
        """Where files for later steps may lie."""
        return Path(self.environ.get("RUNNER_TEMP") or ".")

    def hub(self) -> GitHub:
        return hub(self.environ)

    def summarise(self, markdown: str) -> None:
        """Add to the page of the run."""
        if path := self.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(path).open("a", encoding="utf-8") as out:
                out.write(markdown + "\n")

    def failed(self, reason: str | None) -> None:
        """Note in the outputs why the step fails."""
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

    def _within(self, *keys: str) -> Any:
        found = self.event
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found


def say(text: str) -> None:
    """Write to the log; no line of it is taken for a command of the runner's."""
    token = secrets.token_hex(16)
    sys.stdout.write(f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n")
    sys.stdout.flush()


def notice(text: str) -> None:
    sys.stdout.write(annotations.command("notice", text))


def warn(text: str) -> None:
    sys.stdout.write(annotations.command("warning", text))


def fail(text: str) -> None:
    sys.stdout.write(annotations.command("error", text))
