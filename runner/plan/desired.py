"""Puts file, contacts and launch together as what the API should hold."""

import difflib
import glob
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from runner.cli.settings import shown
from runner.config import campaign as campaigns
from runner.config import schedule, schema
from runner.config.campaign import Campaign, ContactsSource
from runner.config.schedule import Launch
from runner.contacts import reader as lists
from runner.contacts.reader import Contacts
from runner.contacts.remote import reader as remote
from runner.contacts.remote.reader import Lists
from runner.errors import UsageError
from runner.files.paths import Ground
from runner.findings import Finding, Findings
from runner.state.record import Record
from runner.yamlfile import document as source
from runner.yamlfile.document import Document
from runner.yamlfile.text import quoted

SUFFIXES = (".yaml", ".yml")
POLICY = ("policy.yaml", "policy.yml")


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
        ways = (digest, _pinned(replace(wanted, sha256=sent["sha256"])))
        return record.fingerprint in [fingerprint(self.campaign.request(), way) for way in ways]


def check_there(directory: Path) -> None:
    """Refuse a folder that isn't there: it is mistyped rather than empty."""
    if not directory.is_dir():
        raise UsageError(
            f"there is no folder `{directory.name}` here", hint="name it with --dir, or make one with `campaigns init`"
        )


def files(directory: Path) -> list[Path]:
    """Find the campaign files of a folder at any depth, sorted; names with a leading dot and the policy don't count."""
    check_there(directory)
    found = []
    for folder, folders, names in os.walk(directory):
        folders[:] = [name for name in folders if not name.startswith(".")]
        at = Path(folder)
        policy = POLICY if at == directory else ()
        found += [
            at / name
            for name in names
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and name not in policy
        ]
    return sorted(found)


def load(
    paths: Sequence[Path],
    root: Path,
    *,
    lists_of: Iterable[Path] | None = None,
    elsewhere: Lists = Lists(),  # noqa: B008 - nothing is kept in it unless it fetches
    records: Mapping[str, Record] = MappingProxyType({}),
) -> list[Desired]:
    """Read campaign files, and the contact lists of all or of `lists_of`; one `Desired` a file, in the same order.

    Files are read without a clock: what a launch means against the present is the plan's business. A list that is
    elsewhere isn't fetched for a campaign that was created from it, as `records` know.
    """
    wanted = None if lists_of is None else set(lists_of)
    reading = _Reading(Ground(root), elsewhere, records, lists.Reader())
    loaded = [_load(path, reading, with_list=wanted is None or path in wanted) for path in paths]
    return _unrepeated(loaded)


def fingerprint(request: dict[str, Any], contacts: str | Mapping[str, Any]) -> str:
    """Identify what a campaign means, whatever its file's layout: `v1:` and the SHA-256 of its canonical JSON.

    `contacts` is the canonical list's digest; of a list that is elsewhere, what it is made from (`_pinned`), so that it
    is the same whether the list was read or not.
    """
    return "v1:" + hashlib.sha256(canonical_json({"contacts": contacts, "request": request})).hexdigest()


def recorded_request(campaign: Campaign) -> dict[str, Any]:
    """Give the request as the state keeps it: of the defaults only their names, since a value may be personal."""
    request: dict[str, Any] = dict(campaign.request())
    if campaign.dynamicVariables:
        request["dynamicVariables"] = sorted(campaign.dynamicVariables)
    return request


