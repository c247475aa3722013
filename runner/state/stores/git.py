"""A branch of any git remote, by plumbing commands: index, work tree, refs and configuration don't change."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.errors import StoreError
from runner.formatting import one_line
from runner.state.store import Snapshot

SECONDS = 120.0
_HINT = "check that you can reach the remote and may push to the branch, then run the same command again"
_FETCH = ("--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--no-recurse-submodules")
_PUSH = ("--quiet", "--no-verify", "--no-follow-tags", "--no-signed", "--no-recurse-submodules")
# The user's hooks and index files have no effect.
_OPTIONS = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.splitIndex=false")
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_AUTHOR_NAME": "campaign-runner",
    "GIT_AUTHOR_EMAIL": "campaign-runner@localhost",
    "GIT_COMMITTER_NAME": "campaign-runner",
    "GIT_COMMITTER_EMAIL": "campaign-runner@localhost",
}
# A git hook has these in its environment; they would lead to the hook's repository.
_REPOSITORY_VARIABLES = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
)


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
        return self._call("cat-file", "-e", f"{commit}^{{commit}}").returncode == 0

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
        done = self._call(*args, stdin=stdin, environ=environ)
        if done.returncode != 0:
            message = _without_credentials(done.stderr.decode(errors="replace"))
            raise StoreError(f"`git {args[0]}` failed for the branch `{self.branch}`: {message}", hint=_HINT)
        return done.stdout

    def _call(
        self, *args: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return _git(self.root, *args, stdin=stdin, environ=self.environ, added=environ)


def versions_of(path: Path, environ: Mapping[str, str]) -> Iterator[Snapshot]:
    """Yield a file as it was in each commit that changed it, newest first; nothing outside a git repository."""
    listed = _git(path.parent, "log", "--format=%H %cI", "--", path.name, environ=environ)
    for line in listed.stdout.decode().splitlines() if listed.returncode == 0 else ():
        commit, _, at = line.partition(" ")
        blob = _git(path.parent, "cat-file", "blob", f"{commit}:./{path.name}", environ=environ)
        if blob.returncode == 0:
            yield Snapshot(commit, at, blob.stdout)


def _git(
    folder: Path, *args: str, environ: Mapping[str, str], added: Mapping[str, str] | None = None, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in environ.items() if name not in _REPOSITORY_VARIABLES}
    command = ["git", "-C", str(folder), *_OPTIONS, *args]
    variables = {**kept, **_ENVIRONMENT, **(added or {})}
    try:
        # No shell, and no argument of the user's that could be an option. In its own session, a push survives a Ctrl-C,
        # which this run handles.
        return subprocess.run(  # noqa: S603
            command,
            check=False,
            input=stdin,
            capture_output=True,
            env=variables,
            timeout=SECONDS,
            start_new_session=True,
        )
    except FileNotFoundError as exc:
        raise StoreError(
            "git isn't installed on this machine", hint="install git, or keep the state in a file"
        ) from exc
    except subprocess.TimeoutExpired as exc:
        raise StoreError(f"`git {args[0]}` took more than {SECONDS:g} s", hint=_HINT) from exc


def _without_credentials(message: str) -> str:
    """Put git's message on one line, without the credentials that a URL may have."""
    return one_line(
        re.sub(r"//[^\s']*@|\?[^\s']+", lambda match: "//…@" if match[0][0] == "/" else "?…", message.strip())
    )
