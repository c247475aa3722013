"""A file that is written whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(slots=True)
class Draft:
    """A file being written; it stays a draft, and goes, unless it is still `wanted` at the end."""

    file: BinaryIO
    path: Path
    wanted: bool = True

    def become(self, path: Path) -> None:
        """Write all of it to disk, and put it in the place of `path`."""
        _close(self.file)
        self.path.replace(path)


@contextlib.contextmanager
def replacing(path: Path, mode: int) -> Iterator[Draft]:
    """Give a draft that takes the place of `path` at the end; an exception ends it."""
    with temporary(path.parent, mode) as draft:
        yield draft
        if draft.wanted:
            draft.become(path)


@contextlib.contextmanager
def new(path: Path, mode: int) -> Iterator[Draft]:
    """Give a draft that becomes `path` at the end; FileExistsError where there is one by then."""
    with temporary(path.parent, mode) as draft:
        yield draft
        if draft.wanted:
            _close(draft.file)
            _place(draft.path, path)


def _place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        path.open("xb").close()
        draft.replace(path)


@contextlib.contextmanager
def temporary(folder: Path, mode: int) -> Iterator[Draft]:
    """Give a draft that goes at the end, unless it has become a file."""
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".draft", dir=folder)
    draft = Path(name)
    try:
        with open(descriptor, "w+b") as file:  # noqa: PTH123 - a descriptor has no path
            draft.chmod(mode)
            yield Draft(file, draft)
    finally:
        draft.unlink(missing_ok=True)


def _close(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()