def canonical_json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What reading one file after another shares."""

    ground: Ground
    elsewhere: Lists
    records: Mapping[str, Record]
    lists: lists.Reader


def _load(path: Path, reading: _Reading, *, with_list: bool) -> Desired:
    name = shown(path, reading.ground.root)
    findings = Findings()
    if stray := astray(path, name, reading.ground):
        findings.add(stray)
    document = None if stray else source.read(path, name, findings)
    if document is None:
        return Desired(name, None, findings)
    faulty = schema.check(document, "campaign", findings)
    campaign = None if faulty else campaigns.build(document, findings)
    launch = None
    if not faulty & {"", "isScheduled", *campaigns.SCHEDULE}:
        launch = schedule.resolve(campaigns.wall(document), document, findings)
    loaded = Desired(name, _name(document), findings, document, campaign, launch=launch)
    if not with_list or faulty & {"", "contacts", "dynamicVariables"}:
        return loaded
    wanted, defaults = campaigns.contacts(document)
    if remote.is_address(wanted.path):
        return _from_elsewhere(loaded, document, reading)
    csv = _confined(wanted, document, path, reading.ground, findings)
    if csv is None:
        return replace(loaded, list_missing=True)
    where = shown(csv, reading.ground.real)
    contacts = reading.lists.read(wanted, defaults, csv, where, findings, at=document.finding)
    whole = fingerprint(campaign.request(), contacts.digest) if campaign and contacts else None
    return replace(loaded, contacts=contacts, fingerprint=whole)


def _from_elsewhere(loaded: Desired, document: Document, reading: _Reading) -> Desired:
    """Add the list, as far as it was read; `document` is that of `loaded`."""
    elsewhere = reading.elsewhere
    wanted, defaults = campaigns.contacts(document)
    address = remote.check(wanted, document, loaded.findings, pinned=not elsewhere.anew)
    if address is None:
        return loaded
    by_pin = fingerprint(loaded.campaign.request(), _pinned(wanted)) if loaded.campaign else None
    unread = replace(loaded, unread=True, fingerprint=by_pin)
    record = reading.records.get(loaded.name or "")
    if record is not None and record.status == "created" and unread.asks_for(record):
        elsewhere = replace(elsewhere, fetch=False)
    read = remote.read(elsewhere, reading.lists, address, wanted, defaults, document, loaded.findings)
    if read.unread:
        return unread
    return replace(loaded, contacts=read.contacts, fingerprint=by_pin if read.contacts else None)


def _pinned(source: ContactsSource) -> dict[str, Any]:
    """Give what the canonical list of a pinned file is made from: its bytes, and how they are read."""
    return {"sha256": (source.sha256 or "").lower(), "phoneColumn": source.phoneColumn, "columns": source.columns}


def astray(path: Path, name: str, ground: Ground) -> Finding | None:
    """Say why a YAML file isn't to be opened: a link to elsewhere, a link to nothing, a pipe."""
    try:
        real, there = ground.followed(path)
    except (OSError, RuntimeError):  # a loop of links
        real, there = path, False
    if not ground.holds(real):
        hint = "keep the file in the repository"
        return Finding("path-outside", f"{quoted(name)} leads out of the repository, through a link", name, hint=hint)
    if there and real.suffix.lower() in SUFFIXES:
        return None
    what = "a link to a file of another kind" if there else "a link to nothing" if path.is_symlink() else "not a file"
    return Finding("file-missing", f"{quoted(name)} is {what}", name, hint="put a YAML file there, or remove it")


def _name(document: Document) -> str | None:
    name = document.value.get("campaignName") if isinstance(document.value, dict) else None
    return name if isinstance(name, str) else None


def _confined(
    wanted: ContactsSource, document: Document, path: Path, ground: Ground, findings: Findings
) -> Path | None:
    """Give the real path of the campaign's list, None where it lies outside the repository or isn't a file."""
    named = path.parent / wanted.path
    try:
        csv, there = ground.followed(named)
        outside = not ground.holds(csv)
    except (OSError, ValueError, RuntimeError):  # a NUL, a name too long, a loop of links
        message, hint = f"{quoted(wanted.path)} can't be followed", "write the path of the list, relative to this file"
        findings.add(document.finding("file-missing", message, ("contacts", "path"), at_value=True, hint=hint))
        return None
    # A backslash is a separator on Windows and a letter elsewhere: the same repository must mean the same everywhere.
    if there and not outside and "\\" not in wanted.path:
        return csv
    if outside:
        code, (message, hint) = "path-outside", _outside(wanted.path, linked=named.absolute() != csv)
    else:
        code, (message, hint) = "file-missing", _missing(wanted.path, named, path.parent)
    findings.add(document.finding(code, message, ("contacts", "path"), at_value=True, hint=hint))
    return None


def _outside(written: str, *, linked: bool) -> tuple[str, str]:
    hint = "keep the list in the repository, and write its path relative to this file"
    if linked and ".." not in Path(written).parts and not Path(written).is_absolute():
        return f"{quoted(written)} leads out of the repository, through a link", hint
    return f"{quoted(written)} is outside the repository", hint


def _missing(written: str, named: Path, start: Path) -> tuple[str, str]:
    if "\\" in written:
        return f"{quoted(written)} has a backslash in it", f"write {quoted(written.replace(chr(92), '/'))}"
    if named.is_dir():
        return f"{quoted(written)} is a folder", "name the CSV in it"
    if named.is_symlink() or named.exists():
        what = "isn't a file" if named.exists() else "is a link to nothing"
        return f"{quoted(written)} {what}", "put the CSV there, or name another"
    beside = [other.name for other in named.parent.glob("*.csv*")] if named.parent.is_dir() else []
    close = difflib.get_close_matches(named.name, beside, n=1)
    below = sorted(path.relative_to(start).as_posix() for path in start.rglob(glob.escape(named.name)))
    if close or below:
        meant = (Path(written).parent / close[0]).as_posix() if close else below[0]
        return f"there is no file {quoted(written)}", f"did you mean {quoted(meant)}?"
    return f"there is no file {quoted(written)}", "write the path relative to this file, with forward slashes"


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
