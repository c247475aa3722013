"""One list read on its own."""

from pathlib import Path
from typing import Any

from runner.config.campaign import ContactsSource
from runner.contacts.contacts import LocalContacts
from runner.contacts.reader import canonical, read_contacts
from runner.findings import Finding, Findings, Severity

PATH = "campaigns/contacts/q4.csv"


def at(
    code: str,
    message: str,
    route: tuple[str | int, ...],
    *,
    at_value: bool = False,
    severity: Severity = Severity.ERROR,
    hint: str | None = None,
) -> Finding:
    """Place a finding in the campaign's file: its path here is the route."""
    return Finding(code, message, "/".join(map(str, route)), severity=severity, hint=hint)


def read(
    file: Path, data: bytes | str, defaults: dict[str, Any] | None = None, **source: Any
) -> tuple[LocalContacts | None, Findings]:
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    findings = Findings()
    return read_contacts(ContactsSource("q4.csv", **source), defaults or {}, file, PATH, findings, at=at), findings


def sent(file: Path, data: bytes | str, defaults: dict[str, Any] | None = None, **source: Any) -> bytes:
    """Give the canonical list of a list without errors."""
    contacts, findings = read(file, data, defaults, **source)
    assert contacts is not None, list(findings)
    with canonical(contacts, ContactsSource("q4.csv", **source), defaults or {}) as out:
        return out.read()


def places(findings: Findings) -> list[tuple[str, int, int | None]]:
    """Code, line and row of each finding."""
    return [(finding.code, finding.line, finding.row) for finding in findings]
