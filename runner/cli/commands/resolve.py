"""Settles by hand what a run could not know, or takes note of a difference."""

import re
from dataclasses import replace

from runner import timezones
from runner.cli.context import Context
from runner.cli.planning import read
from runner.cli.recorded import check_free, open_ledger, say
from runner.cli.settings import Settings
from runner.errors import UsageError
from runner.plan import record_warnings
from runner.plan.checks.overlap.sketch import drop_expired_memory
from runner.plan.plan import Plan
from runner.state import lease
from runner.state.record import Record
from runner.state.session import Ledger


def run(context: Context) -> int:
    settings = context.settings()
    name = context.args.name
    if settings.store.load()[0] is None:  # a mistyped store must not come to be by looking for its lock
        raise _not_recorded(name)
    with settings.store.lock(context.args.lock_timeout):
        ledger = open_ledger(settings)
        if name not in ledger.records:
            raise _not_recorded(name)
        record = _resolved(context, settings, ledger, name)
        ledger.record({name: record})
    shown = {} if record is None else {name: record}
    say(context, shown, f"`{name}` isn't recorded any more: the next apply may create it")
    if context.args.accept:
        context.terminal.note("noted: plan and apply don't speak of how it differs now any more")
    return 0


def _not_recorded(name: str) -> UsageError:
    return UsageError(f"nothing is recorded under `{name}`", hint="`campaigns status` lists the names")


def _resolved(context: Context, settings: Settings, ledger: Ledger, name: str) -> Record | None:
    record = drop_expired_memory(ledger.records[name], context.now())
    if context.args.accept and record.status != "created":
        raise UsageError(
            f"what came of `{name}` isn't known: there is no difference to take note of yet",
            hint="run `campaigns apply`, which looks it up, or settle it with --created ID or --not-created",
        )
    if context.args.accept:
        made = read(context, settings, ledger.records).against(ledger.records, context.now())
        known = [*(record.acceptedDifferences or []), *record.differences]
        accepted = _accepted(made, name) or record.accepted
        return replace(record, differences=[], acceptedDifferences=known or None, accepted=accepted)
    if record.status == "created":
        raise UsageError(
            f"`{name}` is recorded as {record.campaignId} already", hint="only an unknown outcome is settled by hand"
        )
    if not settings.store.exclusive and lease.is_leased(record, context.now()):
        raise UsageError(
            f"a run that may be alive is creating `{name}`",
            hint="wait for it to end; only if it is surely dead: `campaigns unlock`, then this again",
        )
    if context.args.not_created:
        return None
    if not re.fullmatch(r"[!-~]{1,128}", context.args.created):
        raise UsageError(
            "that isn't a campaignId", hint="copy it from the dashboard: it looks like camp_XiQEBcj9cc5TFRB4"
        )
    check_free(context.args.created, ledger)
    done = replace(record, status="created", campaignId=context.args.created, run=lease.without_lease(record.run))
    return replace(done, recordedAt=timezones.format_utc(context.now()))


def _accepted(made: Plan, name: str) -> str | None:
    """Give what stands in the place of the file that was sent: another fingerprint, or no file."""
    for change in made.of("changed", "removed"):
        if change.recorded_name == name:
            return record_warnings.seen_as(change)
    return None
