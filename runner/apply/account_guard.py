"""Compares the state with the account before anything is sent: a key of another account must never create."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from runner.api import responses
from runner.api.client import Sweep
from runner.api.responses import Live
from runner.apply.account_lookup import Reader, find_recorded
from runner.apply.alteration import confirmed, gone_record, observed
from runner.apply.reconcile import best_sweep
from runner.apply.run import Run
from runner.errors import ApiError, KeyRefusedError, RefusedError
from runner.formatting import quoted
from runner.plan.checks.overlap.sketch import drop_expired_memory
from runner.plan.dialing import is_early
from runner.plan.gone import GONE, WRONG_ACCOUNT, is_missed, is_to_dial
from runner.state.record import Record

Holdings = Mapping[str, Live | None]
"""What the account holds of recorded campaigns, by name; None where it doesn't have one."""

MAX_READS = 10
"""Maximum campaigns that are read by id where the account's list has none of the recorded ones."""
NAMED = 5
"""Maximum campaigns that a message names."""


def check_account(run: Run, sweep: Sweep, *, accept: bool) -> list[str]:
    """Record what the account holds of the recorded campaigns; return the names of those that are missed.

    RefusedError where it has none of those still to dial or, where all have dialed, none of those. With `accept` they
    are recorded as gone, and acknowledged. A list that isn't whole never proves that anything is gone.
    """
    now, reader = run.now(), _reader(run)
    expected = _expected(run.ledger.records, now)
    held = _held(reader, sweep, expected)
    if expected and not any(held.values()):
        if not accept:
            raise _wrong_account(expected, now)
        if not sweep.complete:
            raise ApiError("the account's list changed each time it was read", hint="run the same command again")
        held = dict.fromkeys([*expected, *_no_evidence(run, reader, sweep, expected)])
    else:
        held = {n: live for n, live in held.items() if live or (sweep.complete and is_to_dial(expected[n], now))}
    recorded_gone = [name for name, record in run.ledger.records.items() if record.gone] if accept else []
    held = {**dict.fromkeys(recorded_gone), **_listed(sweep, run.ledger.records), **held}
    updates = _updates(run, _read_doubtful(reader, run.ledger.records, held), accept=accept)
    run.ledger.record(updates)
    if accepted := [name for name, record in updates.items() if record.accepted == GONE]:
        run.note(f"recorded as gone: {_names(accepted)}")
    return [name for name, record in run.ledger.records.items() if record.gone and is_missed(record, now)]


def check_same_account(records: Mapping[str, Record], sweep: Callable[[], Sweep], reader: Reader) -> None:
    """Raise RefusedError where an account has none of the recorded campaigns; records nothing."""
    expected = _expected(records, reader.now())
    if expected and not any(_held(reader, best_sweep(sweep), expected).values()):
        raise _wrong_account(expected, reader.now())


def needs_look(records: Mapping[str, Record], now: datetime) -> bool:
    """Whether the account is worth a look although nothing is to be sent: it may have changed."""
    to_dial = (record for record in records.values() if is_to_dial(record, now))
    return any(record.gone or record.unconfirmed or is_early(record, now) or has_doubts(record) for record in to_dial)


def has_doubts(record: Record) -> bool:
    """Whether something that was requested isn't confirmed, of a campaign whose id is."""
    return not record.unconfirmed and any(map(responses.is_doubt, record.differences))


def _expected(records: Mapping[str, Record], now: datetime) -> dict[str, Record]:
    """Return the campaigns that the account must have: those still to dial or, where there are none, all others."""
    existing = _existing(records)
    return {name: record for name, record in existing.items() if is_to_dial(record, now)} or existing


def _existing(records: Mapping[str, Record]) -> dict[str, Record]:
    """Return the campaigns that nobody deleted; one whose deletion was begun may be there or not."""
    return {
        name: record
        for name, record in records.items()
        if record.exists and not (record.changing and record.changing["kind"] == "delete")
    }


def _held(reader: Reader, sweep: Sweep, expected: Mapping[str, Record]) -> Holdings:
    """Look for campaigns in the account's list, then by their ids those that are to dial.

    Where none is found, the newest `MAX_READS` have been asked for: more requests wouldn't tell more.
    """
    held: dict[str, Live | None] = dict(_listed(sweep, expected))
    if not held:
        newest = {name: expected[name] for name in _newest_first(expected)[:MAX_READS]}
        held = _read(replace(reader, get=_or_refused(reader.get)), sweep, newest)
        if not any(held.values()):
            return held
    now = reader.now()
    unread = {name: record for name, record in expected.items() if name not in held and is_to_dial(record, now)}
    return held | _read(reader, sweep, unread)


