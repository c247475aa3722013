"""Shows what apply would do, and does nothing else."""

import argparse
from pathlib import Path

from runner.cli.context import Context
from runner.cli.exit_codes import FINDINGS, PENDING
from runner.cli.options import REVIEW_FORMATS, add_as_of, add_fetch, add_format, add_jobs, add_online, add_sandbox
from runner.cli.planning import as_of, current_plan, save_plan
from runner.plan.plan import Plan
from runner.report import json_output
from runner.report.emergency import emergency_annotations, of_plan
from runner.report.headline import headline
from runner.report.text.color import Ink
from runner.report.text.plan import plan_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser, REVIEW_FORMATS)
    add_as_of(parser)
    parser.add_argument("--detailed-exitcode", action="store_true", help="exit with 3 if changes are pending")
    parser.add_argument("--out", metavar="FILE", help="also write the plan as JSON, for apply --expect")
    parser.add_argument("--hours", action="store_true", help="also show launches without a clash by local time")
    add_fetch(parser)
    add_jobs(parser)
    add_online(parser)
    add_sandbox(parser)


def run(context: Context) -> int:
    settings = context.settings()
    with context.workers() as workers:
        plan = current_plan(context, settings, as_of(context), workers)
    write = context.terminal.show if context.args.format == "text" else context.terminal.say
    write(_rendered(context, plan))
    if context.args.out is not None:
        save_plan(plan, Path(context.args.out))
    if plan.findings.has_errors:
        return FINDINGS
    return PENDING if context.args.detailed_exitcode and plan.pending else 0


def _rendered(context: Context, plan: Plan) -> str:
    match context.args.format:
        case "json":
            return json_output.dumps(json_output.plan(plan))
        case "github":
            from runner.report import annotations

            urgent = emergency_annotations(of_plan(plan)) + annotations.hold_annotation(plan.hold)
            return urgent + annotations.annotations(plan.findings, context.docs()) + str(headline(plan))
        case "markdown":
            from runner.report.markdown.plan import plan_markdown

            return plan_markdown(plan, context.docs())
        case _:
            ink, every_hour = Ink(context.terminal.color), context.args.hours
            return plan_text(plan, width=context.terminal.width, ink=ink, every_hour=every_hour)
