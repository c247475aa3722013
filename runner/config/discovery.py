"""Finds the campaign files of a folder."""

import os
from pathlib import Path

from runner.config import split_marker
from runner.errors import UsageError
from runner.files.paths import RepositoryRoot
from runner.findings import Finding
from runner.formatting import quoted

SUFFIXES = (".yaml", ".yml")
POLICY = ("policy.yaml", "policy.yml")


def check_folder(directory: Path) -> None:
    """Raise UsageError where there is no such folder: its name is mistyped, rather than the folder empty."""
    if not directory.is_dir():
        hint = "name the folder with --dir, or create it with `campaigns init`"
        raise UsageError(f"there is no folder `{directory.name}` here", hint=hint)


def files(directory: Path) -> list[Path]:
    """Return the campaign files of a folder at any depth, sorted, without dotfiles, the policy and unfinished parts."""
    check_folder(directory)
    paths = []
    for folder, folders, names in os.walk(directory):
        folders[:] = [name for name in folders if not name.startswith(".")]
        at = Path(folder)
        excluded = split_marker.inactive(at, names).union(POLICY if at == directory else ())
        paths += [at / name for name in names if is_campaign_name(name) and name not in excluded]
    return sorted(paths)


def is_campaign_name(name: str) -> bool:
    """Tell whether a file of this name is looked at as a campaign file."""
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def check_file(path: Path, name: str, repository: RepositoryRoot) -> Finding | None:
    """Return why a YAML file must not be opened: a link out of the repository, a broken link, a pipe."""
    try:
        real, is_file = repository.resolve(path)
    except (OSError, RuntimeError):  # a loop of links
        real, is_file = path, False
    if not repository.contains(real):
        hint = "keep the file in the repository"
        return Finding(
            "path-outside", f"{quoted(name)} is outside the repository, through a symbolic link", name, hint=hint
        )
    if is_file and real.suffix.lower() in SUFFIXES:
        return None
    what = "a link to a file of another type" if is_file else "a broken link" if path.is_symlink() else "not a file"
    return Finding("file-missing", f"{quoted(name)} is {what}", name, hint="put a YAML file there, or remove it")
