"""Limits on what one apply may send and on calling people again, and how bad findings are, from the policy's file."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.config import discovery, schema
from runner.files.paths import RepositoryRoot, display_path
from runner.findings import Finding, Findings, Severity
from runner.formatting import quoted
from runner.yamlfile.document import Document, read_document

if TYPE_CHECKING:
    from runner.calling_hours.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Overlap:
    """Over which share of a new campaign's people, and within how many days, an overlap is said.

    `callsPerWeek` is how often one person may be called in any 7 days.
    """

    share: float = 0.2
    days: float = 7
    callsPerWeek: int = 7


_OVERLAP = {"share": float, "days": float, "callsPerWeek": int}
MAX_AGE_DAYS = 31
"""How old a suppression list may be at a launch (47 CFR 64.1200(c)(2)(i)(D))."""


@dataclass(frozen=True, slots=True)
class SuppressionList:
    """A list of numbers that mustn't be called: the entry `place` of the policy's `suppression`.

    `callingCode` is that of numbers without one, None where there are none such.
    """

    place: int
    path: str
    obtainedOn: date | None = None
    maxAgeDays: int = MAX_AGE_DAYS
    callingCode: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What one apply may send at most; the limits keep the names that they have in the file.

    `severities` are those that the file gives to findings, by code. `callingHours` are the rules with what it changes
    in them, None where it changes nothing.
    `path` is the file's, or what it would be; `folder` is the one it lies in, in the repository `root`. `cache` is
    where indexes of suppression lists are kept, None for nowhere. `findings` are the mistakes in it: where there is an
    error, the limits are the defaults, and none is judged.
    """

    newCampaigns: int = 100
    contactsPerCampaign: int = 250_000
    contactsPerApply: int = 500_000
    minimumLeadMinutes: int = 0
    immediateLaunches: bool = True
    overlap: Overlap = field(default_factory=Overlap)
    suppression: tuple[SuppressionList, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    callingHours: "Rulebook | None" = None
    folder: Path = Path()
    root: Path = Path()
    cache: Path | None = None
    path: str = f"campaigns/{discovery.POLICY[0]}"
    document: Document | None = None
    findings: Findings = field(default_factory=Findings)

    @property
    def rulebook(self) -> "Rulebook":
        """The rules on calling hours that count here."""
        from runner.calling_hours.rules.rulebook import Rulebook  # only what is judged by them pays for it

        return self.callingHours or Rulebook(severities=self.severities)

    def severity(self, code: str) -> Severity:
        """Give how bad a finding is that not everybody judges alike."""
        return self.severities.get(code, Severity.WARNING)


def read_policy(folders: Sequence[Path], root: Path, cache: Path | None = None) -> Policy:
    """Read the policy of the first of these folders that has one; the defaults where none has."""
    # A link to nothing is there too: what should limit and can't be read must not be taken for no limit.
    found = ([path for name in discovery.POLICY if os.path.lexists(path := folder / name)] for folder in folders)
    there = next(filter(None, found), [])
    path = there[0] if there else folders[0] / discovery.POLICY[0]
    name = display_path(path, root)
    findings = Findings()
    document = None
    if len(there) > 1:
        message = f"{quoted(name)} is also there as {quoted(there[1].name)}"
        findings.add(
            Finding("policy-twice", message, name, hint="put all limits into one of the two, remove the other")
        )
    elif there:
        document = _read(path, name, root, findings)
    calling = _hours(document, findings)
    if document is None or findings.has_errors:
        return Policy(path=name, document=document, findings=findings)
    fields: Any = document.value
    limits = {limit: _whole(value) for limit, value in fields.get("limits", {}).items()}
    overlap = Overlap(**{key: _OVERLAP[key](value) for key, value in fields.get("overlap", {}).items()})
    return Policy(
        **limits,
        overlap=overlap,
        suppression=tuple(_lists(fields)),
        severities={code: Severity(severity) for code, severity in fields.get("findings", {}).items()},
        callingHours=calling,
        folder=there[0].parent,
        root=root,
        cache=cache,
        path=name,
        document=document,
        findings=findings,
    )


def _read(path: Path, name: str, root: Path, findings: Findings) -> Document | None:
    if finding := discovery.check_file(path, name, RepositoryRoot(root)):
        findings.add(finding)
        return None
    document = read_document(path, name, findings)
    if document is not None:
        schema.check(document, "policy", findings)
    return document


def _hours(document: Document | None, findings: Findings) -> "Rulebook | None":
    fields: Any = document.value if document and not findings.has_errors else {}
    if document is None or "callingHours" not in fields:
        return None
    from runner.calling_hours.rules import policy_section  # only a policy that changes rules pays for it

    return policy_section.read(document, findings)


def _lists(fields: Any) -> Iterator[SuppressionList]:
    for place, one in enumerate(fields.get("suppression", ())):
        obtained, calling = one.get("obtainedOn"), one.get("callingCode")
        yield SuppressionList(
            place,
            one["path"],
            date.fromisoformat(obtained) if obtained else None,
            int(one.get("maxAgeDays", MAX_AGE_DAYS)),
            None if calling is None else str(int(calling)),
        )


def _whole(value: Any) -> Any:
    return value if isinstance(value, bool) else int(value)
