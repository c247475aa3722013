"""Splits a campaign by time zone: one campaign file per zone, each starting within calling hours."""

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from runner import timezones
from runner.calling_hours import split
from runner.calling_hours.split import PartFiles
from runner.cli.context import Context
from runner.cli.options import add_fetch, add_format
from runner.cli.planning import read_inputs, recorded_campaigns
from runner.cli.selection import campaign_file
from runner.cli.settings import Settings
from runner.config import split_marker
from runner.config.split_marker import OLD_SUFFIX
from runner.contacts.csvfile import opening
from runner.errors import RefusedError, StoreError, UsageError
from runner.files.paths import real_path
from runner.findings import Severity
from runner.formatting import count, one_line
from runner.plan.change import Change
from runner.plan.desired import load_files
from runner.plan.inputs import Inputs
from runner.plan.planner import build_plan
from runner.report.json_output import VERSION


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("file", metavar="FILE", help="the campaign file; it is renamed to FILE.split")
    parser.add_argument("--by", choices=("zone",), required=True, help="how to split")
    parser.add_argument("--dry-run", action="store_true", help="show the parts, and write nothing")
    add_fetch(parser)


def run(context: Context) -> int:
    settings = context.settings()
    if not context.args.dry_run:
        split_marker.finish(real_path(context.args.file))
        split_marker.finish(real_path(str(settings.root / context.args.file)))
    file = campaign_file(context.args.file, settings, hint="name a campaign's file")
    if not context.args.dry_run:
        split_marker.discard(file, settings.root)
    inputs = read_inputs(context, settings, recorded_campaigns(settings))
    change = next(change for change in build_plan(inputs).changes if change.path == settings.shown(file))
    parts = _parts(change, inputs)
    _check_free(file, parts, settings)
    with context.terminal.working("checking the parts"):
        _check_parts(file, change, parts, inputs, settings)
    if not context.args.dry_run:
        _write(file, parts, settings.root)
    context.terminal.say(_output(context, file, parts, change.left_out, settings))
    return 0


def _parts(change: Change, inputs: Inputs) -> tuple[PartFiles, ...]:
    if not change.would_send or change.record is not None:
        hint = "only a campaign that wasn't sent yet can be split"
        raise RefusedError(f"`{change.path}` is recorded or has errors", hint=hint)
    desired, assessment = change.desired, change.hours
    if (
        desired is None
        or desired.document is None
        or desired.campaign is None
        or desired.contacts is None
        or assessment is None
    ):
        raise RefusedError(f"`{change.path}` has errors, or its list wasn't read", hint="see `campaigns validate`")
    with opening.open_list(desired.contacts.csv) as given:
        if given.encrypted or "://" in desired.campaign.contacts.path:
            raise RefusedError(
                "the list is encrypted or kept outside the repository; its parts would be written here in plain text",
                hint="split the list where it comes from",
            )
    if not assessment.alternatives.split:
        why = "its start breaks no rule" if assessment.passed else "no split is within calling hours"
        hint = "`campaigns plan` shows when each zone is called"
        raise RefusedError(f"`{change.path}` isn't split: {why}", hint=hint)
    parts = assessment.alternatives.split
    return split.split_campaign(
        desired.document,
        desired.campaign,
        desired.contacts,
        parts,
        assessment.calling.start.year,
        inputs.policy.rulebook.mobile_numbers,
        taken={*inputs.records, *(other.name for other in inputs.files if other.name)},
    )


def _targets(file: Path, parts: Sequence[PartFiles]) -> list[Path]:
    """Return every path that the split writes, the old file's new name last."""
    written = [file.parent / name for part in parts for name in (part.list_name, part.name)]
    return [*written, file.with_name(file.name + OLD_SUFFIX)]


def _check_free(file: Path, parts: Sequence[PartFiles], settings: Settings) -> None:
    """Refuse names that are too long, or taken in any case other than by what an unfinished split has written."""
    if long := next((target for target in _targets(file, parts) if not split_marker.fits(target)), None):
        message = f"`{one_line(settings.shown(long))}`, a part's file, would have too long a name: nothing was written"
        raise UsageError(message, hint="give the campaign file and its list shorter names")
    leftovers = {file.parent / name for name in split_marker.parts(file)}
    try:
        existing = {
            folder / name.casefold()
            for folder in {target.parent for target in _targets(file, parts)}
            for name in os.listdir(folder)  # noqa: PTH208
        }
    except OSError as exc:
        raise StoreError(f"a folder can't be read: {exc.strerror}", hint="check the folder's permissions") from exc
    conflicts = [
        target
        for target in _targets(file, parts)
        if target not in leftovers and target.with_name(target.name.casefold()) in existing
    ]
    if conflicts:
        more = f", and {count(len(conflicts) - 1, 'more file')} of the parts" if len(conflicts) > 1 else ""
        raise UsageError(
            f"`{one_line(settings.shown(conflicts[0]))}` exists already{more}: nothing was written",
            hint="rename it, or delete it if an earlier split left it",
        )


