"""The plans that merged pull requests showed: what `approval: matching` checks a campaign against."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from runner import zone_database
from runner.action.posted_comments import PostedComments
from runner.action.pull_request_comment import Comment, digest, launch_seconds
from runner.action.workflow_run import WorkflowRun
from runner.errors import RefusedError
from runner.formatting import quoted
from runner.github import objects, part
from runner.plan.change import Change
from runner.plan.plan import Send
from runner.report.headline import IMMEDIATELY
from runner.timezones import format_utc


@dataclass(slots=True)
class MergedPlans:
    """The merged pull requests in this commit's history, each read once."""

    posted: PostedComments
    workflow: WorkflowRun
    _pulls: dict[str, frozenset[int]] = field(default_factory=dict)
    _comments: dict[int, Comment | None] = field(default_factory=dict)

    def approves(self, change: Change) -> bool:
        """Whether the pull request that last touched the campaign's file or list showed it as it is now.

        Since then, people may only have been left out, not come back. RefusedError where it showed another instant of
        the launch.
        """
        send = Send.of(change)
        if send is None:
            return False
        paths = [change.path]
        if change.desired and change.desired.contacts:
            paths.append(change.desired.contacts.path)
        shown = digest(send)
        left_out = change.desired.contacts.left_out.values() if change.desired and change.desired.contacts else ()
        approving = [comment for _, comment in self.comments(paths) if comment.approves(shown, left_out)]
        if approving and all(comment.approved[shown].launch != launch_seconds(change) for comment in approving):
            raise _moved(change, approving[-1], approving[-1].approved[shown].launch)
        return bool(approving)

    def comments(self, paths: Iterable[str]) -> Iterator[tuple[int, Comment]]:
        """Yield the pull requests that last touched these files, each with the action's comment, if it has one."""
        for pull in sorted(self.pull_requests(paths) | self._of_commit(self.workflow.commit)):
            if pull not in self._comments:
                self._comments[pull] = self.posted.find(pull)
            if (comment := self._comments[pull]) is not None:
                yield pull, comment

    def pull_requests(self, paths: Iterable[str]) -> frozenset[int]:
        """Return the merged pull requests that last touched these files."""
        return frozenset(pull for path in paths for pull in self._of_path(path))

    def _of_path(self, path: str) -> frozenset[int]:
        if path not in self._pulls:
            query = f"commits?sha={self.workflow.commit}&path={quote(path)}&per_page=1"
            last = objects(self.posted.github.read(query, "read a file's history"))
            self._pulls[path] = self._of_commit(part(last[0], str, "sha")) if last else frozenset()
        return self._pulls[path]

    def _of_commit(self, commit: str) -> frozenset[int]:
        if commit not in self._pulls:
            pulls = objects(self.posted.github.read(f"commits/{commit}/pulls", "find the pull request of a commit"))
            self._pulls[commit] = frozenset(part(pull, int, "number") for pull in pulls if self._is_merged(pull))
        return self._pulls[commit]

    def _is_merged(self, pull: Any) -> bool:
        """Whether a pull request was merged into the default branch, whose rules its review had to meet."""
        return bool(pull.get("merged_at")) and part(pull, str, "base", "ref") == self.workflow.default_branch


def _moved(change: Change, comment: Comment, approved: int | None) -> RefusedError:
    then = IMMEDIATELY if approved is None else format_utc(datetime.fromtimestamp(approved, UTC))
    databases = f"tzdata {comment.tzdata} then, {zone_database.version()} now"
    return RefusedError(
        f"{quoted(change.path)} would launch at {change.launch_at or IMMEDIATELY}, not at {then}, as its "
        f"pull request's comment shows ({databases}); nothing was sent",
        hint="change the file in a pull request, wait for its plan, and merge it",
    )
