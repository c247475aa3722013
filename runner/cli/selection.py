"""The campaign files that a command line names."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

from runner.cli.settings import Settings
from runner.config import discovery
from runner.config.defaults import DefaultsFiles
from runner.did_you_mean import closest_path
from runner.errors import UsageError
from runner.files.paths import RepositoryRoot, real_path
from runner.formatting import quoted
from runner.plan.campaign_files import load_files


def selected_files(names: Sequence[str], files: list[Path], settings: Settings) -> list[Path]:
    """Return the files that were named, by themselves, their folder or their defaults; all `files` without names.

    Names are relative to here or, as outputs show them, to the repository's root.
    """
    if not names:
        return files
    selected: set[Path] = set()
    known = {real_path(str(file)): file for file in files} | {file: file for file in files}
    for name in names:
        path = named_path(name, settings.root)
        if path.is_dir():
            within = [file for file in files if file.is_relative_to(path)]
            selected.update(within or discovery.files(path))
        elif not path.is_file():
            raise UsageError(f"there is no file {quoted(name)}", hint=_hint(name, files, settings))
        elif path.suffix.lower() not in discovery.SUFFIXES:
            raise UsageError(f"{quoted(name)} isn't a campaign file", hint="a campaign file ends in .yaml or .yml")
        elif path.parent in settings.folders and path.name in discovery.POLICY:
            continue
        elif given := _defaults_named(name, settings):
            defaults = DefaultsFiles(settings.directory, RepositoryRoot(settings.root))
            selected.update(file for file in files if given.intersection(defaults.nearest(file)))
        else:
            selected.add(known.get(path, path))
    return sorted(selected)


def fixable_files(names: Sequence[str], files: list[Path], settings: Settings) -> list[Path]:
    """Return the files of campaigns and defaults that were named, by themselves or their folder; all without names.

    A file of defaults stands for itself alone, not for the campaigns that have values from it.
    """
    given = sorted(defaults_files(names, settings))
    if not names:
        return [*given, *files]
    others = [name for name in names if not _defaults_named(name, settings)]
    return [*given, *(selected_files(others, files, settings) if others else ())]


def defaults_files(names: Sequence[str], settings: Settings) -> set[Path]:
    """Return the files of defaults that were named, by themselves or by their folder; all without names.

    What is a link in the folder of campaigns may be named by what it leads to.
    """
    all_files = discovery.defaults_files(settings.directory)
    if not names:
        return set(all_files)
    selected: set[Path] = set()
    for place in (named_path(name, settings.root) for name in names):
        here = [file for file in all_files if file.is_relative_to(place) or os.path.realpath(file) == str(place)]
        selected.update(here or discovery.defaults_files(place))
    return selected


def _defaults_named(name: str, settings: Settings) -> set[Path]:
    """Return the file of defaults that was named by itself, with all links in the folder to the same one."""
    is_file = discovery.has_name_of_defaults(PurePath(name)) and named_path(name, settings.root).is_file()
    return defaults_files([name], settings) if is_file else set()


def named_path(name: str, root: Path) -> Path:
    """Return the path that a name has here; where nothing is there, the one that it has at the repository's root."""
    path = real_path(name)
    return path if path.exists() else real_path(str(root / name))


def only_files(names: Sequence[str], settings: Settings) -> frozenset[Path]:
    """Return the campaign files that `--only` names, by themselves or by their folder.

    Names are relative to here or, as findings show them, to the repository's root.
    """
    files = discovery.files(settings.directory)
    selected: set[Path] = set()
    for name in names:
        within = _within(named_path(name, settings.root), files) if name.strip() else []
        if not within:
            raise _not_a_campaign_file(name, _hint(name, files, settings), settings)
        selected.update(within)
    return frozenset(selected)


def _within(place: Path, files: Sequence[Path]) -> list[Path]:
    """Return the file that is at a place, or all files below it."""
    return [file for file in files if real_path(str(file)) == place or file.is_relative_to(place)]


def campaign_file(name: str, settings: Settings, hint: str) -> Path:
    """Return the one campaign file of that name, relative to here or, as findings show it, to the repository's root."""
    files = {real_path(str(path)): path for path in discovery.files(settings.directory)}
    path = files.get(real_path(name)) or files.get(real_path(str(settings.root / name)))
    if path is None:
        raise _not_a_campaign_file(name, _hint(name, files.values(), settings, hint), settings)
    return path


def _not_a_campaign_file(name: str, hint: str, settings: Settings) -> UsageError:
    return UsageError(f"{quoted(name)} isn't a campaign file in {quoted(settings.folder)}", hint=hint)


def _hint(
    name: str, files: Iterable[Path], settings: Settings, otherwise: str = "name campaign files, or a folder of them"
) -> str:
    """Return a hint that names the campaign file that was probably meant, as outputs show it."""
    paths = list(files)
    campaigns = load_files(paths, settings.root, settings.directory, lists_of=())
    if of_name := next((each.path for each in campaigns if each.name == name), None):
        return f"that is the name of a campaign: name its file, {quoted(of_name)}"
    meant = closest_path(name, map(settings.shown, paths))
    return f"did you mean {quoted(meant)}?" if meant else otherwise
