"""Checks campaign files, all or the named ones, and lists every problem."""

import argparse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.cli import planning
from runner.cli.campaign_folder import campaign_files, of_other_folders
from runner.cli.context import Context
from runner.cli.exit_codes import FINDINGS
from runner.cli.options import REVIEW_FORMATS, add_fetch, add_format, add_jobs
from runner.cli.selection import selected_files
from runner.cli.settings import Settings
from runner.config.hold import Hold, find_hold
from runner.findings import Findings
from runner.jobs.workers import Workers
from runner.plan.campaign_files import load_files
from runner.plan.checks import public_lists
from runner.plan.inputs import Inputs
from runner.plan.plan import Plan
from runner.plan.policy import read_policy
from runner.report.emergency import (
    Emergency,
    emergency_annotations,
    emergency_json,
    emergency_markdown,
    emergency_text,
    of_plan,
)
from runner.report.headline import ContactCounts, hold_words
from runner.report.text.color import Ink
from runner.report.text.plan import totals, validation_text
from runner.state.record import Record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser, (*REVIEW_FORMATS, "sarif"))
    parser.add_argument("paths", nargs="*", metavar="PATH", help="campaign files or folders (default: all of DIR)")
    parser.add_argument("--no-state", action="store_true", help="check the files as if nothing were recorded")
    add_fetch(parser)
    add_jobs(parser)


def run(context: Context) -> int:
    settings = context.settings()
    records = {} if context.args.no_state else planning.recorded_campaigns(settings)
    paths = campaign_files(settings, records)
    selected = selected_files(context.args.paths, paths, settings.directory)
    everything = sorted({*paths, *selected}) if context.args.paths else paths
    with context.workers() as workers:
        plan = _plan(context, settings, records, everything, selected, workers)
    shown = {settings.shown(path) for path in selected}
    changes = [change for change in plan.changes if change.path in shown or not context.args.paths]
    findings = Findings.merged([*(change.findings for change in changes), plan.shared_findings])
    lists = [(change.desired.contacts, change.left_out) for change in plan.changes if change.desired]
    rows, left_out = sum(read.rows for read, _ in lists if read), sum(left for read, left in lists if read)
    counts = ContactCounts(rows - left_out, left_out)
    if not paths and not selected:
        context.terminal.note(planning.no_files(settings))
    context.terminal.say(_rendered(context, _Validation(len(selected), counts, findings, plan.hold, of_plan(plan))))
    return FINDINGS if findings.has_errors else 0


def _plan(
    context: Context,
    settings: Settings,
    records: Mapping[str, Record],
    paths: Sequence[Path],
    selected: Collection[Path],
    workers: Workers,
) -> Plan:
    """Return the plan of all files, in which only the lists of those selected are read."""
    with context.terminal.working("reading campaigns") as progress:
        policy = read_policy(settings.folders, settings.root, settings.cache)
        files = load_files(
            paths,
            settings.root,
            lists_of=selected,
            elsewhere=planning.remote_lists(context, settings),
            records=records,
            leave_out=policy.leaves_out,
            workers=workers,
            progress=progress,
        )
        workers.end_processes()
    public_lists.check_public_lists(files, policy, settings.root, context.environ)
    hold = find_hold(settings.folders, settings.root)
    elsewhere = of_other_folders(settings, records)
    inputs = Inputs(
        tuple(files), policy, records, context.now(), hold=hold, elsewhere=elsewhere, cluster=workers.cluster
    )
    return planning.planned(context, inputs)


@dataclass(frozen=True, slots=True)
class _Validation:
    """What validate shows: how many campaigns and contacts were checked, what was found, and what is in effect."""

    campaigns: int
    contacts: ContactCounts
    findings: Findings
    hold: Hold | None
    dialing: Sequence[Emergency]


def _rendered(context: Context, checked: _Validation) -> str:
    campaigns, contacts, findings = checked.campaigns, checked.contacts, checked.findings
    hold, dialing = checked.hold, checked.dialing
    match context.args.format:
        case "json":
            from runner.report.json_output import dumps, validation

            return dumps({**validation(campaigns, contacts, findings), **emergency_json(dialing)})
        case "sarif":
            from runner.report import sarif
            from runner.report.json_output import dumps

            return dumps(sarif.log(findings))
        case "github":
            from runner.report import annotations

            listed = annotations.hold_annotation(hold) + annotations.annotations(findings)
            held = f"{hold_words(hold)}\n" if hold else ""
            return emergency_annotations(dialing) + listed + held + totals(campaigns, contacts, findings)
        case "markdown":
            from runner.report.markdown.plan import validation_markdown

            return emergency_markdown(dialing) + validation_markdown(campaigns, contacts, findings, hold=hold)
        case _:
            ink = Ink(context.terminal.color)
            return emergency_text(dialing, ink) + validation_text(campaigns, contacts, findings, ink, hold=hold)
