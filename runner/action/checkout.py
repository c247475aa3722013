"""The commit that is checked out: whether it is the run's, and whether all of it that counts is there."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePath
from typing import NamedTuple

from runner import git
from runner.action import invoke
from runner.action.workflow_run import WorkflowRun
from runner.config.discovery import is_campaign_name
from runner.errors import RefusedError, StoreError
from runner.files.paths import repository
from runner.formatting import one_line
from runner.plan.dependencies import Dependencies, named_files
from runner.plan.plan import Plan

SUBMODULE = "commit"
"""The type that git gives a submodule in a tree."""


class Entry(NamedTuple):
    """What a tree of git has at a path."""

    mode: str
    type: str
    sha: str


@dataclass(frozen=True)
class Checkout:
    """The work tree `root` that has the campaigns: their folder as the workflow names it, and what `Settings` has."""

    directory: Path
    folders: tuple[Path, ...]
    root: Path
    environ: Mapping[str, str]

    @classmethod
    def of(cls, workflow: WorkflowRun) -> "Checkout":
        """Return the work tree; RefusedError where a link leads out of it to the folder of the campaigns."""
        settings, directory = invoke.settings(workflow), workflow.directory
        root = repository(Path(os.path.abspath(directory)))  # noqa: PTH100 - without following links
        if (root / ".git").exists() and not settings.directory.is_relative_to(root.resolve()):
            raise RefusedError(
                f"the folder `{one_line(directory)}` is outside the repository, through a symbolic link: "
                "nothing in it was read",
                hint="keep the campaigns in the repository, and name their folder with the input `dir`",
            )
        return cls(Path(directory).absolute(), settings.folders, settings.root, workflow.environ)

    def check_commit(self, commit: str) -> None:
        """Raise RefusedError where another commit than the run's is checked out, or git can't tell which."""
        head = self._git("rev-parse", "--verify", "HEAD^{commit}").decode().strip()
        if head != commit:
            raise RefusedError(
                f"{head[:12]} is checked out, but GITHUB_SHA, this run's commit, is {commit[:12] or 'empty'}; "
                "nothing was sent",
                hint="leave out `ref` and `repository` at actions/checkout, and commit nothing in the job",
            )

    def first_parent(self, commit: str) -> str | None:
        """Return what the run's commit was committed on or merged into; None where another one is checked out."""
        if not (self.root / ".git").exists() or self._git("rev-parse", "HEAD").decode().strip() != commit:
            return None
        # A clone one commit deep hides the parents from all but this command.
        header = self._git("cat-file", "commit", "HEAD").partition(b"\n\n")[0].decode(errors="replace")
        parents = [line.removeprefix("parent ") for line in header.splitlines() if line.startswith("parent ")]
        return parents[0] if parents else None

    def read(self, path: str) -> bytes | None:
        """Return a file of the commit that is checked out; None where it has no such path."""
        return self._git("cat-file", "blob", self._tree[path].sha) if path in self._tree else None

    def dependencies(self, plan: Plan | None = None) -> Dependencies:
        """Return what a plan depends on; without one, what every plan does."""
        files = named_files(plan, self.folders[0], self.root) if plan is not None else ()
        return Dependencies.of(self.directory, self.folders, self.root, files)

    def entries(self, dependencies: Dependencies) -> dict[str, Entry]:
        """Return what of the commit a plan depends on, by path."""
        return {
            path: entry
            for path, entry in self._tree.items()
            if dependencies.includes(path, submodule=is_submodule(entry))
        }

    def check_complete(self, dependencies: Dependencies) -> None:
        """Raise RefusedError where git tracks what a plan depends on, and the work tree lacks it."""
        if not (self.root / ".git").exists():
            return
        for path, entry in self.entries(dependencies).items():
            place = self.root / path
            if not os.path.lexists(place / ".git" if is_submodule(entry) else place):
                what = "a submodule that isn't" if is_submodule(entry) else "in the commit, but not"
                raise RefusedError(
                    f"`{one_line(path)}` is {what} checked out: what would be sent is unknown",
                    hint="leave `sparse-checkout` out at actions/checkout; for submodules, set `submodules: true`",
                )

    def check_unchanged(self, dependencies: Dependencies) -> None:
        """Raise RefusedError where a step of the job changed what a plan depends on, or wrote a campaign file.

        Lists that git doesn't track may have come with the job.
        """
        changed = self._paths("diff", "--name-only", "--no-renames", "--ignore-submodules=untracked", "HEAD")
        untracked = [path for path in self._paths("ls-files", "--others") if is_campaign_name(PurePath(path).name)]
        for path in [*changed, *untracked]:
            submodule = path in self._tree and is_submodule(self._tree[path])
            if dependencies.includes(path, submodule=submodule):
                raise RefusedError(
                    f"`{one_line(path)}` isn't as the commit has it: a step of the job wrote it; nothing was sent",
                    hint="let no step before this one change the repository's files, or write campaign files",
                )

    @cached_property
    def _tree(self) -> Mapping[str, Entry]:
        """The commit's files, links and submodules by path."""
        lines = (line.partition("\t") for line in self._paths("ls-tree", "-r", "--full-tree", "HEAD"))
        return {path: Entry(*entry.split()) for entry, _, path in lines}

    def _paths(self, command: str, *args: str) -> list[str]:
        """Return what a command lists, as the file system has it."""
        return [os.fsdecode(line) for line in self._git(command, "-z", *args).split(b"\0") if line]

    def _git(self, *args: str) -> bytes:
        # In a job's container the work tree may belong to another user than the step's.
        trust = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": str(self.root)}
        try:
            return git.output(self.root, *args, environ=self.environ, added=trust)
        except StoreError as exc:
            raise RefusedError(
                f"git doesn't say what is checked out: {exc.message}",
                hint=exc.hint or "put actions/checkout before this step, on a runner that has git",
            ) from exc


def is_submodule(entry: Entry) -> bool:
    return entry.type == SUBMODULE
