"""What earlier pushes brought and this one would send: whether the approvals of their runs allow that.

An approval of a push's run is of what that push changed. What a reviewer rejected, or hasn't looked at yet, isn't sent
because the next push came along.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from runner.action.checkout import Checkout
from runner.action.workflow_run import WorkflowRun
from runner.config import discovery
from runner.config.defaults import DefaultsFiles
from runner.errors import RefusedError
from runner.files.paths import RepositoryRoot, links_and_target
from runner.formatting import quoted
from runner.github import PAGE, GitHub, GitHubError, part
from runner.plan.change import Change
from runner.plan.plan import Plan

NOT_FOUND = 404
RUNS = 20
"""Maximum earlier runs that are looked at, the newest first."""
_READ_RUNS = "read this workflow's runs"
_STARTED = ("completed", "in_progress")
"""The states of a run that waits for nobody."""
_BY_HAND = "start this workflow by hand with the command `apply`: its approval is of all that is merged"
Review = Literal["approved", "rejected", "waiting", "none"]
Changed = Literal["shared", "campaigns", "none"]
_Tree = Mapping[str, tuple[str, str]]
"""The mode and the object of each file, link and submodule, by path."""


def check(workflow: WorkflowRun, plan: Plan) -> None:
    """Raise RefusedError where what an earlier push brought was rejected, waits, or was shown to no reviewer.

    A run that somebody starts by hand, or with `expect`, has an approval of all that it sends.
    """
    sends = [change for change in plan.changes if change.would_send]
    if workflow.event_name == "workflow_dispatch" or workflow.input("expect") or not sends:
        return
    pushes = _Pushes(workflow, workflow.github(), Checkout.of(workflow))
    try:
        carried, changed = _carried(workflow, pushes, plan, sends)
    except GitHubError as exc:
        raise _unknown(exc) from exc
    for change in carried:
        try:
            pushes.check(change, changed if workflow.event_name == "push" else "shared")
        except GitHubError as exc:
            if changed == "none" or (changed == "campaigns" and exc.status != NOT_FOUND):
                raise _unknown(exc) from exc


def _carried(workflow: WorkflowRun, pushes: "_Pushes", plan: Plan, sends: list[Change]) -> tuple[list[Change], Changed]:
    """Return what this push didn't bring, and what of the plan it changed; another event asks for all."""
    if workflow.event_name != "push":
        return sends, "campaigns"
    base = pushes.base(workflow.before)
    if base is None:
        return [], "none"
    return [change for change in sends if pushes.is_same(change, base)], pushes.changed(plan, base)


