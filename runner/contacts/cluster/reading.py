"""What a cluster's worker does with a list: it reads it, keeps its numbers, and answers questions about them."""

import contextlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.contacts import Contacts, LocalContacts
from runner.contacts.list_findings import Locate
from runner.contacts.reader import ListReader
from runner.contacts.remote.address import Address
from runner.errors import ContactsError
from runner.findings import Findings

R = TypeVar("R")

_HEAD_BYTES = 256


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A list in a folder that this machine and the workers share, as this machine sees it."""

    csv: Path
    size: int
    modified: int

    @contextlib.contextmanager
    def opened(self) -> Iterator[Path]:
        """Yield the path; ContactsError where a worker doesn't see the same file."""
        from runner.contacts.csvfile import sops

        self.check()
        with self.csv.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        if sops.is_encrypted(head):
            message = f"`{self.csv}` is encrypted, and a worker would decrypt it to its disk"
            raise ContactsError(message, hint="pass `--jobs auto`: this machine decrypts it")
        yield self.csv

    def check(self) -> None:
        """Raise ContactsError where a worker can't read the file, or sees another one than this machine saw."""
        hint = (
            "share the repository's folder with every worker, under the same path (docs/how-to/scale.md); "
            "if something writes to the file, run again once it has ended"
        )
        try:
            with self.csv.open("rb") as file:
                status = os.fstat(file.fileno())
        except OSError as exc:
            raise ContactsError(f"a worker can't read `{self.csv}`", hint=hint) from exc
        if (status.st_size, status.st_mtime_ns) != (self.size, self.modified):
            raise ContactsError(f"a worker sees another file at `{self.csv}` than this machine", hint=hint)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A list outside the repository, pinned, which is fetched into a worker's memory whenever it is read."""

    address: Address
    source: ContactsSource
    seconds: float

    @contextlib.contextmanager
    def opened(self) -> Iterator[Path]:
        """Yield a path that leads into memory; FetchError."""
        from runner.contacts.remote.fetch import fetch_into, pin_of
        from runner.contacts.remote.fetch_errors import FetchError

        if not hasattr(os, "memfd_create"):
            raise FetchError("a worker can't hold a file in memory", "run the workers on Linux")
        with os.fdopen(os.memfd_create("list"), "w+b") as file:
            fetch_into(file, self.address, pin_of(self.source), self.seconds)
            file.flush()
            yield Path(f"/proc/self/fd/{file.fileno()}")


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A list and how it is read; findings show it as `path`, and `at` makes those in its campaign's file."""

    file: SharedFile | RemoteFile
    path: str
    source: ContactsSource
    defaults: Mapping[str, Scalar]
    at: Locate
    leave_out: bool


@dataclass(frozen=True, slots=True)
class ReadList:
    """What came of reading a list, on the worker that did."""

    contacts: LocalContacts | None
    findings: Findings = field(default_factory=Findings)
    file: SharedFile | RemoteFile | None = None

    def __sizeof__(self) -> int:
        """Return about how many bytes it takes, by which Dask decides where to work with it."""
        one = self.contacts
        arrays = {id(numbers): len(numbers) for numbers in (one.numbers, one.people)} if one else {}
        return 4096 + 8 * sum(arrays.values())


@dataclass(frozen=True, slots=True)
class Summary:
    """What leaves the cluster: findings, counts and digests, None where the list has errors."""

    findings: Findings
    facts: dict[str, Any] | None


def read(request: ListRequest) -> ReadList:
    """Read a whole list; ContactsError where this worker can't."""
    from runner.contacts.remote.fetch_errors import FetchError
    from runner.contacts.remote.lists import fetch_problem, problem_finding

    findings = Findings()
    lists = ListReader(leave_out=request.leave_out, bulk_bytes=0)  # a worker has imported NumPy
    source, defaults = request.source, request.defaults
    try:
        with request.file.opened() as csv:
            contacts = lists.read(source, defaults, csv, request.path, findings, at=request.at)
    except FetchError as exc:
        findings.add(problem_finding(request.at, fetch_problem(exc, request.path, by=" by a worker")))
        return ReadList(None, findings)
    if contacts is not None and isinstance(request.file, RemoteFile):
        contacts = replace(contacts, csv=Path(request.path))
    return ReadList(contacts, findings, request.file)


def summarize(read_list: ReadList) -> Summary:
    contacts = read_list.contacts
    facts = {one.name: getattr(contacts, one.name) for one in fields(Contacts)} if contacts else None
    return Summary(read_list.findings, facts)


def answer(read_list: ReadList, sha256: str, question: Callable[..., R], *args: Any) -> R:
    """Return a question's answer about a list that had this hash when it was read first.

    Where a worker was lost, the list was read again since. One that isn't stored is fetched if the question reads it.
    """
    contacts = read_list.contacts
    if contacts is None or contacts.sha256 != sha256:
        raise ContactsError("a list changed while it was checked", hint="run again once nothing writes to it")
    args = tuple(one.contacts if isinstance(one, ReadList) else one for one in args)
    if not isinstance(read_list.file, RemoteFile):
        return question(contacts, *args)
    try:
        return question(contacts, *args)
    except FileNotFoundError:
        return _answer_from_fetched(read_list.file, contacts, question, *args)


def _answer_from_fetched(file: RemoteFile, contacts: LocalContacts, question: Callable[..., R], *args: Any) -> R:
    from runner.contacts.remote.fetch_errors import FetchError

    try:
        with file.opened() as csv:
            return question(replace(contacts, csv=csv), *args)
    except FetchError as exc:
        raise ContactsError(f"`{contacts.path}` can't be fetched again: {exc.message}", hint=exc.hint) from exc


def leave_out(read_list: ReadList, sha256: str, numbers: Collection[int]) -> ReadList:
    """Return the list with these of its numbers left out of what is sent."""
    return ReadList(answer(read_list, sha256, LocalContacts.leave_out, numbers), file=read_list.file)
