"""What postpone and delete share: confirmation, the changes under the lock of the state, and how they are shown."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from runner.api.client import Sweep
from runner.apply import reconcile
from runner.apply.account_guard import check_account
from runner.apply.alter import alter, settle
from runner.apply.change_selection import Selection, absent
from runner.apply.outcome import Kind, Outcome
from runner.apply.run import Run
from runner.apply.signals import Interrupt
from runner.cli import api_client, confirmation, exit_codes, rehearsal, run_identity, run_lease
from runner.cli.context import Context
from runner.cli.outcomes import show_outcome
from runner.cli.settings import Settings
from runner.errors import ApiError, KeyRefusedError, RaceError, RunnerError, UsageError
from runner.findings import Findings
from runner.formatting import count
from runner.plan.policy import read_policy
from runner.report import json_output
from runner.report.emergency import Emergency, emergencies, emergency_text
from runner.report.text.apply import outcomes_text
from runner.report.text.color import Ink
from runner.state.lease import Lease
from runner.state.record import Record
from runner.state.session import Ledger

MAX_RACES = 5
"""Maximum fresh starts after another run was faster."""


@dataclass(frozen=True, slots=True)
class AccountChange:
    """A command that changes recorded campaigns.

    `select` chooses them, once without and once with the account's list; UsageError for what can't be meant. `kinds`
    are the outcomes that it can have, `unread_list` what it does where the account's list can't be read.
    """

    verb: str
    select: Callable[[Mapping[str, Record], Sweep | None], Selection]
    question: Callable[[int], str]
    kinds: tuple[Kind, ...]
    unread_list: Literal["refuse", "fail", "ignore"]


def carry_out(context: Context, change: AccountChange) -> tuple[list[Outcome], int]:
    """Carry a command out and show its outcomes; return them and the exit code."""
    settings = context.settings()
    api_client.require_key(settings)
    rehearsal.check_begun(settings)
    if settings.store.load()[0] is None:  # taking its lock would create a mistyped store
        raise UsageError(f"nothing is recorded in `{settings.store.shown}`", hint="name the state with --state")
    with settings.store.lock(context.args.lock_timeout):
        ledger = Ledger(settings.store, settings.api, settings.folder)
        lease = run_lease.acquire(context, settings, ledger)
        confirm = _Consent(context, change)
        confirm(change.select(ledger.records, None))
        outcomes, failure = _run(context, settings, ledger, lease, change, confirm)
    dialing = emergencies(ledger.records, context.now())
    return outcomes, _finish(context, change, outcomes, failure, dialing)


@dataclass(slots=True)
class _Consent:
    """Asks once whether campaigns may be changed."""

    context: Context
    change: AccountChange
    given: bool = False

    def __call__(self, chosen: Selection) -> None:
        if self.given or not chosen.alterations:
            return
        if confirmation.needs_answer(self.context):
            rehearsal_words = "In a rehearsal: " if self.context.args.sandbox else ""
            confirmation.ask(self.context, rehearsal_words + self.change.question(len(chosen.alterations)))
        self.given = True


def _run(
    context: Context,
    settings: Settings,
    ledger: Ledger,
    lease: Lease | None,
    change: AccountChange,
    confirm: Callable[[Selection], None],
) -> tuple[list[Outcome], Exception | None]:
    """Return the last outcome of each campaign, each shown as soon as it is recorded, and what ended the run early."""
    outcomes: dict[str, Outcome] = {}
    with Interrupt() as interrupt, api_client.opened(context, settings, sleep=interrupt.sleep) as client:
        run = Run(
            client,
            ledger,
            interrupt,
            context.now,
            settings.settle,
            run_identity.of(context.environ),
            context.terminal.note,
            lease=lease,
            forms=read_policy(settings.folders, settings.root).api,
        )
        try:
            for outcome in _until_not_outrun(run, change, confirm):
                outcomes[outcome.name] = outcome
                show_outcome(context, outcome, run.ledger.records)
        except Exception as exc:  # noqa: BLE001 - `_finish` shows what was done, then raises what isn't ours
            return list(outcomes.values()), exc
    return list(outcomes.values()), None


def _until_not_outrun(run: Run, change: AccountChange, confirm: Callable[[Selection], None]) -> Iterator[Outcome]:
    for retries_left in reversed(range(MAX_RACES)):
        try:
            yield from _outcomes(run, change, confirm)
        except RaceError:
            if retries_left == 0:
                raise
        else:
            return
        run.ledger.reload()
        if run.lease is not None:
            run.lease.wait(run.ledger, run.now, run.interrupt.sleep)


def _outcomes(run: Run, change: AccountChange, confirm: Callable[[Selection], None]) -> Iterator[Outcome]:
    sweep, failure = _read_list(run, change)
    missed = check_account(run, sweep, accept=False) if sweep else ()
    settled = list(settle(run))
    chosen = change.select(run.ledger.records, sweep)
    confirm(chosen)
    names = {one.name for one in chosen.alterations}
    yield from (outcome for outcome in settled if outcome.name not in names)
    yield from chosen.outcomes
    named = names | {outcome.name for outcome in chosen.outcomes}
    yield from (absent(name, run.ledger.records[name]) for name in missed if name not in named)
    if names:
        run.note(f"{change.verb} {count(len(names), 'campaign')}, one after another")
    yield from alter(run, chosen.alterations)
    if failure is not None and change.unread_list == "fail":
        raise failure


def _read_list(run: Run, change: AccountChange) -> tuple[Sweep | None, ApiError | None]:
    """Read the account's list; each campaign is read by its id all the same, so a brake can do without."""
    try:
        return reconcile.whole_sweep(run), None
    except KeyRefusedError:
        raise
    except ApiError as exc:
        if change.unread_list == "refuse":
            raise
        run.note(f"warning: {exc.message}; campaigns are read by their ids, and what dials already isn't named")
        unnamed = ApiError(f"{exc.message}: what dials already isn't known", hint="run the same command again")
        return None, unnamed


def _finish(
    context: Context,
    change: AccountChange,
    outcomes: list[Outcome],
    failure: Exception | None,
    dialing: Sequence[Emergency],
) -> int:
    if context.args.format == "json":
        context.terminal.say(json_output.dumps(json_output.outcomes(outcomes, Findings(), change.kinds, dialing)))
    elif outcomes:
        names = {outcome.name for outcome in outcomes}  # each was shown with its emergency
        others = [one for one in dialing if one.name not in names]
        context.terminal.show("\n" + emergency_text(others, Ink(context.terminal.color)) + outcomes_text(outcomes))
    if failure is not None and not isinstance(failure, RunnerError):
        raise failure
    if failure is not None:
        context.terminal.note(f"error: {failure.message}" + (f"\n  hint: {failure.hint}" if failure.hint else ""))
    return exit_codes.of_outcomes(outcomes, failure)
