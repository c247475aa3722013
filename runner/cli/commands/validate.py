"""Checks the files, all of them or some, and says everything that is wrong."""

from runner.cli import exit_codes
from runner.cli import planning as review
from runner.cli.context import Context
from runner.cli.selection import chosen
from runner.config import discovery
from runner.findings import Findings
from runner.plan import desired, plan
from runner.plan import planner as plans
from runner.plan import policy as policies
from runner.plan.checks import public_lists as public
from runner.report.text import plan as text
from runner.report.text.colour import Ink


def run(context: Context) -> int:
    settings = context.settings()
    files = discovery.files(settings.directory)
    named = chosen(context.args.paths, files, settings.directory)
    recorded = {} if context.args.no_state else review.records(settings)
    with context.terminal.working("reading campaigns and contact lists"):
        elsewhere = review.elsewhere(context, settings)
        paths = sorted({*files, *named})
        loaded = desired.load(paths, settings.root, lists_of=named, elsewhere=elsewhere, records=recorded)
    shown = {settings.shown(path) for path in named}
    policy = policies.read(settings.folders, settings.root, settings.cache)
    public.check(loaded, policy, settings.root, context.environ)
    made = plans.make(loaded, recorded, context.now(), policy)
    changes = [change for change in made.changes if change.path in shown or not context.args.paths]
    findings = plan.merged([*(change.findings for change in changes), made.beside])
    contacts = sum(one.contacts.rows for one in loaded if one.contacts)
    if not files and not named:
        context.terminal.note(f"warning: there is no campaign file (*.yaml) in `{settings.shown(settings.directory)}`")
    context.terminal.say(_written(context, len(named), contacts, findings))
    return exit_codes.FINDINGS if findings.failed else 0


def _written(context: Context, campaigns: int, contacts: int, findings: Findings) -> str:
    match context.args.format:
        case "json":
            from runner.report import json_output as json

            return json.dumps(json.validation(campaigns, contacts, findings))
        case "sarif":
            from runner.report import json_output as json
            from runner.report import sarif

            return json.dumps(sarif.log(findings))
        case "github":
            from runner.report import annotations as github

            return github.annotations(findings) + text.totals(campaigns, contacts, findings)
        case "markdown":
            from runner.report.markdown import plan as markdown

            return markdown.validation(campaigns, contacts, findings)
        case _:
            return text.validation(campaigns, contacts, findings, Ink(context.terminal.color))
