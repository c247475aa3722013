"""The state on a branch of a remote repository, without a lock: commits replace it by compare-and-swap."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from runner.errors import RaceError, StoreError
from runner.state.record import State, decode_state, encode_state
from runner.state.store import Snapshot
from runner.state.stores import branch_readme


class Remote(Protocol):
    """A branch of a remote repository; a StoreError of `commit` doesn't tell whether the commit arrived."""

    def tip(self) -> str | None:
        """Return the branch's commit, None only where there is certainly no such branch."""

    def read(self, commit: str, path: str) -> bytes | None:
        """Return a file of a commit, None where the commit has no such path."""

    def commit(self, parent: str | None, files: Mapping[str, bytes], message: str) -> str:
        """Commit on top of `parent` if that is still the tip; without one, create the branch. Return the commit."""

    def log(self, path: str) -> Iterator[tuple[str, str]]:
        """Yield the commits that changed a file, newest first, each with its time in RFC 3339."""


@dataclass(frozen=True, slots=True)
class BranchStore:
    """Keeps the state in `path` of a branch, and beside it a page that explains it."""

    remote: Remote
    path: str
    shown: str

    @property
    def exclusive(self) -> bool:
        return False

    @contextlib.contextmanager
    def lock(self, timeout: float) -> Iterator[None]:  # noqa: ARG002 - there is no lock to wait for
        yield

    def load(self) -> tuple[State | None, str | None]:
        tip = self.remote.tip()
        if tip is None:
            return None, None
        data = self.remote.read(tip, self.path)
        return (None if data is None else decode_state(data, self.shown)), tip

    def replace(self, state: State, expected: str | None) -> str:
        data = encode_state(state)
        path = PurePosixPath(self.path)
        beside = str(path.with_name("README.md" if path.name == "state.json" else f"{path.stem}.md"))
        files = {self.path: data}
        page = None if expected is None else self.remote.read(expected, beside)
        if page is None or page.startswith(branch_readme.START):  # anything else isn't ours
            files[beside] = branch_readme.text(state, path.name).encode()
        try:
            return self.remote.commit(expected, files, f"State {state.serial}")
        except StoreError as exc:
            return self._outcome(data, expected, exc)

    def history(self) -> Iterator[Snapshot]:
        for commit, at in self.remote.log(self.path):
            data = self.remote.read(commit, self.path)
            if data is not None:
                yield Snapshot(commit, at, data)

    def _outcome(self, data: bytes, expected: str | None, failure: StoreError) -> str:
        """Return the version where the failed commit arrived after all; RaceError where another commit was first."""
        tip = self.remote.tip()
        if tip == expected:
            raise failure
        if tip is None:
            raise StoreError(
                f"the state's branch `{self.shown}` was deleted during this run",
                hint="restore it: it is the record of who was called",
            ) from failure
        if self.remote.read(tip, self.path) == data:
            return tip
        raise RaceError(
            f"another run changed the state `{self.shown}` during this run",
            hint="run the same command again: it reads the state, and looks each campaign up before it creates it",
        ) from failure
