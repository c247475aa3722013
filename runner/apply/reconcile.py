"""Finds out by look-up what came of a create whose answer is missing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from runner import timezones
from runner.api import responses
from runner.api.client import Sweep
from runner.api.responses import Live
from runner.apply.outcome import Outcome
from runner.apply.run import Run
from runner.errors import ApiError, RaceError, StateError, StoreError
from runner.formatting import shell_quote
from runner.plan import record_warnings
from runner.plan.change import Change
from runner.plan.checks.overlap.sketch import drop_expired_memory
from runner.state import lease
from runner.state.record import Record

SWEEPS = 6
"""So often the list is read at most, to see two sweeps in a row that are whole."""


def unknowns(run: Run, changes: list[Change]) -> Iterator[Outcome]:
    """Settle the recorded intents whose outcome isn't known: found is adopted, proven absent is forgotten.

    Absent is only what two whole sweeps in a row don't show, `settle` seconds after the request.
    """
    pending = [(change.name, change, change.record) for change in changes if change.name and change.record]
    seen = run.interrupt.call(run.client.sweep)
    absent = []
    for name, change, record in pending:
        if live := seen.find(name):
            yield adopted(run, name, change.path, record, live)
        else:
            absent.append((name, change, record))
    if not absent:
        return
    if seconds := max(_still_to_wait(run, record) for _, _, record in absent):
        run.note(f"not in the account's list: looking again in {seconds:.0f} s, since the list may lag")
        run.interrupt.sleep(seconds)
    sweeps, whole = _two_whole_sweeps(run)
    for name, change, record in absent:
        if live := next((live for sweep in sweeps if (live := sweep.find(name))), None):
            yield adopted(run, name, change.path, record, live)
        elif not whole:
            yield in_doubt(run, name, change.path, record, "the account's list changed while it was read")
        else:
            run.ledger.record({name: None})
            if change.desired is None:
                yield Outcome(name, change.path, "skipped", "it was never created, and no file asks for it any more")


def look_up(
    run: Run, name: str, path: str, record: Record, words: str, *, absent: Literal["rejected", "unknown"]
) -> Outcome:
    """Look a campaign up by name after the answer `words`; `absent` is what it is where the list doesn't show it."""
    try:
        live = run.interrupt.call(lambda: run.client.find(name))
    except ApiError as exc:
        return in_doubt(run, name, path, record, f"{words}; and the look-up failed: {exc.message}")
    if live is not None:
        return adopted(run, name, path, record, live)
    if absent == "unknown":
        return in_doubt(run, name, path, record, words)
    run.ledger.record({name: None})
    return Outcome(name, path, "rejected", words, launch_at=record.launchAt)


def adopted(run: Run, name: str, path: str, record: Record, live: Live) -> Outcome:
    """Record a campaign that was found under our intent."""
    return known(run, name, path, record, live, "adopted")


def known(run: Run, name: str, path: str, record: Record, live: Live, kind: Literal["created", "adopted"]) -> Outcome:
    """Record a campaign with its id and with what the API holds otherwise than asked."""
    done = replace(created(record, live, run.now()), path=path)
    try:
        run.ledger.record({name: done})
    except (StoreError, StateError) as exc:
        if kind == "adopted" and isinstance(exc, RaceError):
            raise  # another run has settled it meanwhile
        raise StoreError(
            f"{live.id} exists for `{name}`, but that can't be recorded: {exc.message}",
            hint="mend the store and run the same command again: by its intent it is found; where that is gone, "
            f"`campaigns import {shell_quote(live.id or '')} --file {shell_quote(path)}` records it",
        ) from exc
    message = "found by its name: this is what was sent" if kind == "adopted" else "created"
    if done.differences:
        message += f", but not as asked: {record_warnings.said(done.differences)}"
    zone = record.request.get("scheduledTimezone")
    return Outcome(name, path, kind, message, live.id, record.launchAt, zone, differs=bool(done.differences))


def created(record: Record, live: Live, now: datetime) -> Record:
    """Complete a record with the campaign's id, and with what the API holds otherwise than asked."""
    differs = responses.differences(record.request, record.launchAt, live, now)
    return replace(
        drop_expired_memory(record, now),
        status="created",
        campaignId=live.id,
        differences=differs,
        recordedAt=timezones.format_utc(now),
        run=lease.without_lease(record.run),
    )


def in_doubt(run: Run, name: str, path: str, record: Record, words: str) -> Outcome:
    """Record that what came of a create isn't known, so that the next run looks it up at once."""
    now = run.now()
    left = replace(
        drop_expired_memory(record, now),
        status="unknown",
        recordedAt=timezones.format_utc(now),
        run=lease.without_lease(record.run),
    )
    run.ledger.record({name: left})
    message = (
        f"{words}; run apply again to look it up, or settle it by hand: "
        f"`campaigns resolve {shell_quote(name)} --created ID`, or `--not-created`"
    )
    return Outcome(name, path, "unknown", message, launch_at=record.launchAt)


def _still_to_wait(run: Run, record: Record) -> float:
    """How long until `settle` seconds have passed since the request; a clock that went back makes it no longer.

    Of a run that died it isn't known when its request went out: as late as just now.
    """
    if record.status == "creating":
        return run.settle
    if run.lease is not None and record.run.get("host") != run.identity.get("host"):
        return run.settle  # by the clock of another machine, which may go otherwise than ours
    due = timezones.parse_instant(record.recordedAt) + timedelta(seconds=run.settle)
    return min(max((due - run.now()).total_seconds(), 0.0), run.settle)


def whole_sweep(run: Run) -> Sweep:
    """Read the list until it agrees with itself; ApiError where it never does, since a name may hide in the gap."""
    for _ in range(SWEEPS):
        sweep = run.interrupt.call(run.client.sweep)
        if sweep.complete:
            return sweep
    raise ApiError(
        "GET /v1/campaigns: the account's list changed each time it was read",
        hint="nothing was sent; run the same command again",
    )


def _two_whole_sweeps(run: Run) -> tuple[list[Sweep], bool]:
    sweeps: list[Sweep] = []
    while len(sweeps) < SWEEPS:
        sweeps.append(run.interrupt.call(run.client.sweep))
        if len(sweeps) > 1 and sweeps[-1].complete and sweeps[-2].complete:
            return sweeps, True
    return sweeps, False
