"""What can be fixed in campaign files and their defaults; no campaign may stop being what was sent."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from runner.config.defaults import DefaultsFiles
from runner.config.discovery import check_file
from runner.config.fixes import Fix, fix
from runner.files.paths import display_path
from runner.findings import Findings
from runner.formatting import quoted
from runner.plan.campaign_file import read_campaign_file
from runner.plan.campaign_list import ListSources, with_list
from runner.plan.diff import compare
from runner.state.record import Record
from runner.yamlfile.document import read_bytes, read_document

_NOT_EDITABLE = "it can't be edited automatically: change these lines by hand"
_RECORDED = "it is recorded, and would differ from what was sent: to send it, copy it and give it a new name"
_GIVES_TO_RECORDED = "is recorded with its values, and would differ from what was sent: give new ones in a new folder"


@dataclass(frozen=True, slots=True)
class FileFixes:
    """The fixes of one file, at least one; `obstacle` says why it stays as it is, `data` are its new bytes."""

    file: Path
    path: str
    fixes: tuple[Fix, ...]
    data: bytes
    obstacle: str | None = None

    def unless(self, obstacle: str | None) -> "FileFixes":
        """Return the fixes with one more obstacle; the first one counts."""
        return replace(self, obstacle=self.obstacle or obstacle)


@dataclass(frozen=True, slots=True)
class FixSources:
    """What fixes are judged by: the folder of campaigns and its files, the records, and where lists are read."""

    directory: Path
    campaigns: Sequence[Path]
    records: Mapping[str, Record]
    lists: ListSources

    def names_but_of(self, file: Path) -> set[str]:
        """Return the names of the campaigns in the other files."""
        others = [one for one in self.campaigns if one != file and not check_file(one, "", self.lists.repository)]
        documents = [read_document(one, "", Findings()) for one in others]
        values = [document.value for document in documents if document and isinstance(document.value, dict)]
        return {name for value in values if isinstance(name := value.get("campaignName"), str)}


def defaults_fixes(files: Iterable[Path], sources: FixSources) -> Iterator[FileFixes]:
    """Yield the fixes of each file of defaults that has any; all campaigns that have values from it are looked at."""
    repository = sources.lists.repository
    for file in files:
        if (fixes := _fixes(file, "defaults", sources)) is None:
            continue
        real = os.path.realpath(file)  # other folders may have links to it
        defaults = DefaultsFiles(sources.directory, repository, {real: fixes.data})
        given = [one for one in sources.campaigns if real in map(os.path.realpath, defaults.nearest(one))]
        changed = next((one for one in given if not _stays_as_sent(one, None, defaults, sources)), None)
        name = quoted(display_path(changed, repository.path)) if changed else ""
        yield fixes.unless(f"{name} {_GIVES_TO_RECORDED}" if changed else None)


def campaign_fixes(files: Iterable[Path], sources: FixSources) -> Iterator[FileFixes]:
    """Yield the fixes of each campaign file that has any; the list of a recorded one is read, to know what was sent."""
    defaults = DefaultsFiles(sources.directory, sources.lists.repository)
    for file in files:
        if (fixes := _fixes(file, "campaign", sources)) is not None:
            yield fixes.unless(None if _stays_as_sent(file, fixes.data, defaults, sources) else _RECORDED)


def _fixes(file: Path, kind: str, sources: FixSources) -> FileFixes | None:
    repository = sources.lists.repository
    path = display_path(file, repository.path)
    data = None if check_file(file, path, repository) else read_bytes(file, path, Findings())
    fixed = None if data is None else fix(data, path, kind)
    if fixed is None:
        return None
    return FileFixes(file, path, fixed.fixes, fixed.data or b"", None if fixed.data else _NOT_EDITABLE)


def _stays_as_sent(file: Path, data: bytes | None, defaults: DefaultsFiles, sources: FixSources) -> bool:
    """Whether a campaign file, with these bytes or its own, is what the records of its name and path were made from."""
    desired = read_campaign_file(file, sources.lists.repository, defaults, data)
    records = sources.records.items()
    related = {name: record for name, record in records if name == desired.name or record.path == desired.path}
    if related.keys() - {desired.name}:  # those of campaigns that have moved to other files aren't of this one
        moved = sources.names_but_of(file)
        related = {name: record for name, record in related.items() if name == desired.name or name not in moved}
    if not related:
        return True
    desired = with_list(desired, file, sources.lists)()
    return all(
        change.action in ("unchanged", "moved")
        or (change.action == "unknown" and change.record is not None and desired.asks_for(change.record))
        for change in compare([desired], related)
    )
