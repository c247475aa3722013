"""One open issue of a kind, written anew while something stands, and closed once nothing does."""

from typing import Any, Literal

from runner.action import pull_request_comment
from runner.action.workflow_run import Job, warn
from runner.github import GitHub, GitHubError

LABEL = "campaign-runner"
Kind = Literal["apply", "drift"]


def tell(job: Job, kind: Kind, title: str, body: str) -> None:
    """Open the issue of a kind, or write its text anew; what keeps it from being written is a warning alone."""
    mark = _mark(job, kind)
    text = {"title": title, "body": f"{mark}\n{body}"[: pull_request_comment.LIMIT]}
    try:
        hub = job.hub()
        if (there := _open(hub, mark)) is None:
            hub.write("POST", "issues", {**text, "labels": [LABEL]}, "open an issue")
        else:
            hub.write("PATCH", f"issues/{there['number']}", text, "write the issue")
    except GitHubError as exc:
        warn(f"no issue was written: {exc.message}")


def settle(job: Job, kind: Kind, words: str) -> None:
    """Close the issue of a kind, where one is open."""
    try:
        hub = job.hub()
        if (there := _open(hub, _mark(job, kind))) is not None:
            number = there["number"]
            hub.write("POST", f"issues/{number}/comments", {"body": words}, "write to the issue")
            hub.write("PATCH", f"issues/{number}", {"state": "closed"}, "close the issue")
    except GitHubError as exc:
        warn(f"the issue was not closed: {exc.message}")


def _open(hub: GitHub, mark: str) -> Any:
    for entry in hub.pages(f"issues?state=open&labels={LABEL}", "read the issues"):
        if "pull_request" not in entry and str(entry.get("body") or "").startswith(mark):
            return entry
    return None


def _mark(job: Job, kind: Kind) -> str:
    return f"<!-- campaign-runner:{kind} {pull_request_comment.key(job)} -->"
