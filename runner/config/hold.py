"""A file `HOLD`, which stops every apply, and the reason in it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePath

from runner.config.discovery import SUFFIXES
from runner.files.byte_order_marks import encoding_of_mark
from runner.files.paths import RepositoryRoot, display_path
from runner.findings import Finding, Findings
from runner.formatting import one_line, quoted

UNEXPLAINED = "no reason given"
"""The reason of a HOLD that is empty, can't be read, or is a symbolic link, which may lead to what isn't for others."""
READ_BYTES = 4096
"""Maximum bytes that are read of a HOLD."""
_TEXT_SUFFIXES = ("", ".txt", ".md")
"""Extensions of a HOLD in the repository root, where `hold.py` and the like are code."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A HOLD in effect: its path as outputs show it, its reason on one line, and what is wrong with the file."""

    path: str
    reason: str
    findings: Findings = field(default_factory=Findings)


def find_hold(folders: Iterable[Path], root: Path) -> Hold | None:
    """Return the first HOLD in these folders or in the repository root, None without one."""
    at_root = (file for file in _hold_files(root) if is_hold_name_at_root(file.name) and not file.is_dir())
    file = next(chain(*map(_hold_files, folders), at_root), None)
    if file is None:
        return None
    path, findings = display_path(file, root), Findings()
    if file.is_symlink() and not RepositoryRoot(root).leads_inside(file):
        message = (
            f"{quoted(path)} is outside the repository, through a symbolic link; it stops every apply all the same"
        )
        findings.add(Finding("path-outside", message, path, hint="write the reason into a file in the repository"))
    return Hold(path, _reason(file), findings)


def _hold_files(folder: Path) -> list[Path]:
    """Return what is called HOLD in a folder."""
    return [path for path in _entries(folder) if is_hold_name(path.name)]


def is_hold_name(name: str) -> bool:
    """Tell whether a name is HOLD: in any case, with any extension but a campaign's or a list's."""
    if "hold" not in name.casefold():
        return False
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
