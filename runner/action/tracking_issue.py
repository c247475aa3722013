"""One issue of each kind: rewritten while the problem lasts, closed once it is solved."""

from typing import Any, Literal

from runner.action.pull_request_comment import LIMIT
from runner.action.workflow_run import WorkflowRun, log_warning
from runner.github import GitHub, GitHubError, part

LABEL = "campaign-runner"
Kind = Literal["apply", "drift"]


def open_issue(workflow: WorkflowRun, kind: Kind, title: str, body: str) -> bool:
    """Open the issue, or rewrite the open one, and return whether it is written; a failure to do so is a warning."""
    marker = _marker(workflow, kind)
    text = {"title": title, "body": f"{marker}\n{body}"[:LIMIT]}
    try:
        github = workflow.github()
        if (issue := _find(github, marker)) is None:
            new = {**text, "labels": [LABEL]}
            answer = github.write("POST", "issues", new, "open an issue", lambda: _find(github, marker))
        else:
            answer = github.write("PATCH", f"issues/{part(issue, int, 'number')}", text, "update the issue")
        part(answer, int, "number")
    except GitHubError as exc:
        log_warning(f"no issue was written: {exc.message}")
        return False
    return True


def close_issue(workflow: WorkflowRun, kind: Kind, comment: str) -> None:
    """Close the issue and comment on it, if one is open; a failure to do so is a warning."""
    try:
        github = workflow.github()
        if (issue := _find(github, _marker(workflow, kind))) is not None:
            number = part(issue, int, "number")
            github.write("PATCH", f"issues/{number}", {"state": "closed"}, "close the issue")
            github.write("POST", f"issues/{number}/comments", {"body": comment}, "comment on the issue")
    except GitHubError as exc:
        log_warning(f"the issue may still be open: {exc.message}")


def _find(github: GitHub, marker: str) -> Any:
    for issue in github.pages(f"issues?state=open&labels={LABEL}", "read the issues"):
        if "pull_request" not in issue and str(issue.get("body") or "").startswith(marker):
            return issue
    return None


def _marker(workflow: WorkflowRun, kind: Kind) -> str:
    return f"<!-- campaign-runner:{kind} {workflow.folder_key} -->"
