"""Reads the CSV that a campaign names, finds what is wrong with it, and writes the canonical list that is sent."""

import contextlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.contacts import Contacts, LocalContacts
from runner.contacts.csvfile import opening
from runner.contacts.csvfile.line_ends import is_with_other_line_ends
from runner.contacts.list_findings import Locate, Report, silent_report
from runner.contacts.list_reading import BULK_BYTES, CUT_LIST_BYTES, ListTask, Reading, read_in_parts, read_list, reason
from runner.contacts.scan import Copy, Scan, copy
from runner.errors import ContactsError
from runner.findings import Findings
from runner.formatting import count
from runner.jobs.progress import Progress
from runner.jobs.workers import Workers

BULK_LIST_BYTES = 4 * 1024
"""Bytes of a list from which NumPy is faster than reading row by row."""
_SPREAD_BYTES = 4 * 1024 * 1024
"""Bytes of lists from which a second process saves more time than its start takes."""
_BATCH_BYTES = 512 * 1024
"""Bytes of lists that a process reads at once."""
_KEPT = frozenset({"contact-opted-out", "csv-phone-column", "csv-space", "phone-repeated", "value-placeholder"})
"""Errors about what a list says, not how it is written: its rows are known nevertheless."""


class ListReader:
    """Reads the lists of one run: one that several campaigns name, and read the same way, is read once.

    From `bulk_bytes` of lists together NumPy reads those that are large enough for it. With `leave_out` a contact who
    opted out is no error. `progress` counts the parts of a list that this process reads, or joins.
    """

    def __init__(
        self,
        *,
        leave_out: bool = False,
        workers: Workers = Workers(),  # noqa: B008 - alone
        bulk_bytes: int = BULK_BYTES,
        progress: Progress | None = None,
    ) -> None:
        self._leave_out = leave_out
        self._workers = workers
        self._bulk_bytes = bulk_bytes
        self._on_part = None if progress is None else progress.part_read
        self._readings: dict[str, Reading] = {}
        self._bytes = 0
        self._expected: dict[str, ListTask] = {}
        self._ahead: Collection[str] = ()
        self._arriving: Iterator[Mapping[str, Reading]] = iter(())

    def read(
        self,
        source: ContactsSource,
        defaults: Mapping[str, Scalar],
        csv: Path,
        path: str,
        findings: Findings,
        *,
        at: Locate,
    ) -> LocalContacts | None:
        """Check a list; None where no canonical list can be made of it, which not every error prevents.

        `at` makes the findings that belong to the campaign's file.
        """
        way = _way(source, defaults, csv, path)
        if way not in self._readings:
            task = self._expected.get(way) or self._task(source, defaults, csv, path)
            self._readings[way] = self._read(way, task)
        reading = self._readings[way]
        findings.extend(reading.findings)
        for code, message, route, hint in reading.in_campaign:
            findings.add(at(code, message, route, hint=hint))
        scan = reading.scan
        if scan is None:
            return None
        _check_pins(source, scan, csv, Report(path, findings, at))
        if scan.sha256 is None or not scan.complete or not reading.errors <= _KEPT:
            return None
        return LocalContacts(
            csv,
            path,
            scan.rows,
            scan.sha256,
            scan.digest,
            scan.size,
            len(scan.people),
            scan.number_infos,
            scan.columns,
            bulk=reading.bulk,
            numbers=scan.numbers,
            people=scan.people,
            opted_out=scan.opted_out,
        )

    def expect(self, source: ContactsSource, defaults: Mapping[str, Scalar], csv: Path, path: str) -> None:
        """Name a list that will be read, in this order: several processes begin with all that were, at the first."""
        way = _way(source, defaults, csv, path)
        if self._workers.count > 1 and way not in self._expected:
            self._expected[way] = self._task(source, defaults, csv, path)

    def _read(self, way: str, task: ListTask) -> Reading:
        """Read a list: in parts if it is large, else with others in another process, if there are enough of them."""
        sizes = {way: _size(task.csv) for way, task in self._expected.items()}
        small = [way for way, size in sizes.items() if size < CUT_LIST_BYTES]
        tasks = {way: replace(self._expected[way], bulk=sizes[way] >= BULK_LIST_BYTES) for way in small}
        self._expected.clear()
        if len(tasks) > 1 and sum(map(sizes.__getitem__, tasks)) >= _SPREAD_BYTES:
            # The largest is read here before other processes start: they have then what it needed.
            largest = max(tasks, key=sizes.__getitem__)
            self._readings[largest] = read_list(tasks.pop(largest))
            self._ahead = tasks.keys()
            self._arriving = self._workers.map(_read_batch, list(_batches(tasks)))
        while way in self._ahead and way not in self._readings:
            self._readings.update(next(self._arriving))
        return self._readings[way] if way in self._readings else read_in_parts(task, self._workers, self._on_part)

    def _task(self, source: ContactsSource, defaults: Mapping[str, Scalar], csv: Path, path: str) -> ListTask:
        return ListTask(source, defaults, csv, path, self._is_worth_bulk(_size(csv)), self._leave_out)

    def _is_worth_bulk(self, size: int) -> bool:
        self._bytes += size
        return self._bytes >= self._bulk_bytes and size >= BULK_LIST_BYTES


