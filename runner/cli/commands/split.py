"""Splits a campaign by time zone: one campaign file per zone, each starting within calling hours."""

import argparse
import json
import os
from pathlib import Path

from runner.calling_hours import split
from runner.calling_hours.rules.rulebook import MobileNumbers
from runner.calling_hours.split import PartFiles
from runner.cli.context import Context
from runner.cli.options import add_fetch, add_format
from runner.cli.planning import read_inputs, recorded_campaigns
from runner.cli.selection import campaign_file
from runner.contacts.csvfile import opening
from runner.errors import RefusedError, StoreError, UsageError
from runner.files.atomic import AtomicFile
from runner.formatting import count, one_line
from runner.plan.change import Change
from runner.plan.planner import build_plan
from runner.report.json_output import VERSION

OLD_SUFFIX = ".split"
"""Appended to the old file's name, so that it is no campaign file any more."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("file", metavar="FILE", help="the campaign file; it is renamed to FILE.split")
    parser.add_argument("--by", choices=("zone",), required=True, help="how to split")
    add_fetch(parser)


def run(context: Context) -> int:
    settings = context.settings()
    file = campaign_file(context.args.file, settings, hint="name a campaign's file")
    inputs = read_inputs(context, settings, recorded_campaigns(settings))
    plan = build_plan(inputs)
    change = next(change for change in plan.changes if change.path == settings.shown(file))
    parts = _parts(change, inputs.policy.rulebook.mobile_numbers)
    _write(file, parts)
    written = [settings.shown(file.with_name(part.name)) for part in parts]
    old = settings.shown(file.with_name(file.name + OLD_SUFFIX))
    if context.args.format == "json":
        campaigns = [{"path": path, "contacts": p.contacts} for path, p in zip(written, parts, strict=True)]
        context.terminal.say(json.dumps({"version": VERSION, "campaigns": campaigns, "left": old}))
    else:
        pairs = zip(written, parts, strict=True)
        lines = [f"{one_line(path)}: {count(part.contacts, 'contact')}" for path, part in pairs]
        context.terminal.say("\n".join([*lines, f"{one_line(old)}: the old file, no longer a campaign; delete it", ""]))
    return 0


def _parts(change: Change, mobile: MobileNumbers) -> tuple[PartFiles, ...]:
    if not change.would_send or change.action == "unknown":
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
    parts, year = assessment.alternatives.split, assessment.calling.start.year
    return split.split_campaign(desired.document, desired.campaign, desired.contacts, parts, year, mobile)


def _write(file: Path, parts: tuple[PartFiles, ...]) -> None:
    """Write all parts or none; the old file is renamed last, and parts are deleted where a later step fails."""
    written: list[Path] = []
    try:
        for part in parts:
            for path, content in (
                (file.parent / part.list_name, part.list),
                (file.with_name(part.name), part.text.encode()),
            ):
                with AtomicFile(path.parent, 0o644) as draft:
                    draft.file.write(content)
                    draft.commit(path, new=True)
                written.append(path)
        os.link(file, file.with_name(file.name + OLD_SUFFIX))
        file.unlink()
    except OSError as exc:
        for path in written:
            path.unlink(missing_ok=True)
        if isinstance(exc, FileExistsError):
            raise UsageError("a part's file exists already", hint="delete what an earlier split wrote") from exc
        raise StoreError(f"the parts can't be written: {exc.strerror}", hint="check the folder's permissions") from exc
