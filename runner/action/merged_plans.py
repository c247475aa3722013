"""What merged pull requests showed: a campaign is approved as it stood in the plan of one that touched it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from runner.action import pull_request_comment
from runner.action.pull_request_comment import Comment
from runner.action.workflow_run import Job
from runner.github import GitHub
from runner.plan.change import Change


@dataclass(slots=True)
class Merged:
    """The merged pull requests of this commit's history, each asked for once."""

    hub: GitHub
    job: Job
    _pulls: dict[str, frozenset[int]] = field(default_factory=dict)
    _found: dict[int, Comment | None] = field(default_factory=dict)

    def shown(self, change: Change) -> bool:
        """Whether the plan of the pull request that last touched the campaign's file, or its list, showed it so."""
        if change.name is None or change.fingerprint is None:
            return False
        wanted = pull_request_comment.digest(change.name, change.fingerprint)
        paths = [change.path]
        if change.desired and change.desired.contacts:
            paths.append(change.desired.contacts.path)
        return any(wanted in there.approved for _, there in self.comments(paths))

    def comments(self, paths: Iterable[str]) -> Iterator[tuple[int, Comment]]:
        """Give the pull requests that last touched these files, each with our comment, where it has one."""
        pulls = {pull for path in paths for pull in self._of_path(path)} | self._of_commit(self.job.commit)
        for pull in sorted(pulls):
            if pull not in self._found:
                self._found[pull] = pull_request_comment.find(self.hub, pull, self.job)
            if (there := self._found[pull]) is not None:
                yield pull, there

    def _of_path(self, path: str) -> frozenset[int]:
        if path not in self._pulls:
            query = f"commits?sha={self.job.commit}&path={quote(path)}&per_page=1"
            last = self.hub.read(query, "read a file's history")
            self._pulls[path] = self._of_commit(str(last[0]["sha"])) if last else frozenset()
        return self._pulls[path]

    def _of_commit(self, commit: str) -> frozenset[int]:
        if commit not in self._pulls:
            found = self.hub.read(f"commits/{commit}/pulls", "find the pull request of a commit")
            self._pulls[commit] = frozenset(int(pull["number"]) for pull in found if self._counts(pull))
        return self._pulls[commit]

    def _counts(self, pull: Any) -> bool:
        """Whether a pull request was merged into the default branch, whose rules its review had to meet."""
        return bool(pull.get("merged_at")) and pull["base"]["ref"] == self.job.default_branch
