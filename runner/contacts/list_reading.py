"""Reads one list by itself, in any process: what it comes to, and every finding about it but for its pins."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.csvfile import opening
from runner.contacts.csvfile.errors import OpenError
from runner.contacts.list_findings import Report
from runner.contacts.parts.cutting import CutFile
from runner.contacts.scan import OnPart, ReadingOptions, Scan, check
from runner.findings import Finding, Findings, Severity
from runner.jobs.workers import Workers

BULK_BYTES = 1024 * 1024
"""Bytes of lists from which NumPy saves more time than its import takes."""
CUT_LIST_BYTES = 12 * 1024 * 1024
"""Bytes of a list from which several processes read it sooner than one."""
Route = tuple[str | int, ...]
_IN_CAMPAIGN = ""
"""The path of findings in a campaign's file, whichever that is."""


@dataclass(frozen=True, slots=True)
class ListTask:
    """A list to read: the file `csv`, which findings name `path`. `bulk` says that NumPy reads it."""

    source: ContactsSource
    defaults: Mapping[str, Scalar]
    csv: Path
    path: str
    bulk: bool
    leave_out: bool


class CampaignFinding(NamedTuple):
    """A finding at a place in the file of each campaign that names the list."""

    code: str
    message: str
    route: Route
    hint: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of reading a list: `scan` is None where its rows can't be told apart."""

    scan: Scan | None
    findings: Findings
    in_campaign: tuple[CampaignFinding, ...]
    bulk: bool

    @property
    def errors(self) -> set[str]:
        """The codes of its errors."""
        codes = {finding.code for finding in self.findings if finding.severity is Severity.ERROR}
        return codes | {finding.code for finding in self.in_campaign}


def read_list(task: ListTask) -> Reading:
    """Read a list in this process."""
    return read_in_parts(task, Workers())


def read_in_parts(task: ListTask, workers: Workers, on_part: OnPart | None = None) -> Reading:
    """Read a list in all processes, if it is large and can be cut; `on_part` is told of each part."""
    findings, in_campaign = Findings(), list[CampaignFinding]()

    def place(code: str, message: str, route: Route, *, hint: str | None = None, **_: object) -> Finding:
        in_campaign.append(CampaignFinding(code, message, route, hint))
        return Finding(code, message, _IN_CAMPAIGN, hint=hint)

    report = Report(task.path, findings, place)
    scan, bulk = None, task.bulk
    try:
        with opening.open_list(task.csv) as opened:
            cut_file = None
            if workers.count > 1 and opened.identity and opened.size >= CUT_LIST_BYTES:
                cut_file = CutFile(task.csv, opened.identity, workers)
            bulk = task.bulk or (task.csv == opening.STDIN and opened.size >= BULK_BYTES)
            options = ReadingOptions(bulk, task.leave_out)
            scan = check(opened.file, task.source, task.defaults, report, options, cut_file, on_part)
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
        report.whole("file-missing", f"the list can't be read: {reason(exc)}", "check its permissions")
    return Reading(scan, findings.of_other_paths(_IN_CAMPAIGN), tuple(in_campaign), bulk)


def reason(error: OSError) -> str:
    """Return why the system refused."""
    return error.strerror or "no reason given"
