"""Splits a campaign: one campaign file per time zone, waves of some sizes, or both."""

import argparse
import os
from dataclasses import replace
from pathlib import Path, PurePath

from runner.cli.context import Context
from runner.cli.options import add_fetch, add_format
from runner.cli.planning import read_inputs, recorded_campaigns
from runner.cli.selection import campaign_file
from runner.cli.settings import Settings
from runner.cli.split_options import BY_BOTH, BY_SIZE, BY_ZONE, SplitOptions, add_split_options, split_options
from runner.config import split_marker
from runner.config.defaults import defaults_of
from runner.config.split_marker import OLD_SUFFIX
from runner.errors import RefusedError, StoreError, UsageError
from runner.files.paths import real_path
from runner.formatting import shell_quote
from runner.plan.change import Change
from runner.plan.inputs import Inputs
from runner.plan.planner import build_plan
from runner.report.split import SplitReport, hours_notes, new_warnings, split_json, split_text
from runner.split.by_size import split_by_size
from runner.split.by_zone import split_by_zone
from runner.split.by_zone_and_size import split_by_zone_and_size
from runner.split.check import check_parts
from runner.split.lock import locked
from runner.split.part import Division
from runner.split.part_files import stage_parts
from runner.split.part_names import name_parts
from runner.split.source import Source, source_of, unreadable
from runner.split.staging import open_staging
from runner.split.wave_order import default_seed
from runner.split.writer import check_free, write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("file", metavar="FILE", help="the campaign file; it is renamed to FILE.split")
    add_split_options(parser)
    parser.add_argument("--dry-run", action="store_true", help="show the parts, and write nothing")
    add_fetch(parser)


def run(context: Context) -> int:
    options = split_options(context.args)
    settings = context.settings()
    if context.args.dry_run:
        return _split(context, settings, _campaign_file(context, settings), options)
    split_marker.finish(real_path(context.args.file))
    split_marker.finish(real_path(str(settings.root / context.args.file)))
    with locked(_campaign_file(context, settings).parent):
        file = _campaign_file(context, settings)  # another split may have renamed it
        split_marker.discard(file, settings.root)
        return _split(context, settings, file, options)


def _campaign_file(context: Context, settings: Settings) -> Path:
    return campaign_file(context.args.file, settings, hint="name a campaign's file")


def _split(context: Context, settings: Settings, file: Path, options: SplitOptions) -> int:
    inputs = read_inputs(context, settings, recorded_campaigns(settings), everything=True)
    change = next(change for change in build_plan(inputs).changes if change.path == settings.shown(file))
    source = source_of(change)
    options = _decided(context, options, change, source)
    division = _division(change, source, inputs, options)
    taken = {*inputs.records, *(other.name for other in inputs.files if other.name)}
    names = name_parts(source.path, source.campaign, [part.label for part in division.parts], taken)
    check_free(file, names, settings.root)
    with open_staging(source.path) as staging:
        with context.terminal.working("writing and checking the parts"):
            parts = stage_parts(source, division, names, staging)
            checked = check_parts(change, parts, inputs, staging)
        if not context.args.dry_run:
            write(file, parts, settings.root, options.given)
    defaults = defaults_of(source.document)
    report = SplitReport(
        path=source.path,
        name=source.campaign.campaignName,
        defaults=defaults.path if defaults else None,
        parts=parts,
        waves=options.waves,
        left_out=change.left_out,
        renamed=settings.shown(file.with_name(file.name + OLD_SUFFIX)),
        dry_run=context.args.dry_run,
        tracked=_is_tracked(context, settings, source) if options.waves else None,
        from_here=lambda path: _from_here(settings.root.resolve() / path),
    )
    context.terminal.say(split_json(report) if context.args.format == "json" else split_text(report))
    hints = hours_notes(change, checked) if options.by == BY_SIZE else ()
    for line in (*new_warnings(change, checked), *hints):
        context.terminal.note(line)
    return 0


def _decided(context: Context, options: SplitOptions, change: Change, source: Source) -> SplitOptions:
    """Return the options with what the command line leaves open: by what to split, and the seed."""
    if options.by is None:
        if not (change.hours and change.hours.alternatives.split):
            raise UsageError(
                f"`{source.path}` can't be split by time zone, and no sizes are given",
                hint=f"for waves, run `campaigns split {shell_quote(source.path)} --sizes 50,500,rest`",
            )
        context.terminal.note("split by time zone, as no single start suits all contacts; for waves, add --sizes")
        return replace(options, by=BY_ZONE)
    if options.waves and options.random and options.waves.seed is None:
        return replace(options, waves=replace(options.waves, seed=default_seed(source)))
    return options


def _division(change: Change, source: Source, inputs: Inputs, options: SplitOptions) -> Division:
    if options.waves and options.by == BY_SIZE:
        return split_by_size(source, options.waves)
    assessment = change.hours
    if assessment is None:
        raise unreadable(change)
    if not assessment.alternatives.split:
        why = "its start breaks no rule" if assessment.passed else "no split is within calling hours"
        hint = "`campaigns plan` shows when each zone is called"
        if assessment.passed and options.by == BY_BOTH:
            hint = "use --by size: one start suits every time zone"
        raise RefusedError(f"`{change.path}` isn't split: {why}", hint=hint)
    parts, year = assessment.alternatives.split, assessment.calling.start.year
    mobile = inputs.policy.rulebook.mobile_numbers
    if options.waves:
        return split_by_zone_and_size(source, parts, year, mobile, options.waves)
    return split_by_zone(source, parts, year, mobile)


def _is_tracked(context: Context, settings: Settings, source: Source) -> bool | None:
    """Tell whether git has the old file; None where the folder is in no git repository, or git isn't installed."""
    from runner import git

    try:
        done = git.call(settings.root, "ls-files", "--error-unmatch", "--", source.path, environ=context.environ)
    except StoreError:
        return None
    return done.returncode == 0 if done.returncode in (0, 1) else None


def _from_here(path: Path) -> str:
    """Return a path as a command in the current folder takes it, with forward slashes."""
    try:
        return PurePath(os.path.relpath(path)).as_posix()
    except (OSError, ValueError):  # another drive, or no current folder
        return path.as_posix()
