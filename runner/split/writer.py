"""Writes the files of a split, all or none."""

import os
from collections.abc import Sequence
from pathlib import Path

from runner.config import split_marker
from runner.config.split_marker import OLD_SUFFIX
from runner.errors import StoreError, UsageError
from runner.files.paths import display_path
from runner.formatting import count, one_line
from runner.split.part_files import PartFiles
from runner.split.part_names import PartNames


def check_free(file: Path, names: Sequence[PartNames], root: Path) -> None:
    """Refuse names that are too long, or taken in any case other than by what an unfinished split has written."""
    if long := next((target for target in _targets(file, names) if not split_marker.fits(target)), None):
        name = one_line(display_path(long, root))
        message = f"`{name}`, a part's file, would have too long a name: nothing was written"
        raise UsageError(message, hint="give the campaign file and its list shorter names")
    if broken := next((target for target in _targets(file, names) if not split_marker.is_one_line(target)), None):
        name = one_line(display_path(broken, root))
        message = f"`{name}`, a part's file, would have a line break in its path: nothing was written"
        raise UsageError(message, hint="rename the campaign file, or its list or folder")
    leftovers = {file.parent / name for name in split_marker.parts(file)}
    try:
        existing = {
            folder / name.casefold()
            for folder in {target.parent for target in _targets(file, names)}
            for name in os.listdir(folder)  # noqa: PTH208
        }
    except OSError as exc:
        raise StoreError(f"a folder can't be read: {exc.strerror}", hint="check the folder's permissions") from exc
    conflicts = [
        target
        for target in _targets(file, names)
        if target not in leftovers and target.with_name(target.name.casefold()) in existing
    ]
    if conflicts:
        more = f", and {count(len(conflicts) - 1, 'more file')} of the parts" if len(conflicts) > 1 else ""
        raise UsageError(
            f"`{one_line(display_path(conflicts[0], root))}` exists already{more}: nothing was written",
            hint="rename it, or delete it if no campaign uses it",
        )


def write(file: Path, parts: Sequence[PartFiles], root: Path, options: str) -> None:
    """Write all parts or none. They count from the moment at which the old file is renamed, in one step.

    `options` are those of the command, for whoever finds the split unfinished.
    """
    from shutil import copyfileobj

    targets = _targets(file, [part.names for part in parts])
    try:
        split_marker.write(file, [os.path.relpath(path, file.parent) for path in targets[:-1]], options)
        contents = [content for part in parts for content in (part.list, part.text)]
        for path, content in zip(targets[:-1], contents, strict=True):
            with split_marker.draft(path) as draft, content.open("rb") as staged:
                copyfileobj(staged, draft.file)
                draft.commit(path, new=True)
        file.rename(targets[-1])
        split_marker.marker(file).unlink()
    except BaseException as exc:
        if file.exists():
            split_marker.discard(file, root)
        if not isinstance(exc, OSError):
            raise
        hint = "check the folder's permissions and the space on its disk"
        raise StoreError(f"the parts can't be written: {exc.strerror}", hint=hint) from exc


def _targets(file: Path, names: Sequence[PartNames]) -> list[Path]:
    """Return every path that the split writes, the old file's new name last."""
    written = [file.parent / name for part in names for name in (part.list, part.file)]
    return [*written, file.with_name(file.name + OLD_SUFFIX)]
