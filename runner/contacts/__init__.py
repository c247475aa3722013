"""Reads the CSV that a campaign names, finds what is wrong with it, and writes the canonical list that is sent."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from runner.campaign import ContactsSource, Scalar
from runner.contacts.canonical import Canonical
from runner.contacts.header import PHONE_ALIASES
from runner.contacts.report import Locate, Report
from runner.contacts.scan import Scan, scan
from runner.errors import ContactsError
from runner.findings import Finding, Findings

__all__ = ["PHONE_ALIASES", "Contacts", "canonical", "read"]


@dataclass(frozen=True, slots=True)
class Contacts:
    """A list that can be sent: `rows` contacts; `digest` and `size` are of the canonical list.

    `sha256` is of the file's bytes. `path` is the file as findings name it, relative to the repository.
    """

    csv: Path
    path: str
    rows: int
    sha256: str
    digest: str
    size: int


def read(
    source: ContactsSource, defaults: Mapping[str, Scalar], csv: Path, path: str, findings: Findings, *, at: Locate
) -> Contacts | None:
    """Check a list, row by row; None where no canonical list can be made of it.

    `at` makes the findings that belong to the campaign's file.
    """
    found = Findings()
    report = Report(path, found, at)
    try:
        done, changed = _scanned(source, defaults, csv, report, Canonical())
    except OSError as exc:
        report.whole("file-missing", f"the list can't be read: {exc.strerror}", "check its permissions")
        done, changed = None, False
    if changed:
        report.whole("file-changed", "the list changed while it was read", "run again once nothing writes to it")
    usable = done is not None and not found.failed
    if done is not None:
        _check_pins(source, done, report)
    findings.extend(found)
    return Contacts(csv, path, done.rows, done.sha256, done.digest, done.size) if done and usable else None


def canonical(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]) -> IO[bytes]:
    """Write the list as it is sent to a file without a name, ready to be read; ContactsError where it changed since."""
    import tempfile  # only a command that sends pays for it

    # A copy on disk for as long as it is sent: what is uploaded can't change under the upload, and memory stays flat.
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        report = Report(contacts.path, Findings(), _unplaced)
        done, changed = _scanned(source, defaults, contacts.csv, report, Canonical(file.write))
    except OSError as exc:
        file.close()
        raise ContactsError(
            f"`{contacts.path}` can't be prepared: {exc.strerror}", hint="check it, and the disk"
        ) from exc
    if changed or done is None or (done.digest, done.size) != (contacts.digest, contacts.size):
        file.close()
        raise ContactsError(f"`{contacts.path}` changed since it was checked", hint="run the same command again")
    file.seek(0)
    return file


def _unplaced(code: str, message: str, route: tuple[str | int, ...], **_: object) -> Finding:
    """Stand in for a campaign's file where nobody will read the findings."""
    return Finding(code, message, "/".join(map(str, route)))


def _scanned(
    source: ContactsSource, defaults: Mapping[str, Scalar], csv: Path, report: Report, sink: Canonical
) -> tuple[Scan | None, bool]:
    with csv.open("rb") as file:
        before = os.fstat(file.fileno())
        done = scan(file, source, defaults, report, sink)
        after, named = os.fstat(file.fileno()), csv.stat()
    return done, not (_identity(before) == _identity(after) == _identity(named))


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def _check_pins(source: ContactsSource, done: Scan, report: Report) -> None:
    hint = "see that this is the list that was reviewed, then write the new value"
    if source.sha256 is not None and source.sha256.lower() != done.sha256:
        message = f"the list is {done.sha256[:12]}…, not {source.sha256[:12].lower()}…"
        report.campaign("pin-mismatch", message, hint, "sha256")
    if source.rows is not None and source.rows != done.rows:
        message = f"the list has {done.rows:,} contacts, not {source.rows:,}"
        report.campaign("pin-mismatch", message, hint, "rows")
