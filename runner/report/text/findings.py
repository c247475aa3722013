"""Findings as text: the problem, the place, the line with a caret, the hint, and the command that explains the code."""

from collections import defaultdict
from collections.abc import Iterator

from runner.findings import Finding, Findings, Severity
from runner.formatting import one_line, printable
from runner.report.text.color import PLAIN, STYLES, Ink
from runner.report.text.wrap import keep_together
from runner.yamlfile.text import caret as caret_at

LISTED = 5
"""Maximum equal findings listed for one contact list; the rest are counted."""


def findings_text(findings: Findings, ink: Ink = PLAIN) -> str:
    """Return all findings, worst first, then by place; long lists of equal ones are cut and counted.

    The first of each code names the command that explains it.
    """
    return "\n".join(block + "\n" for block in _blocks(findings, ink))


def _blocks(findings: Findings, ink: Ink) -> Iterator[str]:
    rank = list(Severity)
    groups: dict[tuple[int, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[rank.index(finding.severity), finding.path, finding.code].append(finding)
    explained: set[str] = set()
    for (_, _, code), group in sorted(groups.items()):
        shown = min(LISTED, len(group)) if group[0].row is not None else len(group)
        yield _block(group[0], ink, explain=code not in explained)
        yield from (_block(finding, ink) for finding in group[1:shown])
        explained.add(code)
        if left := len(group) - shown + findings.unlisted(group[0]):
            yield f"{_head(group[0], ink)}: and {left:,} more in {keep_together(one_line(group[0].path))}"


def _block(finding: Finding, ink: Ink, *, explain: bool = False) -> str:
    place = f"{one_line(finding.path)}:{finding.line}"
    place += f" (row {finding.row:,})" if finding.row is not None else f":{finding.column}"
    gutter = " " * len(str(finding.line))
    lines = [
        f"{_head(finding, ink)}: {printable(finding.message)}",
        f"{gutter}{ink.paint('-->', 'blue')} {keep_together(place)}",
    ]
    if finding.excerpt is not None:
        bar = ink.paint("|", "blue")
        caret = " " * caret_at(finding.column) + ink.paint("^" * finding.width, STYLES[finding.severity])
        lines += [
            f"{gutter} {bar}",
            f"{finding.line} {bar} {keep_together(finding.excerpt)}",
            f"{gutter} {bar} {keep_together(caret)}",
        ]
    if finding.hint:
        lines.append(f"{gutter} {ink.paint('=', 'blue')} hint: {printable(finding.hint)}")
    if explain:
        lines.append(f"{gutter} {ink.paint('=', 'blue')} see: {keep_together(f'campaigns explain {finding.code}')}")
    return "\n".join(lines)


def _head(finding: Finding, ink: Ink) -> str:
    return ink.paint(f"{finding.severity}[{finding.code}]", STYLES[finding.severity])


def findings_summary(findings: Findings) -> str:
    """Return the counts, or `no errors` where there are no findings."""
    return count_severities(findings) or "no errors"


def count_severities(findings: Findings) -> str:
    """Return the counts: `2 errors, 1 warning`; empty where there are no findings."""
    counts = [(findings.count(severity), severity) for severity in Severity]
    return ", ".join(f"{count:,} {_noun(severity, count)}" for count, severity in counts if count)


def _noun(severity: Severity, count: int) -> str:
    return "note" + "s" * (count != 1) if severity is Severity.INFO else severity + "s" * (count != 1)
