"""Reads a campaign file, its contact list and its launch as what the API should hold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from runner.config import contacts_path, placeholders, schedule, schema, split_marker
from runner.config.campaign import SCHEDULE, Campaign, build_campaign, contacts_source, wall_time
from runner.config.discovery import check_file
from runner.config.schedule import Launch
from runner.contacts.reader import Contacts, ListReader
from runner.contacts.remote.address import is_address
from runner.contacts.remote.lists import RemoteLists, check_address
from runner.files.paths import RepositoryRoot, display_path
from runner.findings import Finding, Findings, Severity
from runner.formatting import count, quoted, shell_quote
from runner.plan.fingerprint import fingerprint, matches, pinned
from runner.state.record import Record
from runner.yamlfile.document import Document, read_document


@dataclass(frozen=True, slots=True)
class Desired:
    """What one campaign file asks for, as far as it can be read, with the findings about it and its list.

    `name` is set whenever the file gives one, even where the rest has errors. `fingerprint` is None unless the request
    and its contacts are complete. `list_missing` tells a missing list from one with errors. `unread` marks a list kept
    outside the repository that was not fetched: it is known by its pins alone. `list_path` is where the file says that
    its list is in the repository, links not followed.
    """

    path: str
    name: str | None
    findings: Findings
    document: Document | None = None
    campaign: Campaign | None = None
    contacts: Contacts | None = None
    launch: Launch | None = None
    fingerprint: str | None = None
    list_path: Path | None = None
    list_missing: bool = False
    unread: bool = False

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


def load_files(
    paths: Sequence[Path],
    root: Path,
    *,
    lists_of: Iterable[Path] | None = None,
    elsewhere: RemoteLists = RemoteLists(),  # noqa: B008 - nothing is kept in it unless it fetches
    records: Mapping[str, Record] = MappingProxyType({}),
    leave_out: bool = False,
) -> list[Desired]:
    """Read campaign files, and the contact lists of all or of `lists_of`; one `Desired` per file, in the same order.

    Files are read without the time: the plan checks a launch against it. A list kept outside the repository isn't
    fetched for a campaign that `records` show was created from it. With `leave_out` nobody who opted out is an error.
    """
    selected = None if lists_of is None else set(lists_of)
    sources = _Sources(RepositoryRoot(root), elsewhere, records, ListReader(leave_out=leave_out))
    files = [_load(path, sources, with_list=selected is None or path in selected) for path in paths]
    _check_unique_names(files)
    return files


@dataclass(frozen=True, slots=True)
class _Sources:
    """What is shared by reading one file after another."""

    repository: RepositoryRoot
    elsewhere: RemoteLists
    records: Mapping[str, Record]
    lists: ListReader


def _load(path: Path, sources: _Sources, *, with_list: bool) -> Desired:
    name = display_path(path, sources.repository.path)
    findings = Findings()
    if stray := check_file(path, name, sources.repository):
        findings.add(stray)
    document = None if stray else read_document(path, name, findings)
    if document is None:
        return Desired(name, None, findings)
    if not findings.has_errors:
        placeholders.check_filled_in(document, findings)
    if parts := split_marker.parts(path):
        number = len([part for part in parts if part.endswith(".yaml")])
        findings.add(_unfinished_split(document, number, split_marker.options(path)))
    faulty = schema.check(document, "campaign", findings)
    campaign = None if faulty else build_campaign(document, findings)
    launch = None
    if not faulty & {"", "isScheduled", *SCHEDULE}:
        launch = schedule.resolve(wall_time(document), document, findings)
    elif not faulty & {"", "scheduledTimezone"}:
        schedule.check_zone(document, findings)
    desired = Desired(name, _name(document), findings, document, campaign, launch=launch)
    if not with_list or faulty & {"", "contacts", "dynamicVariables"}:
        return desired
    source, defaults = contacts_source(document)
    if is_address(source.path):
        return _with_remote_list(desired, document, sources)
    desired = replace(desired, list_path=path.parent / source.path)
    csv = contacts_path.resolve(source, document, path, sources.repository, findings)
    if csv is None:
        return replace(desired, list_missing=True)
    where = display_path(csv, sources.repository.real)
    contacts = sources.lists.read(source, defaults, csv, where, findings, at=document.finding)
    if contacts and placeholders.is_example_list(contacts.sha256):
        findings.add(placeholders.unfilled_list(document, source.path))
    complete = fingerprint(campaign.request(), contacts.digest) if campaign and contacts else None
    return replace(desired, contacts=contacts, fingerprint=complete)


def _with_remote_list(desired: Desired, document: Document, sources: _Sources) -> Desired:
    """Add a list kept outside the repository, as far as it was read; `document` is that of `desired`."""
    elsewhere = sources.elsewhere
    source, defaults = contacts_source(document)
    address = check_address(source, document, desired.findings, pinned=not elsewhere.refetch)
    if address is None:
        return desired
    by_pin = fingerprint(desired.campaign.request(), pinned(source)) if desired.campaign else None
    unread = replace(desired, unread=True, fingerprint=by_pin)
    record = sources.records.get(desired.name or "")
    if record is not None and record.status == "created" and unread.asks_for(record):
        elsewhere = replace(elsewhere, fetch=False)
    read = elsewhere.read(sources.lists, address, source, defaults, document, desired.findings)
    if read.unread:
        return unread
    return replace(desired, contacts=read.contacts, fingerprint=by_pin if read.contacts else None)


def _unfinished_split(document: Document, parts: int, options: str) -> Finding:
    verb = "doesn't" if parts == 1 else "don't"
    return document.finding(
        "split-unfinished",
        f"a split of this campaign didn't finish: {count(parts, 'part')} beside it {verb} count",
        ("campaignName",),
        severity=Severity.WARNING,
        hint=f"run `campaigns split {shell_quote(document.path)} {options}` again: it deletes them and starts over",
    )


def _name(document: Document) -> str | None:
    name = document.value.get("campaignName") if isinstance(document.value, dict) else None
    return name if isinstance(name, str) else None


def _check_unique_names(files: list[Desired]) -> None:
    by_name: dict[str, list[tuple[Desired, Document]]] = defaultdict(list)
    for desired in files:
        if desired.name is not None and desired.document is not None:
            by_name[desired.name].append((desired, desired.document))
    for name, same in by_name.items():
        for desired, document in same if len(same) > 1 else ():
            others = " and ".join(quoted(other.path) for other, _ in same if other is not desired)
            desired.findings.add(
                document.finding(
                    "name-twice",
                    f"the name {quoted(name)} is also used in {others}",
                    ("campaignName",),
                    at_value=True,
                    hint="names are unique in the account: give each campaign its own",
                )
            )
