"""Checks the files, all of them or some, and says everything that is wrong."""

from runner.cli import exit_codes, planning
from runner.cli.context import Context
from runner.cli.selection import chosen
from runner.config import discovery
from runner.findings import Findings
from runner.plan import desired, plan
from runner.plan.checks.public_lists import check_public_lists
from runner.plan.planner import build_plan
from runner.plan.policy import read_policy
from runner.report.text.color import Ink
from runner.report.text.plan import totals, validation_text


def run(context: Context) -> int:
    settings = context.settings()
    files = discovery.files(settings.directory)
    named = chosen(context.args.paths, files, settings.directory)
    recorded = {} if context.args.no_state else planning.recorded_campaigns(settings)
    with context.terminal.working("reading campaigns and contact lists"):
        elsewhere = planning.remote_lists(context, settings)
        paths = sorted({*files, *named})
        loaded = desired.load(paths, settings.root, lists_of=named, elsewhere=elsewhere, records=recorded)
    shown = {settings.shown(path) for path in named}
    policy = read_policy(settings.folders, settings.root, settings.cache)
    check_public_lists(loaded, policy, settings.root, context.environ)
    made = build_plan(loaded, recorded, context.now(), policy)
    changes = [change for change in made.changes if change.path in shown or not context.args.paths]
    findings = plan.merged([*(change.findings for change in changes), made.beside])
    contacts = sum(one.contacts.rows for one in loaded if one.contacts)
    if not files and not named:
        context.terminal.note(f"warning: there is no campaign file (*.yaml) in `{settings.shown(settings.directory)}`")
    context.terminal.say(_written(context, len(named), contacts, findings))
    return exit_codes.FINDINGS if findings.has_errors else 0


def _written(context: Context, campaigns: int, contacts: int, findings: Findings) -> str:
    match context.args.format:
        case "json":
            from runner.report.json_output import dumps, validation

            return dumps(validation(campaigns, contacts, findings))
        case "sarif":
            from runner.report import sarif
            from runner.report.json_output import dumps, validation

            return dumps(sarif.log(findings))
        case "github":
            from runner.report import annotations

            return annotations.annotations(findings) + totals(campaigns, contacts, findings)
        case "markdown":
            from runner.report.markdown.plan import validation_markdown

            return validation_markdown(campaigns, contacts, findings)
        case _:
            return validation_text(campaigns, contacts, findings, Ink(context.terminal.color))
