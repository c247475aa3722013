"""Reads YAML and remembers where every key and value stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from runner.findings import Finding, Severity, Span

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]
Route = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its value as JSON would hold it, and the place of every key and value by route."""

    path: str
    value: JSON
    lines: tuple[str, ...]
    keys: Mapping[Route, Span]
    values: Mapping[Route, Span]

    def finding(
        self,
        code: str,
        message: str,
        route: Route,
        *,
        at_value: bool = False,
        severity: Severity = Severity.ERROR,
        hint: str | None = None,
    ) -> Finding:
        """Make a finding that points at the key of `route`, or at its value; at the nearest that exists."""
        raise NotImplementedError
