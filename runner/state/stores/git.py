"""A branch of any git remote, by plumbing commands: index, work tree, refs and configuration don't change."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from runner import git
from runner.errors import StoreError
from runner.state.store import Snapshot

_HINT = "check that you can reach the remote and may push to the branch, then run the same command again"
_FETCH = ("--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--no-recurse-submodules")
_PUSH = ("--quiet", "--no-verify", "--no-follow-tags", "--no-signed", "--no-recurse-submodules")


@dataclass(frozen=True, slots=True)
class GitBranch:
    """A branch of the remote of the repository at `root`: `origin`, or the only one."""

    root: Path
    branch: str
    environ: Mapping[str, str]

    @property
    def ref(self) -> str:
        return f"refs/heads/{self.branch}"

    def tip(self) -> str | None:
        listed = [line.split("\t") for line in self._text("ls-remote", "--refs", self._remote(), self.ref).splitlines()]
        return next((commit for commit, ref in listed if ref == self.ref), None)

    def paths(self, commit: str) -> list[str]:
        self._fetch(commit)
        return self._text("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit).split("\0")

    def read(self, commit: str, path: str) -> bytes | None:
        self._fetch(commit)
        entry = self._text("ls-tree", "--full-tree", commit, "--", path).split()
        return self._run("cat-file", "blob", entry[2]) if entry else None

    def commit(self, parent: str | None, files: Mapping[str, bytes], message: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            if parent is not None:
                self._fetch(parent)
                self._run("read-tree", parent, environ=index)
            for path, data in files.items():
                blob = self._text("hash-object", "-w", "--stdin", stdin=data)
                self._run("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", environ=index)
            tree = self._text("write-tree", environ=index)
        parents = () if parent is None else ("-p", parent)
        commit = self._text("commit-tree", tree, *parents, "-m", message)
        lease = f"--force-with-lease={self.ref}:{parent or ''}"
        self._run("push", *_PUSH, lease, self._remote("--push"), f"{commit}:{self.ref}")
        return commit

    def log(self, path: str) -> Iterator[tuple[str, str]]:
        tip = self.tip()
        if tip is not None:
            self._fetch(tip)
            for line in self._text("log", "--format=%H %cI", tip, "--", path).splitlines():
                commit, _, at = line.partition(" ")
                yield commit, at

    def _fetch(self, commit: str) -> None:
        """Fetch the branch's objects without creating any ref, not even FETCH_HEAD."""
        if self._has(commit):
            return
        self._run("fetch", *_FETCH, self._remote(), self.ref)
        if not self._has(commit):
            raise StoreError(
                f"the branch `{self.branch}` was rewritten while it was read", hint="run the command again"
            )

    def _has(self, commit: str) -> bool:
        found = git.call(self.root, "cat-file", "-e", f"{commit}^{{commit}}", environ=self.environ)
        return found.returncode == 0

    def _remote(self, *kind: str) -> str:
        names = self._text("remote").split()
        if "origin" in names or len(names) == 1:
            # By its URL: a push to the name would move the user's remote-tracking branch.
            return self._text("remote", "get-url", *kind, "origin" if "origin" in names else names[0])
        what = "more than one remote, and none is `origin`" if names else "no remote"
        raise StoreError(f"the repository has {what}", hint="`git remote add origin URL`, or keep the state in a file")

    def _text(self, *args: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> str:
        return self._run(*args, stdin=stdin, environ=environ).decode(errors="replace").strip()

    def _run(self, *args: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> bytes:
        try:
            return git.output(self.root, *args, environ=self.environ, added=environ, stdin=stdin, hint=_HINT)
        except StoreError as exc:
            message = f"the branch `{self.branch}` can't be reached: {exc.message}"
            raise StoreError(message, hint=exc.hint) from exc


def versions_of(path: Path, environ: Mapping[str, str]) -> Iterator[Snapshot]:
    """Yield a file as it was in each commit that changed it, newest first; nothing outside a git repository."""
    listed = git.call(path.parent, "log", "--format=%H %cI", "--", path.name, environ=environ)
    if git.is_refused(listed):
        raise git.failure(listed, environ)
    for line in listed.stdout.decode().splitlines() if listed.returncode == 0 else ():
        commit, _, at = line.partition(" ")
        blob = git.call(path.parent, "cat-file", "blob", f"{commit}:./{path.name}", environ=environ)
        if blob.returncode == 0:
            yield Snapshot(commit, at, blob.stdout)
