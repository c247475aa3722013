"""Findings: problems in the user's files, each at its place."""

import enum
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

ERRORS_ONLY = frozenset({"value-placeholder"})
"""Codes of which a policy sets the severity of errors alone: a warning stays one."""
LISTED = 10_000
"""The maximum number of findings kept of one code and file; all are counted."""


class Severity(enum.StrEnum):
    """An error stops what would be sent; warnings and infos are only reported."""

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
    row 1), null for YAML. `excerpt` is the YAML line with the problem; a CSV's finding never has one, since a line of a
    CSV is personal data.
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
    def kind(self) -> "Kind":
        """The key by which findings are counted."""
        return (self.code, self.path, self.severity)

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The key by which findings are sorted."""
        return (self.path, self.line, self.column, self.code, self.message)


Kind = tuple[str, str, Severity]


class Findings:
    """Collects findings: keeps the first `LISTED` of each code, file and severity, and counts all."""

    __slots__ = ("_counts", "_kept")

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._kept: dict[Kind, list[Finding]] = {}
        self._counts: dict[Kind, int] = {}
        for finding in findings:
            self.add(finding)

    def add(self, finding: Finding) -> None:
        self._count(finding.kind, 1)
        self._keep(finding)

    def extend(self, other: "Findings") -> None:
        """Add another collection; a finding in both, as of a list that two campaigns share, counts once."""
        for kind, count in other._counts.items():
            ours, theirs = set(self._kept.get(kind, ())), other._kept.get(kind, ())
            new = [finding for finding in theirs if finding not in ours] if ours else theirs
            shared = len(theirs) - len(new)
            # Where every kept one is here already, so is every one that isn't kept.
            same = shared and not new
            before = self._counts.get(kind, 0)
            self._counts[kind] = max(before, count) if same else before + count - shared
            for finding in new:
                self._keep(finding)

    def append(self, other: "Findings", rows: int, lines: int) -> None:
        """Add those of the next part of a list, whose rows and lines count from its beginning."""
        for kind, count in other._counts.items():
            self._count(kind, count)
        for finding in chain.from_iterable(other._kept.values()):
            row = None if finding.row is None else finding.row + rows
            self._keep(replace(finding, row=row, line=finding.line + lines))

    def by_path(self) -> "dict[str, Findings]":
        """Return the findings of each path, in the order of the paths."""
        parts: dict[str, Findings] = {}
        for kind in sorted(self._counts):
            part = parts.setdefault(kind[1], Findings())
            part._counts[kind] = self._counts[kind]
            part._kept[kind] = self._kept.get(kind, [])
        return parts

    def of_other_paths(self, path: str) -> "Findings":
        """Return the findings that aren't of this path."""
        other = Findings()
        other._counts = {kind: count for kind, count in self._counts.items() if kind[1] != path}
        other._kept = {kind: kept for kind, kept in self._kept.items() if kind[1] != path}
        return other

    @classmethod
    def merged(cls, collections: "Iterable[Findings]") -> "Findings":
        """Return one collection of all; what several share, as of a list that two campaigns name, counts once."""
        total = cls()
        for collection in collections:
            total.extend(collection)
        return total

    @property
    def worst(self) -> "Findings":
        """The findings without those that are here with a worse severity, as of a file that several campaigns share."""
        other = Findings()
        worse: dict[tuple[str, str], set[tuple[object, ...]]] = {}
        for kind, kept in sorted(self._kept.items(), key=lambda item: list(Severity).index(item[0][2])):
            seen = worse.setdefault(kind[:2], set())
            places = [(finding.row, *finding.sort_key) for finding in kept]
            new = [finding for finding, place in zip(kept, places, strict=True) if place not in seen]
            if new:
                other._kept[kind], other._counts[kind] = new, self._counts[kind] - len(kept) + len(new)
            seen.update(places)
        return other

    def with_errors_as(self, severity: Severity) -> "Findings":
        """Return the same findings with each error lowered to `severity`."""
        return self._with(lambda _, before: severity if before is Severity.ERROR else before)

    def with_severities(self, severities: Mapping[str, Severity]) -> "Findings":
        """Return the same findings, with another severity for some codes."""

        def severity(code: str, before: Severity) -> Severity:
            keeps = code in ERRORS_ONLY and before is not Severity.ERROR
            return before if keeps else severities.get(code, before)

        return self._with(severity)

    def _with(self, severity: Callable[[str, Severity], Severity]) -> "Findings":
        other = Findings()
        for (code, path, before), count in self._counts.items():
            other._count((code, path, severity(code, before)), count)
        for finding in chain.from_iterable(self._kept.values()):
            changed = severity(finding.code, finding.severity)
            other._keep(finding if changed is finding.severity else replace(finding, severity=changed))
        return other

    def _count(self, kind: Kind, count: int) -> None:
        self._counts[kind] = self._counts.get(kind, 0) + count

    def _keep(self, finding: Finding) -> None:
        if len(kept := self._kept.setdefault(finding.kind, [])) < LISTED:
            kept.append(finding)

    @property
    def counts(self) -> dict[str, int]:
        """The number of findings of each code, including those that aren't kept."""
        totals: Counter[str] = Counter()
        for (code, _, _), count in self._counts.items():
            totals[code] += count
        return dict(sorted(totals.items()))

    def count(self, severity: Severity) -> int:
        return sum(count for (_, _, kind), count in self._counts.items() if kind is severity)

    def unlisted(self, finding: Finding) -> int:
        """Return how many findings of this one's code, file and severity were counted but not kept."""
        return self._counts.get(finding.kind, 0) - len(self._kept.get(finding.kind, ()))

    @property
    def has_errors(self) -> bool:
        return any(severity is Severity.ERROR for _, _, severity in self._counts)

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(chain.from_iterable(self._kept.values()), key=lambda finding: finding.sort_key))

    def __len__(self) -> int:
        return sum(self._counts.values())
