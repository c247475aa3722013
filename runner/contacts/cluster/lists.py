"""Has a cluster read lists, and asks about their numbers there."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.cluster.reading import (
    ListRequest,
    ReadList,
    RemoteFile,
    SharedFile,
    Summary,
    answer,
    leave_out,
    read,
    summarize,
)
from runner.contacts.contacts import Answer, Contacts, LocalContacts
from runner.contacts.list_findings import Locate
from runner.contacts.remote.address import Address
from runner.findings import Findings

if TYPE_CHECKING:
    from runner.jobs.cluster import Cluster, Kept

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ContactsOnCluster(Contacts):
    """A list whose numbers are in the memory of a cluster."""

    cluster: "Cluster" = field(kw_only=True, repr=False, compare=False)
    kept: "Kept[ReadList]" = field(kw_only=True, repr=False, compare=False)

    def ask(self, question: Callable[..., R], *args: Any) -> Answer[R]:
        args = tuple(one.kept if isinstance(one, ContactsOnCluster) else one for one in args)
        return self.cluster.ask(answer, self.kept, self.sha256, question, *args)

    def without(self, numbers: Collection[int]) -> Answer[Contacts]:
        kept = self.cluster.keep(leave_out, self.kept, self.sha256, frozenset(numbers))
        summary = self.cluster.ask(summarize, kept)
        return lambda: _contacts(summary(), self.cluster, kept) or self


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """What came of reading a list: its contacts, None where it has errors, and the findings."""

    contacts: Contacts | None
    findings: Findings


class ClusterLists:
    """Has a cluster read the lists of one run.

    Lists outside the repository are fetched by the workers where `fetches` says so. With `leave_out` a contact who
    opted out is no error.
    """

    def __init__(self, cluster: "Cluster", *, leave_out: bool, fetches: bool) -> None:
        self.fetches = fetches
        self._cluster = cluster
        self._leave_out = leave_out

    def read(
        self, source: ContactsSource, defaults: Mapping[str, Scalar], csv: Path, path: str, at: Locate
    ) -> Answer[ListAnswer]:
        """Have a worker read a list that it sees too; `at` makes the findings in its campaign's file."""
        status = csv.stat()
        file = SharedFile(csv, status.st_size, status.st_mtime_ns)
        return self._ask(ListRequest(file, path, source, defaults, at, self._leave_out))

    def fetch(
        self,
        address: Address,
        source: ContactsSource,
        defaults: Mapping[str, Scalar],
        at: Locate,
        seconds: float,
    ) -> Answer[ListAnswer]:
        """Have a worker fetch a list into its memory and read it."""
        file = RemoteFile(address, source, seconds)
        return self._ask(ListRequest(file, address.display, source, defaults, at, self._leave_out))

    def hold(self, contacts: LocalContacts) -> Contacts:
        """Send the numbers of a list that this machine has read to a worker."""
        kept = self._cluster.keep(ReadList, contacts)
        return _contacts(summarize(ReadList(contacts)), self._cluster, kept) or contacts

    def _ask(self, request: ListRequest) -> Answer[ListAnswer]:
        kept = self._cluster.keep(read, request)
        summary = self._cluster.ask(summarize, kept)

        def list_answer() -> ListAnswer:
            known = summary()
            return ListAnswer(_contacts(known, self._cluster, kept), known.findings)

        return list_answer


def _contacts(summary: Summary, cluster: "Cluster", kept: "Kept[ReadList]") -> ContactsOnCluster | None:
    return ContactsOnCluster(**summary.facts, cluster=cluster, kept=kept) if summary.facts else None
