"""Writes the plan as a page to look at."""

import json
from pathlib import Path

from runner.commands import review
from runner.context import Context
from runner.report.json import VERSION, plan
from runner.report.page import page
from runner.report.page.links import links
from runner.words import one_line


def run(context: Context) -> int:
    settings = context.settings()
    path = Path(context.args.html)
    made = review.planned(context, settings, review.as_of(context))
    review.save(page(plan(made), links(path, settings.root, context.environ)), path, "the page")
    if context.args.format == "json":
        context.terminal.say(json.dumps({"version": VERSION, "html": str(path)}))
    else:
        context.terminal.say(f"written: {one_line(str(path))}")
    return 0
