"""Records what became of a campaign, and returns it as an `Outcome`."""

import contextlib
from dataclasses import dataclass, replace
from datetime import datetime

from runner import timezones
from runner.api import responses
from runner.api.responses import Live
from runner.apply.list_rows import SentList
from runner.apply.outcome import Kind, Outcome
from runner.apply.run import Run
from runner.errors import ApiError, RaceError, StateError, StoppedError, StoreError
from runner.formatting import shell_quote
from runner.plan import record_warnings
from runner.plan.checks.overlap.sketch import drop_expired_memory
from runner.state import lease
from runner.state.record import Record


@dataclass(frozen=True, slots=True)
class Intent:
    """The recorded intent to create the campaign `name`; `path` is its file now, `sent` its list where it was read."""

    name: str
    path: str
    record: Record
    sent: SentList | None = None


def record_created(run: Run, intent: Intent, live: Live) -> Outcome:
    """Record the campaign that the API answered with."""
    return _record_live(run, intent, live, "created", "created")


def record_adopted(run: Run, intent: Intent, live: Live) -> Outcome:
    """Record a campaign that a look-up found by its name; RaceError where another run has recorded it meanwhile."""
    return _record_live(run, intent, live, "adopted", "found by its name, so it isn't created again")


def record_unknown(run: Run, intent: Intent, reason: str) -> Outcome:
    """Record that the outcome of a create is unknown, so that the next run looks it up at once."""
    now, record = run.now(), intent.record
    unknown = replace(
        drop_expired_memory(record, now),
        status="unknown",
        recordedAt=timezones.format_utc(now),
        run=lease.without_lease(record.run),
    )
    run.ledger.record({intent.name: unknown})
    message = (
        f"{reason}; run apply again to look it up, or settle it by hand: "
        f"`campaigns resolve {shell_quote(intent.name)} --created ID`, or `--not-created`"
    )
    return Outcome(intent.name, intent.path, "unknown", message, launch_at=record.launchAt)


def record_rejected(run: Run, intent: Intent, reason: str) -> Outcome:
    """Remove the intent of a campaign that was not created."""
    run.ledger.record({intent.name: None})
    return rejected(intent, reason)


def rejected(intent: Intent, reason: str) -> Outcome:
    """Return the outcome of a campaign that was not created."""
    return Outcome(intent.name, intent.path, "rejected", reason, launch_at=intent.record.launchAt)


def created_record(intent: Record, live: Live, now: datetime) -> Record:
    """Complete a record with the campaign's id, and with how the API's answer differs from the request."""
    return replace(
        drop_expired_memory(intent, now),
        status="created",
        campaignId=live.id,
        differences=responses.differences(intent.request, intent.launchAt, live, now),
        recordedAt=timezones.format_utc(now),
        run=lease.without_lease(intent.run),
        account=live.seen(now),
    )


def _record_live(run: Run, intent: Intent, live: Live, kind: Kind, message: str) -> Outcome:
    live = _confirmed(run, intent, live)
    record = replace(created_record(intent.record, live, run.now()), path=intent.path)
    try:
        run.ledger.record({intent.name: record})
    except (StoreError, StateError) as exc:
        if kind == "adopted" and isinstance(exc, RaceError):
            raise
        raise StoreError(
            f"{live.id} exists for `{intent.name}`, but can't be recorded: {exc.message}",
            hint="fix the store and run the same command again, which finds it by its intent; by hand: "
            f"`campaigns resolve {shell_quote(intent.name)} --created {shell_quote(live.id or '')}`, or, if the intent "
            f"is gone, `campaigns import {shell_quote(live.id or '')} --file {shell_quote(intent.path)}`",
        ) from exc
    if record.differences:
        message += f", but not as requested: {record_warnings.differences_clause(record.differences)}"
    differs = bool(record.differences)
    return Outcome(intent.name, intent.path, kind, message, live.id, record.launchAt, record.zone, differs=differs)


def _confirmed(run: Run, intent: Intent, live: Live) -> Live:
    """Return the campaign as one more look at it completes it, where an answer doesn't confirm all of the request."""
    record, campaign_id = intent.record, live.id
    if campaign_id and not responses.is_confirmed(record.request, record.launchAt, live, run.now()):
        # What can't be read is recorded as not confirmed: the id is what must not be lost.
        with contextlib.suppress(ApiError, StoppedError):
            live = live.updated_by(run.interrupt.call(lambda: run.client.get(campaign_id), run.keep_lease) or live)
    if intent.sent is not None:
        live = replace(live, row_errors=intent.sent.with_list_rows(live.row_errors, record))
    return live
