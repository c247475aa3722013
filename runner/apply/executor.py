"""Carries a plan out by the create-once protocol: look, record the intents, create, record each outcome."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from runner.api.client import Sweep
from runner.api.responses import Live
from runner.apply import reconcile
from runner.apply.account_guard import check_account
from runner.apply.alter import settle, unsettled
from runner.apply.create import NewCampaign, WithheldError, create
from runner.apply.outcome import Outcome
from runner.apply.reconcile import Absent, Unclear, best_sweep
from runner.apply.recording import Intent, record_adopted, record_unknown
from runner.apply.refusals import Refusal, Refusals
from runner.apply.run import Run
from runner.apply.update import update_all
from runner.errors import ApiError, RaceError, RefusedError, RunnerError, StoppedError, StoreError
from runner.formatting import quoted, shell_quote
from runner.plan.change import Change
from runner.plan.checks.overlap.sketch import drop_expired_memory
from runner.plan.limits import check_limits
from runner.plan.plan import Plan
from runner.state.record import Record
from runner.state.session import Ledger

MAX_RACES = 5
"""Maximum fresh starts after another run was faster."""
NAMED = 5
"""Maximum campaigns that a refusal names."""
MAX_ALIKE = 3
"""Maximum outcomes in a row that are unknown, or refused with the same words; after that nothing more is sent."""


class BlockedError(RunnerError):
    """The campaigns to be sent have errors; the plan has the findings."""

    exit_code = 1

    def __init__(self, plan: Plan) -> None:
        super().__init__("errors found; nothing was sent")
        self.plan = plan


def carry_out(run: Run, plan: Plan, replan: Callable[[Mapping[str, Record]], Plan]) -> Iterator[Outcome]:
    """Yield each outcome once it is recorded; a RunnerError that ends the run comes after the outcomes before it.

    `replan` builds the plan again from records: once unknown outcomes are settled, and after another run was faster,
    which is waited for. Nothing is ever sent that `plan` doesn't show.
    """
    approved = plan
    for retries_left in reversed(range(MAX_RACES)):
        try:
            yield from _carry_out_once(run, plan, replan)
        except RaceError:
            if retries_left == 0:
                raise
        else:
            return
        run.ledger.reload()
        if run.lease is not None:
            run.lease.wait(run.ledger, run.now, run.interrupt.sleep)
        plan = replan(run.ledger.records)
        _check_approved(approved, plan)


def _carry_out_once(run: Run, plan: Plan, replan: Callable[[Mapping[str, Record]], Plan]) -> Iterator[Outcome]:
    sweep = best_sweep(lambda: run.interrupt.call(run.client.sweep))
    check_account(run, sweep, accept=run.accept_account)
    if unsettled(run.ledger.records, plan.recorded_names):
        yield from settle(run, plan.recorded_names)
        approved, plan = plan, replan(run.ledger.records)
        _check_approved(approved, plan)
    record_moves(run.ledger, plan)
    unknown = plan.of("unknown")
    if unknown:
        yield from _settle_unknown(run, unknown)
        approved, plan = plan, replan(run.ledger.records)
        _check_approved(approved, plan)
    if plan.findings.has_errors:
        raise BlockedError(plan)
    check_limits(plan.policy, plan.exceeded)
    check_lists_read(plan)
    yield from update_all(run, plan.of("update"))
    creates = [(change.desired, change) for change in plan.of("create") if change.desired]
    complete = [new for desired, one in creates if (new := NewCampaign.of(desired, one.hours, run.receipt(one)))]
    if complete:
        if unknown or not sweep.complete:
            sweep = reconcile.whole_sweep(run)
            check_account(run, sweep, accept=run.accept_account)
        yield from _create_all(run, sweep, complete, {c.name: c.record for c in unknown if c.name and c.record})
    if complete or plan.of("update"):
        _record_files(run.ledger, plan)


def _check_approved(approved: Plan, plan: Plan) -> None:
    hint = "review `campaigns plan` again, then apply"
    if unapproved := sorted(send.name for send in plan.sends - approved.sends):
        raise RefusedError(
            f"{', '.join(map(quoted, unapproved))} would now be created or updated, but the approved plan lacks this: "
            "nothing more was sent",
            hint=hint,
        )
    before, now = approved.left_out, plan.left_out
    if grown := sorted(name for name in now if before.get(name, now[name]).keys() - now[name].keys()):
        raise RefusedError(
            f"{', '.join(map(quoted, grown))} would now call people whom the approved plan leaves out: "
            "nothing more was sent",
            hint=hint,
        )


def check_lists_read(plan: Plan) -> None:
    """Refuse to send anything while a list of it was not read."""
    unread = [change for change in plan.of("create", "update", "unknown") if change.unread]
    if unread:
        names = ", ".join(quoted(change.name or "") for change in unread[:NAMED])
        more = f" and {len(unread) - NAMED:,} more" if len(unread) > NAMED else ""
        raise RefusedError(
            f"the list of {names}{more} isn't in the repository, and was not read: nothing was sent",
            hint="apply with --fetch, which reads the list and checks every row",
        )


def record_moves(ledger: Ledger, plan: Plan) -> None:
    """Record the new paths of files that were moved."""
    moved = {c.name: replace(ledger.records[c.name], path=c.path) for c in plan.of("moved") if c.name}
    ledger.record({name: drop_expired_memory(record, plan.as_of) for name, record in moved.items()})


def _record_files(ledger: Ledger, plan: Plan) -> None:
    """Record the bytes of unchanged files that an earlier version recorded without, or that were laid out anew.

    That only saves reading them once their launch is past, so that another run may be faster.
    """
    noted = {}
    for desired in [change.desired for change in plan.of("unchanged", "moved") if change.desired]:
        name = desired.name or ""
        record = ledger.records.get(name)
        if record is None or (desired.path, desired.fingerprint) != (record.path, record.fingerprint):
            continue
        if desired.file != record.file:
            noted[name] = replace(drop_expired_memory(record, plan.as_of), file=desired.file)
    with contextlib.suppress(RaceError, StoreError):
        ledger.record(noted)


def _settle_unknown(run: Run, changes: Sequence[Change]) -> Iterator[Outcome]:
    """Settle recorded intents whose outcome is unknown: what is found is adopted, what is proven absent is removed."""
    unsettled = {change.name: change for change in changes if change.name and change.record}
    records = {name: change.record for name, change in unsettled.items() if change.record}
    for name, fact in reconcile.prove(run, records):
        change = unsettled[name]
        new = NewCampaign.of(change.desired) if change.desired else None
        intent = Intent(name, change.path, records[name], new.sent if new else None)
        match fact:
            case Live() as live:
                yield record_adopted(run, intent, live)
            case Unclear(reason):
                yield record_unknown(run, intent, reason)
            case Absent():
                run.ledger.record({name: None})
                if change.desired is None:
                    yield Outcome(name, change.path, "skipped", "it was never created, and it has no file here")


def _create_all(run: Run, sweep: Sweep, new: Sequence[NewCampaign], earlier: Mapping[str, Record]) -> Iterator[Outcome]:
    """Create what the account's list doesn't show; `earlier` are intents of earlier runs that a look-up didn't find."""
    _check_not_outrun(run, [one.name for one in new if sweep.find(one.name)])
    missing = []
    for one in new:
        live = sweep.find(one.name)
        if live is None:
            missing.append(one)
        elif one.name in earlier:
            yield record_adopted(run, Intent(one.name, one.path, earlier[one.name], one.sent), live)
        else:
            yield _exists_already(one, live.id or "")
    run.ledger.record({one.name: one.intent(run.now(), run.leased_identity(), run.memory) for one in missing})
    yield from _create_each(run, missing, earlier)


