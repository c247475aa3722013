"""The state on a branch of a remote repository, without a lock: commits replace it by compare-and-swap."""

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Protocol

from runner import retry
from runner.errors import RaceError, StateError, StoreError
from runner.retry import RetryableError
from runner.state.encoding import StateEncoder, decode_state
from runner.state.record import State
from runner.state.store import Snapshot
from runner.state.stores.branch_readme import START, Readme


class Remote(Protocol):
    """A branch of a remote repository.

    A StoreError of `commit` doesn't tell whether the commit arrived; after a RetryableError it may be sent again.
    """

    def tip(self) -> str | None:
        """Return the branch's commit, None only where there is certainly no such branch."""

    def paths(self, commit: str) -> list[str]:
        """Return the paths of all files of a commit."""

    def read(self, commit: str, path: str) -> bytes | None:
        """Return a file of a commit, None only where the commit certainly has no such path."""

    def commit(self, parent: str | None, files: Mapping[str, bytes], message: str) -> str:
        """Commit on top of `parent` if that is still the tip; without one, create the branch. Return the commit."""

    def log(self, path: str) -> Iterator[tuple[str, str]]:
        """Yield the commits that changed a file, newest first, each with its time in RFC 3339."""


STATE = "state.json"
"""The path of a state where none is named."""
ATTEMPTS = 6
"""Maximum attempts at one commit, whose parent proves that it is made once."""
PATIENCE = 240.0
"""Maximum seconds from the first of them to the last: less than half a lease."""


@dataclass(slots=True)
class BranchStore:
    """Keeps the state in `path` of a branch, and beside it a page that explains it."""

    remote: Remote
    path: str
    shown: str
    _page_is_ours: bool | None = None
    """Whether the page may be written: read once, as a run's own commits write it."""
    _loaded: tuple[State, str] | None = None
    """The state that was read last, and its commit: a run that waits for another reads it once a commit."""
    _encoder: StateEncoder = field(init=False, default_factory=StateEncoder)
    _readme: Readme = field(init=False, default_factory=Readme)

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
        if self._loaded is not None and self._loaded[1] == tip:
            return self._loaded
        data = self.remote.read(tip, self.path)
        if data is None:
            self._check_never_there(tip)
            return None, tip
        self._loaded = decode_state(data, self.shown), tip
        return self._loaded

    def replace(self, state: State, expected: str | None) -> str:
        data = self._encoder.encode(state)
        files = {self.path: data}
        if self._writes_page(expected):
            files[self._page] = self._readme.text(state, PurePosixPath(self.path).name).encode()

        def attempt() -> str:
            try:
                return self.remote.commit(expected, files, f"State {state.serial}")
            except (StoreError, RetryableError) as exc:
                return self._outcome(data, expected, exc)

        return retry.call(attempt, time.sleep, ATTEMPTS, PATIENCE)

    def neighbors(self) -> Mapping[str, State]:
        """Return the other states of the branch: each has a page beside it, but for one that somebody deleted."""
        if (tip := self.remote.tip()) is None:
            return {}
        paths = set(self.remote.paths(tip))
        states = sorted(path for path in paths if path.endswith(".json") and path != self.path)
        paged = [path for path in states if _page_of(path) in paths or path == STATE]
        return {path: state for path in paged if (state := self._neighbor(tip, path)) is not None}

    def history(self) -> Iterator[Snapshot]:
        for commit, at in self.remote.log(self.path):
            data = self.remote.read(commit, self.path)
            if data is not None:
                yield Snapshot(commit, at, data)

    @property
    def _page(self) -> str:
        return _page_of(self.path)

    def _neighbor(self, commit: str, path: str) -> State | None:
        """Return a state; None for another file. StateError for one that can't be read, and has a page of ours."""
        data = self.remote.read(commit, path) or b""
        try:
            return decode_state(data, path)
        except StateError:
            if (self.remote.read(commit, _page_of(path)) or b"").startswith(START):
                raise
            return None

    def _writes_page(self, commit: str | None) -> bool:
        """Whether the page beside the state is ours; anybody else's stays as it is."""
        if self._page_is_ours is None:
            page = None if commit is None else self.remote.read(commit, self._page)
            self._page_is_ours = page is None or page.startswith(START)
        return self._page_is_ours

    def _check_never_there(self, tip: str) -> None:
        """Raise StateError where its page, or the history of the branch, shows that there was a state."""
        page = self.remote.read(tip, self._page)
        if page is not None and page.startswith(START):
            raise self._gone(f"`{self._page}`, which is written with it, is still there")
        deleted = next((commit for commit, _ in self.remote.log(self.path)), None)
        if deleted is not None and self.remote.read(deleted, self.path) is None:
            raise self._gone(f"{deleted[:12]} deleted it")

    def _gone(self, why: str) -> StateError:
        return StateError(
            f"the state `{self.shown}` is gone: {why}",
            hint=f"restore `{self.path}` from the history of its branch: it is the record of who was called. Only to "
            "start anew, as with another account, name another path with --state or the input `state`",
        )

    def _outcome(self, data: bytes, expected: str | None, failure: Exception) -> str:
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


def _page_of(path: str) -> str:
    """Return the path of the page that is written with a state."""
    state = PurePosixPath(path)
    return str(state.with_name("README.md" if state.name == STATE else f"{state.stem}.md"))
