"""Creates and updates what the plan says, and shows each outcome."""

import argparse
import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from runner.apply import executor
from runner.apply.account_guard import needs_look
from runner.apply.alter import unsettled
from runner.apply.executor import BlockedError
from runner.apply.list_evidence import ListEvidence
from runner.apply.outcome import Outcome
from runner.apply.receipt import Receipts
from runner.apply.run import Run
from runner.apply.signals import Interrupt
from runner.cli import api_client, confirmation, exit_codes, rehearsal, run_identity, run_lease
from runner.cli.campaign_folder import check_folder
from runner.cli.context import Context
from runner.cli.exit_codes import FINDINGS
from runner.cli.hold import check_hold, check_may_send
from runner.cli.options import (
    add_fault,
    add_fetch,
    add_format,
    add_jobs,
    add_lock_timeout,
    add_online,
    add_sandbox,
)
from runner.cli.outcomes import show_outcome
from runner.cli.planning import planned, read_inputs, with_account_check
from runner.cli.selection import only_files
from runner.cli.settings import Settings
from runner.errors import RunnerError
from runner.findings import Findings
from runner.plan import record_warnings
from runner.plan.change import Change
from runner.plan.checks.overlap.sketch import Memory
from runner.plan.inputs import Inputs
from runner.plan.limits import check_limits
from runner.plan.only import only
from runner.plan.plan import Plan
from runner.plan.planner import build_plan, compare_with_records
from runner.report import json_output
from runner.report.emergency import Emergency, emergencies, emergency_text
from runner.report.headline import others_words
from runner.report.text.apply import outcomes_text
from runner.report.text.color import Ink
from runner.report.text.findings import findings_text
from runner.report.text.plan import plan_text
from runner.state.lease import Lease
from runner.state.record import Record
from runner.state.session import Ledger


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument(
        "--expect", metavar="HASH|FILE", help="refuse a plan without this hash, or with campaigns that FILE lacks"
    )
    parser.add_argument("--yes", action="store_true", help="don't ask for confirmation; implied by CI=true")
    add_sandbox(parser)
    add_fault(parser)
    parser.add_argument(
        "--only",
        action="extend",
        nargs="+",
        metavar="FILE",
        help="send only these campaign files of the plan, or those of a folder",
    )
    parser.add_argument(
        "--accept-account", action="store_true", help="record as gone what the account doesn't have, and go on"
    )
    add_fetch(parser)
    add_jobs(parser)
    add_online(parser)
    add_lock_timeout(parser)


def run(context: Context) -> int:
    """Plan under the lock, have the plan approved, and carry it out."""
    settings = context.settings()
    check_folder(settings)
    named = only_files(context.args.only, settings) if context.args.only else None
    check_hold(settings)
    rehearsal.begin(settings)
    with settings.store.lock(context.args.lock_timeout), context.workers() as workers:
        ledger = Ledger(settings.store, settings.api, settings.folder)
        lease = run_lease.acquire(context, settings, ledger)
        check_may_send(context, settings, look_now=True)
        memory = Memory(settings.memory_key) if settings.memory_key else None
        inputs = read_inputs(context, settings, ledger.records, memory, workers=workers, sends=True, named=named)
        plan = only(with_account_check(context, settings, planned(context, inputs)), inputs.named)
        if context.args.format == "text":
            context.terminal.show(plan_text(plan, width=context.terminal.width, ink=Ink(context.terminal.color)))
        elif memory is not None:
            _note_overlap(context, plan)
        if plan.findings.has_errors:
            return _refuse(context, plan)
        if not plan.of("unknown"):  # otherwise what is sent is known only after the look-up
            check_limits(plan.policy, plan.exceeded)
            executor.check_lists_read(plan)
        asks_api = _asks_api(context, settings, plan, ledger)
        if asks_api:
            api_client.require_key(settings)
        confirmation.check(context, plan, settings.api)
        check_may_send(context, settings)
        if asks_api:
            outcomes, failure = _carry_out(context, settings, ledger, inputs, plan, lease)
        else:
            executor.record_moves(ledger, plan)
            outcomes, failure = [], None
        remaining = compare_with_records(replace(inputs, records=ledger.records, now=context.now()))
        remaining = [change for change in remaining if inputs.named is None or change.path in inputs.named]
    return _finish(context, plan, outcomes, failure, remaining, emergencies(ledger.records, context.now()))


