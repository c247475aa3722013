"""Campaign files whose keys and values have exactly one reading: counted, or written as they should be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from runner.cli.context import Context
from runner.cli.planning import remote_lists
from runner.cli.settings import Settings
from runner.config.discovery import is_defaults
from runner.contacts.reader import ListReader
from runner.errors import UsageError
from runner.files.atomic import replace_content
from runner.files.paths import RepositoryRoot
from runner.plan.campaign_fixes import FileFixes, FixSources, campaign_fixes, defaults_fixes
from runner.plan.campaign_list import ListSources
from runner.plan.policy import read_policy
from runner.state.record import Record


def write_fixes(
    context: Context,
    settings: Settings,
    records: Mapping[str, Record],
    files: Sequence[Path],
    campaigns: Sequence[Path],
) -> Sequence[FileFixes]:
    """Write the fixes of files, all of one file or none; return them with what kept a file as it is.

    `campaigns` are all that may have values from files of defaults.
    """
    if context.args.no_state:
        message = "--fix needs to know what was sent, and --no-state ignores it"
        raise UsageError(message, hint="drop --no-state")
    with context.terminal.working("fixing campaign files"):
        return [_written(each) for each in _fixes(context, settings, records, files, campaigns)]


def count_fixes(
    context: Context,
    settings: Settings,
    records: Mapping[str, Record],
    files: Sequence[Path],
    campaigns: Sequence[Path],
) -> int:
    """Return how many fixes of these files would be written."""
    fixes = _fixes(context, settings, records, files, campaigns)
    return sum(len(each.fixes) for each in fixes if each.obstacle is None)


def _fixes(
    context: Context,
    settings: Settings,
    records: Mapping[str, Record],
    files: Sequence[Path],
    campaigns: Sequence[Path],
) -> Iterator[FileFixes]:
    """Yield the fixes of files of defaults, and then, by what these are once they are written, of campaign files."""
    sources = _sources(context, settings, records, campaigns)
    given = [file for file in files if is_defaults(file)]
    yield from defaults_fixes(given, sources)
    yield from campaign_fixes([file for file in files if file not in given], sources)


def _sources(
    context: Context, settings: Settings, records: Mapping[str, Record], campaigns: Sequence[Path]
) -> FixSources:
    policy = read_policy(settings.folders, settings.root, settings.cache)
    repository, lists = RepositoryRoot(settings.root), ListReader(leave_out=policy.leaves_out)
    elsewhere = remote_lists(context, settings)
    return FixSources(settings.directory, campaigns, records, ListSources(repository, elsewhere, records, lists))


def _written(fixes: FileFixes) -> FileFixes:
    if fixes.obstacle is not None:
        return fixes
    try:
        replace_content(fixes.file, fixes.data)
    except OSError as exc:
        return replace(fixes, obstacle=f"it can't be written: {exc.strerror or exc}")
    return fixes