def _way(source: ContactsSource, defaults: Mapping[str, Scalar], csv: Path, path: str) -> str:
    """Return what tells a list, and how it is read, from all others."""
    return json.dumps([str(csv), path, source.reading, source.requiredVariables, defaults])


def _size(csv: Path) -> int:
    try:
        return csv.stat().st_size
    except OSError:
        return 0


def _batches(tasks: Mapping[str, ListTask]) -> Iterator[dict[str, ListTask]]:
    """Yield lists that come to `_BATCH_BYTES` together."""
    batch: dict[str, ListTask] = {}
    total = 0
    for way, task in tasks.items():
        batch[way] = task
        total += _size(task.csv)
        if total >= _BATCH_BYTES:
            yield batch
            batch, total = {}, 0
    if batch:
        yield batch


def _read_batch(tasks: dict[str, ListTask]) -> dict[str, Reading]:
    return {way: read_list(task) for way, task in tasks.items()}


def read_contacts(
    source: ContactsSource, defaults: Mapping[str, Scalar], csv: Path, path: str, findings: Findings, *, at: Locate
) -> LocalContacts | None:
    """Check one list, as `ListReader.read` does."""
    return ListReader().read(source, defaults, csv, path, findings, at=at)


def canonical(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]) -> IO[bytes]:
    """Return the list as it is sent, in an unnamed file; ContactsError where it changed since it was checked."""
    try:
        return _write_canonical(contacts, source, defaults)
    except OSError as exc:
        message = f"`{contacts.path}` can't be prepared: {reason(exc)}"
        raise ContactsError(message, hint="check the list, and the free space for temporary files") from exc


def _write_canonical(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]) -> IO[bytes]:
    import tempfile

    with contextlib.ExitStack() as stack:
        # What is uploaded can't change under the upload, has a known length, and never lies in memory whole.
        file = stack.enter_context(tempfile.TemporaryFile())
        with opening.open_list(contacts.csv) as opened:
            report, left_out = silent_report(contacts.path), contacts.left_out
            copied = copy(opened.file, source, defaults, report, file.write, bulk=contacts.bulk, left_out=left_out)
            if copied and opened.sha256:
                copied = replace(copied, sha256=opened.sha256)
        # The bytes too: a column that isn't sent may say by now that somebody must not be called.
        if copied != Copy(contacts.sha256, contacts.digest, contacts.size):
            message = f"`{contacts.path}` changed since it was checked"
            raise ContactsError(message, hint="run the same command again: it checks the list again")
        file.seek(0)
        stack.pop_all()
        return file


def _check_pins(source: ContactsSource, scan: Scan, csv: Path, report: Report) -> None:
    hint = "check that this is the list that was reviewed, then write the new value"
    pinned = (source.sha256 or "").lower()
    if scan.sha256 is not None and pinned and pinned != scan.sha256:
        message = f"the list's SHA-256 is {scan.sha256[:12]}…, but {pinned[:12]}… is pinned"
        if is_with_other_line_ends(csv, pinned):
            git = f"write `*{csv.suffix} -text` into .gitattributes, so that git changes no line ends; commit that"
            again = "then restore the list with `git checkout`, and pin it again with `campaigns contacts pin`"
            report.campaign("pin-mismatch", f"{message}: only the line ends differ", f"{git}, {again}", "sha256")
        else:
            report.campaign("pin-mismatch", message, hint, "sha256")
    if source.rows is not None and source.rows != scan.rows and "csv-quote" not in report.findings.counts:
        message = f"the list has {count(scan.rows, 'contact')}, but {source.rows:,} are pinned"
        report.campaign("pin-mismatch", message, hint, "rows")
