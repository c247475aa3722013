"""The JSON that other programs read: a contract, described in schemas/ and docs/."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from runner import timezones, zone_database
from runner.api.responses import Live
from runner.api.values import known
from runner.apply.drift import Drift
from runner.apply.outcome import Kind, Outcome
from runner.findings import Finding, Findings
from runner.plan.change import Change
from runner.plan.dialing import holds_otherwise, immediate_start
from runner.plan.left_out import encode_places
from runner.plan.only import left_by
from runner.plan.plan import Plan
from runner.plan.recorded_hours import hours_summary
from runner.report.emergency import Emergency, as_seen, emergencies, emergency_json, of_plan
from runner.report.headline import ContactCounts
from runner.report.json_calling_hours import calling_hours
from runner.report.value_sources import value_sources
from runner.report.waves import wave_json
from runner.state.record import Record

VERSION = 1

# JSON escapes the control characters below U+0020 itself; terminals act on these too.
_CONTROLS = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}


def dumps(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False).translate(_CONTROLS) + "\n"


def finding(one: Finding) -> dict[str, Any]:
    return {
        "code": one.code,
        "severity": one.severity.value,
        "path": one.path,
        "line": one.line,
        "column": one.column,
        "row": one.row,
        "message": one.message,
        "hint": one.hint,
    }


def validation(campaigns: int, contacts: ContactCounts, findings: Findings) -> dict[str, Any]:
    return {
        "version": VERSION,
        "ok": not findings.has_errors,
        "campaigns": campaigns,
        "contacts": contacts.called,
        **({"leftOut": contacts.left_out} if contacts.left_out else {}),
        "findings": [finding(one) for one in findings],
        "counts": findings.counts,
    }


def plan(current: Plan) -> dict[str, Any]:
    findings, waves = current.findings, wave_json(current)
    return {
        "version": VERSION,
        "hash": current.hash,
        "asOf": timezones.format_utc(current.as_of),
        "tzdata": zone_database.version(),
        "hold": current.hold.reason if current.hold else None,
        "summary": {**current.counts, "contacts": current.contacts},
        "campaigns": [_change(change) | waves.get(change.path, {}) for change in current.changes],
        "findings": [finding(one) for one in findings],
        "counts": findings.counts,
        **emergency_json(of_plan(current)),
    }


def _change(change: Change) -> dict[str, Any]:
    names = {"agentName": change.caller.agent, "numberName": change.caller.number} if change.caller else {}
    return {
        "campaignName": change.name,
        "path": change.path,
        "action": change.action,
        "campaignId": change.record.campaignId if change.record else None,
        "launchAt": change.launch_at,
        "immediate": change.immediate,
        "contacts": change.rows,
        **_left_out(change),
        "notRead": change.unread or change.as_recorded,
        "fingerprint": change.fingerprint,
        **names,
        **_sources(change),
        "hours": calling_hours(change.hours),
        "hoursAtCreate": change.record.hours if change.record else None,
        "hoursNotChecked": change.hours_unchecked,
        "differs": list(change.differs),
        "changes": [{"field": one.field, "from": one.before, "to": one.after} for one in change.updates],
        "findings": [finding(one) for one in change.findings],
    }


def _sources(change: Change) -> dict[str, Any]:
    """Return where the values are that a campaign to be sent has from a file of defaults."""
    places = {key: {"path": path, "line": line} for key, (path, line) in value_sources(change).items()}
    return {"defaults": places} if places else {}


def _left_out(change: Change) -> dict[str, Any]:
    """Return how many contacts are left out, and of what would be sent which: `apply --expect` compares them."""
    sends_list = change.would_send and not change.is_update
    contacts = change.desired.contacts if change.desired and sends_list else None
    places = {"leftOutContacts": encode_places(contacts.left_out.values())} if contacts and contacts.left_out else {}
    return {"leftOut": change.left_out, **places}


APPLY_KINDS: tuple[Kind, ...] = ("created", "adopted", "updated", "rejected", "unknown", "skipped")


def outcomes(
    results: Iterable[Outcome],
    findings: Findings,
    kinds: tuple[Kind, ...] = APPLY_KINDS,
    dialing: Iterable[Emergency] = (),
) -> dict[str, Any]:
    """Return the outcome of each campaign, the findings that make the run a failure, and what dials before its time.

    The summary has the `kinds` that the command can end with, and any other that occurred.
    """
    rows = list(results)
    counts = Counter(outcome.outcome for outcome in rows)
    return {
        "version": VERSION,
        "summary": {kind: counts[kind] for kind in get_args(Kind) if kind in kinds or counts[kind]},
        "outcomes": [
            {
                "campaignName": outcome.name,
                "path": outcome.path,
                "outcome": outcome.outcome,
                "campaignId": outcome.campaign_id,
                "launchAt": outcome.launch_at,
                "differs": outcome.differs,
                "message": outcome.message,
            }
            for outcome in rows
        ],
        "findings": [finding(one) for one in findings],
        **emergency_json(dialing),
    }


def left(plan: Plan) -> dict[str, Any]:
    """Return the key `only` with the named files, and what a part of a plan leaves; no key for a whole plan."""
    if plan.whole is None:
        return {}
    others = left_by(plan)
    counts = {"notSent": others.sends, "notSettled": others.unsettled, "notRecorded": others.moved}
    return {"only": {"paths": sorted({change.path for change in plan.changes}), **counts}}


def status(
    records: Mapping[str, Record], seen: Drift | None, now: datetime, ahead: Iterable[Change] = ()
) -> dict[str, Any]:
    """Return the recorded campaigns and, where the account was read, their state there and the strangers in it.

    `ahead` are those whose launch is ahead, judged again.
    """
    body: dict[str, Any] = {
        "version": VERSION,
        "campaigns": [
            {
                "campaignName": name,
                "campaignId": record.campaignId,
                "status": record.status,
                "path": record.path,
                "launchAt": record.launchAt,
                **_started(as_seen({name: record}, seen.live if seen else {}, now)[name]),
                "contacts": record.called,
                **({"leftOut": record.leftOut} if record.leftOut else {}),
                "recordedAt": record.recordedAt,
                "differences": record.differences,
                **_became(record, now),
                "live": None,
                **({"findings": [finding(one) for one in warnings]} if warnings else {}),
            }
            for name, record in sorted(records.items())
            for warnings in [(seen or Drift()).warnings(name, record, now)]
        ],
    }
    body |= emergency_json(emergencies(records, now, seen.live if seen else None))
    if hours := [_then_and_now(change) for change in ahead]:
        body["hours"] = hours
    if seen is None:
        return body
    for entry in body["campaigns"]:
        name = entry["campaignName"]
        if name in seen.live:
            entry |= {"live": _live(seen.live[name]), "drift": seen.differences(name, records[name], now)}
    body["strangers"] = [_unrecorded(each) for each in seen.strangers]
    more = {"others": seen.others, "namesakes": [_unrecorded(each) for each in seen.namesakes]}
    return {**body, **{key: value for key, value in more.items() if value}}


def _started(record: Record) -> dict[str, Any]:
    """Return, of an immediate campaign, between which instants it started, null where it wasn't seen to dial."""
    if record.launchAt is not None:
        return {}
    start = immediate_start(record)
    between = {"notBefore": start.not_before, "notAfter": start.not_after, "source": start.source} if start else None
    return {"started": between}


