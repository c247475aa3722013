"""The plans that merged pull requests showed: what `approval: matching` checks a campaign against."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from runner.action.pull_request_comment import Comment, digest, find_comment
from runner.action.workflow_run import WorkflowRun
from runner.github import GitHub
from runner.plan.change import Change


@dataclass(slots=True)
class MergedPlans:
    """The merged pull requests in this commit's history, each read once."""

    github: GitHub
    workflow: WorkflowRun
    _pulls: dict[str, frozenset[int]] = field(default_factory=dict)
    _comments: dict[int, Comment | None] = field(default_factory=dict)

    def approve(self, change: Change) -> bool:
        """Whether the pull request that last touched the campaign's file or list showed it as it is now.

        Since then, people may only have been left out, not come back.
        """
        if change.name is None or change.fingerprint is None:
            return False
        paths = [change.path]
        if change.desired and change.desired.contacts:
            paths.append(change.desired.contacts.path)
        shown = digest(change.name, change.fingerprint)
        left_out = change.desired.contacts.left_out.values() if change.desired and change.desired.contacts else ()
        return any(comment.approves(shown, left_out) for _, comment in self.comments(paths))

    def comments(self, paths: Iterable[str]) -> Iterator[tuple[int, Comment]]:
        """Yield the pull requests that last touched these files, each with the action's comment, if it has one."""
        pulls = {pull for path in paths for pull in self._of_path(path)} | self._of_commit(self.workflow.commit)
        for pull in sorted(pulls):
            if pull not in self._comments:
                self._comments[pull] = find_comment(self.github, pull, self.workflow)
            if (comment := self._comments[pull]) is not None:
                yield pull, comment

    def _of_path(self, path: str) -> frozenset[int]:
        if path not in self._pulls:
            query = f"commits?sha={self.workflow.commit}&path={quote(path)}&per_page=1"
            last = self.github.read(query, "read a file's history")
            self._pulls[path] = self._of_commit(str(last[0]["sha"])) if last else frozenset()
        return self._pulls[path]

    def _of_commit(self, commit: str) -> frozenset[int]:
        if commit not in self._pulls:
            pulls = self.github.read(f"commits/{commit}/pulls", "find the pull request of a commit")
            self._pulls[commit] = frozenset(int(pull["number"]) for pull in pulls if self._is_merged(pull))
        return self._pulls[commit]

    def _is_merged(self, pull: Any) -> bool:
        """Whether a pull request was merged into the default branch, whose rules its review had to meet."""
        return bool(pull.get("merged_at")) and pull["base"]["ref"] == self.workflow.default_branch