def _create_each(run: Run, new: Sequence[NewCampaign], earlier: Mapping[str, Record]) -> Iterator[Outcome]:
    """Create campaigns whose intents are recorded, one after another; what isn't sent has its intent removed."""
    outcomes: list[Outcome] = []
    refusals = Refusals(run)
    for number, one in enumerate(new):
        rest = new[number + 1 :]
        if run.interrupt.stopping:
            yield from _withdraw(run, new[number:])
            yield from refusals.settle()
            run.interrupt.check()
        try:
            result = create(run, one, earlier.get(one.name))
        except (ApiError, RefusedError, WithheldError):
            yield from _withdraw(run, new[number:])
            yield from refusals.settle()
            run.interrupt.check()
            raise
        except StoppedError:
            intent = Intent(one.name, one.path, run.ledger.records[one.name])
            yield record_unknown(run, intent, "the run was stopped while it was being created")
            yield from _withdraw(run, rest)
            yield from refusals.settle()
            raise
        try:
            for outcome in refusals.add(result) if isinstance(result, Refusal) else (result,):
                yield outcome
                outcomes.append(outcome)
        except StoppedError:
            yield from _withdraw(run, rest)
            raise
        if why := _why_to_stop(outcomes[-MAX_ALIKE:]):
            yield from _withdraw(run, rest, why)
            break
    yield from refusals.settle()


def _why_to_stop(last: Sequence[Outcome]) -> str | None:
    """Return why nothing more is sent after the last outcomes: what each costs is a wait, or a campaign in doubt."""
    if len(last) < MAX_ALIKE:
        return None
    if all(each.outcome == "unknown" for each in last):
        return f"the last {MAX_ALIKE} outcomes are unknown"
    if last[0].refusal and all(each.refusal == last[0].refusal for each in last):
        return f"the account refused the last {MAX_ALIKE} campaigns for the same reason"
    return None


def _check_not_outrun(run: Run, names: list[str]) -> None:
    """Raise RaceError where another run has recorded, since the state was read, what the account's list shows."""
    if not names:
        return
    run.ledger.reload()
    if recorded := [name for name in names if name in run.ledger.records]:
        raise RaceError(f"another run has already recorded {', '.join(map(quoted, recorded))}")


def _exists_already(new: NewCampaign, campaign_id: str) -> Outcome:
    adopt = f"`campaigns import {shell_quote(campaign_id)} --file {shell_quote(new.path)}`"
    message = (
        f"the account has a campaign of this name, {campaign_id}, which isn't recorded here: "
        f"set another `campaignName`, or adopt it with {adopt}"
    )
    return Outcome(new.name, new.path, "rejected", message, launch_at=new.launch.instant)


def _withdraw(run: Run, new: Sequence[NewCampaign], why: str = "the run ended before it") -> Iterator[Outcome]:
    """Remove the intents of campaigns that this run doesn't send."""
    run.ledger.record({one.name: None for one in new})
    for one in new:
        yield Outcome(one.name, one.path, "skipped", f"not sent: {why}", launch_at=one.launch.instant)
