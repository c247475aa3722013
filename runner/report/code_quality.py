"""Findings as GitLab's Code Quality report, which a merge request shows.

Source: docs.gitlab.com, Code Quality, "Code Quality report format".
"""

import hashlib
from collections import Counter
from typing import Any

from runner.findings import Finding, Findings, Severity
from runner.formatting import printable

_SEVERITIES = {Severity.ERROR: "blocker", Severity.WARNING: "major", Severity.INFO: "info"}


def entries(findings: Findings) -> list[dict[str, Any]]:
    """Return an entry for each finding; those that were counted but not kept have one for each code and file."""
    texts = [(finding, _description(finding)) for finding in findings]
    last = {finding.kind: finding for finding in findings}
    texts += [(one, f"{one.code}: and {left:,} more") for one in last.values() if (left := findings.unlisted(one))]
    occurrences: Counter[tuple[str, str]] = Counter()
    return [_entry(finding, text, occurrences) for finding, text in texts]


def _description(finding: Finding) -> str:
    row = f"row {finding.row:,}: " if finding.row is not None else ""
    hint = f" ({finding.hint})" if finding.hint else ""
    return printable(f"{finding.code}: {row}{finding.message}{hint}")


def _entry(finding: Finding, text: str, occurrences: Counter[tuple[str, str]]) -> dict[str, Any]:
    """Return one entry.

    GitLab compares branches by fingerprint, and keeps one entry of each. The fingerprint has the finding's number among
    equal ones and no line or row: what only moved isn't new.
    """
    same = (finding.path, f"{finding.code}: {finding.message}")
    occurrences[same] += 1
    identity = "\0".join([*same, str(occurrences[same])])
    return {
        "description": text,
        "check_name": finding.code,
        "fingerprint": hashlib.sha256(identity.encode(errors="surrogatepass")).hexdigest(),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.path, "lines": {"begin": finding.line}},
    }
