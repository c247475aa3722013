"""Creates what the plan says, and says what came of it."""

import contextlib
import functools
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from runner.apply import executor
from runner.apply.executor import BlockedError
from runner.apply.outcome import Outcome
from runner.apply.run import Run
from runner.apply.signals import Interrupt
from runner.cli import api_client, confirmation, exit_codes, hold, run_identity
from runner.cli.context import Context
from runner.cli.exit_codes import DIFFERS, UNKNOWN
from runner.cli.planning import Review, asked, read
from runner.cli.settings import WORK_FOLDER, Settings
from runner.config import discovery
from runner.errors import RunnerError, StoppedError, StoreError
from runner.plan import limits, plan, record_warnings
from runner.plan.checks.overlap.sketch import Memory
from runner.plan.plan import Plan
from runner.report import json_output
from runner.report.text.apply import outcome_text, outcomes_text
from runner.report.text.color import Ink
from runner.report.text.findings import findings_text
from runner.report.text.plan import plan_text
from runner.state.lease import Lease
from runner.state.session import Ledger
from runner.state.stores.file import FileStore

LEASE_SECONDS = 600.0
"""So long an intent is respected at least, where no lock tells whether its run is alive; it is renewed at half time."""


def run(context: Context) -> int:
    """Plan under the lock, let it be approved, and carry it out."""
    settings = context.settings()
    discovery.check_folder(settings.directory)
    hold.check_hold(settings)
    if context.args.sandbox:
        with _sandboxed(context, settings) as sandboxed:
            code = _apply(replace(context, transport=None), sandboxed)
        context.terminal.note(f"sandbox: a rehearsal, nobody was dialled; its state is in {WORK_FOLDER}/")
        return code
    return _apply(context, settings)


def _apply(context: Context, settings: Settings) -> int:
    with settings.store.lock(context.args.lock_timeout):
        ledger = Ledger(settings.store, settings.api)
        lease = None if settings.store.exclusive else _lease(context, settings, ledger)
        memory = Memory(settings.memory_key) if settings.memory_key else None
        files = read(context, settings, ledger.records, memory)
        made = asked(context, settings, files.against(ledger.records, context.now()))
        if context.args.format == "text":
            context.terminal.say(plan_text(made, width=context.terminal.width, ink=Ink(context.terminal.color)))
        elif memory is not None:
            _say_again(context, made)
        if made.findings.has_errors:
            return _refused(context, made)
        if not made.of("unknown"):  # else the look-up tells first what is to be sent
            limits.check(made.policy, made.passed)
            executor.check_read(made)
        confirmation.check(context, made, settings.api)
        hold.check_hold(settings)
        outcomes, failure = _carry_out(context, settings, ledger, files, made, lease)
        left = files.against(ledger.records, context.now())
    return _closing(context, outcomes, failure, left)


def _say_again(context: Context, made: Plan) -> None:
    """Say which campaigns call people twice, where no plan is shown: only apply knows it of lists that are gone."""
    for finding in made.findings:
        if finding.code == "people-again":
            context.terminal.note(f"warning: `{finding.path}` {finding.message}\n  hint: {finding.hint}")


def _lease(context: Context, settings: Settings, ledger: Ledger) -> Lease:
    """Give this run's lease, once no other run is creating."""
    lease = Lease(timedelta(seconds=max(LEASE_SECONDS, 10 * settings.timeout)), context.args.lock_timeout)
    with context.terminal.working("waiting for another run"):
        lease.wait(ledger, context.now, time.sleep)
    return lease


def _carry_out(
    context: Context, settings: Settings, ledger: Ledger, files: Review, made: Plan, lease: Lease | None
) -> tuple[list[Outcome], Exception | None]:
    """Give the outcomes, each said as soon as it is recorded, and what ended the run before its end."""
    done: list[Outcome] = []
    if not made.of("create", "unknown"):
        executor.record_moves(ledger, made)
        return done, None
    with Interrupt() as interrupt, api_client.opened(context, settings, sleep=interrupt.sleep) as client:
        who, note = run_identity.of(context.environ), context.terminal.note
        check = functools.partial(hold.check_hold, settings)
        work = Run(client, ledger, interrupt, context.now, settings.settle, who, note, check, lease, files.memory)
        try:
            for outcome in executor.carry_out(work, made, lambda records: files.against(records, context.now())):
                done.append(outcome)
                if context.args.format == "text":
                    context.terminal.say(outcome_text(outcome, context.now(), Ink(context.terminal.color)))
        except Exception as exc:  # noqa: BLE001 - first what was done is said, then `_closing` raises what isn't ours
            return done, exc
    return done, None


def _closing(context: Context, outcomes: list[Outcome], failure: Exception | None, left: Plan) -> int:
    standing = [change for change in left.changes if record_warnings.stands(change, context.now())]
    if context.args.format == "json":
        context.terminal.say(
            json_output.dumps(json_output.outcomes(outcomes, plan.merged(change.findings for change in standing)))
        )
    elif outcomes or failure is None:
        context.terminal.say("\n" + outcomes_text(outcomes))
    for change in standing:
        context.terminal.note("warning: {}\n  hint: {}".format(*record_warnings.still_dials(change)))
    if isinstance(failure, BlockedError):
        context.terminal.note(findings_text(failure.plan.findings))
    if failure is not None and not isinstance(failure, RunnerError):
        raise failure
    if failure is not None:
        context.terminal.note(f"error: {failure.message}" + (f"\n  hint: {failure.hint}" if failure.hint else ""))
    return exit_code(outcomes, failure, standing=bool(standing))


def exit_code(outcomes: list[Outcome], failure: RunnerError | None, *, standing: bool) -> int:
    """A signal first, then unknown, then rejected or differing, then whatever ended the run."""
    if isinstance(failure, StoppedError):
        return failure.exit_code
    if any(outcome.outcome == "unknown" for outcome in outcomes):
        return UNKNOWN
    if standing or any(outcome.outcome == "rejected" or outcome.differs for outcome in outcomes):
        return DIFFERS
    return failure.exit_code if failure is not None else 0


def _refused(context: Context, made: Plan) -> int:
    if context.args.format == "json":
        context.terminal.say(json_output.dumps(json_output.outcomes([], made.findings)))
    context.terminal.note("error: an error stands against what would be sent: nothing was sent")
    return exit_codes.FINDINGS


@contextlib.contextmanager
def _sandboxed(context: Context, settings: Settings) -> Iterator[Settings]:
    """Give settings that lead to an API of our own, with a state of its own, both kept in the work folder."""
    from runner.sandbox.app import Sandbox
    from runner.sandbox.server import running

    folder = settings.work_folder
    try:
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        sandbox = Sandbox(
            now=context.now, log=lambda line: context.terminal.note(f"sandbox: {line}"), data=folder / "sandbox.sqlite"
        )
    except OSError as exc:
        raise StoreError(
            f"the sandbox can't keep its data in `{settings.shown(folder)}`: {exc.strerror or exc}",
            hint="remove that folder: a rehearsal starts anew without it",
        ) from exc
    store = FileStore(folder / "state.json", settings.shown(folder / "state.json"))
    with running(sandbox) as url:
        yield replace(settings, store=store, api=confirmation.SANDBOX, api_url=url, api_key="sandbox")
