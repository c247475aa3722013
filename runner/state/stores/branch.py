"""The state on a branch of a remote repository: commits replace it by compare-and-swap, nobody holds a lock."""

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
    """One branch, elsewhere; every failure is a StoreError, and leaves open whether the commit arrived."""

    def tip(self) -> str | None:
        """Give the branch's commit, None where it is proven that there is no such branch."""

    def read(self, commit: str, path: str) -> bytes | None:
        """Give a file as of a commit, None where the commit has none of that path."""

    def commit(self, parent: str | None, files: Mapping[str, bytes], message: str) -> str:
        """Put a commit on top of `parent` where that is still the tip; without one, begin the branch."""

    def log(self, path: str) -> Iterator[tuple[str, str]]:
        """Give the commits that changed a file, newest first, each with its time in RFC 3339."""


@dataclass(frozen=True, slots=True)
class BranchStore:
    """Keeps the state in `path` of a branch, and a page for people beside it."""

    remote: Remote
    path: str
    shown: str

    @property
    def exclusive(self) -> bool:
        return False

    @contextlib.contextmanager
    def held(self, timeout: float) -> Iterator[None]:  # noqa: ARG002 - there is no lock to wait for
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
        there = None if expected is None else self.remote.read(expected, beside)
        if there is None or there.startswith(branch_readme.BEGINS):  # else it is somebody's own
            files[beside] = branch_readme.text(state, path.name).encode()
        try:
            return self.remote.commit(expected, files, f"State {state.serial}")
        except StoreError as exc:
            return self._judged(data, expected, exc)

    def history(self) -> Iterator[Snapshot]:
        for commit, at in self.remote.log(self.path):
            data = self.remote.read(commit, self.path)
            if data is not None:
                yield Snapshot(commit, at, data)

    def _judged(self, data: bytes, expected: str | None, failure: StoreError) -> str:
        """Look what became of a commit that failed: it arrived all the same, others were first, or it can't be."""
        tip = self.remote.tip()
        if tip == expected:
            raise failure
        if tip is None:
            raise StoreError(
                f"the state's branch `{self.shown}` was deleted during this run",
                hint="restore it: it is the memory of who was called",
            ) from failure
        if self.remote.read(tip, self.path) == data:
            return tip
        raise RaceError(
            f"the state `{self.shown}` was changed by somebody else during this run",
            hint="run the same command again: it reads the state anew, and looks before it creates",
        ) from failure
