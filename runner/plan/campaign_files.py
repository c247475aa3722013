"""Reads campaign files, and then the contact lists that they name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from runner.config.defaults import DefaultsFiles
from runner.contacts.cluster.lists import ClusterLists
from runner.contacts.reader import ListReader
from runner.contacts.remote.lists import RemoteLists
from runner.files.paths import RepositoryRoot
from runner.formatting import quoted
from runner.jobs.progress import Progress
from runner.jobs.workers import Workers
from runner.plan.campaign_batches import ReadFile, read_files
from runner.plan.campaign_list import ListSources, list_size, with_list
from runner.plan.desired import Desired
from runner.plan.past_campaigns import PastCampaigns
from runner.state.record import Record
from runner.yamlfile.document import Document

WEIGHED = 200
"""Maximum lists of which each counts by its size in the progress of reading them."""


def load_files(
    paths: Sequence[Path],
    root: Path,
    directory: Path,
    *,
    lists_of: Iterable[Path] | None = None,
    elsewhere: RemoteLists = RemoteLists(),  # noqa: B008 - nothing is kept in it unless it fetches
    records: Mapping[str, Record] = MappingProxyType({}),
    leave_out: bool = False,
    workers: Workers = Workers(),  # noqa: B008 - without others, it keeps nothing
    progress: Progress | None = None,
    sends: bool = False,
    past: PastCampaigns | None = None,
) -> list[Desired]:
    """Read campaign files, and the contact lists of all or of `lists_of`; one `Desired` per file, in the same order.

    `directory` is the folder of campaigns, up to which defaults are looked for. Files are read without the time: the
    plan checks a launch against it. A list kept outside the repository isn't fetched for a campaign that `records` show
    was created from it. With `leave_out` nobody who opted out is an error. The cluster of `workers` reads the lists if
    there is one, and fetches them unless this machine `sends` them. Campaigns of the `past` are known by their records
    where that is enough.
    """
    repository = RepositoryRoot(root)
    selected = set(paths if lists_of is None else lists_of)
    progress = progress or Progress()
    defaults = DefaultsFiles(directory, repository)
    as_recorded = past.files_as_recorded(paths, repository, defaults) if past else {}
    others = [path for path in paths if path not in as_recorded]
    progress.files = len(others)
    by_path = {}
    read_others = read_files(others, repository, defaults, workers, selected, leave_out=leave_out)
    for path, file in zip(others, read_others, strict=True):
        by_path[path] = file
        progress.file_read()
    if past:
        known = past.read_files(as_recorded, [file.desired for file in by_path.values()], repository, defaults)
        by_path |= {path: ReadFile(desired, has_list=desired.as_recorded) for path, desired in known.items()}
    read = [by_path[path] for path in paths]
    on_cluster = ClusterLists(workers.cluster, leave_out=leave_out, fetches=not sends) if workers.cluster else None
    lists = ListReader(leave_out=leave_out, workers=workers, progress=progress)
    sources = ListSources(repository, elsewhere, records, lists, on_cluster)
    pending = {
        path: file.desired for path, file in zip(paths, read, strict=True) if path in selected and not file.has_list
    }
    with_lists = _read_lists(pending, sources, progress)
    files = [with_lists.get(path, file.desired) for path, file in zip(paths, read, strict=True)]
    _check_unique_names(files)
    return files


def _read_lists(files: Mapping[Path, Desired], sources: ListSources, progress: Progress) -> dict[Path, Desired]:
    """Return the files with their lists, which are all asked for before the first is awaited."""
    sizes = _sizes(files)
    progress.begin_lists(len(files), sizes.values())
    answers = {path: with_list(desired, path, sources) for path, desired in files.items()}
    read = {}
    for path, answer in answers.items():
        read[path] = answer()
        progress.list_read(read[path].rows or 0, sizes.get(path, 0))
    return read


def _sizes(files: Mapping[Path, Desired]) -> dict[Path, int]:
    """Return the bytes of the lists that files name; nothing of many lists, whose number says as much."""
    return {path: list_size(file, path) or 0 for path, file in files.items()} if len(files) <= WEIGHED else {}


def _check_unique_names(files: list[Desired]) -> None:
    by_name: dict[str, list[tuple[Desired, Document]]] = defaultdict(list)
    for desired in files:
        if desired.name is not None and desired.document is not None:
            by_name[desired.name].append((desired, desired.document))
    for name, same in by_name.items():
        for desired, document in same if len(same) > 1 else ():
            others = " and ".join(quoted(other.path) for other, _ in same if other is not desired)
            desired.findings.add(
                document.finding(
                    "name-twice",
                    f"the name {quoted(name)} is also used in {others}",
                    ("campaignName",),
                    at_value=True,
                    hint="names are unique in the account: give each campaign its own",
                )
            )
