"""Campaign files whose keys and values have exactly one reading: counted, or written as they should be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from runner.cli.context import Context
from runner.cli.planning import remote_lists
from runner.cli.settings import Settings
from runner.config.defaults import DefaultsFiles
from runner.contacts.reader import ListReader
from runner.errors import UsageError
from runner.files.atomic import replace_content
from runner.files.paths import RepositoryRoot
from runner.plan.campaign_fixes import FileFixes, find_fixes
from runner.plan.campaign_list import ListSources
from runner.plan.policy import read_policy
from runner.state.record import Record


def write_fixes(
    context: Context, settings: Settings, records: Mapping[str, Record], files: Iterable[Path]
) -> Sequence[FileFixes]:
    """Write the fixes of files, all of one file or none; return them with what kept a file as it is."""
    if context.args.no_state:
        message = "--fix needs to know what was sent, and --no-state ignores it"
        raise UsageError(message, hint="drop --no-state")
    with context.terminal.working("fixing campaign files"):
        return [_written(each) for each in _fixes(context, settings, records, files)]


def count_fixes(context: Context, settings: Settings, records: Mapping[str, Record], files: Iterable[Path]) -> int:
    """Return how many fixes of these files would be written."""
    return sum(len(each.fixes) for each in _fixes(context, settings, records, files) if each.obstacle is None)


def _fixes(
    context: Context, settings: Settings, records: Mapping[str, Record], files: Iterable[Path]
) -> Iterator[FileFixes]:
    policy = read_policy(settings.folders, settings.root, settings.cache)
    lists = ListReader(leave_out=policy.leaves_out)
    sources = ListSources(RepositoryRoot(settings.root), remote_lists(context, settings), records, lists)
    return find_fixes(files, records, sources, DefaultsFiles(settings.directory, sources.repository))


def _written(fixes: FileFixes) -> FileFixes:
    if fixes.obstacle is not None:
        return fixes
    try:
        replace_content(fixes.file, fixes.data)
    except OSError as exc:
        return replace(fixes, obstacle=f"it can't be written: {exc.strerror or exc}")
    return fixes
