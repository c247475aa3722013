"""Carries a plan out by the create-once protocol: look, record the intents, create, record each outcome."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any, Literal, assert_never

from runner import timezones
from runner.api import client
from runner.api.create_result import (
    Ambiguous,
    Created,
    CreateResult,
    NameConflict,
    NotSent,
    RateLimited,
    Refused,
    Unauthorized,
)
from runner.api.responses import Live
from runner.apply import reconcile
from runner.apply.outcome import Outcome
from runner.apply.run import Run
from runner.config.campaign import Campaign
from runner.config.schedule import Launch
from runner.contacts.reader import Contacts, canonical
from runner.errors import ApiError, ContactsError, RaceError, RefusedError, RunnerError, StoppedError
from runner.formatting import quoted, shell_quote
from runner.plan import fingerprint, limits
from runner.plan.checks.overlap.sketch import Memory, drop_expired_memory
from runner.plan.desired import Desired
from runner.plan.plan import Plan
from runner.state.record import Record
from runner.state.session import Ledger

POSTS = 3
"""A create that is answered with 429 is sent so often at most."""
RACES = 5
"""So often a run begins anew after another one was quicker."""
NAMED = 5
"""So many campaigns a refusal names."""
DOUBTS = 3
"""After so many unknown outcomes in a row nothing more is sent."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A campaign that is to be created, complete."""

    name: str
    path: str
    fingerprint: str
    campaign: Campaign
    contacts: Contacts
    launch: Launch


class BlockedError(RunnerError):
    """An error stands against what would be sent; the plan has the findings."""

    exit_code = 1

    def __init__(self, plan: Plan) -> None:
        super().__init__("an error stands against what would be sent: nothing was sent")
        self.plan = plan


class _WithheldError(RunnerError):
    """A signal came before the request began."""


def carry_out(run: Run, plan: Plan, replan: Callable[[Mapping[str, Record]], Plan]) -> Iterator[Outcome]:
    """Yield each outcome once it is recorded; a RunnerError that ends the run comes after the outcomes before it.

    `replan` makes the plan anew from records: after those whose outcome was unknown are settled, and after another run
    was quicker, which is waited for. Never is more sent than `plan` shows.
    """
    approved = plan.sends
    for left in reversed(range(RACES)):
        try:
            yield from _once(run, plan, replan)
        except RaceError:
            if left == 0:
                raise
        else:
            return
        run.ledger.reload()
        if run.lease is not None:
            run.lease.wait(run.ledger, run.now, run.interrupt.sleep)
        plan = replan(run.ledger.records)
        _check_approved(approved, plan)


def _once(run: Run, plan: Plan, replan: Callable[[Mapping[str, Record]], Plan]) -> Iterator[Outcome]:
    record_moves(run.ledger, plan)
    unknown = plan.of("unknown")
    if unknown:
        yield from reconcile.unknowns(run, unknown)
        approved, plan = plan.sends, replan(run.ledger.records)
        _check_approved(approved, plan)
    if plan.findings.has_errors:
        raise BlockedError(plan)
    limits.check(plan.policy, plan.passed)
    check_read(plan)
    complete = [one for change in plan.of("create") if change.desired and (one := pending(change.desired))]
    if complete:
        yield from _create_all(run, complete, {c.name: c.record for c in unknown if c.name and c.record})


def _check_approved(approved: frozenset[tuple[str, str]], plan: Plan) -> None:
    if more := sorted(name for name, _ in plan.sends - approved):
        raise RefusedError(
            f"the look-up has made something new of {', '.join(map(quoted, more))}: nothing more was sent",
            hint="review `campaigns plan` again, then apply",
        )


def check_read(plan: Plan) -> None:
    """Refuse to send anything while a list of it was not read."""
    unread = [change for change in plan.of("create", "unknown") if change.unread]
    if unread:
        names = ", ".join(quoted(change.name or "") for change in unread[:NAMED])
        more = f" and {len(unread) - NAMED:,} more" if len(unread) > NAMED else ""
        raise RefusedError(
            f"the list of {names}{more} isn't here, and was not read: nothing was sent",
            hint="apply with --fetch: it reads the list, and checks each row",
        )


def record_moves(ledger: Ledger, plan: Plan) -> None:
    """Record the new paths of files that were moved."""
    moved = {c.name: replace(c.record, path=c.path) for c in plan.of("moved") if c.name and c.record}
    ledger.record({name: drop_expired_memory(record, plan.as_of) for name, record in moved.items()})


def pending(wanted: Desired) -> Pending | None:
    """Give what is to be created where the file has all of it."""
    if not (wanted.name and wanted.campaign and wanted.contacts and wanted.launch and wanted.fingerprint):
        return None
    return Pending(wanted.name, wanted.path, wanted.fingerprint, wanted.campaign, wanted.contacts, wanted.launch)


