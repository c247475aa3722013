"""Settles an unknown outcome by hand, or acknowledges a difference."""

import argparse
import re
from dataclasses import replace

from runner import timezones
from runner.apply.recording import created_record
from runner.cli import rehearsal
from runner.cli.context import Context
from runner.cli.exit_codes import DIFFERS
from runner.cli.options import add_format, add_lock_timeout, add_sandbox
from runner.cli.planning import read_inputs
from runner.cli.recorded import check_unrecorded, not_recorded, open_ledger, read_campaign, show
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
    parser.add_argument(
        "--unchecked", action="store_true", help="with --created and without a key: record the ID as it is"
    )
    add_sandbox(parser)
    add_lock_timeout(parser)


def run(context: Context) -> int:
    settings = context.settings()
    name = context.args.name
    if context.args.unchecked and context.args.created is None:
        raise UsageError("--unchecked belongs to --created ID")
    rehearsal.check_begun(settings)
    if settings.store.load()[0] is None:  # taking its lock would create a mistyped store
        raise not_recorded(name, {})
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
    if record and record.unconfirmed:
        context.terminal.note(
            "recorded unchecked: with SIGMAMIND_API_KEY set, the same command reads the id, and takes another one too"
        )
    return DIFFERS if record and record.differences else 0


def _resolved(context: Context, settings: Settings, ledger: Ledger, name: str) -> Record | None:
    record = drop_expired_memory(ledger.records[name], context.now())
    if context.args.accept:
        return _acknowledged(context, settings, ledger, name, record)
    if record.status == "created" and not (record.unconfirmed and context.args.created):
        raise UsageError(
            f"`{name}` is recorded as {record.campaignId} already",
            hint="that id isn't confirmed: if it is another, correct it with --created ID"
            if record.unconfirmed
            else "only an unknown outcome can be settled by hand",
        )
    if not settings.store.exclusive and lease.is_leased(record, context.now()):
        raise UsageError(
            f"another run may still be creating `{name}`",
            hint="wait for it to end; only if it has crashed: `campaigns unlock`, then this again",
        )
    return None if context.args.not_created else _created(context, settings, ledger, name, record)


def _acknowledged(context: Context, settings: Settings, ledger: Ledger, name: str, record: Record) -> Record:
    if record.status != "created":
        raise UsageError(
            f"the outcome of `{name}` is unknown: there is no difference to acknowledge yet",
            hint="run `campaigns apply`, which looks it up, or settle it with --created ID or --not-created",
        )
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


def _created(context: Context, settings: Settings, ledger: Ledger, name: str, record: Record) -> Record:
    """Return the record with the id that was given, read in the account where there is a key for it."""
    campaign_id = context.args.created
    if not re.fullmatch(r"[!-~]{1,128}", campaign_id):
        raise UsageError(
            "that isn't a campaignId", hint="copy it from the dashboard: it looks like camp_XiQEBcj9cc5TFRB4"
        )
    check_unrecorded(campaign_id, name, ledger)
    now = context.now()
    if settings.api_key is not None and ledger.api == settings.api:
        live = read_campaign(context, settings, campaign_id, name, ledger)
        return replace(created_record(record, live, now), unconfirmed=None)
    if not context.args.unchecked:
        raise _unreadable(ledger, settings)
    return replace(
        record,
        status="created",
        campaignId=campaign_id,
        unconfirmed=True,
        recordedAt=timezones.format_utc(now),
        run=lease.without_lease(record.run),
    )


def _unreadable(ledger: Ledger, settings: Settings) -> UsageError:
    """Return the error for an id that can't be checked."""
    otherwise = "add --unchecked to record the id as it is; it can be corrected until it is confirmed"
    if settings.api_key is None:
        return UsageError(
            "the id can't be checked: SIGMAMIND_API_KEY isn't set; nothing was recorded",
            hint=f"set it to the account's key, or {otherwise}",
        )
    return UsageError(
        f"the id can't be checked: the state belongs to {ledger.api}, and this run is for {settings.api}; "
        "nothing was recorded",
        hint=f"set SIGMAMIND_API_URL, or {otherwise}",
    )


def _acknowledgment(plan: Plan, name: str) -> str | None:
    """Return what to record of how the campaign's file is now; None where it is as it was sent."""
    for change in plan.of("changed", "update", "blocked", "removed"):
        if change.record is not None and change.recorded_name == name:
            return record_warnings.acknowledgment(change)
    return None
