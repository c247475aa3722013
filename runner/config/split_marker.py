"""The marker of a split that isn't finished: while the old campaign file is there, its parts don't count.

`.q4.yaml.parts` stands beside `q4.yaml` and names, one a line, the files that the split writes, after a line with the
options of the split. Renaming the old file is one step: it ends the old campaign and begins all parts, so that a run
that is killed leaves the one or the others.
"""

import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from runner.errors import StoreError
from runner.files.atomic import AtomicFile
from runner.files.paths import RepositoryRoot

OLD_SUFFIX = ".split"
"""Appended to the old file's name, so that it is no campaign file any more."""
_SUFFIX = ".parts"
_WITH_WAVES = re.compile(
    r"# --by (zone,)?size --sizes [0-9]+(,[0-9]+)*(,rest)? --every [0-9]+[hdw]"
    r"( --order (list|random))?( --seed [0-9]+)?"
)
"""The first line of the marker of a split into waves."""
_NAME_BYTES = 255
"""Maximum length of a file's name on Linux, macOS and Windows."""


def marker(file: Path) -> Path:
    """Return where the marker of a campaign file is."""
    return file.with_name(_marker_name(file))


def _marker_name(file: Path) -> str:
    return f".{file.name}{_SUFFIX}"


def draft(path: Path) -> AtomicFile:
    """Return the draft of a file that a split writes, under a name by which the next run finds it."""
    at = _draft(path)
    at.unlink(missing_ok=True)  # it may be a link
    return AtomicFile(at.parent, 0o644, name=at.name)


def write(file: Path, names: Iterable[str], options: str) -> None:
    """Mark files, relative to the campaign file's folder, as those that its split with these options writes."""
    with draft(marker(file)) as written:
        written.file.write("".join(f"{line}\n" for line in (f"# {options}", *names)).encode())
        written.commit(marker(file))


def parts(file: Path) -> list[str]:
    """Return the files that an unfinished split of a campaign file may have written; none where there is no such."""
    return [line for line in _lines(file) if _is_part(line, file.stem)]


def options(file: Path) -> str:
    """Return the options with which an unfinished split of a campaign file was started."""
    first = next(iter(_lines(file)), "")
    return first.removeprefix("# ") if _WITH_WAVES.fullmatch(first) else "--by zone"


def _lines(file: Path) -> list[str]:
    """Return the lines of a campaign file's marker; none where its split is finished."""
    if not os.path.lexists(os.path.join(file.parent, _marker_name(file))):  # noqa: PTH118 - for each campaign file
        return []
    at = marker(file)
    if file.with_name(file.name + OLD_SUFFIX).exists():
        return []
    try:
        return at.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as exc:
        raise StoreError(f"`{at.name}` can't be read", hint="it names the parts of an unfinished split") from exc


def inactive(folder: Path, names: Collection[str]) -> set[str]:
    """Return the files of a folder that don't count, since the campaign file whose parts they are is still there."""
    split = [name[1 : -len(_SUFFIX)] for name in names if _is_marker(name)]
    return {part for name in split if name in names for part in parts(folder / name)}


def is_looked_for(name: str) -> bool:
    """Tell whether a file of this name decides which campaign files count: a marker, or the old file of a split."""
    return _is_marker(name) or name.endswith(OLD_SUFFIX)


def _is_marker(name: str) -> bool:
    return name.startswith(".") and name.endswith(_SUFFIX)


def discard(file: Path, root: Path) -> None:
    """Delete what an unfinished split of a campaign file has written in the repository, the marker last."""
    repository = RepositoryRoot(root)
    for name in parts(file):
        path = file.parent / name
        if repository.contains(path.resolve()):
            path.unlink(missing_ok=True)
            _draft(path).unlink(missing_ok=True)
    marker(file).unlink(missing_ok=True)


def finish(file: Path) -> None:
    """Delete the marker of a split that was killed after it had renamed the old file: a new file may take that name."""
    if not os.path.lexists(file) and os.path.lexists(file.with_name(file.name + OLD_SUFFIX)):
        marker(file).unlink(missing_ok=True)


def fits(path: Path) -> bool:
    """Whether a part's file and its draft can have this name in every file system."""
    return len(os.fsencode(_draft(path).name)) <= _NAME_BYTES


def is_one_line(path: Path) -> bool:
    """Whether the marker can name a part's file, by any character that ends a line."""
    return len(str(path).splitlines()) == 1


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name.removeprefix('.')}.draft")


def _is_part(name: str, stem: str) -> bool:
    """Whether a split could have written a file of this name: a list, or a campaign file named after the old one."""
    path = PurePosixPath(name)
    return path.suffix == ".csv" or (path.name == name and path.suffix == ".yaml" and name.startswith(f"{stem}-"))
