"""Findings as JUnit XML, the test report that CI servers show: one test case for each file."""

from collections.abc import Iterable
from html import escape

from runner.findings import Findings, Severity
from runner.formatting import printable
from runner.report.text.findings import findings_summary, findings_text


def document(suite: str, files: Iterable[str], findings: Findings) -> str:
    """Return a report with a case for each file that was checked, and for any other with findings.

    A case fails where its file has errors. Warnings and notes are its output: a run with nothing else passes, too.
    """
    by_path = findings.by_path()
    cases = {path: by_path.get(path, Findings()) for path in [*files, *by_path]}
    failures = sum(case.has_errors for case in cases.values())
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites {counts}>",
        f"<testsuite name={_attribute(suite)} {counts}>",
        *(_case(suite, path, case) for path, case in cases.items()),
        "</testsuite>",
        "</testsuites>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _case(suite: str, path: str, findings: Findings) -> str:
    head = f"<testcase classname={_attribute(suite)} name={_attribute(path)}"
    if not len(findings):
        return f"{head}/>"
    text = escape("\n".join(printable(line) for line in findings_text(findings).split("\n")))
    if not findings.has_errors:
        return f"{head}>\n<system-out>{text}</system-out>\n</testcase>"
    first = next(finding for finding in findings if finding.severity is Severity.ERROR)
    failure = f"<failure type={_attribute(first.code)} message={_attribute(findings_summary(findings))}>"
    return f"{head}>\n{failure}{text}</failure>\n</testcase>"


def _attribute(text: str) -> str:
    return f'"{escape(printable(text))}"'
