"""Limits on what one apply may send and on calling people again, and how bad findings are, from the policy's file."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.cli.settings import shown
from runner.config import schema
from runner.errors import RefusedError
from runner.files.paths import Ground
from runner.findings import Finding, Findings, Severity
from runner.formatting import count
from runner.plan import desired
from runner.plan.change import Change
from runner.yamlfile import document as source
from runner.yamlfile.document import Document
from runner.yamlfile.text import quoted

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
    path: str = f"campaigns/{desired.POLICY[0]}"
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


@dataclass(frozen=True, slots=True)
class Passed:
    """A limit that a plan passes; `of` is the path of the one campaign that does, None where all do together."""

    limit: str
    finding: Finding
    of: str | None = None


def read(folders: Sequence[Path], root: Path, cache: Path | None = None) -> Policy:
    """Read the policy of the first of these folders that has one; the defaults where none has."""
    # A link to nothing is there too: what should limit and can't be read must not be taken for no limit.
    found = ([path for name in desired.POLICY if os.path.lexists(path := folder / name)] for folder in folders)
    there = next(filter(None, found), [])
    path = there[0] if there else folders[0] / desired.POLICY[0]
    name = shown(path, root)
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
    if document is None or findings.failed:
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


def passed(policy: Policy, changes: Iterable[Change], now: datetime) -> tuple[Passed, ...]:
    """Give each limit that would be passed by what would be sent, with a finding; recorded campaigns never count."""
    if policy.findings.failed:
        return ()
    sends = [change for change in changes if change.would_send]
    each = (one for change in sends for one in _by_one(policy, change, now))
    return (*each, *_by_all(policy, sends))


def check(policy: Policy, limits: Sequence[Passed]) -> None:
    """Refuse to send anything where a limit is passed, naming all of them."""
    by_limit: dict[str, list[Passed]] = defaultdict(list)
    for one in limits:
        by_limit[one.limit].append(one)
    if not by_limit:
        return
    raise RefusedError(
        "; ".join(_clause(same) for same in by_limit.values()) + "; nothing was sent",
        hint=f"if this is meant, {' and '.join(map(_remedy, by_limit))} in `{policy.path}`, and apply again",
    )


def _read(path: Path, name: str, root: Path, findings: Findings) -> Document | None:
    if astray := desired.astray(path, name, Ground(root)):
        findings.add(astray)
        return None
    document = source.read(path, name, findings)
    if document is not None:
        schema.check(document, "policy", findings)
    return document


def _hours(document: Document | None, findings: Findings) -> "Rulebook | None":
    fields: Any = document.value if document and not findings.failed else {}
    if document is None or "callingHours" not in fields:
        return None
    from runner.calling_hours.rules import policy_section as section  # only a policy that changes rules pays for it

    return section.read(document, findings)


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


def _by_one(policy: Policy, change: Change, now: datetime) -> Iterator[Passed]:
    name, people = quoted(change.name or ""), change.rows or 0
    if people > policy.contactsPerCampaign:
        beyond = f"more than the {policy.contactsPerCampaign:,} of `limits.contactsPerCampaign`"
        message = f"{name} would call {count(people, 'person')}, {beyond}"
        yield _passed(policy, "contactsPerCampaign", message, change, "contacts")
    if change.immediate and not policy.immediateLaunches:
        message = f"{name} would dial at once, and `limits.immediateLaunches` is false"
        yield _passed(policy, "immediateLaunches", message, change, "isScheduled")
    launch = change.desired.launch.at if change.desired and change.desired.launch else None
    left = (launch - now).total_seconds() if launch else 0
    # A launch that is past can't be sent any more, and an unknown one must still be looked up.
    if 0 < left < 60 * policy.minimumLeadMinutes:
        beyond = f"less than the {policy.minimumLeadMinutes:,} of `limits.minimumLeadMinutes`"
        message = f"{name} launches in {count(int(left // 60), 'minute')}, {beyond}"
        yield _passed(policy, "minimumLeadMinutes", message, change, "scheduledTime")


def _by_all(policy: Policy, sends: list[Change]) -> Iterator[Passed]:
    people = sum(change.rows or 0 for change in sends)
    if len(sends) > policy.newCampaigns:
        beyond = f"more than the {policy.newCampaigns:,} of `limits.newCampaigns`"
        message = f"apply would create {count(len(sends), 'campaign')}, {beyond}"
        yield _together(policy, "newCampaigns", message, sends)
    if people > policy.contactsPerApply:
        beyond = f"more than the {policy.contactsPerApply:,} of `limits.contactsPerApply`"
        message = f"apply would call {count(people, 'person')}, {beyond}"
        yield _together(policy, "contactsPerApply", message, sends)


def _passed(policy: Policy, limit: str, message: str, change: Change, key: str) -> Passed:
    document = change.desired.document if change.desired else None
    return Passed(limit, _finding(policy, limit, message, document, (key,)), change.path)


def _together(policy: Policy, limit: str, message: str, sends: list[Change]) -> Passed:
    if policy.document is not None:
        return Passed(limit, _finding(policy, limit, message, policy.document, ("limits", limit)))
    documents = [change.desired.document for change in sends if change.desired and change.desired.document]
    return Passed(limit, _finding(policy, limit, message, documents[0] if documents else None, ("campaignName",)))


def _finding(policy: Policy, limit: str, message: str, document: Document | None, route: source.Route) -> Finding:
    hint = f"apply refuses to send anything; if it is meant, {_remedy(limit)} in `{policy.path}`"
    if document is None:
        return Finding("limit-passed", message, policy.path, severity=Severity.WARNING, hint=hint)
    return document.finding("limit-passed", message, route, severity=Severity.WARNING, hint=hint)


def _remedy(limit: str) -> str:
    match limit:
        case "immediateLaunches":
            return "set `limits.immediateLaunches` to true"
        case "minimumLeadMinutes":
            return "lower `limits.minimumLeadMinutes`"
        case _:
            return f"raise `limits.{limit}`"


def _clause(same: Sequence[Passed]) -> str:
    more = f" (and {count(len(same) - 1, 'more campaign')})" if len(same) > 1 else ""
    return same[0].finding.message + more
