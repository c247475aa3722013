"""Runs a command of the program as a terminal would, and keeps its output."""

import contextlib
import io
import json
import re
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from runner.action.folder_state import choose_state
from runner.action.workflow_run import WorkflowRun
from runner.cli import main
from runner.cli.console import Terminal
from runner.cli.context import Context
from runner.cli.parser import parse
from runner.cli.settings import Settings, campaigns_directory
from runner.files import paths
from runner.files.paths import display_path
from runner.state.record import Json

_ERROR = re.compile(r"(campaigns( \w+)?: )?error: ")
"""How an error message begins, one about the command line with the command's name."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """A command's exit code, its JSON, and its last error message with the hint below it."""

    exit_code: int
    output: Any
    error: str | None
    hint: str | None = None


class _Tee(io.TextIOBase):
    """Passes on what is written, and keeps it."""

    def __init__(self, to: TextIO) -> None:
        self.to = to
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        self.to.write(text)
        self.to.flush()
        return len(text)


def context(workflow: WorkflowRun, *args: str) -> Context:
    """Return the context of a command that this package carries out itself."""
    parsed = parse([*_arguments(workflow), *args])
    terminal = Terminal.of(sys.stdout, sys.stderr, "never", workflow.environ)
    return Context(parsed, _environ(workflow), main.clock, None, terminal)


def settings(workflow: WorkflowRun) -> Settings:
    return context(workflow, "plan").settings()


def run(
    workflow: WorkflowRun,
    command: str,
    *args: str,
    check_current: Callable[[float], None] | None = None,
    approvals: Mapping[str, Json] | None = None,
) -> CommandResult:
    """Run a command that writes JSON; its messages go to the log, with workflow commands switched off.

    `check_current` and `approvals` are those of `Context`.
    """
    arguments = _arguments(workflow)
    token = secrets.token_hex(16)
    out, err = io.StringIO(), _Tee(sys.stderr)
    sys.stdout.write(f"::stop-commands::{token}\n")
    sys.stdout.flush()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            arguments = [*arguments, command, "--format", "json", *args]
            code = main.main(arguments, environ=_environ(workflow), check_current=check_current, approvals=approvals)
    finally:
        sys.stdout.write(f"::{token}::\n")
        sys.stdout.flush()
    output = json.loads(out.getvalue()) if out.getvalue().strip() else None
    return CommandResult(code, output, *_last_error(err.text.splitlines()))


def _last_error(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the last error message, and the hint below it."""
    errors = [(number, _ERROR.sub("", line)) for number, line in enumerate(lines) if _ERROR.match(line)]
    if not errors:
        return None, None
    number, error = errors[-1]
    below = "".join(lines[number + 1 : number + 2])
    hint = below.removeprefix("  hint: ") if below.startswith("  hint: ") else None
    return error, hint


def _arguments(workflow: WorkflowRun) -> Sequence[str]:
    return (f"--dir={workflow.directory}", f"--state={_state(workflow)}")


def _state(workflow: WorkflowRun) -> str:
    """Return the store: chosen once where none is named; `file` is the folder's at the tip of the default branch."""
    state = workflow.input("state")
    if not state:
        workflow.state = workflow.state or choose_state(workflow.directory, _environ(workflow))
        return workflow.state
    if state != "file":
        return state
    folder = campaigns_directory(workflow.directory, {})
    path = display_path(folder / "state.json", paths.repository(folder))
    return f"github:{workflow.default_branch}:{path}"


def _environ(workflow: WorkflowRun) -> dict[str, str]:
    return {**workflow.environ, "CI": "true"}
