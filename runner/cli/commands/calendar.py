"""Writes the launches as a calendar's feed."""

from pathlib import Path

from runner.cli import planning as review
from runner.cli.context import Context
from runner.formatting import count
from runner.report import json_output as json
from runner.report.icalendar import calendar


def run(context: Context) -> int:
    settings = context.settings()
    made = review.planned(context, settings, review.as_of(context))
    feed = calendar(json.plan(made), windows=context.args.windows)
    if blocked := made.of("blocked"):
        context.terminal.note(
            f"warning: {count(len(blocked), 'campaign')} blocked by errors left out: see `campaigns plan`"
        )
    if context.args.out is None:
        context.terminal.say(feed)
    else:
        review.save(feed, Path(context.args.out), "the calendar")
    return 0
