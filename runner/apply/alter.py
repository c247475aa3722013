"""Changes recorded campaigns: records the intents, then for each reads, changes, reads again, compares and records."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from runner.api import client
from runner.api.change_result import ChangeResult
from runner.api.responses import Live
from runner.api.values import known
from runner.apply import change_outcome, reconcile
from runner.apply.alteration import Alteration, first_launch, observed
from runner.apply.change_outcome import ChangeOutcome
from runner.apply.outcome import Outcome
from runner.apply.run import Run
from runner.errors import ApiError, KeyRefusedError, RefusedError, StoppedError
from runner.formatting import shell_quote
from runner.plan.dialing import has_begun
from runner.state.record import Record

BACKOFF_SECONDS = (0.5, 1.0)
"""The waits before a change is sent again whose answer was unclear, and which the account doesn't show."""
MAX_FAILURES = 3
"""Maximum campaigns in a row that can't be read; after that nothing more is sent."""
RECORD_SECONDS = 2.0
"""Maximum time for which outcomes wait to be recorded together: a change may be repeated, and a push takes seconds."""
LAG_SECONDS = 2.0
"""Maximum wait before a change that was answered with success is looked for once more."""


@dataclass(slots=True)
class _Batch:
    """Outcomes that wait until they are recorded together."""

    run: Run
    records: dict[str, Record] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)

    def add(self, change: ChangeOutcome) -> Iterator[Outcome]:
        self.records[change.name] = change.record
        self.outcomes += [change.outcome] if change.outcome else []
        if time.monotonic() - self.since >= RECORD_SECONDS:
            yield from self.flush()

    def flush(self) -> Iterator[Outcome]:
        self.run.ledger.record(self.records)
        outcomes, self.records, self.outcomes = self.outcomes, {}, []
        self.since = time.monotonic()
        yield from outcomes


def alter(run: Run, alterations: Sequence[Alteration]) -> Iterator[Outcome]:
    """Yield each outcome once it is recorded; what dials first comes first.

    A RunnerError that ends the run comes after the outcomes before it; what wasn't sent has no intent then.
    """
    records = run.ledger.records
    pending = sorted(alterations, key=lambda one: (first_launch(records[one.name]), one.name))
    run.ledger.record({one.name: one.intent(records[one.name], run.now(), run.leased_identity()) for one in pending})
    batch, failures = _Batch(run), 0
    for number, one in enumerate(pending):
        try:
            run.interrupt.check()
            change = _change(run, one)
            failures = 0
        except (ApiError, RefusedError, StoppedError) as exc:  # nothing was sent for this one
            failures += 1
            if failures == MAX_FAILURES or isinstance(exc, (KeyRefusedError, RefusedError, StoppedError)):
                yield from batch.flush()
                yield from _withdraw(run, pending[number:])
                raise
            change = change_outcome.rejected(run, one, f"nothing was sent: {exc.message}; run the same command again")
        yield from batch.add(change)
    yield from batch.flush()
    run.interrupt.check()


def unsettled(records: Mapping[str, Record], names: Collection[str] | None = None) -> dict[str, Record]:
    """Return the campaigns, or those of these names, with the intent of a change.

    Outside `alter`, the run that recorded it is dead.
    """
    begun = {name: record for name, record in sorted(records.items()) if record.changing is not None}
    return {name: record for name, record in begun.items() if names is None or name in names}


def settle(run: Run, names: Collection[str] | None = None) -> Iterator[Outcome]:
    """Find out by reading what became of the changes of dead runs, all or those of these campaigns.

    Yield each outcome once it is recorded. An update that wasn't made has no outcome: the plan has it again.
    """
    batch, failures = _Batch(run), 0
    for name, record in unsettled(run.ledger.records, names).items():
        one = Alteration.of(name, record)
        try:
            run.interrupt.check()
            change = change_outcome.settled(run, one, _read(run, one))
            failures = 0
        except (ApiError, StoppedError) as exc:
            failures += 1
            if failures == MAX_FAILURES or isinstance(exc, (KeyRefusedError, StoppedError)):
                yield from batch.flush()
                raise
            change = change_outcome.unknown(run, one, exc.message)
        yield from batch.add(change)
    yield from batch.flush()


