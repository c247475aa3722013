"""The state in a file, with a lock of the operating system."""

import contextlib
import hashlib
import itertools
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from runner.errors import RaceError, StoreError
from runner.files.atomic import AtomicFile
from runner.state.encoding import StateEncoder, decode_state
from runner.state.record import State
from runner.state.store import Snapshot


@dataclass(slots=True)
class FileStore:
    """Keeps the state in one file; `shown` is its path in messages."""

    path: Path
    shown: str
    _encoder: StateEncoder = field(init=False, default_factory=StateEncoder, compare=False, repr=False)
    _versioned: tuple[bytes, str] = field(init=False, default_factory=lambda: _digested(b""), compare=False, repr=False)
    """The file's bytes as they were last read or written, and their version: most writes find them as they were."""

    @property
    def exclusive(self) -> bool:
        return True

    @contextlib.contextmanager
    def lock(self, timeout: float) -> Iterator[None]:
        """Hold the lock file beside the state; the system releases it when the holder dies, however it dies."""
        import filelock

        real = self.path.resolve()  # one lock, through whatever link the state is reached
        beside = real.with_name(f".{real.name}.lock")
        # A soft lock outlives its holder, so a file system without flock is an error.
        lock = filelock.FileLock(beside, timeout=timeout, fallback_to_soft=False)
        try:
            real.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except filelock.Timeout as exc:
            raise StoreError(
                f"another run has locked the state `{self.shown}` (waited {timeout:g} s)",
                hint="wait for it to end and run the same command again; it creates only what is missing",
            ) from exc
        except (OSError, NotImplementedError) as exc:
            raise StoreError(f"the state `{self.shown}` can't be locked: {_reason(exc)}", hint=_WRITABLE) from exc
        try:
            yield
        finally:
            # Removed while still locked: a waiter sees that its open file has no name, and opens the new one.
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            lock.release()

    def load(self) -> tuple[State | None, str | None]:
        data = self._bytes()
        return (None, None) if data is None else (decode_state(data, self.shown), self._version(data))

    def replace(self, state: State, expected: str | None) -> str:
        before = self._bytes()
        if (None if before is None else self._version(before)) != expected:
            raise RaceError(
                f"another run changed the state `{self.shown}` during this run",
                hint="run the same command again: it reads the state, and looks each campaign up before it creates it",
            )
        data = self._encoder.encode(state)
        try:
            _write(self.path.resolve(), data)
        except OSError as exc:
            raise StoreError(f"the state `{self.shown}` can't be written: {_reason(exc)}", hint=_WRITABLE) from exc
        return self._version(data)

    def neighbors(self) -> Mapping[str, State]:
        """Return nothing: which other files are states isn't known."""
        return {}

    def history(self) -> Iterator[Snapshot]:
        """Yield the file as it is, and as it was in the commits of its git repository."""
        from runner.state.stores import git

        current = self._bytes()
        if current is None:
            return
        path = self.path.resolve()
        versions = git.versions_of(path, os.environ)
        newest = next(versions, None)
        if newest is None or newest.data != current:
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield Snapshot("not committed", f"{at:%Y-%m-%dT%H:%M:%SZ}", current)
        yield from itertools.chain((newest,) if newest else (), versions)

    def _version(self, data: bytes) -> str:
        if data != self._versioned[0]:
            self._versioned = _digested(data)
        return self._versioned[1]

    def _bytes(self) -> bytes | None:
        try:
            if self.path.exists() and not self.path.is_file():
                raise StoreError(f"the state `{self.shown}` isn't a file", hint="name a file with --state file:PATH")
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise StoreError(f"the state `{self.shown}` can't be read: {_reason(exc)}", hint=_WRITABLE) from exc


_WRITABLE = "check that the folder exists, that you may write to it, and that its disk has room"


def _write(path: Path, data: bytes) -> None:
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    with AtomicFile(path.parent, mode, name=f".{path.name}.draft") as draft:
        draft.file.write(data)
        draft.commit(path)


def _digested(data: bytes) -> tuple[bytes, str]:
    return data, hashlib.sha256(data).hexdigest()


def _reason(exc: BaseException) -> str:
    return (exc.strerror if isinstance(exc, OSError) else None) or str(exc)
