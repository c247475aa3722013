"""Writes the plan as a page to look at."""

import json
from pathlib import Path

from runner.cli.context import Context
from runner.cli.planning import as_of, planned, save
from runner.formatting import one_line
from runner.report.html.links import links
from runner.report.html.page import page
from runner.report.json_output import VERSION
from runner.report.plan_view import view_plan


def run(context: Context) -> int:
    settings = context.settings()
    path = Path(context.args.html)
    made = planned(context, settings, as_of(context))
    save(page(view_plan(made), links(path, settings.root, context.environ)), path, "the page")
    if context.args.format == "json":
        context.terminal.say(json.dumps({"version": VERSION, "html": str(path)}))
    else:
        context.terminal.say(f"written: {one_line(str(path))}")
    return 0
