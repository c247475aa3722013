"""What can be fixed in campaign files, none of which may stop being what was sent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.config.defaults import DefaultsFiles
from runner.config.discovery import check_file
from runner.config.fixes import Fix, fix
from runner.files.paths import display_path
from runner.findings import Findings
from runner.plan.campaign_file import read_campaign_file
from runner.plan.campaign_list import ListSources, with_list
from runner.plan.diff import compare
from runner.state.record import Record
from runner.yamlfile.document import read_bytes

_NOT_EDITABLE = "it can't be edited automatically: change these lines by hand"
_RECORDED = "it is recorded, and would differ from what was sent: to send it, copy it and give it a new name"


@dataclass(frozen=True, slots=True)
class FileFixes:
    """The fixes of one campaign file, at least one; `obstacle` says why it stays as it is, `data` are its new bytes."""

    file: Path
    path: str
    fixes: tuple[Fix, ...]
    data: bytes
    obstacle: str | None = None


def find_fixes(
    files: Iterable[Path], records: Mapping[str, Record], sources: ListSources, defaults: DefaultsFiles
) -> Iterator[FileFixes]:
    """Yield the fixes of each file that has any; the list of a recorded campaign is read, to know what was sent."""
    repository = sources.repository
    for file in files:
        path = display_path(file, repository.path)
        data = None if check_file(file, path, repository) else read_bytes(file, path, Findings())
        fixed = None if data is None else fix(data, path)
        if fixed is None:
            continue
        if fixed.data is None:
            yield FileFixes(file, path, fixed.fixes, b"", _NOT_EDITABLE)
            continue
        obstacle = None if _stays_as_sent(file, fixed.data, records, sources, defaults) else _RECORDED
        yield FileFixes(file, path, fixed.fixes, fixed.data, obstacle)


def _stays_as_sent(
    file: Path, data: bytes, records: Mapping[str, Record], sources: ListSources, defaults: DefaultsFiles
) -> bool:
    """Whether a file with these bytes is what each record of its name or its path was made from, if there is any."""
    desired = read_campaign_file(file, sources.repository, defaults, data)
    related = {name: record for name, record in records.items() if name == desired.name or record.path == desired.path}
    if not related:
        return True
    desired = with_list(desired, file, sources)()
    return all(
        change.action in ("unchanged", "moved")
        or (change.action == "unknown" and change.record is not None and desired.asks_for(change.record))
        for change in compare([desired], related)
    )