def _create_all(run: Run, wanted: Sequence[Pending], sent_before: Mapping[str, Record]) -> Iterator[Outcome]:
    """Create what the list doesn't show; `sent_before` are the intents of earlier runs that a look-up didn't find."""
    sweep = reconcile.whole_sweep(run)
    _check_not_outrun(run, [one.name for one in wanted if sweep.find(one.name)])
    fresh = []
    for one in wanted:
        live = sweep.find(one.name)
        if live is None:
            fresh.append(one)
        elif one.name in sent_before:
            yield reconcile.adopted(run, one.name, one.path, sent_before[one.name], live)
        else:
            yield _exists_already(one, live.id or "")
    run.ledger.record({one.name: intent(one, run.now(), run.at_work(), run.memory) for one in fresh})
    doubts = 0
    for number, one in enumerate(fresh):
        left = fresh[number + 1 :]
        if run.interrupt.stopping:
            yield from _withdrawn(run, fresh[number:])
            run.interrupt.check()
        try:
            run.check()
            outcome = _create(run, one, sent_before.get(one.name))
        except (ApiError, RefusedError, _WithheldError):
            yield from _withdrawn(run, fresh[number:])
            run.interrupt.check()
            raise
        except StoppedError:
            words = "the run was stopped while it was being created"
            yield reconcile.in_doubt(run, one.name, one.path, run.ledger.records[one.name], words)
            yield from _withdrawn(run, left)
            raise
        yield outcome
        doubts = doubts + 1 if outcome.outcome == "unknown" else 0
        if doubts == DOUBTS:
            yield from _withdrawn(run, left)
            return


def _check_not_outrun(run: Run, found: list[str]) -> None:
    """Raise RaceError where another run has recorded, since the state was read, what the account's list shows."""
    if not found:
        return
    run.ledger.reload()
    if known := [name for name in found if name in run.ledger.records]:
        raise RaceError(f"another run was quicker with {', '.join(map(quoted, known))}")


def _create(run: Run, one: Pending, before: Record | None) -> Outcome:
    """Create one campaign whose intent is recorded; an error where nothing was sent and nothing more can be.

    `before` is the intent of an earlier run: what exists although this run's request was refused was made from that.
    """
    record = run.ledger.records[one.name]
    try:
        contacts = canonical(one.contacts, one.campaign.contacts, one.campaign.dynamicVariables or {})
    except ContactsError as exc:
        return _rejected(run, one, f"nothing was sent: {exc.message}")
    with contacts:
        reply, posts = _post(run, one, contacts)
    match reply:
        case None:
            return _rejected(run, one, "its launch passed before it could be sent")
        case Live():
            return reconcile.adopted(run, one.name, one.path, before or record, reply)
        case Created(live):
            return reconcile.known(run, one.name, one.path, record, live, "created")
        case Ambiguous(words):
            return reconcile.look_up(run, one.name, one.path, record, words, absent="unknown")
        case NameConflict(words):
            absent: Literal["rejected", "unknown"] = "unknown" if before or posts > 1 else "rejected"
            return reconcile.look_up(run, one.name, one.path, before or record, words, absent=absent)
        case Refused(words):
            words += "; nothing was made: mend the file and apply again"
            return reconcile.look_up(run, one.name, one.path, record, words, absent="rejected")
        case RateLimited(words):
            words += "; nothing was made: apply again later"
            return reconcile.look_up(run, one.name, one.path, record, words, absent="rejected")
        case Unauthorized(words):
            raise ApiError(words, hint=client.KEY_REFUSED)
        case NotSent(words):
            raise ApiError(words, hint=client.API_DOWN)
        case _:
            assert_never(reply)


def _post(run: Run, one: Pending, contacts: IO[bytes]) -> tuple[CreateResult | Live | None, int]:
    """Send the request, again only after a 429, a look-up that finds nothing, and the wait that was asked for.

    Give the answer, or the campaign where the look-up found it, or None where the launch passed meanwhile; and how many
    requests were sent.
    """
    request = one.campaign.request()
    reply: CreateResult | None = None
    for posts in range(POSTS):
        if one.launch.at is not None and one.launch.at <= run.now():
            return None, posts
        if run.interrupt.stopping:
            raise _WithheldError("a signal came before it was sent")
        if run.lease is not None:
            run.lease.renew(run.ledger, run.now())
        reply = run.interrupt.call(lambda: run.client.create(request, contacts), run.keep)
        if not isinstance(reply, RateLimited) or posts + 1 == POSTS:
            return reply, posts + 1
        try:
            live = run.interrupt.call(lambda: run.client.find(one.name))
        except ApiError as exc:
            return Ambiguous(f"{reply.message}; and then {exc.message}"), posts + 1
        if live is not None:
            return live, posts + 1
        run.interrupt.sleep(reply.seconds)
    return reply, POSTS


def intent(one: Pending, now: datetime, identity: dict[str, Any], memory: Memory | None = None) -> Record:
    """Give the record of a campaign that is about to be sent, with a sketch of its list where there is a `memory`."""
    return Record(
        status="creating",
        path=one.path,
        fingerprint=one.fingerprint,
        request=fingerprint.recorded_request(one.campaign),
        contacts={"rows": one.contacts.rows, "sha256": one.contacts.sha256, "digest": one.contacts.digest},
        launchAt=one.launch.instant,
        recordedAt=timezones.format_utc(now),
        run=identity,
        memory=memory.remember(one.contacts) if memory is not None else None,
    )


def _exists_already(one: Pending, campaign_id: str) -> Outcome:
    message = (
        f"the account has a campaign of this name, {campaign_id}, which isn't recorded here: give the file another "
        f"name, or take it over with `campaigns import {shell_quote(campaign_id)} --file {shell_quote(one.path)}`"
    )
    return Outcome(one.name, one.path, "rejected", message, launch_at=one.launch.instant)


def _rejected(run: Run, one: Pending, message: str) -> Outcome:
    run.ledger.record({one.name: None})
    return Outcome(one.name, one.path, "rejected", message, launch_at=one.launch.instant)


def _withdrawn(run: Run, left: Sequence[Pending]) -> Iterator[Outcome]:
    """Take back the intents of what isn't sent in this run."""
    run.ledger.record({one.name: None for one in left})
    for one in left:
        yield Outcome(one.name, one.path, "skipped", "not sent: the run ended before it", launch_at=one.launch.instant)
