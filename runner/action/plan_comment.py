"""Keeps the plan on a pull request true: in one comment that is updated, replaced, or known to be out of date."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from runner.action.posted_comments import PostedComments
from runner.action.pull_request_comment import Comment, plan_body
from runner.action.workflow_run import WorkflowRun, log_notice
from runner.config import discovery
from runner.github import GitHub, GitHubError, UnexpectedFormError, part
from runner.plan.plan import Plan

_READ_ONLY = (403, 404)
"""GitHub's answers to a token that can't write."""


def show_plan(workflow: WorkflowRun, plan: Plan) -> None:
    """Write the plan's comment, and set the output `comment`; GitHubError where another plan may still be shown."""
    workflow.outputs |= {"comment": "none", "comment-url": ""}
    pull_request = workflow.pull_request
    if pull_request is None or workflow.input("comment") == "never":
        return
    posted = PostedComments(workflow.github(), workflow)
    existing, is_read = None, False
    try:
        existing, is_read = posted.find(pull_request), True
        if (reason := _newer(posted.github, workflow, pull_request, existing)) is not None:
            workflow.outputs |= {"comment": "outdated", "comment-url": existing.url if existing else ""}
            log_notice(f"the comment is left as it is: {reason}")
        elif existing is not None or _needs_comment(posted.github, pull_request, plan):
            workflow.outputs["comment"] = posted.write(pull_request, existing, plan_body(plan, workflow))
    except GitHubError as exc:
        if exc.status not in _READ_ONLY or not _may_be_refused(workflow, existing, is_read=is_read):
            raise _not_shown(workflow, existing, exc) from exc
        workflow.outputs["comment"] = "read-only"
        log_notice("the token can't write a comment, as with a fork's pull request: see the plan in the summary")


def _may_be_refused(workflow: WorkflowRun, existing: Comment | None, *, is_read: bool) -> bool:
    """Whether a token that can't write leaves no old plan of this action on the pull request."""
    if existing is not None:
        return workflow.has_read_only_token and existing.hash is None
    return workflow.has_read_only_token or is_read


def changed_files(github: GitHub, pull_request: int) -> Iterator[Any]:
    return github.pages(f"pulls/{pull_request}/files", "read the changed files")


def _newer(github: GitHub, workflow: WorkflowRun, pull_request: int, existing: Comment | None) -> str | None:
    """Return what is newer than this plan, as where an old job is run again; None where nothing is known to be."""
    if existing is not None and existing.kind == "applied":
        return "it shows the outcome"
    head = workflow.head_commit
    current = None if head is None else _state_and_head(github, pull_request)
    if current is not None:
        state, commit = current
        if state == "closed":
            return "the pull request is closed"
        if commit != head:
            return f"the pull request is at {commit[:12]}, and this plan is of {str(head)[:12]}"
        if existing is not None and existing.commit != commit:
            return None
    if existing is not None and existing.run is not None and existing.run > workflow.number:
        return "a newer run has written it"
    return None


def _state_and_head(github: GitHub, number: int) -> tuple[str, str] | None:
    """Return the state and the head commit of a pull request; None where GitHub doesn't say."""
    try:
        answer = github.read(f"pulls/{number}", "read the pull request")
        return part(answer, str, "state"), part(answer, str, "head", "sha")
    except UnexpectedFormError:
        return None
    except GitHubError as exc:
        if exc.status not in _READ_ONLY:
            raise
        return None


def _needs_comment(github: GitHub, pull_request: int, plan: Plan) -> bool:
    """Whether a merge would do anything, or the plan has something to say about this pull request's files."""
    if plan.pending or plan.findings.has_errors:
        return True
    files = list(changed_files(github, pull_request))
    changed = {part(file, str, "filename") for file in files} | {file.get("previous_filename", "") for file in files}
    campaigns = {change.path for change in plan.changes if change.action != "unchanged"}
    mentioned = {finding.path for finding in plan.findings} | campaigns
    return bool(changed & mentioned) or any(_may_give_defaults(file, campaigns) for file in changed)


def _may_give_defaults(file: str, campaigns: Iterable[str]) -> bool:
    """Whether a file may be that of the defaults of a campaign, or have been."""
    place = PurePosixPath(file)
    return discovery.has_name_of_defaults(place) and any(
        PurePosixPath(path).is_relative_to(place.parent) for path in campaigns
    )


def _not_shown(workflow: WorkflowRun, existing: Comment | None, exc: GitHubError) -> GitHubError:
    """Return the failure of a run whose plan isn't on the pull request, and say so in the summary."""
    workflow.outputs |= {"comment": "failed" if existing is None else "stale"}
    shows = "has no comment with this plan" if existing is None else "shows an older plan"
    workflow.add_summary(f"> [!CAUTION]\n> The pull request {shows}. The plan in this summary is the current one.\n")
    return GitHubError(
        f"the pull request {shows}: {exc.message}",
        hint="check that the token may write with `pull-requests: write`, then run the job again",
        status=exc.status,
    )
