"""Findings as annotations of a workflow run, the worst first: GitHub shows ten of each level for a step."""

from collections import Counter

from runner.config.hold import Hold
from runner.findings import Finding, Findings, Severity
from runner.formatting import printable
from runner.report.documentation import finding_address
from runner.report.headline import hold_words

LISTED = 9
"""Maximum annotations of each level; one more counts the rest (docs.github.com, workflow commands)."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_NOUNS = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "notes"}


def annotations(findings: Findings, docs: str | None) -> str:
    """Return workflow commands; texts are escaped, so that nothing in them can become a command.

    Each ends with where its code is explained: in the documentation, if its address `docs` is known, or by a command.
    """
    lines: list[str] = []
    written: Counter[Severity] = Counter()
    for finding in sorted(findings, key=lambda finding: list(Severity).index(finding.severity)):
        written[finding.severity] += 1
        if written[finding.severity] <= LISTED:
            lines.append(_command(finding, docs))
    for severity, command in _COMMANDS.items():
        if (left := findings.count(severity) - LISTED) > 0:
            lines.append(f"::{command}::and {left:,} more {_NOUNS[severity]}: see the log, or run `campaigns validate`")
    return "".join(line + "\n" for line in lines)


def hold_annotation(hold: Hold | None) -> str:
    """Return a HOLD as a warning at its file; empty without one."""
    if hold is None:
        return ""
    return f"::warning file={_property(hold.path)},title=HOLD::{_data(hold_words(hold))}\n"


def command(name: str, text: str) -> str:
    """Return one workflow command without a place."""
    return f"::{name}::{_data(text)}\n"


def _command(finding: Finding, docs: str | None) -> str:
    properties = {
        "file": None if "://" in finding.path else finding.path,
        "line": str(finding.line),
        "col": str(finding.column) if finding.row is None else None,
        "title": finding.code,
    }
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value is not None)
    row = f"row {finding.row:,}: " if finding.row is not None else ""
    hint = f"\n{finding.hint}" if finding.hint else ""
    explained = finding_address(docs, finding.code) or f"campaigns explain {finding.code}"
    text = f"{row}{finding.message}{hint}\n{explained}"
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return "%0A".join(printable(line).replace("%", "%25") for line in text.split("\n"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
