"""Runs the command that a workflow's event and inputs ask for, and writes its outputs."""

import io
import sys
from collections.abc import Mapping

from runner import zone_database
from runner.action import apply, drift, plan, postpone, unlock
from runner.action.workflow_run import WorkflowRun, log_error
from runner.cli import exit_codes
from runner.cli.main import bug, failure
from runner.errors import RefusedError, RunnerError, UsageError
from runner.formatting import one_line

COMMANDS = {
    "validate": plan.validate,
    "plan": plan.run,
    "apply": apply.run,
    "drift": drift.run,
    "postpone": postpone.run,
    "unlock": unlock.run,
}
_CHANGING = ("apply", "postpone", "unlock")
_REVIEWED = ("pull_request", "merge_group")


def main(environ: Mapping[str, str]) -> int:
    """Run one step and return its exit code; outputs are written even if it fails."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    workflow = WorkflowRun(environ, {})
    try:
        workflow = WorkflowRun.from_environ(environ)
        zone_database.version()
        code = COMMANDS[choose_command(workflow)](workflow)
    except RunnerError as exc:
        code = exc.exit_code
        workflow.set_failed(exc.message)
        if exc.exit_code == RefusedError.exit_code:
            workflow.outputs["result"] = "refused"
        log_error(failure(exc).removeprefix("error: "))
    except Exception as exc:  # noqa: BLE001 - the last resort: a report instead of a traceback
        code = exit_codes.BUG
        workflow.set_failed("a bug in campaign-runner")
        log_error(bug(exc).removeprefix("error: "))
    workflow.write_outputs()
    return code


def choose_command(workflow: WorkflowRun) -> str:
    """Return the command that the inputs and the event ask for; UsageError for one that this event must not start."""
    name = workflow.input("command") or "auto"
    if workflow.event_name == "pull_request_target":
        raise UsageError(
            "pull_request_target runs with secrets on files that nobody has reviewed: campaign-runner refuses it",
            hint="use `on: pull_request`; docs/reference/comment.md says what a fork's pull request gets",
        )
    if name != "auto" and name not in COMMANDS:
        raise UsageError(f"unknown command `{one_line(name, 40)}`", hint=f"use auto, {', '.join(COMMANDS)}")
    command = _default_command(workflow) if name == "auto" else name
    if command in _CHANGING and (workflow.event_name in _REVIEWED or not workflow.on_default_branch):
        raise UsageError(
            f"{command} runs only on the default branch, where every file was merged",
            hint="start it on a push to that branch, or by hand from it; `plan` runs anywhere",
        )
    return command


def _default_command(workflow: WorkflowRun) -> str:
    match workflow.event_name:
        case "push" if workflow.on_default_branch:
            return "apply"
        case "schedule":
            return "drift"
        case _:
            return "plan"
