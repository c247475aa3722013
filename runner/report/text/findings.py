"""Findings as text: the problem, the place, the line with a caret, the hint, and the command that explains the code."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from runner.findings import Finding, Findings, Severity
from runner.formatting import one_line, printable
from runner.report.causes import causes
from runner.report.text.color import PLAIN, STYLES, Ink
from runner.report.text.wrap import keep_together
from runner.yamlfile.text import caret as caret_at

LISTED = 5
"""Maximum causes listed for one code and contact list, and maximum rows named for one cause; the rest are counted."""


def findings_text(findings: Findings, ink: Ink = PLAIN, columns: int | None = None) -> str:
    """Return all findings, worst first, then by place; those of one cause are together, and long lists are cut.

    The first of each code names the command that explains it. Lines of a file are cut at `columns`.
    """
    return "\n".join(block + "\n" for block in _blocks(findings, ink, columns))


def _blocks(findings: Findings, ink: Ink, columns: int | None) -> Iterator[str]:
    explained: set[str] = set()
    for _, of_kind in groupby(causes(findings), key=lambda cause: cause[0].kind):
        together = list(of_kind)
        first = together[0][0]
        listed = len(together) if first.row is None else LISTED
        for cause in together[:listed]:
            codes = dict.fromkeys(finding.code for finding in cause)
            yield _block(cause, ink, columns, [code for code in codes if code not in explained])
            explained.update(codes)
        if left := sum(map(len, together[listed:])) + findings.unlisted(first):
            yield f"{_head(first, ink)}: and {left:,} more in {keep_together(one_line(first.path))}"


def _block(cause: Sequence[Finding], ink: Ink, columns: int | None, explain: Iterable[str]) -> str:
    finding = cause[0]
    gutter, mark = " " * len(str(finding.line)), ink.paint("=", "blue")
    lines = [*dict.fromkeys(f"{_head(one, ink)}: {printable(one.message)}" for one in cause)]
    lines.append(f"{gutter}{ink.paint('-->', 'blue')} {_place(cause)}")
    if finding.excerpt is not None:
        room = None if columns is None else columns - len(gutter) - len(" | ")
        bar = ink.paint("|", "blue")
        line, caret = _excerpt(finding, finding.excerpt, room)
        caret = ink.paint(caret, STYLES[finding.severity])
        lines += [f"{gutter} {bar}", f"{finding.line} {bar} {keep_together(line)}", f"{gutter} {bar} {caret}"]
    if finding.hint:
        lines.append(f"{gutter} {mark} hint: {printable(finding.hint)}")
    commands = (keep_together(f"campaigns explain {code}") for code in explain)
    return "\n".join([*lines, *(f"{gutter} {mark} see: {command}" for command in commands)])


def _place(cause: Sequence[Finding]) -> str:
    """Return the first place, with the column of a line or the rows of a list."""
    first = cause[0]
    place = f"{one_line(first.path)}:{first.line}"
    if first.row is None:
        return keep_together(f"{place}:{first.column}")
    rows = ", ".join(f"{one.row:,}" for one in cause[:LISTED])
    more = f" and {len(cause) - LISTED:,} more" if len(cause) > LISTED else ""
    return f"{keep_together(place)} (row{'s' if len(cause) > 1 else ''} {rows}{more})"


def _excerpt(finding: Finding, line: str, room: int | None) -> tuple[str, str]:
    """Return a line of the file and the carets below it; of a longer one what is around them, in `room` columns."""
    caret, width = caret_at(finding.column), finding.width
    if room is not None and len(line) > room:
        begin = max(0, min(caret - room // 2, len(line) - room))
        line, caret = one_line(f"{'…' if begin else ''}{line[begin + bool(begin) :]}", room), caret - begin
        width = min(width, room - caret)
    return line, keep_together(" " * caret + "^" * width)


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
