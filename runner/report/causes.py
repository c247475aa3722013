"""Findings that have one cause, together."""

from collections.abc import Iterable

from runner.findings import Finding, Findings, Severity


def causes(findings: Findings) -> Iterable[list[Finding]]:
    """Return the findings that have one cause together, the worst first, then by file and code.

    That is one mistake in several rows of a list, or one value of a file that several rules are against.
    """
    rank = list(Severity)
    together: dict[tuple[object, ...], list[Finding]] = {}
    for one in sorted(findings, key=lambda each: (rank.index(each.severity), each.path, each.code)):
        if one.row is not None or one.hint is None:
            cause: tuple[object, ...] = (one.kind, one.message, one.hint, *(() if one.row else (one.line, one.column)))
        else:
            cause = (one.path, one.line, one.column, one.hint)
        together.setdefault(cause, []).append(one)
    return together.values()
