"""Paths confined to the repository, and as messages display them."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from runner.errors import UsageError
from runner.formatting import quoted

MAX_LINKS = 40
"""Maximum links on the way to a path, as Linux has it; more are a loop."""


class RepositoryRoot:
    """A repository's folder: `path` as it was named, `real` without links."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.real = path.resolve()
        self._inside = f"{self.real}{os.sep}"
        self._folders: dict[str, Path] = {}

    def resolve(self, path: Path) -> tuple[Path, bool]:
        """Return a path without links, and whether it is a file. OSError, RuntimeError, ValueError."""
        parent, name = os.path.split(path)
        folder = self._folders.get(parent)
        if folder is None:
            folder = self._folders[parent] = path.parent.resolve()
        try:
            if name != ".." and stat.S_ISREG(os.lstat(path).st_mode):
                return folder / name, True
        except OSError:
            pass  # `resolve` below raises it again
        real = path.resolve()
        return real, real.is_file()

    def leads_inside(self, link: Path) -> bool:
        """Tell whether what a link leads to, there or not, lies inside."""
        try:
            return self.contains(self.resolve(link)[0])
        except (OSError, RuntimeError):  # a loop of links
            return True

    def contains(self, real: Path) -> bool:
        """Tell whether a path without links lies inside."""
        return str(real).startswith(self._inside)


def real_path(text: str) -> Path:
    """Return the absolute path without links; UsageError where the system can't follow it."""
    try:
        path = Path(text).resolve()
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.stat()
    except (OSError, RuntimeError, ValueError) as exc:  # a loop of links, a name too long, a NUL, no current folder
        reason = exc.strerror if isinstance(exc, OSError) else exc
        raise UsageError(f"the path {quoted(text)} can't be followed: {reason}", hint="name another path") from exc
    return path


def owner(path: Path) -> int:
    """Return the user id of a path's owner; the same for all where the system has none."""
    return path.stat().st_uid


def repository(folder: Path) -> Path:
    """Return the git work tree that `folder` is in; its parent where there is none."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder.parent


def display_path(path: Path, root: Path) -> str:
    """Name `path` relative to `root` with forward slashes, or whole where it lies outside.

    Bytes that aren't UTF-8 become `?`.
    """
    whole, folder = path.as_posix(), root.as_posix()
    name = "." if whole == folder else whole.removeprefix(f"{folder.rstrip('/')}/")
    return name if name.isascii() else name.encode(errors="replace").decode()


def links_and_target(path: Path) -> Iterator[Path]:
    """Yield each symbolic link on the way to an absolute path, and at last the path to which they lead."""
    at, ahead = Path(path.anchor), list(reversed(path.parts[1:]))
    links = 0
    while ahead:
        name = ahead.pop()
        here = at.parent if name == ".." else at / name
        if links < MAX_LINKS and here.is_symlink():
            yield here
            links += 1
            target = here.readlink()
            at = Path(target.anchor) if target.is_absolute() else at
            ahead += reversed(target.parts[1:] if target.is_absolute() else target.parts)
        else:
            at = here
    yield at
