"""The JSON that other programs read: the forms are a contract, described in schemas/ and docs/."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from runner import timezones
from runner.api.responses import Live
from runner.apply.drift import Drift
from runner.apply.outcome import Kind, Outcome
from runner.findings import Finding, Findings
from runner.plan.change import Change
from runner.plan.plan import Plan
from runner.report.json_calling_hours import calling_hours
from runner.state.record import Record

VERSION = 1


# JSON escapes the control characters below U+0020 itself; terminals act on these too.
_CONTROLS = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}


def dumps(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False).translate(_CONTROLS) + "\n"


def finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity.value,
        "path": found.path,
        "line": found.line,
        "column": found.column,
        "row": found.row,
        "message": found.message,
        "hint": found.hint,
    }


def validation(campaigns: int, contacts: int, findings: Findings) -> dict[str, Any]:
    return {
        "version": VERSION,
        "ok": not findings.has_errors,
        "campaigns": campaigns,
        "contacts": contacts,
        "findings": [finding(found) for found in findings],
        "counts": findings.counts,
    }


def plan(made: Plan) -> dict[str, Any]:
    findings = made.findings
    return {
        "version": VERSION,
        "hash": made.hash,
        "asOf": timezones.format_utc(made.as_of),
        "summary": {**made.counts, "contacts": made.contacts},
        "campaigns": [_change(change) for change in made.changes],
        "findings": [finding(found) for found in findings],
        "counts": findings.counts,
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
        "notRead": change.unread,
        "fingerprint": change.fingerprint,
        **names,
        "hours": calling_hours(change.hours),
        "differs": list(change.differs),
        "findings": [finding(found) for found in change.findings],
    }


def outcomes(done: Iterable[Outcome], findings: Findings) -> dict[str, Any]:
    """Give what came of each campaign, and the findings that keep the run from being a success."""
    rows = list(done)
    found = Counter(outcome.outcome for outcome in rows)
    return {
        "version": VERSION,
        "summary": {kind: found[kind] for kind in get_args(Kind)},
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
        "findings": [finding(found) for found in findings],
    }


def status(records: Mapping[str, Record], seen: Drift | None, now: datetime) -> dict[str, Any]:
    """Give the recorded campaigns and, where the API was asked, what it says of them and of others."""
    answered: dict[str, Any] = {
        "version": VERSION,
        "campaigns": [
            {
                "campaignName": name,
                "campaignId": record.campaignId,
                "status": record.status,
                "path": record.path,
                "launchAt": record.launchAt,
                "contacts": record.contacts.get("rows"),
                "recordedAt": record.recordedAt,
                "differences": record.differences,
                "live": None,
            }
            for name, record in sorted(records.items())
        ],
    }
    if seen is None:
        return answered
    for entry in answered["campaigns"]:
        name = entry["campaignName"]
        if name in seen.live:
            entry |= {"live": _live(seen.live[name]), "drift": seen.differences(name, records[name], now)}
    strangers = [{"campaignName": s.name, "campaignId": s.id, "campaignStatus": s.status} for s in seen.strangers]
    return {**answered, "strangers": strangers}


def _live(live: Live | None) -> dict[str, Any]:
    if live is None:
        return {"found": False}
    return {
        "found": True,
        "campaignStatus": live.status,
        "scheduledDate": live.launch or None,
        "concurrentCalls": live.concurrent_calls,
    }
