"""Releases the lock of a crashed run, so that the next apply settles what it was creating or changing."""

import argparse
import sys
from dataclasses import replace
from datetime import datetime

from runner import timezones
from runner.cli import recorded
from runner.cli.context import Context
from runner.cli.options import add_format, add_lock_timeout
from runner.errors import UsageError
from runner.formatting import count
from runner.plan.checks.overlap.sketch import drop_expired_memory
from runner.report import json_output
from runner.state import lease
from runner.state.record import Record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("--yes", action="store_true", help="don't ask whether that run has crashed")
    add_lock_timeout(parser)


def run(context: Context) -> int:
    settings = context.settings()
    if settings.store.load()[0] is None:  # taking its lock would create a mistyped store
        raise UsageError(f"nothing is recorded in `{settings.store.shown}`", hint="name the state with --state")
    with settings.store.lock(context.args.lock_timeout):
        ledger = recorded.open_ledger(settings)
        locked = {name: record for name, record in ledger.records.items() if _is_locked(record)}
        if locked and not settings.store.exclusive:
            _confirm(context, len(locked))
        now = context.now()
        ledger.record({name: _released(record, now) for name, record in locked.items()})
    if context.args.format == "json":
        context.terminal.say(json_output.dumps({"version": json_output.VERSION, "unlocked": sorted(locked)}))
    elif locked:
        context.terminal.show(f"{count(len(locked), 'campaign')} unlocked: the next apply looks at them in the account")
    else:
        context.terminal.say("nothing is locked")
    return 0


def _is_locked(record: Record) -> bool:
    """Whether a run may be creating the campaign, or has a lease on a change of it."""
    return record.status == "creating" or bool(record.changing and record.changing["run"].get("lease"))


def _released(record: Record, now: datetime) -> Record:
    """Return the record without a lease; whether a campaign that was being created exists is then unknown."""
    if record.changing is not None:
        return record.with_intent_run(lease.without_lease(record.changing["run"]))
    return replace(
        drop_expired_memory(record, now),
        status="unknown",
        recordedAt=timezones.format_utc(now),
        run=lease.without_lease(record.run),
    )


def _confirm(context: Context, locked: int) -> None:
    """Ask whether the run has crashed; CI=true doesn't answer that."""
    if context.args.yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            f"another run may still be creating or changing {count(locked, 'campaign')}",
            hint="make sure that it has ended, then unlock with --yes",
        )
    question = f"Has the run that was creating or changing {count(locked, 'campaign')} crashed? Only `yes` continues: "
    if context.terminal.ask(question) != "yes":
        raise UsageError("nothing was unlocked")
