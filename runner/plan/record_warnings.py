"""What is said of recorded campaigns: an unknown outcome, an answer that differs, a file edited since."""

from datetime import datetime

from runner import timezones
from runner.findings import Finding, Findings, Severity
from runner.formatting import count, shell_quote
from runner.plan.change import HAS_ERRORS, Change
from runner.yamlfile.document import Document

REMOVED = "removed"
UNREADABLE = "unreadable"
"""What a record's `accepted` holds, besides a fingerprint, once somebody took note of how its file is now."""


def about(change: Change, findings: Findings, now: datetime) -> Findings:
    """Add to `findings` what is to be said of a campaign that is recorded, and give them back."""
    record = change.record
    if record is None or (change.action != "unknown" and record.status != "created"):
        return findings
    if change.action == "unknown":
        findings.add(
            _note(
                change,
                "outcome-unknown",
                f"`{change.name}` was sent, and what came of it isn't known",
                "apply looks it up before anything is created; to settle it by hand: "
                f"`campaigns resolve {shell_quote(change.recorded_name)} --created ID`, or `--not-created`",
            )
        )
    elif record.differences:
        findings.add(
            _note(
                change,
                "answer-differs",
                f"{record.campaignId} is not what was asked for: " + said(record.differences),
                f"see it in the dashboard, then `campaigns resolve {shell_quote(change.recorded_name)} --accept`",
            )
        )
    if stands(change, now):
        findings.add(_note(change, f"{change.action}-after-create", *still_dials(change)))
    elif change.action == "changed":
        findings.add(
            _note(
                change,
                "changed-after-create",
                f"{record.campaignId} was made from the old file and stays as it is: {_what_differs(change)}",
                "nothing is sent for it; for a new campaign copy the file and give it a new name",
                Severity.INFO,
            )
        )
    return findings


def dials_at_once(change: Change, document: Document) -> Finding:
    """Mark a campaign that nobody can call back once it is created."""
    people = "its people" if change.rows is None else count(change.rows, "person")
    return document.finding(
        "immediate-launch",
        f"dials IMMEDIATELY: apply creates it and calls {people}",
        ("isScheduled",),
        severity=Severity.WARNING,
        hint="meant so? then there is nothing to do; else write `isScheduled: true` with date, time and zone",
    )


def list_unread(change: Change, document: Document) -> Finding:
    """Say that the people of a campaign are known by their number alone."""
    return document.finding(
        "list-unread",
        f"the list isn't read: {count(change.rows or 0, 'contact')} are pinned, and no row is checked",
        ("contacts", "path"),
        at_value=True,
        severity=Severity.WARNING,
        hint="`--fetch` reads it, in plan, validate and apply; apply sends nothing without",
    )


def stands(change: Change, now: datetime) -> bool:
    """Whether a file was changed or removed while its campaign's launch is still ahead, and nobody took note of it."""
    record = change.record
    if record is None or record.status != "created" or record.launchAt is None:
        return False
    if change.action not in ("changed", "removed"):
        return False
    return timezones.parse_instant(record.launchAt) > now and record.accepted != seen_as(change)


def seen_as(change: Change) -> str:
    """Name what stands in the place of the file that was sent, for a record's `accepted`."""
    return REMOVED if change.action == "removed" else change.fingerprint or UNREADABLE


def still_dials(change: Change) -> tuple[str, str]:
    """Say that the old campaign stands although its file was changed or removed, and what to do."""
    if change.record is None or change.record.launchAt is None:
        raise ValueError("only a recorded campaign with a launch ahead still dials")
    when = timezones.format_local(
        timezones.in_zone(change.record.launchAt, change.record.request.get("scheduledTimezone"))
    )
    why = (
        "no file asks for it any more"
        if change.action == "removed"
        else f"the file is another now: {_what_differs(change)}"
    )
    return (
        f"{change.record.campaignId} still dials {when} from the old file ({why})",
        f"cancel it in the dashboard, then `campaigns resolve {shell_quote(change.recorded_name)} --accept`",
    )


def said(differences: list[dict[str, str]]) -> str:
    """Put recorded differences into one clause."""
    return "; ".join(
        d["answered"] if d["field"] == "errors" else f"{d['field']} is {d['answered']}, asked {d['asked']}"
        for d in differences
    )


def _what_differs(change: Change) -> str:
    if change.differs == (HAS_ERRORS,):
        return HAS_ERRORS
    fields = [f"`{field}`" for field in change.differs]
    return ", ".join(fields) + (" differs" if len(fields) == 1 else " differ")


def _note(change: Change, code: str, message: str, hint: str, severity: Severity = Severity.WARNING) -> Finding:
    if change.desired and change.desired.document:
        return change.desired.document.finding(
            code, message, ("campaignName",), at_value=True, severity=severity, hint=hint
        )
    return Finding(code, message, change.path, severity=severity, hint=hint)
