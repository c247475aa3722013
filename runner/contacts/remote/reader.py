"""Lists that aren't in the repository: read from the cache, fetched into it where that was asked for, or not read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.reader import Contacts, ListReader
from runner.contacts.remote.address import Address as Address
from runner.contacts.remote.address import Fault as Fault
from runner.contacts.remote.address import is_address as is_address
from runner.contacts.remote.address import parse as parse
from runner.findings import Finding, Findings
from runner.formatting import shell_quote
from runner.yamlfile.document import Document


@dataclass(frozen=True, slots=True)
class Lists:
    """Where lists are kept, None for nowhere, and whether what isn't there is fetched, within `seconds` each.

    With `anew` a list is fetched as it is now, whatever is pinned: the pins are to be written.
    """

    cache: Path | None = None
    fetch: bool = False
    seconds: float = 600.0
    anew: bool = False
    _tried: dict[Any, "Path | Fault"] = field(default_factory=dict, repr=False, compare=False)

    def fetched(self, address: Address, source: ContactsSource) -> Path | Fault:
        """Fetch a list, once a run; the pins of `source` hold where it has both."""
        asked = (address.url, source.sha256, source.rows)
        if asked not in self._tried:
            self._tried[asked] = self._fetched(address, source)
        return self._tried[asked]

    def _fetched(self, address: Address, source: ContactsSource) -> Path | Fault:
        from runner.contacts.remote import fetch  # only a run that fetches pays for it
        from runner.contacts.remote.errors import ChangedError, FailedError

        pin = fetch.Pin(source.sha256.lower(), source.rows) if source.sha256 and source.rows else None
        try:
            return fetch.fetch(address, pin, self.cache, self.seconds)
        except ChangedError as exc:
            return Fault("pin-mismatch", exc.message, exc.hint)
        except FailedError as exc:
            return Fault("list-unfetched", f"`{address.shown}` can't be fetched: {exc.message}", exc.hint)


@dataclass(frozen=True, slots=True)
class Read:
    """A list that was read, or why not: `unread` tells one that isn't here from one with errors."""

    contacts: Contacts | None = None
    unread: bool = False


def check_address(source: ContactsSource, document: Document, findings: Findings, *, pinned: bool) -> Address | None:
    """Read a list's address; None where it can't be used, or must be `pinned` and isn't."""
    found = parse(source.path)
    if isinstance(found, Fault):
        findings.add(_at_path(document, found))
        return None
    missing = list(_missing(source, document)) if pinned else []
    for finding in missing:
        findings.add(finding)
    return None if missing else found


def read_remote(
    wanted: Lists,
    reader: ListReader,
    address: Address,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    document: Document,
    findings: Findings,
) -> Read:
    """Read a list from the cache, or fetch it first where that is wanted; what the cache has damaged goes."""
    kept = None if wanted.anew else _kept(wanted, address, source)
    if kept is not None:
        said = Findings()
        contacts = reader.read(source, defaults, kept, address.shown, said, at=document.finding)
        if not said.failed or _whole(kept, source):
            findings.extend(said)
            return Read(contacts)
        kept.unlink(missing_ok=True)
    if not wanted.fetch:
        return Read(unread=True)
    if wanted.anew:
        source = replace(source, sha256=None, rows=None)
    found = wanted.fetched(address, source)
    if isinstance(found, Fault):
        findings.add(_at_path(document, found))
        return Read()
    return Read(reader.read(source, defaults, found, address.shown, findings, at=document.finding))


def _kept(wanted: Lists, address: Address, source: ContactsSource) -> Path | None:
    if wanted.cache is None or source.sha256 is None:
        return None
    from runner.contacts.remote import cache

    return cache.kept(wanted.cache, address, source.sha256)


def _whole(file: Path, source: ContactsSource) -> bool:
    from runner.contacts.remote import cache

    return source.sha256 is not None and cache.whole(file, source.sha256)


def _missing(source: ContactsSource, document: Document) -> Iterator[Finding]:
    hint = f"`campaigns contacts pin {shell_quote(document.path)} --fetch` writes `sha256` and `rows`"
    for pin in ("sha256", "rows"):
        if getattr(source, pin) is None:
            message = f"`{pin}` is missing: a list that isn't in the repository is pinned"
            yield document.finding("missing-key", message, ("contacts", "path"), hint=hint)


def _at_path(document: Document, fault: Fault) -> Finding:
    return document.finding(fault.code, fault.message, ("contacts", "path"), at_value=True, hint=fault.hint)
