"""What belongs to the folder of campaigns: its files, and which records are another folder's."""

from collections.abc import Mapping
from pathlib import Path

from runner.cli.settings import Settings
from runner.config import discovery
from runner.state.record import Record


def campaign_files(settings: Settings, records: Mapping[str, Record]) -> list[Path]:
    """Return the campaign files: none where the folder is gone and records are of it, as git keeps no empty folder.

    UsageError where there is no folder, and nothing recorded of it either: its name is mistyped.
    """
    if not settings.directory.is_dir() and any(record.is_in(settings.folder) for record in records.values()):
        return []
    return discovery.files(settings.directory)


def check_folder(settings: Settings) -> None:
    """Raise UsageError where there is no folder of campaigns, and nothing recorded of one."""
    if not settings.directory.is_dir():
        state, _ = settings.store.load()
        campaign_files(settings, state.campaigns if state else {})


def of_other_folders(settings: Settings, records: Mapping[str, Record]) -> frozenset[str]:
    """Return the names of recorded campaigns that belong to another folder, where folders share a state.

    That is so while their file is there, or other campaign files are in a folder that held it.
    """
    return frozenset(
        name
        for name, record in records.items()
        if not record.is_in(settings.folder) and _has_other_folder(settings.root / record.path, settings.directory)
    )


def _has_other_folder(path: Path, directory: Path) -> bool:
    folders = [folder for folder in path.parents if not directory.is_relative_to(folder)]
    return path.is_file() or any(_has_campaign_files(folder) for folder in folders)


def _has_campaign_files(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    return any(
        file.suffix.lower() in discovery.SUFFIXES
        and file.name not in discovery.POLICY
        and not discovery.is_defaults(file)
        for file in folder.iterdir()
    )
