"""The receipt of one campaign: why its contacts were called, as JSON and in plain words; without any phone number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runner import __version__, timezones
from runner.formatting import count, one_line
from runner.phone_numbers.in_text import without_numbers
from runner.report.approval_words import approval_words
from runner.state.record import Json, Record
from runner.state.store import Snapshot

VERSION = 1
_RECORD = (
    *("campaignId", "status", "path", "launchAt", "contacts", "leftOut", "hours", "account", "postponed", "deleted"),
    *("gone", "imported", "unconfirmed", "differences", "fingerprint", "file", "tzdata", "recordedAt", "run"),
)
"""The fields of a record that are exported: neither the number that calls nor what could tell a contact."""
_REQUEST = ("agentId", "isScheduled", "scheduledDate", "scheduledTime", "scheduledTimezone", "concurrentCalls")
UNKNOWN = "not recorded"


@dataclass(frozen=True, slots=True)
class Section:
    """A question about a campaign, and its answer: facts with their names."""

    title: str
    facts: tuple[tuple[str, str], ...]


def receipt_json(
    name: str, record: Record, entries: Sequence[tuple[Snapshot, Record | None]], api: str, now: datetime
) -> Json:
    """Return everything that is recorded of a campaign and may leave the state."""
    kept = {key: getattr(record, key) for key in _RECORD}
    kept |= {"changing": record.changing and _only(record.changing, ("kind", "launchAt", "recordedAt"))}
    exported: Json = without_numbers(
        {
            "version": VERSION,
            "campaignName": name,
            "api": api,
            "exportedAt": timezones.format_utc(now),
            "exportedBy": f"campaign-runner {__version__}",
            "record": {**kept, "called": record.called, "request": _only(record.request, _REQUEST)},
            "receipts": record.receipts or [],
            "history": [_entry(*entry) for entry in entries],
        }
    )
    return exported


def receipt_sections(exported: Json) -> list[Section]:
    """Return an exported receipt in plain words."""
    record, receipts = exported["record"], exported["receipts"]
    created = receipts[0] if receipts and receipts[0]["kind"] == "create" else None
    sections = [
        Section("Which campaign?", tuple(_campaign(exported))),
        Section("Which contacts?", tuple(_list(record))),
        *_created_sections(created, record),
    ]
    for update in receipts[1:] if created else receipts:
        title = f"What was changed on {_instant(update['at'])}?"
        facts = [*_approval(update, {}), *_consent(update), *_checks(update)]
        sections.append(Section(title, tuple(facts)))
    return [*sections, Section("With what?", tuple(_versions(receipts[0])))] if receipts else sections


def _created_sections(created: Json | None, record: Json) -> list[Section]:
    if created is None:
        why = "imported: another tool created it" if record["imported"] else "an earlier version recorded it"
        return [Section("Who approved it, and what was checked?", ((UNKNOWN, why),))]
    return [
        Section("On what basis?", tuple(_consent(created))),
        Section("Who approved it?", tuple(_approval(created, record["run"]))),
        Section("What was checked?", tuple(_checks(created))),
        Section("Who was left out?", tuple(_left_out(created, record))),
    ]


def _entry(snapshot: Snapshot, record: Record | None) -> Json:
    run = record.run if record else {}
    return {
        "at": snapshot.at,
        "commit": snapshot.version,
        "status": record.status if record else None,
        "launchAt": record.launchAt if record else None,
        "contacts": record.called if record else None,
        "run": _only(run, ("id", "commit", "actor", "url")),
    }


def _only(values: Json, keys: Sequence[str]) -> Json:
    return {key: values[key] for key in keys if key in values}


def _campaign(exported: Json) -> Iterator[tuple[str, str]]:
    record = exported["record"]
    yield "campaign", exported["campaignName"]
    if exported["api"] == "sandbox":
        yield "rehearsal", "nobody was called: this is a campaign of the sandbox"
    yield "id in the account", record["campaignId"] or "unknown"
    if record["status"] != "created":
        yield "outcome", "unknown: it was sent, or was about to be, and no answer is recorded"
    if record["changing"]:
        yield "outcome", f"unknown: a change ({record['changing']['kind']}) was begun and isn't confirmed"
    for one in record["differences"]:
        yield "the account differs", f"{one['field']} is {one['answered']}, not {one['asked']}"
    yield "agent", str(record["request"].get("agentId", UNKNOWN))
    yield "launch", _launch(record)
    for key, words in (("deleted", "deleted before it was over"), ("gone", "gone from the account")):
        if record[key]:
            yield words, f"seen {_instant(record[key]['at'])}"
    if record["postponed"]:
        yield "postponed", f"from {_instant(record['postponed']['from'])}, on {_instant(record['postponed']['at'])}"
    if record["account"]:
        seen = _instant(record["account"]["seenAt"])
        yield "last seen in the account", f"{record['account']['status'] or 'unknown'}, since {seen}"
    yield "campaign file", record["path"]


def _launch(record: Json) -> str:
    if record["launchAt"] is None:
        return "as soon as it was created"
    zone = (record["postponed"] or record["request"]).get("scheduledTimezone")
    return f"{timezones.format_local(timezones.in_zone(record['launchAt'], zone))} ({record['launchAt']})"


def _list(record: Json) -> Iterator[tuple[str, str]]:
    contacts = record["contacts"]
    called = record["called"]
    yield "sent, to be called", UNKNOWN if called is None else count(called, "contact")
    yield "on the list", count(contacts["rows"], "contact") if isinstance(contacts.get("rows"), int) else UNKNOWN
    yield "SHA-256 of the list", contacts.get("sha256") or UNKNOWN
    yield "was somebody on it?", "whoever keeps the list can show that it has this SHA-256, and look"


def _consent(receipt: Json) -> Iterator[tuple[str, str]]:
    yield "list", receipt["list"] or UNKNOWN
    if receipt["consent"] is None:
        yield "consent", "the campaign file named none"
        return
    yield "basis", receipt["consent"]["basis"]
    yield "source", receipt["consent"]["source"]
    yield "obtained on", receipt["consent"]["obtainedOn"]


def _approval(receipt: Json, run: Json) -> Iterator[tuple[str, str]]:
    for words in approval_words(receipt["approval"]):
        yield "approved", words
    if run:
        yield "started by", f"{run.get('actor') or UNKNOWN}, on {run.get('host') or UNKNOWN}"
        if run.get("url"):
            yield "run", run["url"]
        if run.get("commit"):
            yield "commit", run["commit"]
    yield "plan that was approved", receipt["plan"]
    yield "sent", _instant(receipt["at"])


def _checks(receipt: Json) -> Iterator[tuple[str, str]]:
    if receipt["suppression"] is None:
        yield "suppression lists", "not compared"
    elif not receipt["suppression"]:
        yield "suppression lists", "none: the policy names no list"
    for one in receipt["suppression"] or ():
        yield f"suppression list {one['path']}", suppression_words(one)
    hours = receipt["callingHours"]
    if hours is None:
        yield "calling hours", "not checked"
    else:
        yield "calling hours", _counts(hours["clashes"]) or "no clash with a rule in effect"
        if hours["unjudged"]:
            yield "no confirmed rule in effect", f"for {count(hours['unjudged'], 'contact')}: not known"
        rules = (f"{rule} for {count(number, 'contact')}" for rule, number in hours["contactsByRule"].items())
        yield "rules", ", ".join(rules) or "none"
        for change in hours["changes"]:
            yield f"rule {change['rule']}", f"{change['change']} by the policy: {change['reason'] or 'no reason given'}"
    yield "warnings and information", _counts(receipt["findings"]) or "none"


def suppression_words(one: Json) -> str:
    """Return what a suppression list was when contacts were compared with it."""
    if one["obtainedOn"]:
        date = f"obtained on {one['obtainedOn']}"
    else:
        date = f"committed {_instant(one['committedAt'])}" if one["committedAt"] else "of unknown date"
    unread = f", {count(one['unreadLines'], 'line')} of it unreadable" if one["unreadLines"] else ""
    digest = f"SHA-256 {one['sha256']}" if one["sha256"] else "SHA-256 unknown: it was written to meanwhile"
    return f"{count(one['numbers'], 'number')}{unread}, {date}; {count(one['contacts'], 'contact')} on it; {digest}"


def _left_out(receipt: Json, record: Json) -> Iterator[tuple[str, str]]:
    yield "left out", count(record["leftOut"] or 0, "contact")
    if receipt["optedOut"]:
        yield "opted out by the list itself", count(receipt["optedOut"], "contact")
    for one in receipt["suppression"] or ():
        if one["contacts"]:
            yield f"on {one['path']}", count(one["contacts"], "contact")


def _versions(receipt: Json) -> Iterator[tuple[str, str]]:
    yield "campaign-runner", receipt["versions"]["program"]
    yield "time zone database", receipt["versions"]["tzdata"]
    if hours := receipt["callingHours"]:
        yield "rules on calling hours", f"sources read up to {hours['checked']}, SHA-256 {hours['sha256']}"


def _counts(findings: dict[str, Any]) -> str:
    return ", ".join(f"{number:,} {one_line(code)}" for code, number in findings.items())


def _instant(instant: str) -> str:
    return timezones.format_local(timezones.in_zone(instant, None))
