"""Findings about campaigns that need a second look: immediate launches, unread lists, and recorded ones that differ."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from runner import timezones
from runner.api.responses import NOT_CONFIRMED
from runner.api.values import parse_answered_instant
from runner.config.defaults import ResolvedDocument, defaults_of
from runner.findings import Finding, Severity
from runner.formatting import count, one_line, shell_quote
from runner.plan.change import HAS_ERRORS, Change
from runner.plan.change_warnings import change_warnings
from runner.plan.gone import gone_warning, is_missed, is_to_dial, unconfirmed_warning
from runner.plan.stop_hints import acknowledge_command, difference_hint, stop_commands
from runner.plan.zone_rules import changed_zone_rules
from runner.yamlfile.document import Document

ROUNDING = timedelta(minutes=15)
"""By how much an API may round a launch; a similar service documents 10 minutes, this one none."""
REMOVED = "removed"
UNREADABLE = "unreadable"
"""What a record's `accepted` holds, besides a fingerprint, once somebody acknowledged how its file is now."""


def of_new(change: Change) -> Iterator[Finding]:
    """Yield the warnings about a campaign that would be sent: it dials immediately, or its list wasn't read."""
    if change.desired is None or change.desired.document is None:
        return
    document = change.desired.document
    if change.immediate:
        contacts = "its contacts" if change.rows is None else count(change.rows, "contact")
        yield document.finding(
            "immediate-launch",
            f"dials IMMEDIATELY: apply creates it and calls {contacts}",
            ("isScheduled",),
            severity=Severity.WARNING,
            hint="if this is intended, ignore this; otherwise set `isScheduled: true` with a date, time and zone",
        )
    if change.unread:
        yield document.finding(
            "list-unread",
            f"the list wasn't read: {count(change.rows or 0, 'contact')} are pinned, and no row was checked",
            ("contacts", "path"),
            at_value=True,
            severity=Severity.WARNING,
            hint="pass `--fetch` to validate, plan and apply; apply sends nothing without it",
        )


def of_record(change: Change, now: datetime) -> Iterator[Finding]:
    """Yield the warnings about a recorded campaign: its outcome is unknown, its answer or its file differs."""
    record = change.record
    if record is None or (change.action != "unknown" and record.status != "created"):
        return
    if change.action == "unknown":
        yield _finding(
            change,
            "outcome-unknown",
            f"`{change.name}` was sent, and its outcome is unknown",
            "run `campaigns apply`: it looks the campaign up before it creates anything; to settle it by hand: "
            f"`campaigns resolve {shell_quote(change.recorded_name)} --created ID`, or `--not-created`",
        )
    elif record.differences and record.deleted is None:
        yield _finding(
            change,
            "answer-differs",
            f"{record.campaignId} differs from what was requested: {differences_clause(record.differences)}",
            difference_hint(change.recorded_name, record, now),
        )
    for each in change_warnings(
        change.recorded_name, record, now, has_file=change.action != "removed", agrees=change.names_launch
    ):
        yield _finding(change, each.code, each.message, each.hint or "")
    if moved := changed_zone_rules(change.recorded_name, record, now):
        yield _finding(change, moved.code, moved.message, moved.hint or "")
    yield from concerns(change, now)
    if change.action == "changed" and record.deleted is None and not still_scheduled(change, now):
        yield _finding(
            change,
            "changed-after-create",
            f"{record.campaignId} was created from the old file and stays as it is: {_what_differs(change)}",
            "nothing is sent for it; for a new campaign, copy the file and give it a new name",
            Severity.INFO,
        )


def concerns(change: Change, now: datetime) -> Iterator[Finding]:
    """Yield what may make a recorded launch another one than its file promises; apply exits with 5 because of it."""
    if change.record is None or not is_to_dial(change.record, now):
        return
    if change.record.gone is not None and is_missed(change.record, now):
        gone = gone_warning(change.recorded_name, change.record)
        yield _finding(change, gone.code, gone.message, gone.hint or "")
    if change.record.unconfirmed:
        unconfirmed = unconfirmed_warning(change.recorded_name, change.record)
        yield _finding(change, unconfirmed.code, unconfirmed.message, unconfirmed.hint or "")
    if still_scheduled(change, now):
        yield _finding(change, f"{change.action}-after-create", *still_scheduled_warning(change))


