"""A campaign as its file describes it, built from a document that passes the schema."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from runner.config.consent import Consent, check_texts, consent_of
from runner.findings import Finding, Findings
from runner.formatting import quoted
from runner.jobs.records import Passed

if TYPE_CHECKING:
    from runner.yamlfile.document import Document

Scalar = str | int | float | bool

SCHEDULE = ("scheduledDate", "scheduledTime", "scheduledTimezone")

_CONTROLS = {"Cc", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class ContactsSource(Passed):
    """The `contacts` of a campaign file, in short or long form: which list, and how to read it.

    Of several columns in `phoneColumn` the first that isn't blank has a row's number. `headerRow` is as a spreadsheet
    counts, None for the first row that isn't blank. `blankValues` are cells that count as blank, in any case.
    """

    path: str
    phoneColumn: str | tuple[str, ...] | None = None
    columns: Mapping[str, str] | None = None
    requiredVariables: tuple[str, ...] = ()
    sha256: str | None = None
    rows: int | None = None
    headerRow: int | None = None
    blankValues: tuple[str, ...] = ()

    @property
    def phone_columns(self) -> tuple[str, ...]:
        """The headers in `phoneColumn`, in order; empty where the list's own header decides."""
        if self.phoneColumn is None:
            return ()
        return (self.phoneColumn,) if isinstance(self.phoneColumn, str) else self.phoneColumn

    @property
    def reading(self) -> dict[str, Any]:
        """How the list's bytes become contacts: all that a reader takes into account, as JSON values."""
        keys: dict[str, Any] = {"phoneColumn": self.phoneColumn, "columns": self.columns}
        if self.headerRow is not None:
            keys["headerRow"] = self.headerRow
        if self.blankValues:
            keys["blankValues"] = sorted({blank_key(value) for value in self.blankValues})
        return keys


def blank_key(cell: str) -> str:
    """Return what cells that mean the same value have in common: without white space around them, in any case."""
    return cell.strip().casefold()


@dataclass(frozen=True, slots=True)
class Campaign(Passed):
    """One campaign as its file describes it; the fields have the API's names, but for `contacts` and `consent`."""

    campaignName: str
    sipPhoneNumber: str
    agentId: str
    isScheduled: bool
    contacts: ContactsSource
    scheduledDate: str | None = None
    scheduledTime: str | None = None
    scheduledTimezone: str | None = None
    concurrentCalls: int | None = None
    dynamicVariables: Mapping[str, Scalar] | None = None
    consent: Consent | None = None

    def request(self) -> dict[str, Scalar | dict[str, Scalar]]:
        """Return the fields to send, without the contacts; those of the schedule only where there is one."""
        fields: dict[str, Scalar | dict[str, Scalar] | None] = {
            "campaignName": self.campaignName,
            "sipPhoneNumber": self.sipPhoneNumber,
            "agentId": self.agentId,
            "isScheduled": self.isScheduled,
            "concurrentCalls": self.concurrentCalls,
            "dynamicVariables": dict(self.dynamicVariables) if self.dynamicVariables else None,
        }
        if self.isScheduled:
            fields |= {name: getattr(self, name) for name in SCHEDULE}
        return {name: value for name, value in fields.items() if value is not None}


class WallTime(NamedTuple):
    """A local date and time with its time zone, as written."""

    date: str
    time: str
    zone: str


def wall_time(document: "Document") -> WallTime | None:
    """Return a document's launch, None for an immediate one; its schedule must pass the schema."""
    fields: Any = document.value
    return WallTime(*(fields[name] for name in SCHEDULE)) if fields["isScheduled"] else None


def contacts_source(document: "Document") -> tuple[ContactsSource, Mapping[str, Scalar]]:
    """Return a document's list and its default values; both must pass the schema."""
    fields: Any = document.value
    return _contacts(fields["contacts"]), fields.get("dynamicVariables") or {}


def build_campaign(document: "Document", findings: Findings) -> Campaign | None:
    """Build the campaign; None where the API could change its name or agent id."""
    fields: Any = document.value
    unsafe = [finding for name in ("campaignName", "agentId") for finding in _unsafe(document, name, fields[name])]
    for finding in [*unsafe, *check_texts(document), *_ignored(document, fields)]:
        findings.add(finding)
    if unsafe:
        return None
    return Campaign(
        campaignName=fields["campaignName"],
        sipPhoneNumber=fields["sipPhoneNumber"],
        agentId=fields["agentId"],
        isScheduled=fields["isScheduled"],
        contacts=_contacts(fields["contacts"]),
        scheduledDate=fields.get("scheduledDate"),
        scheduledTime=fields.get("scheduledTime"),
        scheduledTimezone=fields.get("scheduledTimezone"),
        concurrentCalls=_whole(fields.get("concurrentCalls")),
        dynamicVariables=fields.get("dynamicVariables") or None,
        consent=consent_of(fields),
    )


def _contacts(written: Any) -> ContactsSource:
    if isinstance(written, str):
        return ContactsSource(written)
    phone = written.get("phoneColumn")
    return ContactsSource(
        path=written["path"],
        phoneColumn=tuple(phone) if isinstance(phone, list) else phone,
        columns=written.get("columns"),
        requiredVariables=tuple(written.get("requiredVariables", ())),
        sha256=written.get("sha256"),
        rows=_whole(written.get("rows")),
        headerRow=_whole(written.get("headerRow")),
        blankValues=tuple(written.get("blankValues", ())),
    )


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _unsafe(document: "Document", field: str, text: str) -> Iterator[Finding]:
    """Yield an error where the API may trim or change a text: campaigns are looked up by their exact name."""
    trimmed = text.strip()
    if trimmed != text:
        what, hint = ("starts or ends with", f"write {quoted(trimmed)}") if trimmed else ("is only", "give it a value")
        message = f"`{field}` {what} white space"
        yield document.finding("bad-value", message, (field,), at_value=True, hint=hint)
    suspicious = "" if trimmed.isprintable() else trimmed
    for control in dict.fromkeys(c for c in suspicious if unicodedata.category(c) in _CONTROLS):
        message, hint = f"`{field}` has the control character U+{ord(control):04X}", "write a space instead"
        yield document.finding("bad-value", message, (field,), at_value=True, hint=hint)


def _ignored(document: "Document", fields: dict[str, Any]) -> Iterator[Finding]:
    written = [name for name in SCHEDULE if name in fields]
    if written and not fields["isScheduled"]:
        names = ", ".join(f"`{name}`" for name in written)
        message = (
            f"{names} {'have' if len(written) > 1 else 'has'} no effect: this campaign dials as soon as it is created"
        )
        hint = "set `isScheduled: true` to wait until then, or remove what has no effect"
        yield document.finding("schedule-ignored", message, (written[0],), hint=hint)
