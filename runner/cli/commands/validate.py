"""Checks campaign files, all or the named ones, and lists every problem."""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runner.cli import planning
from runner.cli.campaign_folder import campaign_files
from runner.cli.context import Context
from runner.cli.exit_codes import FINDINGS
from runner.cli.options import FINDINGS_FORMATS, FINDINGS_ONLY, add_fetch, add_format, add_jobs
from runner.cli.selection import defaults_files, fixable_files, selected_files
from runner.cli.settings import Settings
from runner.config.defaults import DefaultsFiles
from runner.config.hold import Hold
from runner.files.paths import RepositoryRoot
from runner.findings import Findings, Severity
from runner.formatting import count
from runner.plan.desired import Desired
from runner.plan.plan import Plan
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

if TYPE_CHECKING:
    from runner.plan.campaign_fixes import FileFixes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser, FINDINGS_FORMATS)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="campaign files or folders (default: all of DIR)")
    parser.add_argument("--no-state", action="store_true", help="check the files as if nothing were recorded")
    parser.add_argument("--fix", action="store_true", help="first write what has exactly one reading as it should be")
    add_fetch(parser)
    add_jobs(parser)


def run(context: Context) -> int:
    settings = context.settings()
    records = {} if context.args.no_state else planning.recorded_campaigns(settings)
    named = _named(context, settings, records)
    fixed = _fix(context, settings, records) if context.args.fix else None
    with context.workers() as workers:
        inputs = planning.read_inputs(context, settings, records, workers=workers, everything=True, named=named)
        plan = planning.planned(context, inputs)
    changes = [change for change in plan.changes if inputs.named is None or change.path in inputs.named]
    findings = Findings.merged(
        [
            *(change.findings for change in changes),
            plan.shared_findings,
            _unused_defaults(context, settings, plan, inputs.files),
        ]
    ).worst
    lists = [(change.desired.contacts, change.left_out) for change in changes if change.desired]
    rows, left_out = sum(read.rows for read, _ in lists if read), sum(left for read, left in lists if read)
    files = [file.path for file in inputs.files] if named is None else [settings.shown(path) for path in named]
    counts = ContactCounts(rows - left_out, left_out)
    checked = _Validation(files, counts, findings, plan.hold, of_plan(plan), fixed)
    write = context.terminal.show if context.args.format == "text" else context.terminal.say
    write(_rendered(context, checked))
    if context.args.format in FINDINGS_ONLY:
        _note_in_effect(context, checked)
    if findings.has_errors and not context.args.fix and context.terminal.err.isatty():
        _note_fixable(context, settings, records, findings)
    return FINDINGS if findings.has_errors else 0


def _named(context: Context, settings: Settings, records: Mapping[str, Record]) -> list[Path] | None:
    """Return the files that the command line names; None where it names none."""
    if not context.args.paths:
        return None
    return selected_files(context.args.paths, campaign_files(settings, records), settings)


def _fix(context: Context, settings: Settings, records: Mapping[str, Record]) -> Sequence["FileFixes"]:
    from runner.cli import campaign_fixes
    from runner.report.fixes import fixes_text

    campaigns = campaign_files(settings, records)
    files = fixable_files(context.args.paths, campaigns, settings)
    fixed = campaign_fixes.write_fixes(context, settings, records, files, campaigns)
    if context.args.format != "json":
        show = context.terminal.say if context.args.format == "text" else context.terminal.note
        show(fixes_text(fixed, Ink(context.terminal.color)) + "\n")
    return fixed


def _note_fixable(context: Context, settings: Settings, records: Mapping[str, Record], findings: Findings) -> None:
    """Say to whoever sits at a terminal how many fixes `--fix` would make in the files with errors."""
    from runner.cli import campaign_fixes

    campaigns = campaign_files(settings, records)
    wrong = {finding.path for finding in findings if finding.severity is Severity.ERROR}
    files = [path for path in fixable_files(context.args.paths, campaigns, settings) if settings.shown(path) in wrong]
    if number := campaign_fixes.count_fixes(context, settings, records, files, campaigns):
        context.terminal.note(f"`campaigns validate --fix` makes {count(number, 'fix')}: what has exactly one reading")


def _unused_defaults(context: Context, settings: Settings, plan: Plan, files: Iterable[Desired]) -> Findings:
    """Return the findings of files of defaults that no campaign uses: of all, or of those that are named."""
    defaults = DefaultsFiles(settings.directory, RepositoryRoot(settings.root))
    named = sorted(defaults_files(context.args.paths, settings))
    unused = defaults.unused(named, (settings.root / file.path for file in files))
    return unused.with_severities(plan.policy.severities)


@dataclass(frozen=True, slots=True)
class _Validation:
    """What validate shows: which campaign files and how many contacts were checked, findings, and what is in effect.

    `fixed` are the files with fixes, None without --fix.
    """

    files: Sequence[str]
    contacts: ContactCounts
    findings: Findings
    hold: Hold | None
    dialing: Sequence[Emergency]
    fixed: "Sequence[FileFixes] | None"


def _note_in_effect(context: Context, checked: _Validation) -> None:
    """Say what a format of findings alone leaves out: which campaigns dial before their time, and a HOLD."""
    hold = hold_words(checked.hold) if checked.hold else ""
    if text := emergency_text(checked.dialing) + hold:
        context.terminal.note(text)


def _rendered(context: Context, checked: _Validation) -> str:
    campaigns, contacts, findings = len(checked.files), checked.contacts, checked.findings
    hold, dialing = checked.hold, checked.dialing
    match context.args.format:
        case "json":
            from runner.report.json_output import dumps, validation

            body = validation(campaigns, contacts, findings)
            if checked.fixed is not None:
                from runner.report.fixes import fixes_json

                body |= fixes_json(checked.fixed)
            return dumps({**body, **emergency_json(dialing)})
        case "sarif":
            from runner.report import sarif
            from runner.report.json_output import dumps

            return dumps(sarif.log(findings, context.docs()))
        case "junit":
            from runner.report import junit

            return junit.document("campaigns validate", checked.files, findings)
        case "gitlab":
            from runner.report import code_quality
            from runner.report.json_output import dumps

            return dumps(code_quality.entries(findings))
        case "github":
            from runner.report import annotations

            listed = annotations.hold_annotation(hold) + annotations.annotations(findings, context.docs())
            held = f"{hold_words(hold)}\n" if hold else ""
            return emergency_annotations(dialing) + listed + held + totals(campaigns, contacts, findings)
        case "markdown":
            from runner.report.markdown.plan import validation_markdown

            return emergency_markdown(dialing) + validation_markdown(
                campaigns, contacts, findings, context.docs(), hold=hold
            )
        case _:
            ink = Ink(context.terminal.color)
            text = validation_text(campaigns, contacts, findings, ink, hold=hold, columns=context.terminal.columns)
            return emergency_text(dialing, ink) + text
