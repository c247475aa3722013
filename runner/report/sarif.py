"""Findings as SARIF 2.1.0, for code scanning and editors."""

from typing import Any
from urllib.parse import quote

from runner import __version__
from runner.findings import Finding, Findings, Severity
from runner.formatting import printable
from runner.report.documentation import finding_address

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def log(findings: Findings, docs: str | None) -> dict[str, Any]:
    """Return one run with a rule for each code in the findings; `docs` is the address of the documentation's folder."""
    rules = [_rule(code, finding_address(docs, code)) for code in findings.counts]
    driver = {"name": "campaign-runner", "semanticVersion": __version__, "rules": rules}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_result(finding) for finding in findings]}],
    }


def _rule(code: str, address: str | None) -> dict[str, Any]:
    rule = {"id": code, "help": {"text": f"campaigns explain {code}"}}
    return {**rule, "helpUri": address} if address else rule


def _result(finding: Finding) -> dict[str, Any]:
    row = f"row {finding.row:,}: " if finding.row is not None else ""
    hint = f" ({finding.hint})" if finding.hint else ""
    region = {"startLine": finding.line, "startColumn": finding.column}
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": printable(row + finding.message + hint)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(finding.path, safe="/:" if "://" in finding.path else "/")},
                    "region": region,
                }
            }
        ],
    }
