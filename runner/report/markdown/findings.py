"""Findings as Markdown: those that have one cause are one item."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from runner.findings import Finding, Findings, Severity
from runner.formatting import escape_markdown, one_line
from runner.report.causes import causes
from runner.report.documentation import finding_address

ROWS = 8
"""Maximum further rows named for one finding; the rest are counted."""
LISTED = 5
"""Maximum lines for one code in one contact list; the rest are counted."""
_LONGEST = 500
_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}  # noqa: RUF001 - the sign is intended


def bullets(findings: Findings, severities: Iterable[Severity] = tuple(Severity)) -> list[str]:
    """Return the items of a list, worst first, then by file; every finding is in one of them, or counted there."""
    listed = Findings(finding for finding in findings if finding.severity in set(severities))
    items: list[str] = []
    for _, of_kind in groupby(causes(listed), key=lambda cause: cause[0].kind):
        together = list(of_kind)
        first = together[0][0]
        shown = len(together) if first.row is None else LISTED
        items += map(_item, together[:shown])
        if left := sum(map(len, together[shown:])) + findings.unlisted(first):
            items.append(f"- {_SIGNS[first.severity]} and {left:,} more in {place(first.path)} {_code(first.code)}\n")
    return items


def code_reference(code: str) -> str:
    """Return a finding's code; it becomes a link where `code_targets` are in the same text."""
    return f"[{code}]"


def code_targets(codes: Sequence[str], docs: str | None) -> str:
    """Return where the codes lead: to the documentation, if its address `docs` is known.

    Otherwise the command that explains the first of them; empty without any.
    """
    if not codes:
        return ""
    if docs is None:
        return f"<sub>What a code means, and how to fix it: {code(f'campaigns explain {codes[0]}')}</sub>\n"
    return "".join(f"{code_reference(one)}: {finding_address(docs, one)}\n" for one in codes)


def codes_of(findings: Findings) -> list[str]:
    """Return the codes, those of the worst findings first."""
    rank = list(Severity)
    return list(dict.fromkeys(one.code for one in sorted(findings, key=lambda one: rank.index(one.severity))))


def line(finding: Finding) -> str:
    """Return one finding: its place, the problem and the hint."""
    return f"{_place(finding)} {prose(finding.message)}{_hint(finding)}"


def place(path: str, line: int | None = None) -> str:
    """Return a file, or a line of it, as code."""
    return code(one_line(path) + ("" if line is None else f":{line}"))


def code(text: str) -> str:
    return f"<code>{escape_markdown(text)}</code>"


def prose(text: str) -> str:
    """Return a message as Markdown: text in backticks becomes code, and nothing else is markup."""
    return re.sub("&#96;(.*?)&#96;", r"<code>\1</code>", escape_markdown(one_line(text, _LONGEST)))


def quote(text: str) -> str:
    """Return lines as a part of an alert."""
    return "".join(f"> {line}\n" for line in text.splitlines())


def _item(cause: Sequence[Finding]) -> str:
    """Return the item of one mistake: in several rows of a list, or one value that several rules are against."""
    first = cause[0]
    sign, messages = f"- {_SIGNS[first.severity]}", dict.fromkeys((one.message, one.code) for one in cause)
    if len(messages) == 1:
        return f"{sign} {line(first)}{_also(cause)} {_code(first.code)}\n"
    nested = "".join(f"  - {prose(message)} {_code(code)}\n" for message, code in messages)
    return f"{sign} {_place(first)} {len(messages):,} problems{_hint(first)}\n{nested}"


def _also(cause: Sequence[Finding]) -> str:
    rows = [f"{one.row:,}" for one in cause[1:] if one.row is not None]
    more = f" and {len(rows) - ROWS:,} more" if len(rows) > ROWS else ""
    return f"; also in {'row' if len(rows) == 1 else 'rows'} {', '.join(rows[:ROWS])}{more}" if rows else ""


def _place(finding: Finding) -> str:
    row = f" (row {finding.row:,})" if finding.row not in (None, finding.line) else ""
    return place(finding.path, finding.line) + row


def _hint(finding: Finding) -> str:
    return f" — {prose(finding.hint)}" if finding.hint else ""


def _code(code: str) -> str:
    return f"<sub>{code_reference(code)}</sub>"
