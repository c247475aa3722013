"""Whether what a run depends on is still as it is on the default branch."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from runner.action.checkout import Checkout, Entry, is_submodule
from runner.action.workflow_run import WorkflowRun
from runner.errors import RefusedError, UnverifiedError
from runner.formatting import one_line
from runner.github import GitHub, GitHubError, part
from runner.plan.dependencies import Dependencies
from runner.plan.plan import Plan

_READ = "compare this run with the default branch"
_FOLDER = "tree"
"""The type of a folder, whose entries are listed too."""
_CONTAINS = ("ahead", "identical")
"""What GitHub says of a tip that has a commit in its history."""


@dataclass(slots=True)
class Freshness:
    """Compares what a run depends on with the tip of the default branch, as often as it is asked.

    `entries` is what its own commit has of that. `newer` says what differs at the tip, once something does. `last_tip`
    was compared last, at `last_look` of the monotonic clock.
    """

    github: GitHub
    branch: str
    commit: str
    dependencies: Dependencies
    entries: Mapping[str, Entry]
    last_tip: str
    last_look: float | None = None
    newer: str | None = None

    @classmethod
    def of(cls, workflow: WorkflowRun, checkout: Checkout, plan: Plan) -> "Freshness":
        dependencies = checkout.dependencies(plan)
        entries = {_as_json(path): entry for path, entry in checkout.entries(dependencies).items()}
        return cls(workflow.github(), workflow.default_branch, workflow.commit, dependencies, entries, workflow.commit)

    def check(self, max_age: float = 0.0) -> None:
        """Look at the tip, unless that was done within `max_age` seconds; RefusedError where nothing may be sent.

        UnverifiedError where GitHub doesn't say what the tip has.
        """
        if self.newer is None and self.last_look is not None and time.monotonic() - self.last_look < max_age:
            return
        try:
            tip = part(self.github.read(f"git/ref/heads/{quote(self.branch)}", _READ), str, "object", "sha")
            if tip != self.last_tip:
                self._check_contained(tip)
                self.newer = self._difference(tip)
        except GitHubError as exc:
            message = f"whether these campaigns are current is unknown; nothing more is sent. {exc.message}"
            raise UnverifiedError(message, hint="run the failed job again") from exc
        if self.newer is not None:
            raise RefusedError(f"{self.newer}; nothing more is sent", hint="that commit's run does what is left")
        self.last_tip, self.last_look = tip, time.monotonic()

    def _check_contained(self, tip: str) -> None:
        """Raise RefusedError where a tip doesn't have the run's commit in its history, as after a forced push."""
        comparison = self.github.find_object(f"compare/{self.commit}...{tip}", _READ)
        if comparison is None or part(comparison, str, "status") not in _CONTAINS:
            branch = f"`{one_line(self.branch)}`"
            raise RefusedError(
                f"{branch} doesn't contain {self.commit[:12]}, this run's commit; nothing more is sent",
                hint=f"start the workflow again from {branch}",
            )

    def _difference(self, tip: str) -> str | None:
        """Say which path that the run depends on isn't the same at a tip; None where all are."""
        tree = self.github.read(f"git/trees/{tip}?recursive=1", _READ)
        if part(tree, bool, "truncated"):
            raise RefusedError(
                f"GitHub lists only some of the files of {tip[:12]}: whether these campaigns are current is unknown; "
                "nothing more is sent",
                hint=f"start the workflow by hand from `{one_line(self.branch)}`: its tip needs no comparison",
            )
        at_tip = {part(entry, str, "path"): _entry(entry) for entry in part(tree, list, "tree")}
        at_tip = {path: entry for path, entry in at_tip.items() if entry.type != _FOLDER}
        for path in sorted(self.entries.keys() | at_tip.keys()):
            before, after = self.entries.get(path), at_tip.get(path)
            submodule = any(entry and is_submodule(entry) for entry in (before, after))
            if before != after and self.dependencies.includes(path, submodule=submodule):
                what = "is new" if before is None else "is gone" if after is None else "differs"
                return f"`{one_line(path)}` {what} at {tip[:12]}, the newest commit of `{one_line(self.branch)}`"
        return None


def _as_json(path: str) -> str:
    """Return a path of the file system as GitHub's JSON has it, whatever its bytes are."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _entry(answer: Any) -> Entry:
    return Entry(*(part(answer, str, key) for key in Entry._fields))
