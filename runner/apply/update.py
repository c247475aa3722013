"""Makes the updates of a plan: what changes in a file's campaign is changed in the account's."""

from collections.abc import Iterator, Sequence

from runner.apply.alter import alter
from runner.apply.alteration import Alteration
from runner.apply.outcome import Outcome
from runner.apply.run import Run
from runner.config.campaign import SCHEDULE, Campaign
from runner.plan import fingerprint
from runner.plan.change import Change
from runner.plan.recorded_hours import hours_summary
from runner.state.record import Json, Record


def update_all(run: Run, changes: Sequence[Change]) -> Iterator[Outcome]:
    """Yield each outcome once it is recorded; RefusedError, and nothing is sent, where `check_may_send` has it."""
    existing = [change for change in changes if change.name and run.ledger.records[change.name].exists]
    alterations = [one for change in existing if (one := update_of(change, run.receipt(change)))]
    if alterations:
        run.check_may_send()
        yield from alter(run, alterations)


def update_of(change: Change, receipt: Json | None = None) -> Alteration | None:
    """Return what to change in the account: of the request only what differs, a schedule whole."""
    desired, record = change.desired, change.record
    if desired is None or desired.campaign is None or desired.launch is None or change.name is None or record is None:
        return None
    patch = {one.field: one.after for one in change.updates}
    if change.moves_launch or _names_postponement(desired.campaign, record):
        patch |= {field: getattr(desired.campaign, field) for field in SCHEDULE}
    request = fingerprint.recorded_request(desired.campaign)
    hours = hours_summary(change.hours) if change.hours else None
    launch_at, print_ = desired.launch.instant, desired.fingerprint
    name, path, file = change.name, change.path, desired.file
    return Alteration(name, path, "update", patch, launch_at, request, print_, hours, file, receipt)


def _names_postponement(campaign: Campaign, record: Record) -> bool:
    """Whether a file has the date, time and zone to which its campaign was postponed: that ends the postponement."""
    postponed = record.postponed or {}
    return all(fingerprint.same_value(field, getattr(campaign, field), postponed.get(field)) for field in SCHEDULE)
