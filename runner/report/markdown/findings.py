"""Findings as Markdown; equal findings of one file share a line, and those with one hint share an item."""

import re
from collections.abc import Iterable, Iterator, Sequence

from runner.findings import Finding, Findings, Severity
from runner.formatting import escape_markdown, one_line
from runner.report.documentation import finding_address

PLACES = 8
"""Maximum rows or lines named for one finding; the rest are counted."""
LISTED = 5
"""Maximum lines for one code in one contact list; the rest are counted."""
_LONGEST = 500
_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}  # noqa: RUF001 - the sign is intended


def bullets(findings: Findings, severities: Iterable[Severity] = tuple(Severity)) -> list[str]:
    """Return the items of a list, worst first, then by file; every finding is in one of them, or counted there."""
    listed, rank = set(severities), list(Severity)
    kinds: dict[tuple[int, str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity in listed:
            kinds.setdefault((rank.index(finding.severity), finding.path, finding.code), []).append(finding)
    return [item for _, kind in sorted(kinds.items()) for item in _items(kind, findings.unlisted(kind[0]))]


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


def _items(kind: Sequence[Finding], unlisted: int) -> Iterator[str]:
    """Yield the items of the findings with one severity, file and code."""
    equal: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in kind:
        equal.setdefault((finding.message, finding.hint), []).append(finding)
    by_hint: dict[object, list[list[Finding]]] = {}
    for group in equal.values():
        one = group[0]
        by_hint.setdefault((one.line, one.hint) if one.hint and one.row is None else one, []).append(group)
    items, first = list(by_hint.values()), kind[0]
    shown = LISTED if first.row is not None else len(items)
    yield from map(_item, items[:shown])
    if left := sum(len(group) for item in items[shown:] for group in item) + unlisted:
        yield f"- {_SIGNS[first.severity]} and {left:,} more in {place(first.path)} {_code(first)}\n"


def _item(groups: Sequence[Sequence[Finding]]) -> str:
    """Return the item of findings with one hint; each group of equal ones is one of its problems."""
    first = groups[0][0]
    if len(groups) == 1:
        return f"- {_SIGNS[first.severity]} {line(first)}{_also(groups[0])} {_code(first)}\n"
    head = f"- {_SIGNS[first.severity]} {_place(first)} {len(groups):,} problems{_hint(first)} {_code(first)}\n"
    return head + "".join(f"  - {prose(group[0].message)}{_also(group)}\n" for group in groups)


def _also(group: Sequence[Finding]) -> str:
    noun = "row" if group[0].row is not None else "line"
    places = [finding.line if finding.row is None else finding.row for finding in group]
    if not (others := places[1:]):
        return ""
    left = len(others) - PLACES
    named = ", ".join(f"{other:,}" for other in others[:PLACES]) + (f" and {left:,} more" if left > 0 else "")
    return f"; also in {noun if len(others) == 1 else noun + 's'} {named}"


def _place(finding: Finding) -> str:
    row = f" (row {finding.row:,})" if finding.row not in (None, finding.line) else ""
    return place(finding.path, finding.line) + row


def _hint(finding: Finding) -> str:
    return f" — {prose(finding.hint)}" if finding.hint else ""


def _code(finding: Finding) -> str:
    return f"<sub>{code_reference(finding.code)}</sub>"
