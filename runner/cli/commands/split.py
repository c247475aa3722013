"""Splits a campaign: one campaign file per time zone, or waves of some sizes."""

import argparse
import json
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from runner import timezones
from runner.cli.context import Context
from runner.cli.options import add_fetch, add_format
from runner.cli.planning import read_inputs, recorded_campaigns
from runner.cli.selection import campaign_file
from runner.cli.settings import Settings
from runner.config import split_marker
from runner.config.split_marker import OLD_SUFFIX
from runner.errors import RefusedError, UsageError
from runner.files.paths import real_path
from runner.findings import Severity
from runner.formatting import count, one_line, quoted
from runner.plan.change import Change
from runner.plan.inputs import Inputs
from runner.plan.planner import build_plan
from runner.report.json_output import VERSION
from runner.split.by_size import Waves, split_by_size
from runner.split.by_zone import split_by_zone
from runner.split.check import check_parts
from runner.split.part import Division
from runner.split.part_files import PartFiles, stage_parts
from runner.split.part_names import name_parts
from runner.split.source import Source, source_of, unreadable
from runner.split.staging import open_staging
from runner.split.writer import check_free, write

_SIZES = re.compile(r"[1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*(,rest)?")
_EVERY = re.compile(r"([1-9][0-9]{0,3})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("file", metavar="FILE", help="the campaign file; it is renamed to FILE.split")
    parser.add_argument("--by", choices=("zone", "size"), required=True, help="how to split")
    parser.add_argument(
        "--sizes",
        metavar="N,…",
        help="with --by size: how many contacts each wave has; end with `rest`, or the last size repeats",
    )
    parser.add_argument(
        "--every", metavar="TIME", help="with --by size: local time from one launch to the next: 12h, 1d (default), 1w"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the parts, and write nothing")
    add_fetch(parser)


def run(context: Context) -> int:
    waves, options = _waves(context.args)
    settings = context.settings()
    if not context.args.dry_run:
        split_marker.finish(real_path(context.args.file))
        split_marker.finish(real_path(str(settings.root / context.args.file)))
    file = campaign_file(context.args.file, settings, hint="name a campaign's file")
    if not context.args.dry_run:
        split_marker.discard(file, settings.root)
    inputs = read_inputs(context, settings, recorded_campaigns(settings), everything=True)
    change = next(change for change in build_plan(inputs).changes if change.path == settings.shown(file))
    source = source_of(change)
    division = _division(change, source, inputs, waves)
    taken = {*inputs.records, *(other.name for other in inputs.files if other.name)}
    names = name_parts(source.path, source.campaign, [part.label for part in division.parts], taken)
    check_free(file, names, settings.root)
    with open_staging(source.path) as staging:
        with context.terminal.working("writing and checking the parts"):
            parts = stage_parts(source, division, names, staging)
            checked = check_parts(change, parts, inputs, staging)
        if not context.args.dry_run:
            write(file, parts, settings.root, options)
    context.terminal.say(_output(context, file, parts, change.left_out, settings))
    _note_warnings(context, change, checked)
    return 0


def _waves(args: argparse.Namespace) -> tuple[Waves | None, str]:
    """Return the waves that the command line asks for, None for a split by zone, and the options for a later run."""
    if args.by == "zone":
        if args.sizes is not None or args.every is not None:
            raise UsageError("--sizes and --every belong to --by size")
        return None, "--by zone"
    sizes = re.sub(r"\s", "", args.sizes or "")
    if not _SIZES.fullmatch(sizes):
        raise UsageError(
            f"--sizes {quoted(args.sizes)} isn't a list of sizes" if args.sizes else "--by size needs --sizes",
            hint="write how many contacts each wave has, such as --sizes 50,500,rest, or --sizes 10000 for all waves",
        )
    every = _EVERY.fullmatch("1d" if args.every is None else args.every)
    if every is None:
        raise UsageError(
            f"--every {quoted(args.every)} isn't a time between launches",
            hint="write hours, days or weeks, such as 12h, 1d or 1w",
        )
    numbers = tuple(int(size) for size in sizes.split(",") if size != "rest")
    step = int(every[1]) * _UNITS[every[2]]
    return Waves(numbers, sizes.endswith("rest"), step), f"--by size --sizes {sizes} --every {every[0]}"


def _division(change: Change, source: Source, inputs: Inputs, waves: Waves | None) -> Division:
    if waves is not None:
        return split_by_size(source, waves)
    assessment = change.hours
    if assessment is None:
        raise unreadable(change)
    if not assessment.alternatives.split:
        why = "its start breaks no rule" if assessment.passed else "no split is within calling hours"
        hint = "`campaigns plan` shows when each zone is called"
        raise RefusedError(f"`{change.path}` isn't split: {why}", hint=hint)
    parts, year = assessment.alternatives.split, assessment.calling.start.year
    return split_by_zone(source, parts, year, inputs.policy.rulebook.mobile_numbers)


def _output(context: Context, file: Path, parts: Sequence[PartFiles], left_out: int, settings: Settings) -> str:
    old, dry = settings.shown(file.with_name(file.name + OLD_SUFFIX)), context.args.dry_run
    paths = [settings.shown(file.with_name(part.names.file)) for part in parts]
    if context.args.format == "json":
        campaigns = [_as_json(path, part) for path, part in zip(paths, parts, strict=True)]
        result = {"version": VERSION, "campaigns": campaigns, "leftOut": left_out, "left": old, "dryRun": dry}
        return json.dumps(result)
    lines = [
        f"{one_line(path)}: {count(part.contacts, 'contact')}, starts {timezones.format_local(part.part.start)}"
        for path, part in zip(paths, parts, strict=True)
    ]
    if left_out:
        lines.append(f"{count(left_out, 'contact')} left out of what is sent: in no part")
    last = "dry run: nothing was written" if dry else f"{one_line(old)}: the old file, no longer a campaign; delete it"
    return "\n".join([*lines, last, ""])


def _as_json(path: str, part: PartFiles) -> dict[str, Any]:
    return {
        "path": path,
        "campaignName": part.names.campaign,
        "contacts": part.contacts,
        "launchAt": timezones.format_utc(part.part.start),
        "scheduledDate": f"{part.part.start:%Y-%m-%d}",
        "scheduledTime": f"{part.part.start:%H:%M:%S}",
        "scheduledTimezone": part.part.zone,
    }


def _note_warnings(context: Context, change: Change, parts: Sequence[Change]) -> None:
    """Name the warnings of parts that the old file doesn't have: a later start may be on a holiday."""
    old = {finding.code for finding in change.findings}
    for part in parts:
        new = {finding.code for finding in part.findings if finding.severity is Severity.WARNING} - old
        if new:
            codes = ", ".join(sorted(new))
            context.terminal.note(f"warning: `{one_line(part.path)}` has {codes}: `campaigns plan` shows why")
