"""Shows what apply would do, and does nothing else."""

from pathlib import Path

from runner.cli import exit_codes
from runner.cli import planning as review
from runner.cli.context import Context
from runner.cli.exit_codes import PENDING
from runner.cli.planning import write
from runner.plan.plan import Plan
from runner.report import json_output as json
from runner.report.text import plan as text
from runner.report.text.colour import Ink


def run(context: Context) -> int:
    settings = context.settings()
    made = review.planned(context, settings, review.as_of(context))
    context.terminal.say(_written(context, made))
    if context.args.out is not None:
        write(made, Path(context.args.out))
    if made.findings.failed:
        return exit_codes.FINDINGS
    return PENDING if context.args.detailed_exitcode and made.pending else 0


def _written(context: Context, made: Plan) -> str:
    match context.args.format:
        case "json":
            return json.dumps(json.plan(made))
        case "github":
            from runner.report import annotations as github

            return github.annotations(made.findings) + text.headline(made)
        case "markdown":
            from runner.report.markdown import plan as markdown

            return markdown.plan(made)
        case _:
            return text.plan(made, width=context.terminal.width, ink=Ink(context.terminal.color))
