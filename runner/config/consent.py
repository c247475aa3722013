"""The `consent` of a campaign file: on what basis its contacts are called, where it was given, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from runner.findings import Finding, Severity
from runner.formatting import count
from runner.jobs.records import Passed
from runner.phone_numbers.in_text import has_number

if TYPE_CHECKING:
    from runner.yamlfile.document import Document

MAX_AGE_DAYS = 548
"""Maximum age at a launch, 18 months: how long US law lets a purchase count (47 CFR 64.1200(f)(5), 16 CFR 310.2)."""


@dataclass(frozen=True, slots=True)
class Consent(Passed):
    """What a campaign file says of consent; it is recorded, never sent."""

    basis: str
    source: str
    obtained_on: date

    @property
    def json(self) -> dict[str, str]:
        return {"basis": self.basis, "source": self.source, "obtainedOn": self.obtained_on.isoformat()}


def consent_of(fields: Any) -> Consent | None:
    """Return the consent in the keys of a campaign file that passes the schema; None where it says nothing of it."""
    written = fields.get("consent")
    if written is None:
        return None
    return Consent(written["basis"], written["source"], date.fromisoformat(written["obtainedOn"]))


def check_texts(document: "Document") -> Iterator[Finding]:
    """Yield an error for a phone number in a text that receipts repeat."""
    fields: Any = document.value
    for key in ("basis", "source"):
        if has_number(fields.get("consent", {}).get(key, "")):
            message = f"`{key}` has a phone number, and receipts repeat this text"
            hint = "describe where consent was given without anyone's number"
            yield document.finding("bad-value", message, ("consent", key), at_value=True, hint=hint)


def check_age(
    consent: Consent | None, launch_at: datetime | None, now: datetime, document: "Document", max_days: int
) -> Iterator[Finding]:
    """Yield an error for consent of a day to come or after the launch, else a warning where it is too old by then.

    `launch_at` is None for a campaign that dials as soon as it is created.
    """
    if consent is None:
        return
    starts = launch_at or now
    age = (starts.date() - consent.obtained_on).days
    # East of UTC it can be tomorrow already.
    if (consent.obtained_on - now.astimezone(UTC).date()).days > 1:
        message = f"`obtainedOn` is in the future: {consent.obtained_on}"
        hint = "write the day on which these contacts gave consent"
        yield _at_day(document, "bad-value", message, hint)
    elif launch_at and age < 0:
        message = f"`obtainedOn` is after the launch: {consent.obtained_on}, and it launches on {starts:%Y-%m-%d}"
        hint = "write the day on which these contacts gave consent, or launch later"
        yield _at_day(document, "bad-value", message, hint)
    elif age > max_days:
        message = f"consent will be {count(age, 'day')} old at the launch, but `maxAgeDays` is {max_days:,}"
        hint = "ask for consent again and write that day, or set `consent: {maxAgeDays: …}` in the policy"
        yield _at_day(document, "consent-old", message, hint, Severity.WARNING)


def _at_day(document: "Document", code: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Finding:
    return document.finding(code, message, ("consent", "obtainedOn"), at_value=True, severity=severity, hint=hint)
