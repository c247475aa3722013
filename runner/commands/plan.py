"""Shows what apply would do, and does nothing else."""

from datetime import datetime
from pathlib import Path

from runner import schedule
from runner.commands import review
from runner.context import Context
from runner.errors import StoreError, UsageError
from runner.plan import Plan
from runner.report import json, text
from runner.report.ink import Ink
from runner.settings import Settings

PENDING = 3


def run(context: Context) -> int:
    done = made(context, context.settings())
    context.terminal.say(_written(context, done))
    if context.args.out is not None:
        write(done, Path(context.args.out))
    if done.findings.failed:
        return review.FINDINGS
    return PENDING if context.args.detailed_exitcode and done.pending else 0


def made(context: Context, settings: Settings) -> Plan:
    """Plan what the files and the state say, as of the instant that the command line names."""
    now = _as_of(context)
    records = review.records(settings, online=getattr(context.args, "online", False))
    return review.asked(context, settings, review.read(context, settings, records).against(records, now))


def write(made: Plan, path: Path) -> None:
    """Write the plan as JSON, for `apply --expect`."""
    try:
        path.write_text(json.dumps(json.plan(made)), encoding="utf-8")
    except OSError as exc:
        raise StoreError(f"the plan can't be written to `{path}`: {exc.strerror}", hint="name another file") from exc


def _as_of(context: Context) -> datetime:
    if context.args.as_of is None:
        return context.now()
    try:
        return schedule.parse_instant(context.args.as_of)
    except ValueError as exc:
        raise UsageError(
            f"`{context.args.as_of}` isn't an instant", hint="write one such as 2026-12-01T16:00:00Z"
        ) from exc


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