def _check_parts(file: Path, change: Change, parts: Sequence[PartFiles], inputs: Inputs, settings: Settings) -> None:
    """Plan with the parts in place of the old file, in a temporary folder; refuse where one has an error of its own."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="campaigns-split-") as name:
        root = Path(name).resolve()
        folder = root / PurePosixPath(settings.shown(file)).parent
        for part in parts:
            _stage(folder / part.list_name, part.list, root)
            _stage(folder / part.name, part.text.encode(), root)
        staged = load_files([folder / part.name for part in parts], root, leave_out=inputs.policy.leaves_out)
        others = [other for other in inputs.files if other.path != change.path]
        plan = build_plan(replace(inputs, files=(*others, *staged)))
    paths = {desired.path for desired in staged}
    checked = [each for each in plan.changes if each.path in paths]
    for each in checked:
        error = next((finding for finding in each.findings if finding.severity is Severity.ERROR), None)
        if error is not None or each.action != "create":
            reason = f"{error.message} ({error.code})" if error else each.action
            raise RefusedError(f"`{each.path}` would have an error: {reason}", hint="fix that in the old file first")
    if sum(each.rows or 0 for each in checked) != change.rows:
        raise RefusedError("the parts don't have every contact of the list once", hint="report this as a bug")


def _stage(path: Path, content: bytes, root: Path) -> None:
    path = Path(os.path.normpath(path))
    if not path.is_relative_to(root):
        raise RefusedError(
            f"the part's file `{path.name}` would be outside the repository", hint="move the list into it"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write(file: Path, parts: Sequence[PartFiles], root: Path) -> None:
    """Write all parts or none. They count from the moment at which the old file is renamed, in one step."""
    targets = _targets(file, parts)
    try:
        split_marker.write(file, [os.path.relpath(path, file.parent) for path in targets[:-1]])
        contents = [content for part in parts for content in (part.list, part.text.encode())]
        for path, content in zip(targets[:-1], contents, strict=True):
            with split_marker.draft(path) as draft:
                draft.file.write(content)
                draft.commit(path, new=True)
        file.rename(targets[-1])
        split_marker.marker(file).unlink()
    except BaseException as exc:
        if file.exists():
            split_marker.discard(file, root)
        if not isinstance(exc, OSError):
            raise
        hint = "check the folder's permissions and the space on its disk"
        raise StoreError(f"the parts can't be written: {exc.strerror}", hint=hint) from exc


def _output(context: Context, file: Path, parts: Sequence[PartFiles], left_out: int, settings: Settings) -> str:
    old, dry = settings.shown(file.with_name(file.name + OLD_SUFFIX)), context.args.dry_run
    paths = [settings.shown(file.with_name(part.name)) for part in parts]
    if context.args.format == "json":
        campaigns = [_as_json(path, part) for path, part in zip(paths, parts, strict=True)]
        result = {"version": VERSION, "campaigns": campaigns, "leftOut": left_out, "left": old, "dryRun": dry}
        return json.dumps(result)
    lines = [
        f"{one_line(path)}: {count(part.contacts, 'contact')}, starts {timezones.format_local(part.start)}"
        for path, part in zip(paths, parts, strict=True)
    ]
    if left_out:
        lines.append(f"{count(left_out, 'contact')} left out of what is sent: in no part")
    last = "dry run: nothing was written" if dry else f"{one_line(old)}: the old file, no longer a campaign; delete it"
    return "\n".join([*lines, last, ""])


def _as_json(path: str, part: PartFiles) -> dict[str, Any]:
    return {
        "path": path,
        "campaignName": part.campaign_name,
        "contacts": part.contacts,
        "launchAt": timezones.format_utc(part.start),
        "scheduledDate": f"{part.start:%Y-%m-%d}",
        "scheduledTime": f"{part.start:%H:%M:%S}",
        "scheduledTimezone": part.zone,
    }
