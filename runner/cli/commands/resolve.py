"""Settles an unknown outcome by hand, or acknowledges a difference."""

import argparse
import re
from dataclasses import replace

from runner import timezones
from runner.cli.context import Context
from runner.cli.options import add_format, add_lock_timeout
from runner.cli.planning import read_inputs
from runner.cli.recorded import check_unrecorded, not_recorded, open_ledger, show
from runner.cli.settings import Settings
from runner.errors import UsageError
from runner.plan import record_warnings
from runner.plan.checks.overlap.sketch import drop_expired_memory
from runner.plan.gone import GONE
from runner.plan.plan import Plan
from runner.plan.planner import build_plan
from runner.plan.zone_rules import changed_zone_rules, requested_instants
from runner.state import lease
from runner.state.record import Record
from runner.state.session import Ledger


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("name", metavar="NAME", help="the campaignName")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--created", metavar="ID", help="it exists, with this campaignId")
    how.add_argument("--not-created", action="store_true", help="it doesn't exist: the next apply may create it")
    how.add_argument("--accept", action="store_true", help="acknowledge a difference: it is no longer reported")
    add_lock_timeout(parser)


def run(context: Context) -> int:
    settings = context.settings()
    name = context.args.name
    if settings.store.load()[0] is None:  # taking its lock would create a mistyped store
        raise not_recorded(name, ())
    with settings.store.lock(context.args.lock_timeout):
        ledger = open_ledger(settings)
        if name not in ledger.records:
            raise not_recorded(name, ledger.records)
        record = _resolved(context, settings, ledger, name)
        ledger.record({name: record})
    remaining = {} if record is None else {name: record}
    show(context, remaining, f"`{name}` is no longer recorded: the next apply may create it")
    if context.args.accept:
        context.terminal.note("acknowledged: plan and apply stop reporting this difference")
    return 0


def _resolved(context: Context, settings: Settings, ledger: Ledger, name: str) -> Record | None:
    record = drop_expired_memory(ledger.records[name], context.now())
    if context.args.accept and record.status != "created":
        raise UsageError(
            f"the outcome of `{name}` is unknown: there is no difference to acknowledge yet",
            hint="run `campaigns apply`, which looks it up, or settle it with --created ID or --not-created",
        )
    if context.args.accept:
        plan = build_plan(read_inputs(context, settings, ledger.records))
        acknowledged = [*(record.acceptedDifferences or []), *record.differences]
        accepted = GONE if record.gone else _acknowledgment(plan, name) or record.accepted
        moved = changed_zone_rules(name, record, context.now())
        return replace(
            record,
            differences=[],
            acceptedDifferences=acknowledged or None,
            accepted=accepted,
            acceptedInstants=requested_instants(record) if moved else record.acceptedInstants,
        )
    if record.status == "created":
        message = f"`{name}` is recorded as {record.campaignId} already"
        raise UsageError(message, hint="only an unknown outcome can be settled by hand")
    if not settings.store.exclusive and lease.is_leased(record, context.now()):
        raise UsageError(
            f"another run may still be creating `{name}`",
            hint="wait for it to end; only if it has crashed: `campaigns unlock`, then this again",
        )
    if context.args.not_created:
        return None
    if not re.fullmatch(r"[!-~]{1,128}", context.args.created):
        raise UsageError(
            "that isn't a campaignId", hint="copy it from the dashboard: it looks like camp_XiQEBcj9cc5TFRB4"
        )
    check_unrecorded(context.args.created, ledger)
    settled = replace(record, status="created", campaignId=context.args.created, run=lease.without_lease(record.run))
    return replace(settled, recordedAt=timezones.format_utc(context.now()))


def _acknowledgment(plan: Plan, name: str) -> str | None:
    """Return what to record of how the campaign's file is now; None where it is as it was sent."""
    for change in plan.of("changed", "removed"):
        if change.recorded_name == name:
            return record_warnings.acknowledgment(change)
    return None
