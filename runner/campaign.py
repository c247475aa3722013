"""Builds the frozen `Campaign` from a document that the schema has already passed."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runner.findings import Findings, Severity
from runner.source import Document
from runner.text import quoted

Scalar = str | int | float | bool

_SCHEDULE = ("scheduledDate", "scheduledTime", "scheduledTimezone")
_OPTIONAL = ("concurrentCalls", "dynamicVariables")


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
        """Give the fields that are sent, the contacts apart: those of the schedule only where it counts."""
        request: dict[str, Scalar | dict[str, Scalar]] = {
            "campaignName": self.campaignName,
            "sipPhoneNumber": self.sipPhoneNumber,
            "agentId": self.agentId,
            "isScheduled": self.isScheduled,
        }
        ...
