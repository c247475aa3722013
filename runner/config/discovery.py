"""Finds the campaign files of a folder."""

import os
from pathlib import Path

from runner.errors import UsageError
from runner.files.paths import RepositoryRoot
from runner.findings import Finding
from runner.formatting import quoted

SUFFIXES = (".yaml", ".yml")


POLICY = ("policy.yaml", "policy.yml")


def check_there(directory: Path) -> None:
    """Refuse a folder that isn't there: it is mistyped rather than empty."""
    if not directory.is_dir():
        raise UsageError(
            f"there is no folder `{directory.name}` here", hint="name it with --dir, or make one with `campaigns init`"
        )


def files(directory: Path) -> list[Path]:
    """Find the campaign files of a folder at any depth, sorted; names with a leading dot and the policy don't count."""
    check_there(directory)
    found = []
    for folder, folders, names in os.walk(directory):
        folders[:] = [name for name in folders if not name.startswith(".")]
        at = Path(folder)
        policy = POLICY if at == directory else ()
        found += [
            at / name
            for name in names
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and name not in policy
        ]
    return sorted(found)


def astray(path: Path, name: str, repository: RepositoryRoot) -> Finding | None:
    """Say why a YAML file isn't to be opened: a link to elsewhere, a link to nothing, a pipe."""
    try:
        real, there = repository.resolve(path)
    except (OSError, RuntimeError):  # a loop of links
        real, there = path, False
    if not repository.contains(real):
        hint = "keep the file in the repository"
        return Finding("path-outside", f"{quoted(name)} leads out of the repository, through a link", name, hint=hint)
    if there and real.suffix.lower() in SUFFIXES:
        return None
    what = "a link to a file of another kind" if there else "a link to nothing" if path.is_symlink() else "not a file"
    return Finding("file-missing", f"{quoted(name)} is {what}", name, hint="put a YAML file there, or remove it")
