"""Follows paths within the repository, which none may lead out of."""

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import UsageError
from runner.formatting import quoted

if TYPE_CHECKING:
    pass


class Ground:
    """A repository: `root`, and `real`, the same without links."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.real = root.resolve()
        self._inside = f"{self.real}{os.sep}"
        self._folders: dict[Path, Path] = {}

    def followed(self, path: Path) -> tuple[Path, bool]:
        """Follow the links of a path; tell whether a file is at its end. OSError, RuntimeError, ValueError."""
        folder = self._folders.get(path.parent)
        if folder is None:
            folder = self._folders[path.parent] = path.parent.resolve()
        try:
            if path.name != ".." and stat.S_ISREG(os.lstat(path).st_mode):
                return folder / path.name, True
        except OSError:
            pass  # said by what follows
        real = path.resolve()
        return real, real.is_file()

    def holds(self, real: Path) -> bool:
        """Tell whether a path without links lies inside."""
        return str(real).startswith(self._inside)


def real(written: str) -> Path:
    """Give the absolute path without links; UsageError where the system can't follow it."""
    try:
        path = Path(written).resolve()
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.stat()
    except (OSError, RuntimeError, ValueError) as exc:  # a loop of links, a name too long, a NUL, no current folder
        reason = exc.strerror if isinstance(exc, OSError) else exc
        raise UsageError(f"the path {quoted(written)} can't be followed: {reason}", hint="name another path") from exc
    return path


def repository(folder: Path) -> Path:
    """Find the git work tree that `folder` is in; its parent where there is none."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder.parent


def shown(path: Path, root: Path) -> str:
    """Name `path` relative to `root` with forward slashes, or whole where it lies outside.

    Bytes that aren't UTF-8 become `?`.
    """
    name = "." if path == root else path.as_posix().removeprefix(f"{root.as_posix().rstrip('/')}/")
    return name.encode(errors="replace").decode()
