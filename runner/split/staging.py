"""The temporary folder, readable by its user alone, in which parts are checked before any of them is written."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from runner.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Staging:
    """A folder in the place of the repository's `root`; `folder` is where the parts' campaign files are in it."""

    root: Path
    folder: Path

    def place(self, name: str) -> Path:
        """Return where a part's file of this name is, relative to its campaign file; RefusedError if outside."""
        path = Path(os.path.normpath(self.folder / name))
        if not path.is_relative_to(self.root):
            raise RefusedError(
                f"the part's file `{path.name}` would be outside the repository", hint="move the list into it"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


@contextlib.contextmanager
def open_staging(path: str) -> Iterator[Staging]:
    """Open a folder for the parts of the campaign file `path`, relative to the repository; it is deleted in the end."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="campaigns-split-") as name:
        root = Path(name).resolve()
        yield Staging(root, root / PurePosixPath(path).parent)
