"""The policy file: limits on one apply, overlap, suppression lists, severities and calling hours."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.api.request_forms import RequestForms
from runner.config import consent, discovery, schema
from runner.files.paths import RepositoryRoot, display_path
from runner.findings import Finding, Findings, Severity
from runner.formatting import quoted
from runner.yamlfile.document import Document, read_document

if TYPE_CHECKING:
    from runner.calling_hours.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Overlap:
    """When people called by several campaigns are a finding: over `share` of a new campaign, within `days` days.

    `callsPerWeek` is the maximum of calls to one person in any 7 days.
    """

    share: float = 0.2
    days: float = 7
    callsPerWeek: int = 7


_OVERLAP = {"share": float, "days": float, "callsPerWeek": int}
MAX_AGE_DAYS = 31
"""Maximum age of a suppression list at a launch (47 CFR 64.1200(c)(2)(i)(D))."""


@dataclass(frozen=True, slots=True)
class SuppressionList:
    """A list of numbers that must not be called: entry `place` of the policy's `suppression`.

    `callingCode` is the country calling code of numbers that lack one, None where every number has one.
    """

    place: int
    path: str
    obtainedOn: date | None = None
    maxAgeDays: int = MAX_AGE_DAYS
    callingCode: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What the policy file says, the defaults where it is silent; limits keep the names that they have in the file.

    `leaves_out` says that people on those lists, or opted out by the campaign's own, are left out of what is sent.
    `consent_days` is how old consent may be at a launch.
    `api` is how requests are written. `updates` allows apply to change campaigns that are still scheduled.
    `otherCampaigns` are patterns of names that belong to others. `severities` are by finding code.
    `callingHours` are the rules with the file's changes, None where it changes none. `path` is the file's, or what it
    would be; `folder` holds it, in the repository `root`. `cache` is where indexes of suppression lists are kept, None
    for nowhere. `findings` are the mistakes in the file: where one is an error, every limit is the default, and none is
    checked.
    """

    newCampaigns: int = 100
    contactsPerCampaign: int = 250_000
    contactsPerApply: int = 500_000
    concurrentCalls: int = 100
    minimumLeadMinutes: int = 0
    immediateLaunches: bool = True
    overlap: Overlap = field(default_factory=Overlap)
    suppression: tuple[SuppressionList, ...] = ()
    leaves_out: bool = False
    consent_days: int = consent.MAX_AGE_DAYS
    api: RequestForms = field(default_factory=RequestForms)
    updates: bool = False
    otherCampaigns: tuple[str, ...] = ()
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
        """The rules on calling hours in effect."""
        from runner.calling_hours.rules.rulebook import Rulebook

        return self.callingHours or Rulebook(severities=self.severities)

    def severity(self, code: str) -> Severity:
        """Return the severity of a finding whose severity the policy may set."""
        return self.severities.get(code, Severity.WARNING)


def read_policy(folders: Sequence[Path], root: Path, cache: Path | None = None) -> Policy:
    """Read the policy of the first of these folders that has one; the defaults where none has."""
    # A dangling link counts as a policy: a limit that can't be read must not be taken for no limit.
    by_folder = ([path for name in discovery.POLICY if os.path.lexists(path := folder / name)] for folder in folders)
    paths = next(filter(None, by_folder), [])
    path = paths[0] if paths else folders[0] / discovery.POLICY[0]
    name = display_path(path, root)
    findings = Findings()
    document = None
    if len(paths) > 1:
        message = f"{quoted(name)} and {quoted(paths[1].name)} both exist"
        findings.add(
            Finding("policy-twice", message, name, hint="move everything into one of the two, and delete the other")
        )
    elif paths:
        document = _read(path, name, root, findings)
    calling = _hours(document, findings)
    if document is None or findings.has_errors:
        return Policy(path=name, document=document, findings=findings)
    fields: Any = document.value
    limits = {limit: _without_fraction(value) for limit, value in fields.get("limits", {}).items()}
    overlap = Overlap(**{key: _OVERLAP[key](value) for key, value in fields.get("overlap", {}).items()})
    return Policy(
        **limits,
        overlap=overlap,
        suppression=tuple(_lists(fields)),
        leaves_out=fields.get("suppressed") == "leave-out",
        consent_days=int(fields.get("consent", {}).get("maxAgeDays", consent.MAX_AGE_DAYS)),
        api=RequestForms(**fields.get("api", {})),
        updates=fields.get("updates") == "scheduled",
        otherCampaigns=tuple(fields.get("otherCampaigns", ())),
        severities={code: Severity(severity) for code, severity in fields.get("findings", {}).items()},
        callingHours=calling,
        folder=paths[0].parent,
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
    from runner.calling_hours.rules import policy_section

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


def _without_fraction(value: Any) -> Any:
    return value if isinstance(value, bool) else int(value)
