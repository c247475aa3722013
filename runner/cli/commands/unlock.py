"""Ends the hold of a run that died on the campaigns it was creating, so that the next apply settles them at once."""

import sys
from dataclasses import replace

from runner import timezones
from runner.cli import recorded
from runner.cli.context import Context
from runner.errors import UsageError
from runner.formatting import count
from runner.plan.checks.overlap.sketch import drop_expired_memory
from runner.report import json_output
from runner.state import lease


def run(context: Context) -> int:
    settings = context.settings()
    if settings.store.load()[0] is None:  # a mistyped store must not come to be by looking for its lock
        raise UsageError(f"nothing is recorded in `{settings.store.shown}`", hint="name the state with --state")
    with settings.store.lock(context.args.lock_timeout):
        ledger = recorded.open_ledger(settings)
        held = {name: record for name, record in ledger.records.items() if record.status == "creating"}
        if held and not settings.store.exclusive:
            _confirm(context, len(held))
        now = context.now()
        freed = {
            name: replace(drop_expired_memory(record, now), run=lease.without_lease(record.run))
            for name, record in held.items()
        }
        ledger.record({n: replace(r, status="unknown", recordedAt=timezones.format_utc(now)) for n, r in freed.items()})
    if context.args.format == "json":
        context.terminal.say(json_output.dumps({"version": json_output.VERSION, "unlocked": sorted(held)}))
    elif held:
        words = f"{count(len(held), 'campaign')} unlocked: the next apply looks up what came of them"
        context.terminal.say(words)
    else:
        context.terminal.say("nothing is locked")
    return 0


def _confirm(context: Context, held: int) -> None:
    """Ask whether the run is dead; CI=true is no answer to that."""
    if context.args.yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            f"{count(held, 'campaign')} may be in the hands of a run that is alive",
            hint="see that it has ended, then unlock with --yes",
        )
    if (
        context.terminal.ask(f"Is the run dead that was creating {count(held, 'campaign')}? Only `yes` goes on: ")
        != "yes"
    ):
        raise UsageError("nothing was unlocked")
