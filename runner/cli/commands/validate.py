"""Checks campaign files, all or the named ones, and lists every problem."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.cli import planning
from runner.cli.campaign_folder import campaign_files
from runner.cli.context import Context
from runner.cli.exit_codes import FINDINGS
from runner.cli.options import REVIEW_FORMATS, add_fetch, add_format, add_jobs
from runner.cli.selection import selected_files
from runner.cli.settings import Settings
from runner.config.hold import Hold
from runner.findings import Findings
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
    named = _named(context, settings, records)
    with context.workers() as workers:
        inputs = planning.read_inputs(context, settings, records, workers=workers, everything=True, named=named)
        plan = planning.planned(context, inputs)
    changes = [change for change in plan.changes if inputs.named is None or change.path in inputs.named]
    findings = Findings.merged([*(change.findings for change in changes), plan.shared_findings])
    lists = [(change.desired.contacts, change.left_out) for change in changes if change.desired]
    rows, left_out = sum(read.rows for read, _ in lists if read), sum(left for read, left in lists if read)
    files = len(inputs.files if named is None else named)
    counts = ContactCounts(rows - left_out, left_out)
    context.terminal.say(_rendered(context, _Validation(files, counts, findings, plan.hold, of_plan(plan))))
    return FINDINGS if findings.has_errors else 0


def _named(context: Context, settings: Settings, records: Mapping[str, Record]) -> list[Path] | None:
    """Return the files that the command line names; None where it names none."""
    if not context.args.paths:
        return None
    return selected_files(context.args.paths, campaign_files(settings, records), settings.directory)


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
