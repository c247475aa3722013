"""Writes the launches as a calendar feed (iCalendar)."""

import argparse
from pathlib import Path

from runner.cli.context import Context
from runner.cli.options import add_as_of, add_fetch
from runner.cli.planning import as_of, current_plan, save
from runner.formatting import count
from runner.report.icalendar import calendar
from runner.report.plan_view import view_plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(format="text")
    parser.add_argument("--out", metavar="FILE", help="write to this file (default: stdout)")
    parser.add_argument("--windows", action="store_true", help="also show when each time zone may be called")
    add_as_of(parser)
    add_fetch(parser)


def run(context: Context) -> int:
    settings = context.settings()
    plan = current_plan(context, settings, as_of(context))
    feed = calendar(view_plan(plan), windows=context.args.windows)
    if blocked := plan.of("blocked"):
        context.terminal.note(
            f"warning: {count(len(blocked), 'campaign')} blocked by errors left out: see `campaigns plan`"
        )
    if context.args.out is None:
        context.terminal.say(feed)
    else:
        save(feed, Path(context.args.out), "the calendar")
    return 0
