"""Which recorded campaigns a postponement or a delete is about, and what is refused before anything is sent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from runner import timezones
from runner.api.client import Sweep
from runner.apply.alteration import WAITING, Alteration, approved_launch, dialing
from runner.apply.outcome import Kind, Outcome
from runner.formatting import quoted, shell_quote
from runner.plan.gone import is_missed, is_to_dial
from runner.state.record import Json, Record


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a campaign that the command line names can't be meant."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The changes to make, the outcomes that need none, and the mistakes: where there is one, nothing is sent."""

    alterations: tuple[Alteration, ...]
    outcomes: tuple[Outcome, ...]
    mistakes: tuple[Mistake, ...]

    @classmethod
    def of(cls, chosen: Iterable[Alteration | Outcome | Mistake]) -> "Selection":
        each = tuple(chosen)
        return cls(
            tuple(one for one in each if isinstance(one, Alteration)),
            tuple(one for one in each if isinstance(one, Outcome)),
            tuple(one for one in each if isinstance(one, Mistake)),
        )

    @property
    def explanation(self) -> str:
        """The mistakes in one line, each reason once, with all campaigns that it concerns."""
        names: dict[str, list[str]] = defaultdict(list)
        for mistake in self.mistakes:
            names[mistake.reason].append(quoted(mistake.name))
        return "; ".join(f"{', '.join(each)}: {reason}" for reason, each in names.items())


def to_postpone(
    records: Mapping[str, Record], names: Sequence[str] | None, to: datetime, now: datetime, sweep: Sweep | None
) -> Selection:
    """Select what a postponement moves to `to`, local time in each campaign's zone; None are all that are to dial.

    `sweep` is the account's list, None before it is read: what dials already is named, and what the account shows as
    scheduled is to dial, even if its launch has passed.
    """
    if names is not None:
        return Selection.of(_postpone_named(name, records[name], to, now, sweep) for name in names)
    chosen = (_postpone_any(name, record, to, now, sweep) for name, record in sorted(records.items()))
    return Selection.of(one for one in chosen if one is not None)


def to_delete(records: Mapping[str, Record], names: Sequence[str], sweep: Sweep | None) -> Selection:
    """Select what a delete is about."""
    return Selection.of(_delete(name, records[name], sweep) for name in names)


def _postpone_named(
    name: str, record: Record, to: datetime, now: datetime, sweep: Sweep | None
) -> Alteration | Outcome | Mistake:
    if record.status != "created":
        return _unknown(name, record, sweep)
    if record.deleted is not None:
        return absent(name, record)
    if record.launchAt is None:
        at_once = f"it was created to dial at once; `campaigns delete {shell_quote(name)}` may stop it"
        return _outcome(name, record, "rejected", at_once)
    launch_at, approved = _instant(name, record, to, now), approved_launch(record) or ""
    if isinstance(launch_at, Mistake):
        return launch_at
    if launch_at < approved:
        return Mistake(name, f"{to:%Y-%m-%d %H:%M} is before the launch that was approved, {_local(record, approved)}")
    return _postponement(name, record, to, launch_at)


def _postpone_any(
    name: str, record: Record, to: datetime, now: datetime, sweep: Sweep | None
) -> Alteration | Outcome | Mistake | None:
    if record.status != "created":
        return _unknown(name, record, sweep)
    if record.deleted is not None or (record.gone is not None and not is_missed(record, now)):
        return None
    listed = (live for live in sweep.campaigns if live.id == record.campaignId) if sweep else ()
    status = next((live.status for live in listed), None)
    if status == "live":
        return _outcome(name, record, "rejected", dialing(name))
    if record.launchAt is None or not (is_to_dial(record, now) or status == "scheduled"):
        return None
    if reason := _unreadable_zone(record):  # no `to` is right for it, and the others must be moved
        return _outcome(name, record, "rejected", f"{reason}: move it in the dashboard")
    launch_at = _instant(name, record, to, now)
    if isinstance(launch_at, Mistake):
        return launch_at
    if launch_at < record.launchAt and not _was_requested(record, launch_at):
        if record.gone is not None:
            return absent(name, record)
        return _later(name, record, record.launchAt, launch_at, (record.account or {}) if sweep else {})
    return _postponement(name, record, to, launch_at)


