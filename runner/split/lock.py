"""Keeps two splits in one folder apart: each deletes what an unfinished one has written."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from runner.errors import StoreError
from runner.formatting import quoted


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock a folder until the block or the process ends; StoreError where another split has locked it.

    Windows, and file systems without locks, lock nothing.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            message = f"another split is writing into the folder {quoted(folder.name)}"
            raise StoreError(message, hint="run this one again once that one has ended") from exc
        except OSError:
            pass  # a file system without locks
        yield
    finally:
        os.close(descriptor)
