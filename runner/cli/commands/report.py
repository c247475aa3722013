"""Writes the plan as an HTML page."""

import argparse
import json
from pathlib import Path

from runner.cli.context import Context
from runner.cli.options import add_as_of, add_fetch, add_format
from runner.cli.planning import as_of, current_plan, save
from runner.formatting import one_line
from runner.report import json_output
from runner.report.html.links import links
from runner.report.html.page import page
from runner.report.plan_view import view_plan

PAGE = "plan.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument(
        "--html", metavar="FILE", default=PAGE, help=f"the file to write ({PAGE}); the page is self-contained"
    )
    add_as_of(parser)
    add_fetch(parser)


def run(context: Context) -> int:
    settings = context.settings()
    path = Path(context.args.html)
    plan = current_plan(context, settings, as_of(context))
    save(page(view_plan(plan), links(context.environ, context.docs())), path, "the page")
    if context.args.format == "json":
        context.terminal.say(json.dumps({"version": json_output.VERSION, "html": str(path)}))
    else:
        context.terminal.say(f"written: {one_line(str(path))}")
    return 0