def _was_requested(record: Record, launch_at: str) -> bool:
    """Whether a change asked for this launch, and the account made another one of it."""
    return any(each["field"] == "scheduledDate" and each["asked"] == launch_at for each in record.differences)


def _later(name: str, record: Record, recorded: str, launch_at: str, account: Json) -> Outcome:
    """Return the outcome of a campaign that is recorded to launch later anyway; `account` is what was just seen."""
    if account.get("status") in WAITING and (account.get("launchAt") or "") >= launch_at:
        return _outcome(name, record, "skipped", f"launches later anyway, {_local(record, recorded)}")
    shown = account.get("launchAt")
    why = f"the account shows {_local(record, shown)}" if shown else "the account wasn't seen to hold that"
    message = (
        f"recorded to launch later anyway, {_local(record, recorded)}, but {why}: postpone it by name, to then or later"
    )
    return _outcome(name, record, "rejected", message)


def _delete(name: str, record: Record, sweep: Sweep | None) -> Alteration | Outcome:
    if record.status != "created":
        return _unknown(name, record, sweep)
    if record.deleted is not None:
        at = timezones.format_local(timezones.in_zone(record.deleted["at"], record.zone))
        return _outcome(name, record, "deleted", f"deleted already, {at}: nothing was sent")
    return Alteration(name, record.path, "delete", {}, None)


def _instant(name: str, record: Record, to: datetime, now: datetime) -> str | Mistake:
    """Return in UTC when clocks in the campaign's zone show `to`; the form is that of the records, which sorts."""
    if reason := _unreadable_zone(record):
        return Mistake(name, reason)
    zone = record.zone or ""
    if to.replace(tzinfo=timezones.iana_zone(zone)) <= now:
        return Mistake(name, f"{to:%Y-%m-%d %H:%M} is past in {zone}")
    match timezones.instants(to, zone):
        case [at]:
            return timezones.format_utc(at)
        case []:
            return Mistake(name, f"{to:%Y-%m-%d %H:%M} doesn't exist in {zone}: clocks are set forward")
        case _:
            return Mistake(name, f"{to:%Y-%m-%d %H:%M} occurs twice in {zone}: clocks are set back")


def _unreadable_zone(record: Record) -> str | None:
    """Return why no local time of a campaign can be worked out; None where its zone is known."""
    if record.zone is None:
        return "no time zone is recorded for it"
    return None if timezones.iana_zone(record.zone) else f"its time zone {quoted(record.zone)} can't be read"


def _postponement(name: str, record: Record, to: datetime, launch_at: str) -> Alteration:
    patch = {
        "scheduledDate": f"{to:%Y-%m-%d}",
        "scheduledTime": f"{to:%H:%M:%S}",
        "scheduledTimezone": record.zone or "",
    }
    return Alteration(name, record.path, "postpone", patch, launch_at)


def absent(name: str, record: Record) -> Outcome:
    """Return the outcome of a campaign that the account doesn't have: nobody knows why, unless it was deleted here."""
    if record.deleted:
        return _outcome(name, record, "skipped", "it was deleted: it doesn't dial")
    return _outcome(name, record, "rejected", "it is gone from the account: look in the dashboard whether it dials")


def _unknown(name: str, record: Record, sweep: Sweep | None) -> Outcome:
    live = sweep.find(name) if sweep else None
    there = f"the account has a campaign of that name, {live.id}" if live else "it may exist"
    created = f"--created {shell_quote(live.id or '')}" if live else "--created ID"
    message = (
        f"whether it was created isn't known: {there}; record it with "
        f"`campaigns resolve {shell_quote(name)} {created}`, then run this command again"
    )
    return _outcome(name, record, "unknown", message)


def _outcome(name: str, record: Record, kind: Kind, message: str) -> Outcome:
    return Outcome(name, record.path, kind, message, record.campaignId, record.launchAt, record.zone)


def _local(record: Record, launch_at: str) -> str:
    return timezones.format_local(timezones.in_zone(launch_at, record.zone))
