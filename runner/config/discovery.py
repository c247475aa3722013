"""Finds the campaign files of a folder."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePath

from runner.config import split_marker
from runner.did_you_mean import closest
from runner.errors import StoreError, UsageError
from runner.files.paths import RepositoryRoot
from runner.findings import Finding, Findings
from runner.formatting import quoted, shell_quote
from runner.yamlfile.document import read_document

_NO_FOLDER = "name the folder with --dir, or create it with `campaigns init`"
SUFFIXES = (".yaml", ".yml")
POLICY = ("policy.yaml", "policy.yml")
DEFAULTS = ("defaults.yaml", "defaults.yml")
"""What a file is called that gives values to the campaigns of its folder and of those below."""


def check_folder(directory: Path) -> None:
    """Raise UsageError where there is no such folder: its name is mistyped, rather than the folder empty."""
    if not directory.is_dir():
        above = directory.parent
        meant = (
            closest(directory.name, [each.name for each in above.iterdir() if each.is_dir()])
            if above.is_dir()
            else None
        )
        hint = f"did you mean `--dir {shell_quote(os.path.relpath(above / meant))}`?" if meant else _NO_FOLDER
        raise UsageError(f"there is no folder {quoted(directory.name)} here", hint=hint)


def files(directory: Path) -> list[Path]:
    """Return the campaign files of a folder at any depth, sorted.

    Dotfiles, the policy, files of defaults and unfinished parts aren't among them.
    """
    check_folder(directory)
    paths = []
    for at, names in _walk(directory):
        excluded = split_marker.inactive(at, names).union(POLICY if at == directory else ())
        paths += [at / name for name in names if is_campaign_name(name) and name not in excluded]
    return sorted(path for path in paths if not is_defaults(path))


def defaults_files(place: Path) -> list[Path]:
    """Return the file of defaults that is at a path, or those of a folder at any depth, sorted."""
    if not place.is_dir():
        return [place] if os.path.lexists(place) and is_defaults(place) else []
    return sorted(path for at, names in _walk(place) for name in names if is_defaults(path := at / name))


def defaults_in(folder: Path) -> list[Path]:
    """Return the files of defaults right in a folder, sorted; none where there is no such folder."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - of each folder with campaigns
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as exc:
        message = f"the folder {quoted(folder.name)} can't be read: {exc.strerror}"
        raise StoreError(message, hint="check the folder's permissions: it may have a defaults.yaml") from exc
    return sorted(path for name in names if is_defaults(path := folder / name))


def has_name_of_defaults(path: PurePath) -> bool:
    """Tell whether a file is called as files of defaults are, in any case: not every file system tells cases apart."""
    return path.name.lower() in DEFAULTS


def is_defaults(path: Path) -> bool:
    """Tell whether a file, there or not, gives defaults: by its name, unless it is a campaign, as it may have been."""
    if not has_name_of_defaults(path):
        return False
    if path.is_symlink() or not path.is_file():
        return True
    document = read_document(path, path.name, Findings())
    keys = document.value if document and isinstance(document.value, dict) else {}
    return not ("campaignName" in keys and "isScheduled" in keys and "contacts" in keys)


def _walk(directory: Path) -> Iterator[tuple[Path, list[str]]]:
    """Yield each folder that is looked into, with the names of what is in it but for folders."""
    for folder, folders, names in os.walk(directory):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield Path(folder), names


def is_campaign_name(name: str) -> bool:
    """Tell whether a file of this name is looked at: as a campaign file, a policy, or a file of defaults."""
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
