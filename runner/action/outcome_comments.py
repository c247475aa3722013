"""Replaces the plan by the outcome in the comments of the pull requests that brought what was sent."""

from collections.abc import Collection

from runner.action.merged_plans import MergedPlans
from runner.action.pull_request_comment import outcome_body
from runner.action.workflow_run import WorkflowRun, log_warning
from runner.github import GitHubError
from runner.report.markdown.findings import prose

_WORST_LAST = ("none", "written", "replaced", "failed", "stale")


def show_outcome(workflow: WorkflowRun, merged: MergedPlans, paths: Collection[str], text: str) -> str | None:
    """Write the outcome on the pull requests of these files; return why one of them still shows its plan."""
    workflow.outputs["comment"] = "none"
    if not paths or workflow.input("comment") == "never":
        return None
    statuses, failures = ["none"], []
    try:
        for pull_request, comment in merged.comments(paths):
            try:
                statuses.append(merged.posted.write(pull_request, comment, outcome_body(comment, workflow, text)))
            except GitHubError as exc:
                statuses.append("stale")
                failures.append(f"pull request {pull_request} still shows its plan: {exc.message}")
    except GitHubError as exc:
        statuses.append("failed")
        failures.append(f"the outcome is on no pull request: {exc.message}")
    workflow.outputs["comment"] = max(statuses, key=_WORST_LAST.index)
    for failure in failures:
        log_warning(failure)
        workflow.add_summary(f"> [!CAUTION]\n> {prose(failure)}\n")
    return next(iter(failures), None)
