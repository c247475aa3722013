"""Checks the files, all of them or some, and says everything that is wrong."""

from collections.abc import Sequence
from pathlib import Path

from runner.cli import planning as review
from runner.cli.context import Context
from runner.cli.settings import real
from runner.errors import UsageError
from runner.findings import Findings
from runner.plan import desired
from runner.plan import planner as plans
from runner.plan import policy as policies
from runner.plan.checks import public_lists as public
from runner.report.text import plan as text
from runner.report.text.colour import Ink


def run(context: Context) -> int:
    settings = context.settings()
    files = desired.files(settings.directory)
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
    findings = plans.merged([*(change.findings for change in changes), made.beside])
    contacts = sum(one.contacts.rows for one in loaded if one.contacts)
    if not files and not named:
        context.terminal.note(f"warning: there is no campaign file (*.yaml) in `{settings.shown(settings.directory)}`")
    context.terminal.say(_written(context, len(named), contacts, findings))
    return review.FINDINGS if findings.failed else 0


def chosen(written: Sequence[str], files: list[Path], directory: Path) -> list[Path]:
    """Give the files that were named, by themselves or by their folder; all where none was."""
    if not written:
        return files
    chosen: set[Path] = set()
    known = {real(str(file)): file for file in files}
    for name in written:
        path = real(name)
        if path.is_dir():
            within = [file for file in files if file.is_relative_to(path)]
            chosen.update(within or desired.files(path))
        elif not path.is_file():
            raise UsageError(f"there is no file `{name}`", hint="name campaign files, or a folder of them")
        elif path.suffix.lower() not in desired.SUFFIXES:
            raise UsageError(f"`{name}` isn't a campaign file", hint="a campaign file ends in .yaml or .yml")
        elif path.parent == directory and path.name in desired.POLICY:
            continue
        else:
            chosen.add(known.get(path, path))
    return sorted(chosen)


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
