"""Collects the findings of one contact list at their rows, or in its campaign's file."""

from dataclasses import dataclass
from typing import Protocol

from runner.findings import Finding, Findings, Severity
from runner.formatting import shell_quote


class Locate(Protocol):
    """Makes a finding at a place in the campaign's file, as `Document.finding` does."""

    def __call__(
        self,
        code: str,
        message: str,
        route: tuple[str | int, ...],
        *,
        at_value: bool = False,
        severity: Severity = Severity.ERROR,
        hint: str | None = None,
    ) -> Finding: ...


@dataclass(frozen=True, slots=True)
class Report:
    """Collects the findings of the list at `path`; none of them may repeat a cell."""

    path: str
    findings: Findings
    at: Locate

    def whole(self, code: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        """Add a finding about the file as a whole."""
        self.findings.add(Finding(code, message, self.path, severity=severity, hint=hint))

    def row(self, code: str, message: str, hint: str, row: int, line: int, severity: Severity = Severity.ERROR) -> None:
        """Add a finding about a row: `row` as a spreadsheet counts, `line` as an editor does."""
        self.findings.add(Finding(code, message, self.path, line=line, row=row, severity=severity, hint=hint))

    def campaign(self, code: str, message: str, hint: str, *route: str | int) -> None:
        """Add a finding in the campaign's file, at the nearest key that it has of `contacts` and `route`."""
        self.findings.add(self.at(code, message, ("contacts", *route), hint=hint))


def fix_command(path: str, *options: str) -> str:
    """Return the command, in backticks, that writes a fixed copy of the list that findings show as `path`."""
    return f"`{' '.join(('campaigns contacts fix', shell_quote(path), *options))}`"


def silent_report(path: str) -> Report:
    """Return a report for a list that was checked before, whose findings nobody reads."""
    return row_report(path, Findings())


def row_report(path: str, findings: Findings) -> Report:
    """Return a report of what is wrong with rows alone; nothing in a campaign's file is."""
    return Report(path, findings, _unplaced)


def _unplaced(code: str, message: str, route: tuple[str | int, ...], **_: object) -> Finding:
    return Finding(code, message, "/".join(map(str, route)))
