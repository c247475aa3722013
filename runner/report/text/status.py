"""Recorded campaigns and their history as text."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from runner import timezones
from runner.api.responses import Live
from runner.apply.drift import Drift
from runner.formatting import one_line, printable
from runner.plan.dialing import dials, holds_otherwise, immediate_start, is_early
from runner.plan.record_warnings import differences_clause
from runner.plan.stop_hints import difference_hint
from runner.report.emergency import as_seen, emergencies, emergency_text
from runner.report.text.color import PLAIN, Ink
from runner.report.text.launch import format_launch, start_words
from runner.report.text.table import Table
from runner.state.record import Record
from runner.state.store import Snapshot

_VERSION = 13
"""Characters of a commit, and of `not committed`."""


def status(records: Mapping[str, Record], seen: Drift, now: datetime, *, width: int, ink: Ink = PLAIN) -> str:
    live, records = seen.live, as_seen(records, seen.live, now)
    table = Table(("campaign", "id", "status", "contacts", "launch", *(["now"] if live else [])))
    for name, record in sorted(records.items()):
        launch = _recorded_launch(record, now)
        state = _state(record, now)
        contacts = f"{record.called or 0:,}" + (f"\n{record.leftOut:,} left out" if record.leftOut else "")
        now_is = [_live(live[name]) if name in live else ""] if live else []
        table.add_row(one_line(name), one_line(record.campaignId or "unknown"), state, contacts, launch, *now_is)
    differing = [(name, record) for name, record in sorted(records.items()) if record.differences]
    lines = [
        f"{record.campaignId} differs from what was requested: {printable(differences_clause(record.differences))}\n"
        f"  hint: {difference_hint(name, record, now)}\n"
        for name, record in differing
    ]
    for name, record in sorted(records.items()):
        if drift := printable(differences_clause(seen.differences(name, record, now))):
            lines.append(f"{record.campaignId} has drifted from what was sent: {drift}\n")
        lines += [
            f"warning[{warning.code}]: {printable(warning.message)}\n  hint: {warning.hint}\n"
            for warning in seen.warnings(name, record, now)
        ]
    alerts = emergency_text(emergencies(records, now), ink)
    return alerts + "\n".join([table.render(width, ink), *lines])


def unrecorded(campaigns: Iterable[Live], what: str, *, width: int, ink: Ink = PLAIN) -> str:
    """Return a table of the account's campaigns that no record has; `what` is its title."""
    table = Table((what, "id", "status"))
    for live in campaigns:
        table.add_row(one_line(str(live.name or "?")), live.id or "", one_line(str(live.status or "?")))
    return table.render(width, ink)


def history(entries: Iterable[tuple[Snapshot, Record | None]], now: datetime, *, width: int, ink: Ink = PLAIN) -> str:
    """Return the records of one campaign, oldest first."""
    table = Table(("recorded", "status", "id", "contacts", "launch", "by", "commit"))
    for snapshot, record in entries:
        if record is None:
            table.add_row(snapshot.at, "not recorded", "", "", "", "", one_line(snapshot.version, _VERSION))
            continue
        launch = _recorded_launch(record, now)
        state = _recorded_state(record)
        contacts = f"{record.called or 0:,}" + (f"\n{record.leftOut:,} left out" if record.leftOut else "")
        by = one_line(str(record.run.get("actor") or record.run.get("host") or "?"))
        campaign_id = one_line(record.campaignId or "unknown")
        table.add_row(snapshot.at, state, campaign_id, contacts, launch, by, one_line(snapshot.version, _VERSION))
    return table.render(width, ink)


def _state(record: Record, now: datetime) -> str:
    """Return what is recorded of a campaign and, below, what the account does with it instead."""
    state = _recorded_state(record)
    if record.account is not None and record.exists and holds_otherwise(record, now):
        at = timezones.parse_instant(record.account["seenAt"])
        state += f"\n{one_line(record.account['status'] or 'unknown')}, seen {timezones.format_relative(at, now)}"
    return state


def _recorded_state(record: Record) -> str:
    word = "deleted" if record.deleted else "gone" if record.gone else record.status
    notes = (" (unconfirmed)" if record.unconfirmed else "") + (" (differs)" if record.differences else "")
    begun = f"\n{record.changing['kind']} begun, outcome unknown" if record.changing else ""
    return word + notes + ("\npostponed" if record.postponed and record.exists else "") + begun


def _recorded_launch(record: Record, now: datetime) -> str:
    """Return the launch as the account was last seen to hold it and, where that is another one, as it was requested."""
    requested = "immediate" if record.launchAt is None else format_launch(record.launchAt, record.zone, now)
    if record.deleted or record.gone:
        return f"requested {requested}"
    if record.launchAt is None and record.status == "created":
        requested += f"\n{start_words(record, now)}"
    account = record.account or {}
    if is_early(record, now):
        return f"{'DIALING NOW' if dials(account.get('status')) else 'COMPLETED'}\nrequested {requested}"
    held = account.get("launchAt")
    if held and held != record.launchAt and not immediate_start(record):
        return f"{format_launch(held, record.zone, now)}\nrequested {requested}"
    return f"differs: {requested}" if record.differences else requested


def _live(live: Live | None) -> str:
    return "gone" if live is None else one_line(str(live.status or "?"))