@dataclass(slots=True)
class _Pushes:
    """The runs of this workflow that pushes to the default branch started, and what the repository had then."""

    workflow: WorkflowRun
    github: GitHub
    checkout: Checkout
    _trees: dict[str, _Tree | None] = field(default_factory=dict)
    _reviews: dict[int, Review] = field(default_factory=dict)
    _runs: list[dict[str, Any]] | None = None
    _has_older: bool = False

    def base(self, before: str | None) -> str | None:
        """Return the commit that this push is compared with; None where it brought everything."""
        if before is None or self._tree(before) is not None:
            return before
        return self.checkout.first_parent(self.workflow.commit)  # as after a forced push

    def changed(self, plan: Plan, base: str) -> Changed:
        """Return whether this push changed a file that all campaigns depend on, only files of some, or none."""
        here, there = self._tree_of(self.workflow.commit), self._tree_of(base)
        own = {path for change in plan.changes for path in self._paths(change)}
        dependencies = self.checkout.dependencies(plan)
        paths = {path for path in here.keys() | there.keys() if here.get(path) != there.get(path)}
        paths = {path for path in paths if dependencies.includes(path, submodule=False)}
        if any(path not in own and not _is_campaign(path) for path in paths):
            return "shared"
        return "campaigns" if paths else "none"

    def check(self, change: Change, changed: Changed) -> None:
        """Raise RefusedError where an earlier run that would have sent a campaign wasn't free to.

        There must be one where this push changed nothing of the plan: its pull request then showed none. Unless it
        changed what all depend on, somebody must have approved that run where somebody approved this one.
        """
        reviews = []
        for run in self._runs_with(change):
            review = self._review(run)
            if review in ("rejected", "waiting"):
                what = "was rejected" if review == "rejected" else "still waits"
                first = "" if review == "rejected" else "let that run be approved or rejected first, or "
                where = run.get("html_url") or part(run, int, "id")
                raise _refusal(change, f"whose run {what} ({where})", first + _BY_HAND)
            reviews.append(review)
        if changed == "none" and not reviews:
            raise _refusal(change, "of which this workflow has no run", _BY_HAND)
        if changed != "shared" and "approved" not in reviews and self._own_review == "approved":
            raise _refusal(change, "whose run nobody approved", _BY_HAND)

    def _runs_with(self, change: Change) -> Iterator[dict[str, Any]]:
        """Yield the runs of the commits that have a campaign as it is now, the newest first.

        GitHubError where it came before those that are listed: an older one may have been rejected.
        """
        for run in self._earlier_runs:
            commit = part(run, str, "head_sha")
            if self._tree(commit) is None:
                continue
            if not self.is_same(change, commit):
                return
            yield run
        if self._has_older:
            raise self.github.failure(
                _READ_RUNS, f"the campaign is older than the last {len(self._earlier_runs)} of them"
            )

    @property
    def _earlier_runs(self) -> list[dict[str, Any]]:
        if self._runs is None:
            path = f"actions/runs?event=push&branch={quote(self.workflow.default_branch, safe='')}&per_page={PAGE}"
            answer = self.github.read(path, _READ_RUNS)
            runs = [part(run, dict) for run in part(answer, list, "workflow_runs")]
            earlier = [run for run in runs if self._is_earlier(run)]
            self._runs = sorted(earlier, key=lambda run: part(run, int, "id"), reverse=True)[:RUNS]
            self._has_older = len(runs) >= PAGE or len(earlier) > RUNS
        return self._runs

    def _is_earlier(self, run: Mapping[str, Any]) -> bool:
        """Whether a run is one of this workflow, of another push to this branch."""
        file = re.fullmatch(r"[^/]+/[^/]+/([^@]+)@.*", self.workflow.environ.get("GITHUB_WORKFLOW_REF", ""))
        path = str(run.get("path") or "").partition("@")[0]
        return (
            run.get("event", "push") == "push"
            and run.get("head_branch", self.workflow.default_branch) == self.workflow.default_branch
            and run.get("head_sha") != self.workflow.commit
            and (file is None or not path or path == file[1])
        )

    def _review(self, run: Mapping[str, Any]) -> Review:
        number = part(run, int, "id")
        if run.get("status") not in _STARTED:
            return "waiting"
        if number not in self._reviews:
            reviews = self.github.read(f"actions/runs/{number}/approvals", "read a run's approvals")
            self._reviews[number] = _verdict(reviews)
        return self._reviews[number]

    @property
    def _own_review(self) -> Review:
        """What reviewers said of this run: "none" where the environments have none, and the merge is the approval."""
        number = self.workflow.number[0]
        try:
            return _verdict(self.github.read(f"actions/runs/{number}/approvals", "read this run's approvals"))
        except GitHubError as exc:
            if exc.status != 404:
                raise
            return "none"

    def is_same(self, change: Change, commit: str) -> bool:
        """Whether a commit has a campaign's file, list and defaults, and the links to them, as this run's does."""
        here, there = self._tree_of(self.workflow.commit), self._tree_of(commit)
        return all(here.get(path) == there.get(path) for path in self._paths(change))

    def _paths(self, change: Change) -> list[str]:
        root = self.checkout.root
        defaults = DefaultsFiles(self.checkout.folders[0], RepositoryRoot(root))
        named = [root / change.path, *defaults.places(root / change.path)]
        if change.desired is not None and change.desired.list_path is not None:
            named.append(change.desired.list_path)
        ways = (way for path in named for way in links_and_target(path.absolute()))
        return [way.relative_to(root).as_posix() for way in ways if way.is_relative_to(root)]

    def _tree_of(self, commit: str) -> _Tree:
        tree = self._tree(commit)
        if tree is None:
            raise self.github.failure(f"read the files of {commit[:12]}", "404", 404)
        return tree

    def _tree(self, commit: str) -> _Tree | None:
        """Return the files of a commit; None where GitHub doesn't have it."""
        if commit not in self._trees:
            what = "read the files of a push"
            answer = self.github.find_object(f"git/trees/{commit}?recursive=1", what)
            if answer is not None and answer.get("truncated") is not False:
                raise self.github.failure(what, "GitHub lists only some of them")
            entries = [] if answer is None else part(answer, list, "tree")
            files = [one for one in entries if part(one, str, "type") != "tree"]
            tree = {part(one, str, "path"): (part(one, str, "mode"), part(one, str, "sha")) for one in files}
            self._trees[commit] = None if answer is None else tree
        return self._trees[commit]


def _verdict(reviews: Any) -> Review:
    states = {part(review, str, "state") for review in part(reviews, list)}
    return "rejected" if "rejected" in states else "approved" if "approved" in states else "none"


def _is_campaign(path: str) -> bool:
    name = path.rpartition("/")[2]
    return discovery.is_campaign_name(name) and name not in discovery.POLICY


def _unknown(exc: GitHubError) -> RefusedError:
    return RefusedError(
        f"whether what earlier pushes brought was approved can't be told: {exc.message}; nothing was sent",
        hint=f"give the job `actions: read`, or {_BY_HAND}",
    )


def _refusal(change: Change, why: str, hint: str) -> RefusedError:
    return RefusedError(f"{quoted(change.path)} came with an earlier push, {why}; nothing was sent", hint=hint)
