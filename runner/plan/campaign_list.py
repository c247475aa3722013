"""Reads the contact list that a campaign file names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from runner.config import contacts_path, placeholders
from runner.config.campaign import contacts_source
from runner.contacts.reader import ListReader
from runner.contacts.remote.address import is_address
from runner.contacts.remote.lists import RemoteLists, check_address
from runner.files.paths import RepositoryRoot, display_path
from runner.plan.desired import Desired
from runner.plan.fingerprint import fingerprint, pinned
from runner.state.record import Record
from runner.yamlfile.document import Document


@dataclass(frozen=True, slots=True)
class ListSources:
    """What is shared by reading one list after another.

    A list `elsewhere`, outside the repository, isn't fetched for a campaign that `records` show was created from it.
    """

    repository: RepositoryRoot
    elsewhere: RemoteLists
    records: Mapping[str, Record]
    lists: ListReader


def with_list(desired: Desired, path: Path, sources: ListSources) -> Desired:
    """Return what the file at `path` asks for with its list, as far as that can be read."""
    document = desired.document
    if document is None or not desired.names_list:
        return desired
    source, defaults = contacts_source(document)
    if is_address(source.path):
        return _with_remote_list(desired, document, sources)
    desired = replace(desired, list_path=path.parent / source.path)
    findings, campaign = desired.findings, desired.campaign
    csv = contacts_path.resolve(source, document, path, sources.repository, findings)
    if csv is None:
        return replace(desired, list_missing=True)
    where = display_path(csv, sources.repository.real)
    contacts = sources.lists.read(source, defaults, csv, where, findings, at=document.finding)
    if contacts and placeholders.is_example_list(contacts.sha256):
        findings.add(placeholders.unfilled_list(document, source.path))
    complete = fingerprint(campaign.request(), contacts.digest) if campaign and contacts else None
    return replace(desired, contacts=contacts, fingerprint=complete)


def list_size(desired: Desired, path: Path) -> int | None:
    """Return the bytes of the list that the campaign file at `path` names; None where no file of that name is here."""
    if desired.document is None or not desired.names_list:
        return None
    source, _ = contacts_source(desired.document)
    try:
        return None if is_address(source.path) else (path.parent / source.path).stat().st_size
    except (OSError, ValueError, RuntimeError):
        return None


def _with_remote_list(desired: Desired, document: Document, sources: ListSources) -> Desired:
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