def _unrecorded(campaign: Live) -> dict[str, Any]:
    return {"campaignName": known(campaign.name), "campaignId": campaign.id, "campaignStatus": known(campaign.status)}


def _became(record: Record, now: datetime) -> dict[str, Any]:
    """Return what became of a campaign in the account, and what it was last seen to hold where that isn't as asked."""
    seen = {"account": record.account} if holds_otherwise(record, now) else {}
    begun = record.changing and {key: record.changing[key] for key in ("kind", "launchAt", "recordedAt")}
    later = {"changing": begun, "postponed": record.postponed, "deleted": record.deleted, "gone": record.gone}
    return {**seen, **{key: value for key, value in later.items() if value is not None}}


def _then_and_now(change: Change) -> dict[str, Any]:
    """Return what was found about calling hours at the create, and what is found now or why that isn't known."""
    return {
        "campaignName": change.recorded_name,
        "atCreate": change.record.hours if change.record else None,
        "now": hours_summary(change.hours) if change.hours else None,
        "notChecked": change.hours_unchecked,
    }


def _live(live: Live | None) -> dict[str, Any]:
    if live is None:
        return {"found": False}
    return {
        "found": True,
        "campaignStatus": known(live.status),
        "scheduledDate": known(live.launch) or None,
        "concurrentCalls": known(live.concurrent_calls),
    }
