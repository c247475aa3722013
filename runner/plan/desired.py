"""What one campaign file asks the API to hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from runner.config.campaign import Campaign
from runner.config.schedule import Launch
from runner.contacts.contacts import Contacts
from runner.findings import Findings
from runner.jobs.records import Passed
from runner.plan.fingerprint import matches, pinned
from runner.state.record import Json, Record
from runner.yamlfile.document import Document


@dataclass(frozen=True, slots=True)
class Desired(Passed):
    """What one campaign file asks for, as far as it can be read, with the findings about it and its list.

    `name` is set whenever the file gives one, even where the rest has errors. `fingerprint` is None unless the request
    and its contacts are complete. `names_list` says that the file's keys suffice to read its list. `list_missing` tells
    a missing list from one with errors. `unread` marks a list kept outside the repository that was not fetched: it is
    known by its pins alone. `list_path` is where the file says that its list is in the repository, links not followed.
    `file` is what a record keeps of the file's bytes. `as_recorded` marks a file that has the recorded bytes: its list
    wasn't read, and its keys and values only where there are findings about them.
    """

    path: str
    name: str | None
    findings: Findings
    document: Document | None = None
    campaign: Campaign | None = None
    contacts: Contacts | None = None
    launch: Launch | None = None
    fingerprint: str | None = None
    names_list: bool = False
    list_path: Path | None = None
    list_missing: bool = False
    unread: bool = False
    file: Json | None = None
    as_recorded: bool = False

    @property
    def rows(self) -> int | None:
        """The number of contacts that would be called, counted or pinned; None where it isn't known."""
        if self.contacts is not None:
            return self.contacts.called
        return self.campaign.contacts.rows if self.campaign and self.unread else None

    def asks_for(self, record: Record) -> bool:
        """Whether a record was made from exactly this, its list known by its canonical digest or by its pin."""
        if self.fingerprint == record.fingerprint:
            return True
        if self.campaign is None or not (self.contacts or self.unread):
            return False
        source, sent = self.campaign.contacts, record.contacts
        digest = self.contacts.digest if self.contacts else sent["digest"]
        sha256 = self.contacts.sha256 if self.contacts else (source.sha256 or "").lower()
        if sha256 != sent["sha256"] and (self.unread or digest != sent["digest"]):
            return False
        request, by_pin = self.campaign.request(), pinned(replace(source, sha256=sent["sha256"]))
        return any(matches(record.fingerprint, request, identity) for identity in (digest, by_pin))

    def with_fields(self, fields: Mapping[str, Any]) -> "Desired":
        """Return the file as it would be with other values of the request's fields; known by its list alone."""
        if self.campaign is None:
            return self
        return replace(self, campaign=replace(self.campaign, **fields), fingerprint=None)

    def is_acknowledged(self, accepted: str) -> bool:
        """Whether what somebody acknowledged is the fingerprint of exactly this."""
        if self.fingerprint is None or self.campaign is None:
            return False
        contacts = self.contacts.digest if self.contacts else None
        identities = [identity for identity in (contacts, pinned(self.campaign.contacts)) if identity]
        return any(matches(accepted, self.campaign.request(), identity) for identity in identities)
