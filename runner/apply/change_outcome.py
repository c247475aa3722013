"""What became of a change of a recorded campaign: the record to write, and the outcome in words."""

from dataclasses import dataclass

from runner import timezones
from runner.api.change_result import ChangeResult
from runner.api.responses import Live
from runner.apply.alteration import (
    Alteration,
    deleted_record,
    dialing,
    gone_record,
    observed,
    without_intent,
    without_lease,
)
from runner.apply.outcome import Kind, Outcome
from runner.apply.run import Run
from runner.plan import record_warnings
from runner.state.record import Record

_MADE: dict[str, Kind] = {"postpone": "postponed", "update": "updated", "delete": "deleted"}
_DELETED = "the account doesn't show it any more; calls under way are finished"
_DELETED_BEFORE = "deleted already: the account doesn't have it"


@dataclass(frozen=True, slots=True)
class ChangeOutcome:
    """A campaign's record after a change, and its outcome; None where there is nothing to say."""

    name: str
    record: Record
    outcome: Outcome | None


def made(run: Run, one: Alteration, live: Live | None, message: str | None = None) -> ChangeOutcome:
    """The account holds something else than before; where that isn't what was asked for, the outcome says so."""
    record, now = run.ledger.records[one.name], run.now()
    if one.kind == "delete":
        return _outcome(one, "deleted", message or _DELETED, deleted_record(record, now))
    if live is None:
        return gone(run, one)
    differences = one.leftovers(record, live, now)
    message = message or _MADE[one.kind]
    if differences:
        message += f", but not as requested: {record_warnings.differences_clause(differences)}"
    return _outcome(one, _MADE[one.kind], message, one.altered(record, live, now), differs=bool(differences))


def answered(run: Run, one: Alteration, result: ChangeResult, live: Live | None) -> ChangeOutcome:
    """The change was sent: `result` is the last answer, `live` what the account showed after it."""
    record, now = run.ledger.records[one.name], run.now()
    if one.is_made(record, live, now):
        return made(run, one, live, _DELETED_BEFORE if live is None and result.claim == "refused" else None)
    if live is None:
        return gone(run, one)
    if result.claim == "unclear":
        return unknown(run, one, result.message)
    if result.claim == "done" and not one.is_unmade(record, live, now):
        return made(run, one, live)
    by_hand = "; delete it in the dashboard" if one.kind == "delete" else ""
    return rejected(run, one, f"{result.message}, but {_still(one, record, live)}{by_hand}", live)


def settled(run: Run, one: Alteration, live: Live | None) -> ChangeOutcome:
    """A run that died had begun the change; `live` is what the account shows now."""
    record, now = run.ledger.records[one.name], run.now()
    if live is None:
        return made(run, one, live)
    if one.is_made(record, live, now) or not one.is_unmade(record, live, now):
        return made(run, one, live, f"{_MADE[one.kind]} by an earlier run")
    if one.kind == "update":
        return ChangeOutcome(one.name, without_intent(record, now), None)
    stopped = f"an earlier run was stopped before it was {_MADE[one.kind]}: {_still(one, record, live)}"
    return rejected(run, one, f"{stopped}; run `campaigns {one.kind}` again", live)


def gone(run: Run, one: Alteration) -> ChangeOutcome:
    """The account doesn't have the campaign any more, and nobody deleted it from here."""
    record = gone_record(run.ledger.records[one.name], run.now())
    return _outcome(one, "rejected", "it is gone from the account: look in the dashboard whether it dials", record)


def rejected(run: Run, one: Alteration, reason: str, live: Live | None = None) -> ChangeOutcome:
    """The campaign is as it was; `live` is what the account showed, where it was read."""
    record, now = run.ledger.records[one.name], run.now()
    before = without_intent(record, now)
    return _outcome(one, "rejected", reason, observed(before, live, now) if live else before)


def unknown(run: Run, one: Alteration, reason: str) -> ChangeOutcome:
    """What became of the change isn't known: its intent stays, for the next run to settle."""
    message = f"{reason}; whether it was {_MADE[one.kind]} isn't known: run the same command again, which looks first"
    return _outcome(one, "unknown", message, without_lease(run.ledger.records[one.name]))


def skipped(run: Run, one: Alteration) -> ChangeOutcome:
    """The run ended before the change was sent."""
    record = without_intent(run.ledger.records[one.name], run.now())
    return _outcome(one, "skipped", "not sent: the run ended before it", record)


def _outcome(one: Alteration, kind: Kind, message: str, record: Record, *, differs: bool = False) -> ChangeOutcome:
    outcome = Outcome(
        one.name, one.path, kind, message, record.campaignId, record.launchAt, record.zone, differs=differs
    )
    return ChangeOutcome(one.name, record, outcome)


def _still(one: Alteration, record: Record, live: Live) -> str:
    """Return what a change that wasn't made leaves."""
    if one.kind == "delete":
        return "the account still shows it"
    if live.status == "live":
        return dialing(one.name)
    if not one.moves_launch or record.launchAt is None:
        return "it is as it was"
    return f"it still launches {timezones.format_local(timezones.in_zone(record.launchAt, record.zone))}"
