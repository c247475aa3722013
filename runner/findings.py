"""What the checks found in the user's files, and where."""

import enum
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

LISTED = 10_000
"""Of one code and file at most this many findings are kept; all are counted."""


class Severity(enum.StrEnum):
    """How much a finding matters: an error stops what would be sent, the others are said."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a YAML file: line and column count from 1, `width` is in characters of that line."""

    line: int
    column: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place.

    `path` is relative to the repository, with forward slashes. `row` is the spreadsheet's row of a CSV (its header is
    row 1), null for YAML. `excerpt` is the YAML line at fault; a CSV's finding never has one, since a line of a CSV is
    somebody's data.
    """

    code: str
    message: str
    path: str
    line: int = 1
    column: int = 1
    row: int | None = None
    severity: Severity = Severity.ERROR
    hint: str | None = None
    excerpt: str | None = None
    width: int = 1

    @property
    def place(self) -> tuple[str, int, int, str, str]:
        """What findings are sorted by."""
        return (self.path, self.line, self.column, self.code, self.message)


class Findings:
    """Collects findings, keeps the first `LISTED` of each code and file, and counts every one."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._kept: list[Finding] = []
        self._counts: Counter[tuple[str, str, Severity]] = Counter()
        for finding in findings:
            self.add(finding)

    def add(self, finding: Finding) -> None:
        key = (finding.code, finding.path, finding.severity)
        self._counts[key] += 1
        if self._counts[key] <= LISTED:
            self._kept.append(finding)

    def extend(self, other: "Findings") -> None:
        """Take over another collection, its uncounted surplus included."""
        self._kept.extend(other._kept)
        self._counts.update(other._counts)

    def softened(self, severity: Severity, *, codes: Iterable[str] | None = None) -> "Findings":
        """Give the same findings with every error (of `codes`, where given) lowered to `severity`."""
        wanted = None if codes is None else frozenset(codes)

        def lowered(code: str, before: Severity) -> Severity:
            return severity if before is Severity.ERROR and (wanted is None or code in wanted) else before

        softer = Findings()
        softer._kept = [replace(f, severity=lowered(f.code, f.severity)) for f in self._kept]
        for (code, path, before), count in self._counts.items():
            softer._counts[code, path, lowered(code, before)] += count
        return softer

    @property
    def counts(self) -> dict[str, int]:
        """How many of each code there are, those that aren't listed included."""
        totals: Counter[str] = Counter()
        for (code, _, _), count in self._counts.items():
            totals[code] += count
        return dict(sorted(totals.items()))

    def count(self, severity: Severity) -> int:
        return sum(count for (_, _, found), count in self._counts.items() if found is severity)

    def surplus(self, finding: Finding) -> int:
        """How many findings of this one's code, file and severity were counted but not kept."""
        return max(0, self._counts[finding.code, finding.path, finding.severity] - LISTED)

    @property
    def failed(self) -> bool:
        return self.count(Severity.ERROR) > 0

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self._kept, key=lambda finding: finding.place))

    def __len__(self) -> int:
        return sum(self._counts.values())