def _no_evidence(run: Run, reader: Reader, sweep: Sweep, missing: Mapping[str, Record]) -> list[str]:
    """Return the other recorded campaigns where the account has none of them either.

    Otherwise the next apply would look for those, and refuse the account that was accepted.
    """
    others = {name: record for name, record in _existing(run.ledger.records).items() if name not in missing}
    return [] if any(_held(reader, sweep, others).values()) else list(others)


def _or_refused(get: Callable[[str], Live | None]) -> Callable[[str], Live | None]:
    """Read a campaign by its id; one that the key may not see isn't in its account, whose list it may read."""

    def read(campaign_id: str) -> Live | None:
        try:
            return get(campaign_id)
        except KeyRefusedError:
            return None

    return read


def _listed(sweep: Sweep, records: Mapping[str, Record]) -> dict[str, Live]:
    """Return the recorded campaigns that the account's list has."""
    by_id = {live.id: live for live in sweep.campaigns}
    listed = {name: by_id[record.campaignId] for name, record in records.items() if record.campaignId in by_id}
    return {name: live for name, live in listed.items() if _is_ours(name, records[name], live)}


def _reader(run: Run) -> Reader:
    def get(campaign_id: str) -> Live | None:
        return run.interrupt.call(lambda: run.client.get(campaign_id), run.keep_lease)

    def wait(seconds: float) -> None:
        run.note(f"not in the account: looking again in {seconds:.0f} s, since the account may lag")
        run.interrupt.sleep(seconds)

    return Reader(get, wait, run.settle, run.now)


def _read(reader: Reader, sweep: Sweep, records: Mapping[str, Record]) -> dict[str, Live | None]:
    held = find_recorded(records, sweep, reader)
    return {name: live if live and _is_ours(name, records[name], live) else None for name, live in held.items()}


def _is_ours(name: str, record: Record, live: Live) -> bool:
    """Whether the account's campaign is the recorded one: an id that nobody confirmed may be another one's."""
    return not record.unconfirmed or live.name == name


def _updates(run: Run, held: Holdings, *, accept: bool) -> dict[str, Record]:
    """Return the records that say anything new; what was begun to be changed is settled apart."""
    records = run.ledger.records
    before = {name: records[name] for name in held if records[name].status == "created"}
    after = {name: _updated(record, held[name], run.now(), accept=accept) for name, record in before.items()}
    return {name: record for name, record in after.items() if record != before[name]}


def _updated(record: Record, live: Live | None, now: datetime, *, accept: bool) -> Record:
    record = drop_expired_memory(record, now)
    if record.deleted or record.changing or (live is None and record.unconfirmed):
        return record
    if live is None:
        gone = gone_record(record, now)
        return replace(gone, accepted=record.accepted or GONE) if accept else gone
    return replace(observed(confirmed(record, live, now), live, now), unconfirmed=None)


def _read_doubtful(reader: Reader, records: Mapping[str, Record], held: Holdings) -> Holdings:
    """Return what the account holds, without the list's word on what isn't confirmed: that is read by its id."""
    read = dict(held)
    for name in [name for name, live in held.items() if live and has_doubts(records[name])]:
        del read[name]
        with contextlib.suppress(ApiError):  # a doubt that stays is no reason to send nothing
            if live := reader.get(records[name].campaignId or ""):
                read[name] = live
    return read


def _wrong_account(expected: Mapping[str, Record], now: datetime) -> RefusedError:
    ahead = " still to dial" if any(is_to_dial(record, now) for record in expected.values()) else ""
    names = _names(_newest_first(expected))
    return RefusedError(
        f"the account has none of the recorded campaigns{ahead}: {names}; nothing was sent", hint=WRONG_ACCOUNT
    )


def _names(names: Sequence[str]) -> str:
    return ", ".join(map(quoted, names[:NAMED])) + (f" and {len(names) - NAMED:,} more" if names[NAMED:] else "")


def _newest_first(records: Mapping[str, Record]) -> list[str]:
    return sorted(records, key=lambda name: records[name].recordedAt, reverse=True)
