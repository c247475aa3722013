"""Creates and updates what is merged, and reports the outcome on the pull requests that it came from."""

import json
import sys

from runner.action import apply_report, invoke, plan
from runner.action.invoke import CommandResult
from runner.action.merged_plans import MergedPlans
from runner.action.outcome_comments import show_outcome
from runner.action.posted_comments import PostedComments
from runner.action.tracking_issue import close_issue, open_issue
from runner.action.workflow_run import WorkflowRun, log_notice
from runner.errors import RefusedError, RunnerError, StoreError, UsageError
from runner.github import GitHub
from runner.plan.plan import Plan
from runner.report import emergency
from runner.report.emergency import emergency_annotations

COMPARED_FILES = 300
"""Maximum files that GitHub lists in a comparison of two commits."""
NAMED = 5
_NOTHING_SENT = (1, 7)
"""Exit codes that mean that nothing was sent."""


def run(workflow: WorkflowRun) -> int:
    try:
        return _apply(workflow)
    except RunnerError as exc:
        title = apply_report.REFUSED if isinstance(exc, RefusedError) else apply_report.FAILED
        open_issue(workflow, "apply", title, apply_report.refusal(workflow, exc))
        raise


def _apply(workflow: WorkflowRun) -> int:
    accepted = _accepted_account(workflow)
    github = workflow.github()
    current = plan.read_plan(workflow)
    if (newer := _newer_commit(workflow, github, current)) is not None:
        log_notice(f"{newer[:12]} is newer and has other campaigns: its own run creates what is pending")
        workflow.outputs["result"] = "superseded"
        return 0
    plan.publish(workflow, current)
    merged = MergedPlans(PostedComments(github, workflow), workflow)
    if workflow.input("approval") == "matching":
        _check_approved(current, merged)
    timeout = workflow.input("lock-timeout") or "600"
    expect = workflow.outputs["plan-json"]
    arguments = ("--yes", "--fetch", "--expect", expect, "--lock-timeout", timeout, *accepted)
    result = invoke.run(workflow, "apply", *arguments)
    return _report(workflow, result, merged)


def _accepted_account(workflow: WorkflowRun) -> list[str]:
    """Return the option that accepts the account; UsageError where nobody asked for it by hand, for this run alone."""
    if workflow.input("accept-account") != "true":
        return []
    if workflow.event_name != "workflow_dispatch":
        raise UsageError(
            "the input `accept-account` is for a run that somebody starts by hand",
            hint="leave it out of other runs: it would switch off the check of the account",
        )
    return ["--accept-account"]


def _newer_commit(workflow: WorkflowRun, github: GitHub, current: Plan) -> str | None:
    """Return the branch's tip where it has other campaigns than this commit: a job that is run again has old files."""
    tip = str(github.read(f"git/ref/heads/{workflow.default_branch}", "read the default branch")["object"]["sha"])
    if tip == workflow.commit:
        return None
    comparison = github.read(f"compare/{workflow.commit}...{tip}", "compare this commit with the default branch")
    files = comparison.get("files") or []
    if comparison.get("status") != "ahead" or len(files) >= COMPARED_FILES:
        return tip
    paths = {str(file.get(name)) for file in files for name in ("filename", "previous_filename") if file.get(name)}
    return tip if any(_concerns_campaigns(workflow, path, current) for path in paths) else None


def _concerns_campaigns(workflow: WorkflowRun, path: str, current: Plan) -> bool:
    settings = invoke.settings(workflow)
    folder = settings.shown(settings.directory)
    lists = {change.desired.contacts.path for change in current.changes if change.desired and change.desired.contacts}
    written = (f"{folder}/state.json", f"{folder}/README.md")
    return path in lists or (path.startswith(f"{folder}/") and path not in written)


def _check_approved(current: Plan, merged: MergedPlans) -> None:
    unapproved = [change for change in current.changes if change.would_send and not merged.approve(change)]
    if unapproved:
        names = ", ".join(f"`{change.path}`" for change in unapproved[:NAMED])
        more = f" and {len(unapproved) - NAMED:,} more" if len(unapproved) > NAMED else ""
        hint = "change the file in a pull request, wait for its plan, and merge it"
        if merged.posted.strangers:
            hint += f"; comments by others than {merged.posted.account.login}, whose token this is, don't count"
        raise RefusedError(
            f"no merged pull request's comment shows the current {names}{more}; nothing was sent", hint=hint
        )


def _report(workflow: WorkflowRun, result: CommandResult, merged: MergedPlans) -> int:
    """Report to the outputs, the summary, the comments of the pull requests, and an issue; return the exit code."""
    created = apply_report.created(result)
    workflow.outputs |= {
        "result": _result(result.exit_code, any_done=bool(apply_report.done(result))),
        "created": str(len(created)),
        "campaign-ids": json.dumps(created),
    }
    text = apply_report.report(workflow, result)
    sys.stdout.write(emergency_annotations(emergency.from_json(result.output)))
    workflow.add_summary(text)
    paths = {row["path"] for row in result.output["outcomes"]} if result.output else set()
    not_shown = show_outcome(workflow, merged, paths, text)
    if result.exit_code:
        workflow.outputs["failure-reason"] = apply_report.failure_reason(result)
        open_issue(workflow, "apply", apply_report.issue_title(result), text)
    else:
        close_issue(workflow, "apply", f"[This run]({workflow.url}) did everything.")
    if result.exit_code == 0 and not_shown is not None:
        workflow.outputs["failure-reason"] = not_shown
        return StoreError.exit_code
    return result.exit_code


def _result(exit_code: int, *, any_done: bool) -> str:
    if exit_code == 0:
        return "applied" if any_done else "nothing"
    if exit_code in _NOTHING_SENT and not any_done:
        return "refused"
    return "partial" if any_done or exit_code in (5, 6) else "failed"
