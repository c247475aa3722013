"""Builds the frozen `Campaign` from a document that the schema has already passed."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from runner.findings import Finding, Findings, Severity
from runner.formatting import quoted

if TYPE_CHECKING:
    # A list that is read on its own needs no YAML.
    from runner.yamlfile.document import Document

Scalar = str | int | float | bool

SCHEDULE = ("scheduledDate", "scheduledTime", "scheduledTimezone")

_CONTROLS = {"Cc", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class ContactsSource:
    """Which CSV, and how it is to be read: the `contacts` of a campaign file, short or long form."""

    path: str
    phoneColumn: str | None = None
    columns: Mapping[str, str] | None = None
    requiredVariables: tuple[str, ...] = ()
    sha256: str | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign as its file asks for it; the fields keep the API's names."""

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

    def request(self) -> dict[str, Scalar | dict[str, Scalar]]:
        """Give the fields to send, without the contacts; those of the schedule only where there is one."""
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


class Wall(NamedTuple):
    """A date and a time on the clock of a zone, as they are written."""

    date: str
    time: str
    zone: str


def wall_time(document: "Document") -> Wall | None:
    """Give when a document asks to launch, None for at once; its schedule must have passed the schema."""
    fields: Any = document.value
    return Wall(*(fields[name] for name in SCHEDULE)) if fields["isScheduled"] else None


def contacts_source(document: "Document") -> tuple[ContactsSource, Mapping[str, Scalar]]:
    """Give a document's list and its defaults; both must have passed the schema."""
    fields: Any = document.value
    return _contacts(fields["contacts"]), fields.get("dynamicVariables") or {}


def build_campaign(document: "Document", findings: Findings) -> Campaign | None:
    """Build the campaign, None where its name could not be found again or its agent can't be meant."""
    fields: Any = document.value
    unsafe = [finding for name in ("campaignName", "agentId") for finding in _unsafe(document, name, fields[name])]
    for finding in [*unsafe, *_ignored(document, fields)]:
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
    )


def _contacts(written: Any) -> ContactsSource:
    if isinstance(written, str):
        return ContactsSource(written)
    return ContactsSource(
        path=written["path"],
        phoneColumn=written.get("phoneColumn"),
        columns=written.get("columns"),
        requiredVariables=tuple(written.get("requiredVariables", ())),
        sha256=written.get("sha256"),
        rows=_whole(written.get("rows")),
    )


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _unsafe(document: "Document", field: str, text: str) -> Iterator[Finding]:
    """Refuse what the API may trim or change: a campaign is found again by its exact name."""
    trimmed = text.strip()
    if trimmed != text:
        what, hint = ("begins or ends with", f"write {quoted(trimmed)}") if trimmed else ("is only", "give it a value")
        message = f"`{field}` {what} white space"
        yield document.finding("bad-value", message, (field,), at_value=True, hint=hint)
    for control in dict.fromkeys(c for c in trimmed if unicodedata.category(c) in _CONTROLS):
        message, hint = f"`{field}` holds the control character U+{ord(control):04X}", "write a space instead"
        yield document.finding("bad-value", message, (field,), at_value=True, hint=hint)


def _ignored(document: "Document", fields: dict[str, Any]) -> Iterator[Finding]:
    written = [name for name in SCHEDULE if name in fields]
    if written and not fields["isScheduled"]:
        names = ", ".join(f"`{name}`" for name in written)
        message = f"{names} without effect: this campaign dials as soon as it is created"
        hint = "write `isScheduled: true` to wait until then, or remove what has no effect"
        yield document.finding("schedule-ignored", message, (written[0],), severity=Severity.WARNING, hint=hint)
