"""Shows what apply would do, and does nothing else."""

from pathlib import Path

from runner.commands import review
from runner.context import Context
from runner.plan import Plan
from runner.report import json, text
from runner.report.ink import Ink

PENDING = 3


def run(context: Context) -> int:
    settings = context.settings()
    made = review.planned(context, settings, review.as_of(context))
    context.terminal.say(_written(context, made))
    if context.args.out is not None:
        write(made, Path(context.args.out))
    if made.findings.failed:
        return review.FINDINGS
    return PENDING if context.args.detailed_exitcode and made.pending else 0


def write(made: Plan, path: Path) -> None:
    """Write the plan as JSON, for `apply --expect`."""
    review.save(json.dumps(json.plan(made)), path, "the plan")


def _written(context: Context, made: Plan) -> str:
    match context.args.format:
        case "json":
            return json.dumps(json.plan(made))
        case "github":
            from runner.report import github

            return github.annotations(made.findings) + text.headline(made)
        case "markdown":
            from runner.report import markdown

            return markdown.plan(made)
        case _:
            return text.plan(made, width=context.terminal.width, ink=Ink(context.terminal.color))
