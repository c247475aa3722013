"""Chooses what a workflow's event asks for, does it, and ends with its outputs and exit code."""

import io
import sys
from collections.abc import Mapping

from runner.action import apply, drift, plan, unlock, workflow_run
from runner.action.workflow_run import Job
from runner.cli import exit_codes
from runner.cli.main import bug, failure
from runner.errors import RefusedError, RunnerError, UsageError
from runner.formatting import one_line

COMMANDS = {
    "validate": plan.validate,
    "plan": plan.run,
    "apply": apply.run,
    "drift": drift.run,
    "unlock": unlock.run,
}
_CHANGING = ("apply", "unlock")
_REVIEWED = ("pull_request", "merge_group")


def main(environ: Mapping[str, str]) -> int:
    """Run one step and give its exit code; outputs are written whatever comes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    try:
        this = Job.of(environ)
    except RunnerError as exc:
        workflow_run.fail(failure(exc))
        return exc.exit_code
    try:
        code = COMMANDS[command(this)](this)
    except RunnerError as exc:
        code = exc.exit_code
        this.failed(exc.message)
        if isinstance(exc, RefusedError):
            this.outputs["result"] = "refused"
        workflow_run.fail(failure(exc).removeprefix("error: "))
    except Exception as exc:  # noqa: BLE001 - the last resort: a report instead of a traceback
        code = exit_codes.BUG
        this.failed("a bug in campaign-runner")
        workflow_run.fail(bug(exc).removeprefix("error: "))
    this.write_outputs()
    return code


def command(this: Job) -> str:
    """Give the command that the inputs and the event ask for; UsageError for one that this event must not start."""
    asked = this.input("command") or "auto"
    if this.name == "pull_request_target":
        raise UsageError(
            "pull_request_target runs with secrets on files that nobody has reviewed: campaign-runner refuses it",
            hint="use `on: pull_request`; docs/action.md says what a fork's pull request gets",
        )
    if asked != "auto" and asked not in COMMANDS:
        raise UsageError(f"`{one_line(asked, 40)}` is no command", hint=f"auto, {', '.join(COMMANDS)}")
    chosen = _auto(this) if asked == "auto" else asked
    if chosen in _CHANGING and (this.name in _REVIEWED or not this.on_default_branch):
        raise UsageError(
            f"{chosen} runs on the default branch alone, where what is there was merged",
            hint="start it on a push to that branch, or by hand from it; `plan` runs anywhere",
        )
    return chosen


def _auto(this: Job) -> str:
    match this.name:
        case "push" if this.on_default_branch:
            return "apply"
        case "schedule":
            return "drift"
        case _:
            return "plan"
