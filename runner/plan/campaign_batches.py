"""Reads many campaign files in all processes, batch by batch: those with a tiny list together with it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from runner.config.defaults import DefaultsFiles
from runner.contacts.reader import BULK_LIST_BYTES, ListReader
from runner.contacts.remote.lists import RemoteLists
from runner.files.paths import RepositoryRoot
from runner.jobs.records import Passed
from runner.jobs.workers import Workers
from runner.plan.campaign_file import read_campaign_file
from runner.plan.campaign_list import ListSources, list_size, with_list
from runner.plan.desired import Desired

MANY = 1_000
"""Files from which a second process saves more time than its start takes, if it must import everything again."""
BATCH = 64
"""Files that a process is given at once."""


@dataclass(frozen=True, slots=True)
class ReadFile(Passed):
    """A campaign file that was read, and whether its list was read with it or needn't be."""

    desired: Desired
    has_list: bool = False


@dataclass(frozen=True, slots=True)
class _Batch:
    """Paths of campaign files, each with whether its list may be read too."""

    root: str
    directory: str
    paths: Sequence[tuple[str, bool]]
    leave_out: bool


def read_files(
    paths: Sequence[Path],
    repository: RepositoryRoot,
    defaults: DefaultsFiles,
    workers: Workers,
    lists_of: Collection[Path],
    *,
    leave_out: bool,
) -> Iterator[ReadFile]:
    """Yield each campaign file as it was read, in order; one of few files, or of one process, without its list."""
    if workers.count == 1 or len(paths) < MANY:
        for path in paths:
            yield ReadFile(read_campaign_file(path, repository, defaults))
        return
    named = [(str(path), path in lists_of) for path in paths]
    # The first file is read here, before other processes start: they have then what it needed.
    cuts = [0, *range(1, len(named), BATCH), len(named)]
    batches = [
        _Batch(str(repository.path), str(defaults.directory), named[start:end], leave_out)
        for start, end in pairwise(cuts)
    ]
    yield from _read(batches[0])
    for results in workers.map(_read, batches[1:]):
        yield from results


def _read(batch: _Batch) -> list[ReadFile]:
    repository = RepositoryRoot(Path(batch.root))
    defaults = DefaultsFiles(Path(batch.directory), repository)
    sources = ListSources(repository, RemoteLists(), {}, ListReader(leave_out=batch.leave_out))
    paths = [Path(text) for text, _ in batch.paths]
    files = [ReadFile(read_campaign_file(path, repository, defaults)) for path in paths]
    # The files first, and then their lists: two short loops are sooner done than one that does everything.
    for index, (path, (_, may_read_list)) in enumerate(zip(paths, batch.paths, strict=True)):
        desired = files[index].desired
        if may_read_list and _has_tiny_list(desired, path):
            files[index] = ReadFile(with_list(desired, path, sources)(), has_list=True)
    return files


def _has_tiny_list(desired: Desired, path: Path) -> bool:
    """Whether the list of a campaign file is a file so small that it isn't worth a process of its own."""
    size = list_size(desired, path)
    return size is not None and size < BULK_LIST_BYTES
