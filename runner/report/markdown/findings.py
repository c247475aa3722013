"""Findings as Markdown; equal findings of one file share a line."""

import re
from collections.abc import Iterable

from runner.findings import Finding, Findings, Severity
from runner.formatting import escape_markdown, one_line

PLACES = 8
"""Maximum rows or lines named for one finding; the rest are counted."""
LISTED = 5
"""Maximum lines for one code in one contact list; the rest are counted."""
_LONGEST = 500
_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}  # noqa: RUF001 - the sign is intended


def bullets(findings: Findings, severities: Iterable[Severity] = tuple(Severity)) -> list[str]:
    """Return the items of a list, worst first, then by file; every finding is in one of them, or counted there."""
    listed, rank = set(severities), list(Severity)
    kinds: dict[tuple[int, str, str], dict[tuple[str, str | None], list[Finding]]] = {}
    for finding in findings:
        if finding.severity in listed:
            kind = kinds.setdefault((rank.index(finding.severity), finding.path, finding.code), {})
            kind.setdefault((finding.message, finding.hint), []).append(finding)
    lines = []
    for _, kind in sorted(kinds.items()):
        groups = list(kind.values())
        first = groups[0][0]
        shown = LISTED if first.row is not None else len(groups)
        lines += [f"- {_SIGNS[first.severity]} {line(g[0])}{_also(g)} {_code(first)}\n" for g in groups[:shown]]
        if left := sum(map(len, groups[shown:])) + findings.unlisted(first):
            lines.append(f"- {_SIGNS[first.severity]} and {left:,} more in {place(first.path)} {_code(first)}\n")
    return lines


def explain_line(findings: Findings) -> str:
    """Return how to look up a code, such as the worst of the findings; empty where there are none."""
    rank = list(Severity)
    worst = min(findings, key=lambda finding: rank.index(finding.severity), default=None)
    command = f"campaigns explain {worst.code}" if worst else ""
    return f"<sub>What a code means, and how to fix it: {code(command)}</sub>\n" if worst else ""


def line(finding: Finding) -> str:
    """Return one finding: its place, the problem and the hint."""
    hint = f" — {prose(finding.hint)}" if finding.hint else ""
    row = f" (row {finding.row:,})" if finding.row not in (None, finding.line) else ""
    return f"{place(finding.path, finding.line)}{row} {prose(finding.message)}{hint}"


def place(path: str, line: int | None = None) -> str:
    """Return a file, or a line of it, as code."""
    return code(one_line(path) + ("" if line is None else f":{line}"))


def code(text: str) -> str:
    return f"<code>{escape_markdown(text)}</code>"


def prose(text: str) -> str:
    """Return a message as Markdown: text in backticks becomes code, and nothing else is markup."""
    return re.sub("&#96;(.*?)&#96;", r"<code>\1</code>", escape_markdown(one_line(text, _LONGEST)))


def _also(group: list[Finding]) -> str:
    noun = "row" if group[0].row is not None else "line"
    places = [finding.line if finding.row is None else finding.row for finding in group]
    if not (others := places[1:]):
        return ""
    left = len(others) - PLACES
    named = ", ".join(f"{other:,}" for other in others[:PLACES]) + (f" and {left:,} more" if left > 0 else "")
    return f"; also in {noun if len(others) == 1 else noun + 's'} {named}"


def _code(finding: Finding) -> str:
    return f"<sub>{escape_markdown(finding.code)}</sub>"
