"""Shows what apply would do, and does nothing else."""

from pathlib import Path

from runner.cli import exit_codes
from runner.cli.context import Context
from runner.cli.exit_codes import PENDING
from runner.cli.planning import as_of, planned, write
from runner.plan.plan import Plan
from runner.report import json_output
from runner.report.headline import headline
from runner.report.text.color import Ink
from runner.report.text.plan import plan_text


def run(context: Context) -> int:
    settings = context.settings()
    made = planned(context, settings, as_of(context))
    context.terminal.say(_written(context, made))
    if context.args.out is not None:
        write(made, Path(context.args.out))
    if made.findings.has_errors:
        return exit_codes.FINDINGS
    return PENDING if context.args.detailed_exitcode and made.pending else 0


def _written(context: Context, made: Plan) -> str:
    match context.args.format:
        case "json":
            return json_output.dumps(json_output.plan(made))
        case "github":
            from runner.report import annotations

            return annotations.annotations(made.findings) + str(headline(made))
        case "markdown":
            from runner.report.markdown.plan import plan_markdown

            return plan_markdown(made)
        case _:
            return plan_text(made, width=context.terminal.width, ink=Ink(context.terminal.color))
