"""The one way to write a file: whole or not at all, and on disk once it is there."""

import errno
import os
import stat
from pathlib import Path


class AtomicFile:
    """A draft in `folder` that takes its place with `commit`; where the block ends without that, it is discarded.

    `mode` is the file's final mode; without one the umask decides. `name` is the draft's: a fixed one is for whoever
    holds a lock, so that the next run overwrites the draft of a run that was killed.
    """

    def __init__(self, folder: Path, mode: int | None = None, *, name: str | None = None) -> None:
        self._draft = folder / (name or f".{os.urandom(16).hex()}.draft")
        self._mode = mode
        flags = os.O_RDWR | os.O_CREAT | (os.O_TRUNC if name else os.O_EXCL)
        self.file = os.fdopen(os.open(self._draft, flags, 0o666 if mode is None else 0o600), "w+b")

    def __enter__(self) -> "AtomicFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def commit(self, path: Path, *, new: bool = False) -> None:
        """Replace `path` with the draft; with `new`, FileExistsError where something is there by then."""
        if self._mode is not None:
            self._draft.chmod(self._mode)
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        if new:
            _link(self._draft, path)
        else:
            self._draft.replace(path)
        _sync(path.parent)

    def discard(self) -> None:
        """Remove the draft; a committed file stays."""
        try:
            self.file.close()
        finally:
            self._draft.unlink(missing_ok=True)


def replace_content(path: Path, data: bytes) -> None:
    """Write other bytes into a file that is there, which keeps its mode; a link keeps leading to it."""
    target = path.resolve()
    with AtomicFile(target.parent, stat.S_IMODE(target.stat().st_mode)) as draft:
        draft.file.write(data)
        draft.commit(target)


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        path.open("xb").close()
        draft.replace(path)


def _sync(folder: Path) -> None:
    """Have the file's name on disk too."""
    if os.name == "nt":  # Windows can't open a folder, and orders its renames by itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as exc:
        if exc.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system that doesn't sync folders
            raise
    finally:
        os.close(descriptor)
