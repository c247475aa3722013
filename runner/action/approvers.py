"""Who approved what is merged, as GitHub shows it: the reviewers of the run, and the pull requests of each campaign."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runner import timezones
from runner.action.merged_plans import MergedPlans
from runner.action.workflow_run import WorkflowRun
from runner.formatting import one_line
from runner.github import GitHub, GitHubError, objects, part
from runner.plan.change import Change
from runner.plan.plan import Plan
from runner.report.value_sources import value_sources
from runner.state.record import Json

LISTS = 100
"""Maximum campaigns of whose lists the pull requests are asked for: GitHub allows 1,000 requests an hour."""
_LISTS_UNREAD = f"of more than {LISTS} campaigns at once, the pull requests of their lists aren't asked for"


def approvals(workflow: WorkflowRun, plan: Plan, merged: MergedPlans) -> Mapping[str, Json]:
    """Return how each campaign that would be sent was approved, by the path of its file.

    What GitHub doesn't tell is null, with the reason: a receipt never stops an apply, and never guesses.
    """
    sends = [change for change in plan.changes if change.would_send]
    if not sends or plan.findings.has_errors or plan.hold is not None:
        return {}
    approvers = _Approvers(workflow.github(), merged, with_lists=len(sends) <= LISTS)
    approvers.read_reviewers(workflow.number[0])
    return {change.path: approvers.of(change) for change in sends}


@dataclass(slots=True)
class _Approvers:
    """Asks GitHub about one run and its pull requests; `unread` is why a part of it isn't known."""

    github: GitHub
    merged: MergedPlans
    with_lists: bool
    reviewers: list[Json] | None = None
    unread: str | None = None
    pulls_fail: bool = False
    _pulls: dict[int, Json] = field(default_factory=dict)

    def read_reviewers(self, run: int) -> None:
        """Read who approved this run for an environment."""
        try:
            reviews = objects(self.github.read(f"actions/runs/{run}/approvals", "read this run's approvals"))
            approved = [review for review in reviews if part(review, str, "state") == "approved"]
            self.reviewers = [_reviewer(review) for review in approved]
        except GitHubError as exc:
            self.unread = one_line(exc.message)

    def of(self, change: Change) -> Json:
        pulls, without = self._pulls_of(change)
        if self.reviewers:
            kind = "environment"
        elif pulls:
            kind = "pull-request"
        else:
            kind = "unknown" if self.reviewers is None or pulls is None else "ci"
        unread = self.unread or (None if self.with_lists else _LISTS_UNREAD)
        return {
            "kind": kind,
            "reviewers": self.reviewers,
            "pullRequests": pulls,
            **({"withoutPullRequest": without} if pulls and without else {}),
            **({"unread": unread} if unread else {}),
        }

    def _pulls_of(self, change: Change) -> tuple[list[Json] | None, list[str]]:
        """Return the merged pull requests that last changed what a campaign is from, and the files that came by none.

        None where one can't be read. After a failure to read one, no other is asked for: each would wait as long.
        """
        if self.pulls_fail:
            return None, []
        try:
            numbers = {path: self.merged.pull_requests([path]) for path in self._paths_of(change)}
            pulls = [self._pull(number) for number in sorted(frozenset().union(*numbers.values()))]
        except GitHubError as exc:
            self.unread, self.pulls_fail = one_line(exc.message), True
            return None, []
        return pulls, [path for path, by in numbers.items() if not by]

    def _paths_of(self, change: Change) -> list[str]:
        """Return the campaign's file, the files of its defaults, and its list in the repository."""
        desired = change.desired
        paths = [change.path, *sorted({path for path, _ in value_sources(change).values()})]
        if self.with_lists and desired and desired.contacts and desired.list_path:
            paths.append(desired.contacts.path)
        return paths

    def _pull(self, number: int) -> Json:
        if number not in self._pulls:
            what = f"read the reviews of pull request {number}"
            pull = part(self.github.read(f"pulls/{number}", what), dict)
            reviews = list(self.github.pages(f"pulls/{number}/reviews", what))
            head = part(pull, str, "head", "sha")
            self._pulls[number] = {
                "number": number,
                "author": _login(pull, "user"),
                "mergedBy": _login(pull, "merged_by"),
                "mergedAt": _instant(pull.get("merged_at")),
                "approvedBy": [_review(login, review, head) for login, review in _approving(reviews)],
            }
        return self._pulls[number]


def _approving(reviews: list[Json]) -> list[tuple[str | None, Json]]:
    """Return the accounts whose last review that says more than a comment approves, each with that review.

    Accounts that were deleted can't be told apart, and count as one, None: of them too the last word counts.
    """
    last: dict[str | None, Json] = {}
    for review in reviews:
        if part(review, str, "state") in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            last[_login(review, "user")] = review
    approving = [(login, review) for login, review in last.items() if review["state"] == "APPROVED"]
    return sorted(approving, key=lambda pair: pair[0] or "")


def _review(login: str | None, review: Json, head: str) -> Json:
    commit = review.get("commit_id")
    return {"login": login, "at": _instant(review.get("submitted_at")), "ofHead": commit == head if commit else None}


def _reviewer(review: Json) -> Json:
    environments = [one_line(part(one, str, "name")) for one in objects(review.get("environments"))]
    return {"login": one_line(part(review, str, "user", "login")), "environments": environments}


def _login(answer: Json, key: str) -> str | None:
    """Return an account's name; None for one that was deleted."""
    return None if answer.get(key) is None else one_line(part(answer, str, key, "login"))


def _instant(written: Any) -> str | None:
    """Return an instant as a record has it; None where GitHub doesn't give one."""
    try:
        return timezones.format_utc(timezones.parse_instant(written)) if isinstance(written, str) else None
    except ValueError:
        return None
