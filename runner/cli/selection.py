"""The campaign files that a command line names."""

from collections.abc import Sequence
from pathlib import Path

from runner.config import discovery
from runner.errors import UsageError
from runner.files.paths import real_path


def chosen(written: Sequence[str], files: list[Path], directory: Path) -> list[Path]:
    """Give the files that were named, by themselves or by their folder; all where none was."""
    if not written:
        return files
    chosen: set[Path] = set()
    known = {real_path(str(file)): file for file in files}
    for name in written:
        path = real_path(name)
        if path.is_dir():
            within = [file for file in files if file.is_relative_to(path)]
            chosen.update(within or discovery.files(path))
        elif not path.is_file():
            raise UsageError(f"there is no file `{name}`", hint="name campaign files, or a folder of them")
        elif path.suffix.lower() not in discovery.SUFFIXES:
            raise UsageError(f"`{name}` isn't a campaign file", hint="a campaign file ends in .yaml or .yml")
        elif path.parent == directory and path.name in discovery.POLICY:
            continue
        else:
            chosen.add(known.get(path, path))
    return sorted(chosen)
