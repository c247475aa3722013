"""Follows paths within the repository, which none may lead out of."""

import os
import stat
from pathlib import Path


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