def _asks_api(context: Context, settings: Settings, plan: Plan, ledger: Ledger) -> bool:
    """Whether the plan needs the API: to create, update or look up, or to settle what earlier runs left open."""
    if (
        plan.of("create", "update", "unknown")
        or unsettled(ledger.records, plan.recorded_names)
        or context.args.accept_account
    ):
        return True
    return settings.api_key is not None and needs_look(ledger.records, context.now())


def _note_overlap(context: Context, plan: Plan) -> None:
    """Note overlaps where no plan is shown: only apply knows the memory of lists that are gone."""
    for finding in plan.findings:
        if finding.code == "people-again":
            context.terminal.note(f"warning: `{finding.path}` {finding.message}\n  hint: {finding.hint}")


def _carry_out(
    context: Context, settings: Settings, ledger: Ledger, inputs: Inputs, plan: Plan, lease: Lease | None
) -> tuple[list[Outcome], Exception | None]:
    """Return the outcomes, each shown as soon as it is recorded, and what ended the run early."""
    outcomes: list[Outcome] = []
    with Interrupt() as interrupt, api_client.opened(context, settings, sleep=interrupt.sleep) as client:
        work = Run(
            client,
            ledger,
            interrupt,
            context.now,
            settings.settle,
            run_identity.of(context.environ),
            context.terminal.note,
            functools.partial(check_may_send, context, settings),
            lease,
            inputs.memory,
            inputs.policy.api,
            context.args.accept_account,
            Receipts(
                plan.hash,
                inputs.policy,
                functools.partial(confirmation.approval_of, context),
                ListEvidence(context.environ),
            ),
        )
        try:
            for outcome in executor.carry_out(work, plan, lambda records: _planned_again(context, inputs, records)):
                outcomes.append(outcome)
                if context.args.format == "text":
                    show_outcome(context, outcome, ledger.records)
        except Exception as exc:  # noqa: BLE001 - `_finish` shows what was done, then raises what isn't ours
            return outcomes, exc
    return outcomes, None


def _planned_again(context: Context, inputs: Inputs, records: Mapping[str, Record]) -> Plan:
    return only(build_plan(replace(inputs, records=records, now=context.now())), inputs.named)


def _finish(
    context: Context,
    plan: Plan,
    outcomes: list[Outcome],
    failure: Exception | None,
    remaining: Sequence[Change],
    dialing: Sequence[Emergency],
) -> int:
    concerns = Findings(each for change in remaining for each in record_warnings.concerns(change, context.now()))
    if dialing and not (context.args.format == "text" and context.terminal.out.isatty()):
        context.terminal.note(emergency_text(dialing))
    if context.args.format == "json":
        context.terminal.say(json_output.dumps(_as_json(plan, outcomes, concerns, dialing)))
    elif outcomes or failure is None:
        context.terminal.show(
            "\n" + emergency_text(dialing, Ink(context.terminal.color)) + outcomes_text(outcomes, others_words(plan))
        )
    for each in concerns:
        context.terminal.note(f"warning: {each.message}\n  hint: {each.hint}")
    if isinstance(failure, BlockedError):
        context.terminal.note(findings_text(failure.plan.findings))
    if failure is not None and not isinstance(failure, RunnerError):
        raise failure
    if failure is not None:
        context.terminal.note(f"error: {failure.message}" + (f"\n  hint: {failure.hint}" if failure.hint else ""))
    return exit_codes.of_outcomes(outcomes, failure, differs=bool(concerns.counts or dialing))


def _as_json(
    plan: Plan, outcomes: Sequence[Outcome], findings: Findings, dialing: Sequence[Emergency] = ()
) -> dict[str, Any]:
    """Return the outcomes with what makes the run a failure and, of a part of a plan, what it wasn't compared with."""
    not_compared = Findings(each for each in plan.findings if each.code == "not-compared")
    everything = Findings.merged([findings, not_compared])
    return {**json_output.outcomes(outcomes, everything, dialing=dialing), **json_output.left(plan)}


def _refuse(context: Context, plan: Plan) -> int:
    if context.args.format == "json":
        context.terminal.say(json_output.dumps(_as_json(plan, [], plan.findings)))
    context.terminal.note("error: errors found; nothing was sent")
    return FINDINGS
