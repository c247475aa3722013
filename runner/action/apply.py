"""Creates and updates what is merged, and reports the outcome on the pull requests that it came from."""

import json
import sys

from runner.action import apply_report, approval, approvers, invoke, plan
from runner.action.checkout import Checkout
from runner.action.freshness import Freshness
from runner.action.invoke import CommandResult
from runner.action.merged_plans import MergedPlans
from runner.action.outcome_comments import show_outcome
from runner.action.posted_comments import PostedComments
from runner.action.tracking_issue import close_issue, open_issue
from runner.action.workflow_run import WorkflowRun, log_notice
from runner.errors import RefusedError, RunnerError, StoreError, UsageError
from runner.report import emergency
from runner.report.emergency import emergency_annotations

_NOTHING_SENT = (1, 7)
"""Exit codes that mean that nothing was sent."""


def run(workflow: WorkflowRun) -> int:
    try:
        return _apply(workflow)
    except RunnerError as exc:
        title = apply_report.REFUSED if exc.exit_code == RefusedError.exit_code else apply_report.FAILED
        text = apply_report.refusal(workflow, exc)
        workflow.add_summary(text, first=True)
        open_issue(workflow, "apply", title, text)
        raise


def _apply(workflow: WorkflowRun) -> int:
    accepted = _accepted_account(workflow)
    checkout = Checkout.of(workflow)
    checkout.check_commit(workflow.commit)
    current = plan.read_plan(workflow)
    freshness = Freshness.of(workflow, checkout, current)
    checkout.check_unchanged(freshness.dependencies)
    try:
        freshness.check()
    except RefusedError:
        if freshness.newer is None:
            raise
        return _stand_down(workflow, freshness.newer)
    plan.publish(workflow, current)
    merged = MergedPlans(PostedComments(workflow.github(), workflow), workflow)
    approval.check(workflow, current, merged)
    timeout = workflow.input("lock-timeout") or "600"
    expect = approval.expected(workflow, current)
    arguments = ("--yes", "--fetch", f"--expect={expect}", f"--lock-timeout={timeout}", *accepted)
    approved = approvers.approvals(workflow, current, merged)
    result = invoke.run(workflow, "apply", *arguments, check_current=freshness.check, approvals=approved)
    sys.stdout.write(emergency_annotations(emergency.from_json(result.output)))
    if freshness.newer is not None and result.exit_code == RefusedError.exit_code:
        return _stand_down(workflow, freshness.newer, result, merged)
    return _report(workflow, result, merged)


def _stand_down(
    workflow: WorkflowRun, newer: str, result: CommandResult | None = None, merged: MergedPlans | None = None
) -> int:
    """Leave what isn't sent to the run of the newer commit; `result` says what this run had done before."""
    created = {} if result is None else apply_report.created(result)
    workflow.outputs |= {"result": "superseded", "created": str(len(created)), "campaign-ids": json.dumps(created)}
    text = apply_report.superseded(workflow, newer, result)
    log_notice(f"superseded: {newer}; that commit's run does what is left")
    workflow.add_summary(text, first=True)
    if result is None or merged is None or not result.output:
        return 0
    sent = {row["path"] for row in result.output["outcomes"] if row["outcome"] != "skipped"}
    not_shown = show_outcome(workflow, merged, sent, text)
    if not_shown is None:
        return 0
    workflow.outputs["failure-reason"] = not_shown
    return StoreError.exit_code


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


def _report(workflow: WorkflowRun, result: CommandResult, merged: MergedPlans) -> int:
    """Report to the outputs, the summary, the comments of the pull requests, and an issue; return the exit code."""
    created = apply_report.created(result)
    workflow.outputs |= {
        "result": _result(result.exit_code, any_done=bool(apply_report.done(result))),
        "created": str(len(created)),
        "campaign-ids": json.dumps(created),
    }
    text = apply_report.report(workflow, result)
    workflow.add_summary(text, first=True)
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
