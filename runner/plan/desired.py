"""Puts file, contacts and launch together as what the API should hold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from runner.config import contacts_path, schedule, schema
from runner.config.campaign import SCHEDULE, Campaign, build_campaign, contacts_source, wall_time
from runner.config.discovery import check_file
from runner.config.schedule import Launch
from runner.contacts.reader import Contacts, ListReader
from runner.contacts.remote.address import is_address
from runner.contacts.remote.lists import RemoteLists, check_address
from runner.files.paths import RepositoryRoot, display_path
from runner.findings import Findings
from runner.formatting import quoted
from runner.plan.fingerprint import fingerprint, pinned
from runner.state.record import Record
from runner.yamlfile.document import Document, read_document


@dataclass(frozen=True, slots=True)
class Desired:
    """What one campaign file asks for, as far as it can be read, and what was found in it and in its list.

    `name` is there whenever the file gives one, even where the rest has errors. `fingerprint` is None unless the
    request and its contacts are complete. `list_missing` tells a list that isn't there from one with errors, `unread`
    one that is elsewhere and was not fetched: it is known by its pins alone.
    """

    path: str
    name: str | None
    findings: Findings
    document: Document | None = None
    campaign: Campaign | None = None
    contacts: Contacts | None = None
    launch: Launch | None = None
    fingerprint: str | None = None
    list_missing: bool = False
    unread: bool = False

    @property
    def rows(self) -> int | None:
        """How many contacts, counted or pinned; None where it isn't known."""
        if self.contacts is not None:
            return self.contacts.rows
        return self.campaign.contacts.rows if self.campaign and self.unread else None

    def asks_for(self, record: Record) -> bool:
        """Whether a record was made from just this: of the same list, known by its canonical digest or by its pin."""
        if self.fingerprint == record.fingerprint:
            return True
        if self.campaign is None or not (self.contacts or self.unread):
            return False
        wanted, sent = self.campaign.contacts, record.contacts
        digest = self.contacts.digest if self.contacts else sent["digest"]
        sha256 = self.contacts.sha256 if self.contacts else (wanted.sha256 or "").lower()
        if sha256 != sent["sha256"] and (self.unread or digest != sent["digest"]):
            return False
        ways = (digest, pinned(replace(wanted, sha256=sent["sha256"])))
        return record.fingerprint in [fingerprint(self.campaign.request(), way) for way in ways]


def load(
    paths: Sequence[Path],
    root: Path,
    *,
    lists_of: Iterable[Path] | None = None,
    elsewhere: RemoteLists = RemoteLists(),  # noqa: B008 - nothing is kept in it unless it fetches
    records: Mapping[str, Record] = MappingProxyType({}),
) -> list[Desired]:
    """Read campaign files, and the contact lists of all or of `lists_of`; one `Desired` a file, in the same order.

    Files are read without a clock: what a launch means against the present is the plan's business. A list that is
    elsewhere isn't fetched for a campaign that was created from it, as `records` know.
    """
    wanted = None if lists_of is None else set(lists_of)
    reading = _Reading(RepositoryRoot(root), elsewhere, records, ListReader())
    loaded = [_load(path, reading, with_list=wanted is None or path in wanted) for path in paths]
    return _unrepeated(loaded)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What reading one file after another shares."""

    repository: RepositoryRoot
    elsewhere: RemoteLists
    records: Mapping[str, Record]
    lists: ListReader


def _load(path: Path, reading: _Reading, *, with_list: bool) -> Desired:
    name = display_path(path, reading.repository.path)
    findings = Findings()
    if stray := check_file(path, name, reading.repository):
        findings.add(stray)
    document = None if stray else read_document(path, name, findings)
    if document is None:
        return Desired(name, None, findings)
    faulty = schema.check(document, "campaign", findings)
    campaign = None if faulty else build_campaign(document, findings)
    launch = None
    if not faulty & {"", "isScheduled", *SCHEDULE}:
        launch = schedule.resolve(wall_time(document), document, findings)
    loaded = Desired(name, _name(document), findings, document, campaign, launch=launch)
    if not with_list or faulty & {"", "contacts", "dynamicVariables"}:
        return loaded
    wanted, defaults = contacts_source(document)
    if is_address(wanted.path):
        return _from_elsewhere(loaded, document, reading)
    csv = contacts_path.resolve(wanted, document, path, reading.repository, findings)
    if csv is None:
        return replace(loaded, list_missing=True)
    where = display_path(csv, reading.repository.real)
    contacts = reading.lists.read(wanted, defaults, csv, where, findings, at=document.finding)
    whole = fingerprint(campaign.request(), contacts.digest) if campaign and contacts else None
    return replace(loaded, contacts=contacts, fingerprint=whole)


def _from_elsewhere(loaded: Desired, document: Document, reading: _Reading) -> Desired:
    """Add the list, as far as it was read; `document` is that of `loaded`."""
    elsewhere = reading.elsewhere
    wanted, defaults = contacts_source(document)
    address = check_address(wanted, document, loaded.findings, pinned=not elsewhere.refetch)
    if address is None:
        return loaded
    by_pin = fingerprint(loaded.campaign.request(), pinned(wanted)) if loaded.campaign else None
    unread = replace(loaded, unread=True, fingerprint=by_pin)
    record = reading.records.get(loaded.name or "")
    if record is not None and record.status == "created" and unread.asks_for(record):
        elsewhere = replace(elsewhere, fetch=False)
    read = elsewhere.read(reading.lists, address, wanted, defaults, document, loaded.findings)
    if read.unread:
        return unread
    return replace(loaded, contacts=read.contacts, fingerprint=by_pin if read.contacts else None)


def _name(document: Document) -> str | None:
    name = document.value.get("campaignName") if isinstance(document.value, dict) else None
    return name if isinstance(name, str) else None


def _unrepeated(loaded: list[Desired]) -> list[Desired]:
    by_name: dict[str, list[tuple[Desired, Document]]] = defaultdict(list)
    for desired in loaded:
        if desired.name is not None and desired.document is not None:
            by_name[desired.name].append((desired, desired.document))
    for name, same in by_name.items():
        for desired, document in same if len(same) > 1 else ():
            others = " and ".join(quoted(other.path) for other, _ in same if other is not desired)
            desired.findings.add(
                document.finding(
                    "name-twice",
                    f"{quoted(name)} is also the name in {others}",
                    ("campaignName",),
                    at_value=True,
                    hint="names are unique in the account: give each campaign its own",
                )
            )
    return loaded
