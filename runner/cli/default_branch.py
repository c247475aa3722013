"""The default branch of a repository, as its clone or its remote knows it."""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.errors import StoreError

_SECONDS = 20.0
_HEADS = "refs/heads/"


@dataclass(frozen=True, slots=True)
class DefaultBranch:
    """A branch, and where its name is from; `certain` where that names the default branch."""

    name: str
    source: str
    certain: bool

    @property
    def sentence(self) -> str:
        if self.certain:
            return f"what is merged into `{self.name}` is applied: {self.source}"
        return (
            f"what is merged into `{self.name}` is applied: {self.source}. If that isn't the default branch,\n"
            "correct `branches:` in campaigns-apply.yml"
        )


def read(root: Path, environ: Mapping[str, str]) -> DefaultBranch:
    """Return the default branch: of the clone, else of its remote, else the current branch, else `main`.

    StoreError where git can't read the repository that is there.
    """
    if not (root / ".git").exists():
        return DefaultBranch("main", "there is no git repository yet", certain=False)
    repository = _Repository(root, environ)
    remotes = (repository.text("remote") or "").split()
    remote = "origin" if "origin" in remotes else remotes[0] if len(remotes) == 1 else None
    if remote is not None:
        tracking = f"refs/remotes/{remote}/"
        head = repository.text("symbolic-ref", "--quiet", f"{tracking}HEAD")
        if head and repository.text("rev-parse", "--verify", "--quiet", head):
            return DefaultBranch(head.removeprefix(tracking), f"{remote}/HEAD names it", certain=True)
        if branch := repository.head_of(remote):
            return DefaultBranch(branch, f"the HEAD of `{remote}` names it", certain=True)
    current = repository.text("symbolic-ref", "--quiet", "HEAD")
    if current:
        return DefaultBranch(current.removeprefix(_HEADS), "it is the current branch", certain=False)
    return DefaultBranch("main", "no branch is checked out, and no remote names one", certain=False)


@dataclass(frozen=True, slots=True)
class _Repository:
    root: Path
    environ: Mapping[str, str]

    def text(self, *args: str) -> str | None:
        """Return what git writes; None where it fails, StoreError where it can't read the repository at all."""
        from runner import git

        done = git.call(self.root, *args, environ=self.environ, seconds=_SECONDS)
        if git.is_refused(done):
            raise git.failure(done, self.environ)
        return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None

    def head_of(self, remote: str) -> str | None:
        """Return the branch that a remote's HEAD names; None also where the remote can't be reached."""
        listed = ""
        with contextlib.suppress(StoreError):
            listed = self.text("ls-remote", "--symref", remote, "HEAD") or ""
        match = re.search(rf"^ref: {_HEADS}(.+)\tHEAD$", listed, flags=re.MULTILINE)
        return match[1] if match else None