def _change(run: Run, one: Alteration) -> ChangeOutcome:
    """Change one campaign whose intent is recorded; an error where nothing was sent."""
    if one.kind == "update":
        run.check_may_send()
    before = _read(run, one)
    run.interrupt.check()
    if _record(run, one).unconfirmed and (before is None or before.name != one.name):
        return change_outcome.rejected(run, one, f"nothing was sent: {_not_the_one(run, one)}")
    if one.kind == "delete" and before is not None and has_begun(known(before.status)):
        run.ledger.record({one.name: observed(_record(run, one), before, run.now())})
    if one.kind != "delete":
        if before is None:
            return change_outcome.gone(run, one)
        if one.is_made(_record(run, one), before, run.now()):
            return change_outcome.made(run, one, before, "the account shows it already: nothing was sent")
        if reason := one.refusal(_record(run, one), before) or one.overwrites(_record(run, one), before, run.now()):
            return change_outcome.rejected(run, one, f"nothing was sent: {reason}", before)
    try:
        return _send(run, one)
    except StoppedError:
        return change_outcome.unknown(run, one, "the run was stopped while it was being changed")


def _send(run: Run, one: Alteration) -> ChangeOutcome:
    """Send the change, and again where the answer is unclear and the account doesn't show it.

    An update is sent again only after a 429: the next apply makes what this one couldn't.
    """
    delays = iter(BACKOFF_SECONDS)
    while True:
        if run.lease is not None:
            run.lease.renew(run.ledger, run.now())
        result = run.interrupt.call(lambda: _request(run, one), run.keep_lease)
        if result.claim == "unauthorized":
            raise KeyRefusedError(result.message, hint=client.KEY_REFUSED)
        try:
            after = _read_after(run, one, result)
        except ApiError as exc:
            return change_outcome.unknown(run, one, f"{result.message}; and {exc.message}")
        repeatable = result.claim == "busy" or (result.claim == "unclear" and one.kind != "update")
        delay = next(delays, None)
        if delay is None or not repeatable or not _may_be_sent(run, one, after):
            return change_outcome.answered(run, one, result, after)
        run.interrupt.sleep(result.seconds or delay)
        if one.kind == "update":
            run.check_may_send()


def _may_be_sent(run: Run, one: Alteration, live: Live | None) -> bool:
    record, now = _record(run, one), run.now()
    return live is not None and not one.is_made(record, live, now) and one.refusal(record, live) is None


def _request(run: Run, one: Alteration) -> ChangeResult:
    campaign_id = _record(run, one).campaignId or ""
    if one.kind == "delete":
        return run.client.delete(campaign_id)
    return run.client.patch(campaign_id, run.forms.apply(one.patch))


def _read_after(run: Run, one: Alteration, result: ChangeResult) -> Live | None:
    """Read the campaign; once more where it was answered with success and the account doesn't show it yet."""
    live = _read(run, one)
    if result.claim != "done" or one.is_made(_record(run, one), live, run.now()):
        return live
    run.interrupt.sleep(min(LAG_SECONDS, run.settle))
    return _read(run, one)


def _read(run: Run, one: Alteration) -> Live | None:
    """Read the campaign by its id; None only where the account's whole list lacks it, too."""
    campaign_id = _record(run, one).campaignId or ""
    live = run.interrupt.call(lambda: run.client.get(campaign_id), run.keep_lease)
    return live or next((each for each in reconcile.whole_sweep(run).campaigns if each.id == campaign_id), None)


def _record(run: Run, one: Alteration) -> Record:
    return run.ledger.records[one.name]


def _not_the_one(run: Run, one: Alteration) -> str:
    resolve = f"`campaigns resolve {shell_quote(one.name)} --created ID`"
    return f"the account has no such campaign as {_record(run, one).campaignId}, an unchecked id; {resolve} corrects it"


def _withdraw(run: Run, alterations: Sequence[Alteration]) -> Iterator[Outcome]:
    """Remove the intents of changes that this run doesn't send."""
    changes = [change_outcome.skipped(run, one) for one in alterations]
    run.ledger.record({change.name: change.record for change in changes})
    yield from (change.outcome for change in changes if change.outcome)
