"""Runs a command of the program as a terminal would, and keeps what it said."""

import contextlib
import io
import json
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from runner.action.workflow_run import Job
from runner.cli import main, parser
from runner.cli.console import Terminal
from runner.cli.context import Context
from runner.cli.settings import Settings
from runner.files import paths
from runner.files.paths import display_path


@dataclass(frozen=True, slots=True)
class Done:
    """One command's exit code, its JSON, and what it said last of why it failed."""

    code: int
    body: Any
    error: str | None


class _Kept(io.TextIOBase):
    """Passes on what is written, and keeps it."""

    def __init__(self, to: TextIO) -> None:
        self.to = to
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        self.to.write(text)
        self.to.flush()
        return len(text)


def context(job: Job, *args: str) -> Context:
    """Give what a command module is given, for a command that this package carries out itself."""
    parsed = parser.parser().parse_args([*_where(job), *args])
    return Context(parsed, _environ(job), main.clock, None, Terminal.of(sys.stdout, sys.stderr, "never", job.environ))


def settings(job: Job) -> Settings:
    return context(job, "plan").settings()


def run(job: Job, *args: str) -> Done:
    """Run a command that writes JSON; its messages go to the log, where none is taken for a command of the runner's."""
    token = secrets.token_hex(16)
    out, err = io.StringIO(), _Kept(sys.stderr)
    sys.stdout.write(f"::stop-commands::{token}\n")
    sys.stdout.flush()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main.main([*_where(job), *args, "--format", "json"], environ=_environ(job))
    finally:
        sys.stdout.write(f"::{token}::\n")
        sys.stdout.flush()
    body = json.loads(out.getvalue()) if out.getvalue().strip() else None
    errors = [line.removeprefix("error: ") for line in err.text.splitlines() if line.startswith("error: ")]
    return Done(code, body, errors[-1] if errors else None)


def _where(job: Job) -> Sequence[str]:
    directory = job.input("dir") or "campaigns"
    return ("--dir", directory, "--state", _state(job, directory))


def _state(job: Job, directory: str) -> str:
    """Give the store; `file` is the folder's state.json as it is at the tip of the default branch."""
    asked = job.input("state") or "github:campaign-state"
    if asked != "file":
        return asked
    from runner.cli.settings import campaigns_directory

    folder = campaigns_directory(directory, {})
    beside = display_path(folder / "state.json", paths.repository(folder))
    return f"github:{job.default_branch or 'main'}:{beside}"


def _environ(job: Job) -> dict[str, str]:
    return {**job.environ, "CI": "true"}
