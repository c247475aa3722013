"""Reads lists outside the repository: from the cache, or fetched into it first where the command asks for that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.contacts import LocalContacts
from runner.contacts.list_findings import Locate
from runner.contacts.reader import ListReader
from runner.contacts.remote.address import Address, ListProblem, parse_address
from runner.contacts.remote.fetch_errors import FetchError, PinMismatchError
from runner.contacts.remote.web_pages import csv_address
from runner.findings import Finding, Findings
from runner.formatting import shell_quote
from runner.yamlfile.document import Document


@dataclass(frozen=True, slots=True)
class RemoteList:
    """What came of reading a list; `unread` tells a list that isn't on this machine from one with errors."""

    contacts: LocalContacts | None = None
    unread: bool = False


@dataclass(frozen=True, slots=True)
class RemoteLists:
    """How a command reads remote lists: `fetch` those that aren't in the `cache`, within `seconds` each.

    Without `fetch` they stay unread; `cache` is None where there is no cache folder. With `refetch` each list is
    fetched as it is now, without regard to its pins, which are about to be written.
    """

    cache: Path | None = None
    fetch: bool = False
    seconds: float = 600.0
    refetch: bool = False
    _fetched: dict[Any, Path | ListProblem] = field(default_factory=dict, repr=False, compare=False)

    def fetched(self, address: Address, source: ContactsSource) -> Path | ListProblem:
        """Fetch a list, once a run; the pins of `source` are checked if it has both."""
        key = (address.url, source.sha256, source.rows)
        if key not in self._fetched:
            self._fetched[key] = self._fetch(address, source)
        return self._fetched[key]

    def _fetch(self, address: Address, source: ContactsSource) -> Path | ListProblem:
        from runner.contacts.remote.fetch import fetch, pin_of

        try:
            return fetch(address, pin_of(source), self.cache, self.seconds)
        except FetchError as exc:
            return fetch_problem(exc, address.display)

    def is_cached(self, address: Address, source: ContactsSource) -> bool:
        """Whether a file is in the cache that may be the list."""
        from runner.contacts.remote.cache import cached_file

        return bool(self.cache and source.sha256 and cached_file(self.cache, address, source.sha256))

    def read(
        self,
        reader: ListReader,
        address: Address,
        source: ContactsSource,
        defaults: Mapping[str, Scalar],
        document: Document,
        findings: Findings,
    ) -> RemoteList:
        """Read a list; a damaged file in the cache is deleted, and fetched again where that is allowed."""
        if self.refetch:
            source = replace(source, sha256=None, rows=None)
        elif self.cache is not None and source.sha256 is not None:
            from runner.contacts.remote.cache import cached_file, has_digest

            file = cached_file(self.cache, address, source.sha256)
            if file is not None:
                in_list = Findings()
                contacts = reader.read(source, defaults, file, address.display, in_list, at=document.finding)
                if not in_list.has_errors or has_digest(file, source.sha256):
                    findings.extend(in_list)
                    return RemoteList(contacts)
                file.unlink(missing_ok=True)
        if not self.fetch:
            return RemoteList(unread=True)
        fetched = self.fetched(address, source)
        if isinstance(fetched, ListProblem):
            findings.add(problem_finding(document.finding, fetched))
            return RemoteList()
        return RemoteList(reader.read(source, defaults, fetched, address.display, findings, at=document.finding))


def fetch_problem(error: FetchError, shown: str, by: str = "") -> ListProblem:
    """Return why a list, shown by this address, isn't here; `by` says who can't fetch it, if not this process."""
    if isinstance(error, PinMismatchError):
        return ListProblem("pin-mismatch", error.message, error.hint)
    return ListProblem("list-unfetched", f"`{shown}` can't be fetched{by}: {error.message}", error.hint)


def check_address(source: ContactsSource, document: Document, findings: Findings, *, pinned: bool) -> Address | None:
    """Return the address of a list; None where it can't be used, or must be `pinned` and isn't."""
    address = parse_address(source.path)
    if isinstance(address, ListProblem):
        findings.add(problem_finding(document.finding, address))
        return None
    problems = list(_missing_pins(source, document)) if pinned else []
    if page := _web_page(source):
        problems.append(problem_finding(document.finding, page))
    for finding in problems:
        findings.add(finding)
    return None if problems else address


def _web_page(source: ContactsSource) -> ListProblem | None:
    csv = csv_address(source.path)
    if csv is None:
        return None
    hint = f"write the address of the CSV: `{csv}`"
    return ListProblem("bad-value", "the address is of a web page, not of a CSV", hint)


def _missing_pins(source: ContactsSource, document: Document) -> Iterator[Finding]:
    hint = f"`campaigns contacts pin {shell_quote(document.path)} --fetch` writes `sha256` and `rows`"
    for key, pin in (("sha256", source.sha256), ("rows", source.rows)):
        if pin is None:
            message = f"`{key}` is missing: a list outside the repository must be pinned"
            yield document.finding("missing-key", message, ("contacts", "path"), hint=hint)


def problem_finding(at: Locate, problem: ListProblem) -> Finding:
    """Return a finding at the address in the campaign's file."""
    return at(problem.code, problem.message, ("contacts", "path"), at_value=True, hint=problem.hint)
