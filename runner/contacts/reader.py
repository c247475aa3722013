"""Reads the CSV that a campaign names, finds what is wrong with it, and writes the canonical list that is sent."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.contacts import Contacts, LocalContacts
from runner.contacts.csvfile import opening
from runner.contacts.csvfile.errors import OpenError
from runner.contacts.csvfile.line_ends import is_with_other_line_ends
from runner.contacts.list_findings import Locate, Report, silent_report
from runner.contacts.scan import Copy, ReadingOptions, Scan, check, copy
from runner.errors import ContactsError
from runner.findings import Finding, Findings, Severity
from runner.formatting import count

BULK_BYTES = 1024 * 1024
"""Bytes of lists from which NumPy saves more time than its import takes."""
BULK_LIST_BYTES = 4 * 1024
"""Bytes of a list from which NumPy is faster than reading row by row."""
_KEPT = frozenset({"contact-opted-out", "csv-phone-column", "csv-space", "phone-repeated", "value-placeholder"})
"""Errors about what a list says, not how it is written: its rows are known nevertheless."""


class ListReader:
    """Reads the lists of one run: one that several campaigns name, and read the same way, is read once.

    From `BULK_BYTES` of lists together NumPy reads those that are large enough for it. With `leave_out` a contact who
    opted out is no error.
    """

    def __init__(self, *, leave_out: bool = False) -> None:
        self._leave_out = leave_out
        self._readings: dict[str, _Reading] = {}
        self._bytes = 0

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
        way = json.dumps([str(csv), path, source.reading, source.requiredVariables, defaults])
        reading = self._readings.get(way) or self._read(source, defaults, csv, path, at)
        if not reading.placed:
            self._readings[way] = reading
        findings.extend(reading.findings)
        scan = reading.scan
        if scan is None:
            return None
        _check_pins(source, scan, csv, Report(path, findings, at))
        if scan.sha256 is None or not scan.complete or not _errors(reading.findings) <= _KEPT:
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

    def _read(
        self, source: ContactsSource, defaults: Mapping[str, Scalar], csv: Path, path: str, at: Locate
    ) -> "_Reading":
        findings = Findings()
        placed: list[Finding] = []

        def place(*args: Any, **kwargs: Any) -> Finding:
            placed.append(finding := at(*args, **kwargs))
            return finding

        report = Report(path, findings, place)
        scan, bulk = None, False
        try:
            with opening.open_list(csv) as opened:
                bulk = self._is_worth_bulk(opened.size)
                scan = check(opened.file, source, defaults, report, ReadingOptions(bulk, self._leave_out))
                if scan is not None and scan.sha256 is not None:
                    scan = replace(scan, sha256=opened.sha256 or scan.sha256)
                if opened.changed:
                    hint = "run again once nothing writes to it"
                    report.whole("file-changed", "the list changed while it was read", hint)
        except OpenError as exc:
            scan = None
            report.whole(exc.code, exc.message, exc.hint)
        except OSError as exc:
            scan = None
            report.whole("file-missing", f"the list can't be read: {_reason(exc)}", "check its permissions")
        return _Reading(scan, findings, bool(placed), bulk)

    def _is_worth_bulk(self, size: int) -> bool:
        self._bytes += size
        return self._bytes >= BULK_BYTES and size >= BULK_LIST_BYTES


@dataclass(frozen=True, slots=True)
class _Reading:
    """The outcome of reading a list, but for its pins; `placed`: some finding is in the campaign's own file."""

    scan: Scan | None
    findings: Findings
    placed: bool
    bulk: bool


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
        message = f"`{contacts.path}` can't be prepared: {_reason(exc)}"
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


def _errors(findings: Findings) -> set[str]:
    return {finding.code for finding in findings if finding.severity is Severity.ERROR}


def _reason(error: OSError) -> str:
    return error.strerror or "no reason given"


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
