"""Writes the launches as a calendar's feed."""

from pathlib import Path

from runner.cli.context import Context
from runner.cli.planning import as_of, planned, save
from runner.formatting import count
from runner.report.icalendar import calendar
from runner.report.plan_view import view_plan


def run(context: Context) -> int:
    settings = context.settings()
    made = planned(context, settings, as_of(context))
    feed = calendar(view_plan(made), windows=context.args.windows)
    if blocked := made.of("blocked"):
        context.terminal.note(
            f"warning: {count(len(blocked), 'campaign')} blocked by errors left out: see `campaigns plan`"
        )
    if context.args.out is None:
        context.terminal.say(feed)
    else:
        save(feed, Path(context.args.out), "the calendar")
    return 0
