"""Writes the launches as an iCalendar feed."""

from pathlib import Path

from runner.commands import plan
from runner.context import Context
from runner.errors import StoreError
from runner.report import calendar, json


def run(context: Context) -> int:
    made = plan.made(context, context.settings())
    feed = calendar.feed(json.plan(made), windows=context.args.windows)
    if context.args.out is None:
        context.terminal.say(feed)
        return 0
    try:
        Path(context.args.out).write_bytes(feed.encode())
    except OSError as exc:
        message = f"the calendar can't be written to `{context.args.out}`: {exc.strerror}"
        raise StoreError(message, hint="name another file") from exc
    return 0
