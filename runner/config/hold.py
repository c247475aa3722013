"""A file `HOLD`, which stops every apply, and the reason in it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePath

from runner.config.discovery import SUFFIXES
from runner.files.byte_order_marks import encoding_of_mark
from runner.files.paths import display_path
from runner.formatting import one_line

UNEXPLAINED = "no reason given"
"""The reason of a HOLD that is empty, can't be read, or is a symbolic link, which may lead to what isn't for others."""
READ_BYTES = 4096
"""Maximum bytes that are read of a HOLD."""
_TEXT_SUFFIXES = ("", ".txt", ".md")
"""Extensions of a HOLD in the repository root, where `hold.py` and the like are code."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A HOLD in effect: its path as outputs show it, and its reason on one line."""

    path: str
    reason: str


def find_hold(folders: Iterable[Path], root: Path) -> Hold | None:
    """Return the first HOLD in these folders or in the repository root, None without one."""
    at_root = (file for file in _hold_files(root) if is_hold_name_at_root(file.name) and not file.is_dir())
    file = next(chain(*map(_hold_files, folders), at_root), None)
    return None if file is None else Hold(display_path(file, root), _reason(file))


def _hold_files(folder: Path) -> list[Path]:
    """Return what is called HOLD in a folder."""
    return [path for path in _entries(folder) if is_hold_name(path.name)]


def is_hold_name(name: str) -> bool:
    """Tell whether a name is HOLD: in any case, with any extension but a campaign's or a list's."""
    path = PurePath(name)
    return path.stem.strip().casefold() == "hold" and path.suffix.lower() not in (*SUFFIXES, ".csv")


def is_hold_name_at_root(name: str) -> bool:
    """Tell whether a file of this name in the repository root is a HOLD."""
    return is_hold_name(name) and PurePath(name).suffix.lower() in _TEXT_SUFFIXES


def _entries(folder: Path) -> list[Path]:
    """Return what is in a folder; of one that can't be listed, only `HOLD` is known."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return [path for path in (folder / "HOLD",) if os.path.lexists(path)]


def _reason(file: Path) -> str:
    try:
        if file.is_symlink() or not file.is_file():
            return UNEXPLAINED
        with file.open("rb") as opened:
            data = opened.read(READ_BYTES)
    except OSError:
        return UNEXPLAINED
    text = data.decode(encoding_of_mark(data) or "utf-8-sig", errors="replace")
    return one_line(" ".join(text.split())) or UNEXPLAINED