def still_scheduled(change: Change, now: datetime) -> bool:
    """Whether a file was changed or removed while its launch is ahead, and nobody has acknowledged that."""
    record = change.record
    if record is None or not record.exists or record.launchAt is None:
        return False
    if change.action not in ("changed", "removed"):
        return False
    return timezones.parse_instant(record.launchAt) > now and not is_acknowledged(change, record.accepted)


def is_acknowledged(change: Change, accepted: str | None) -> bool:
    """Whether somebody acknowledged how the file is now."""
    if accepted is None:
        return False
    edit = change.desired if change.action == "changed" else None
    return accepted == acknowledgment(change) or (edit is not None and edit.is_acknowledged(accepted))


def acknowledgment(change: Change) -> str:
    """Return what a record's `accepted` holds once somebody acknowledged how the file is now."""
    return REMOVED if change.action == "removed" else change.fingerprint or UNREADABLE


def still_scheduled_warning(change: Change) -> tuple[str, str]:
    """Return message and hint: the old campaign will still dial although its file was changed or removed."""
    if change.record is None or change.record.launchAt is None:
        raise ValueError("only a recorded campaign with a launch ahead still dials")
    at = timezones.in_zone(change.record.launchAt, change.zone)
    when = timezones.format_local(at)
    removed, imported = change.action == "removed", change.action == "changed" and change.record.imported
    why = "was deleted" if removed else f"{'differs' if imported else 'has changed since'} ({_what_differs(change)})"
    name = change.recorded_name
    hint = f"stop it: {stop_commands(name)}; if it may dial as it is: {acknowledge_command(name)}"
    if imported:
        hint = f"correct the file{_as_held(change)}; or {hint}"
    return (
        f"{change.record.campaignId} still dials {when}, although its file {why}",
        f"{change.no_update} {hint}" if change.no_update else hint,
    )


def _as_held(change: Change) -> str:
    """Return how an imported campaign's file is written to agree with the account."""
    request = change.record.request if change.record else {}
    held = {field: request[field] for field in change.differs if isinstance(request.get(field), str | int)}
    lines = [
        f"`{field}: {str(value).lower() if value is True else one_line(str(value))}`" for field, value in held.items()
    ]
    return ": the account has " + ", ".join(lines) if lines else ""


def differences_clause(differences: list[dict[str, str]]) -> str:
    """Return recorded differences as one clause; what the account doesn't say is named together, at the end."""
    silent = [each["field"] for each in differences if each["answered"] == NOT_CONFIRMED]
    if len(silent) < 2:
        return "; ".join(map(_difference, differences))
    others = [_difference(each) for each in differences if each["answered"] != NOT_CONFIRMED]
    return "; ".join([*others, f"{', '.join(silent[:-1])} and {silent[-1]} are not confirmed"])


def _difference(difference: dict[str, str]) -> str:
    field, asked, answered = difference["field"], difference["asked"], difference["answered"]
    if field == "errors":
        return answered
    rounded = " (the API may have rounded it)" if field == "scheduledDate" and _may_be_rounded(asked, answered) else ""
    return f"{field} is {answered}{rounded}, requested {asked}"


def _may_be_rounded(asked: str, answered: str) -> bool:
    try:
        return abs(parse_answered_instant(answered) - timezones.parse_instant(asked)) <= ROUNDING
    except ValueError:
        return False


def _what_differs(change: Change) -> str:
    if change.differs == (HAS_ERRORS,):
        return HAS_ERRORS
    document = change.desired.document if change.desired else None
    fields = [f"`{field}`{_from_defaults(document, field)}" for field in change.differs]
    return ", ".join(fields) + (" differs" if len(fields) == 1 else " differ")


def _from_defaults(document: Document | None, field: str) -> str:
    """Return where defaults give a field its value, or the first one in it; empty where they don't."""
    sources = document.sources if isinstance(document, ResolvedDocument) else {}
    lines = [line for key, line in sources.items() if key.partition(".")[0] == field]
    defaults = defaults_of(document)
    return f" from `{defaults.path}:{lines[0]}`" if defaults and lines else ""


def _finding(change: Change, code: str, message: str, hint: str, severity: Severity = Severity.WARNING) -> Finding:
    if change.desired and change.desired.document:
        return change.desired.document.finding(
            code, message, ("campaignName",), at_value=True, severity=severity, hint=hint
        )
    return Finding(code, message, change.path, severity=severity, hint=hint)
