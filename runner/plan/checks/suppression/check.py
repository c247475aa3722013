"""Who must not be called: the contacts of what would be sent, against the policy's suppression lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from runner import timezones
from runner.config.campaign import Campaign
from runner.contacts import reread
from runner.contacts.reader import Contacts
from runner.findings import Finding, Findings, Severity
from runner.formatting import count, quoted
from runner.plan.change import Change
from runner.plan.checks.suppression import cache, index
from runner.plan.checks.suppression.index import TooLongError
from runner.plan.checks.suppression.list_reader import Unread
from runner.plan.policy import Policy, SuppressionList
from runner.yamlfile.document import Document


@dataclass(frozen=True, slots=True)
class _Send:
    """A campaign that would be sent, when it would dial, and what was found against it."""

    change: Change
    campaign: Campaign
    contacts: Contacts
    at: datetime
    found: Findings = field(default_factory=Findings)


def check_suppression(changes: Sequence[Change], policy: Policy, now: datetime) -> list[Change]:
    """Add what stands against the campaigns that would be sent; an error blocks a new one."""
    sends = {change.path: send for change in changes if (send := _send(change, now))}
    document = policy.document
    if sends and document is not None:
        for one in policy.suppression:
            _against(_List(one, policy, document), list(sends.values()), now)
    return [change.against(sends[change.path].found) if change.path in sends else change for change in changes]


def _send(change: Change, now: datetime) -> _Send | None:
    wanted = change.desired
    if not change.would_send or wanted is None or wanted.campaign is None or wanted.contacts is None:
        return None
    at = timezones.parse_instant(change.launch_at) if change.launch_at else now
    return _Send(change, wanted.campaign, wanted.contacts, max(at, now))


@dataclass(frozen=True, slots=True)
class _List:
    """A suppression list, and the place in the policy that names it."""

    wanted: SuppressionList
    policy: Policy
    document: Document

    @property
    def name(self) -> str:
        return quoted(self.wanted.path)

    def finding(self, code: str, message: str, key: str, hint: str, severity: Severity = Severity.ERROR) -> Finding:
        route = ("suppression", self.wanted.place, key)
        return self.document.finding(code, message, route, at_value=True, severity=severity, hint=hint)


def _against(one: _List, sends: list[_Send], now: datetime) -> None:
    """Judge a list's age and the contacts of all that would be sent by it."""
    _check_age(one, sends, now)
    path, problem = _path(one)
    if path is None or problem is not None:
        _say(sends, problem)
        return
    try:
        with path.open("rb") as file:
            _check_people(one, file, path, sends)
    except TooLongError:
        message = f"{one.name} has more than {index.MOST:,} numbers"
        _say(sends, one.finding("suppression-unread", message, "path", "split it into several lists"))
    except OSError as exc:
        message = f"{one.name} can't be read: {(exc.strerror or 'the system does not say why').lower()}"
        _say(sends, one.finding("file-missing", message, "path", "check its permissions"))


def _say(sends: Sequence[_Send], finding: Finding | None) -> None:
    if finding is not None:
        for send in sends:
            send.found.add(finding)


def _check_age(one: _List, sends: list[_Send], now: datetime) -> None:
    obtained, limit = one.wanted.obtainedOn, one.wanted.maxAgeDays
    if obtained is None:
        return
    if (obtained - now.astimezone(UTC).date()).days > 1:  # somewhere it is tomorrow already
        message, hint = (
            f"{one.name} was obtained on a day that is still to come",
            "write the day on which it was obtained",
        )
        _say(sends, one.finding("suppression-stale", message, "obtainedOn", hint))
        return
    ages = {send.change.path: (send.at.astimezone(UTC).date() - obtained).days for send in sends}
    old = [send for send in sends if ages[send.change.path] > limit]
    if old:
        oldest = max(ages.values())
        message = f"{one.name} will be {count(oldest, 'day')} old at the last launch, and `maxAgeDays` is {limit}"
        hint = "obtain the list anew, and write the day into `obtainedOn`"
        _say(old, one.finding("suppression-stale", message, "obtainedOn", hint))


def _path(one: _List) -> tuple[Path | None, Finding | None]:
    """Give the list's real path, or what stands against it: it lies outside the repository, or isn't a file."""
    written = one.wanted.path
    try:
        path = (one.policy.folder / written).resolve()
        outside, there = not path.is_relative_to(one.policy.root.resolve()), path.is_file()
    except (OSError, ValueError, RuntimeError):  # a NUL, a name too long, a loop of links
        return None, one.finding("file-missing", f"{one.name} can't be followed", "path", "write the path of the list")
    if outside:
        hint = "keep the list in the repository's folder, ignored by git if need be"
        return None, one.finding("path-outside", f"{one.name} is outside the repository", "path", hint)
    if not there or "\\" in written:
        hint = "write the path relative to the policy's file, with forward slashes, and fetch the list before"
        return None, one.finding("file-missing", f"there is no suppression list {one.name}", "path", hint)
    return path, None


def _check_people(one: _List, file: BinaryIO, path: Path, sends: list[_Send]) -> None:
    calling = one.wanted.callingCode
    kept = cache.kept(file, path, calling, one.policy.cache)
    asked = {send.contacts.digest: send.contacts.numbers for send in sends}
    if kept.index is not None:
        unread, size = kept.index.unread, len(kept.index.numbers)
        hits = {digest: kept.index.holds(numbers) for digest, numbers in asked.items()}
    else:
        found, unread, size = index.streamed(file, calling, set[int]().union(*asked.values()))
        hits = {digest: found.intersection(numbers) for digest, numbers in asked.items()}
        message = f"no index of {one.name} is kept ({kept.failure}): the list is read whole each time"
        hint = "nothing to do, but for speed: let the cache folder be written to"
        _say(sends, one.finding("suppression-uncached", message, "path", hint, Severity.INFO))
    _say(sends, _of_lines(one, unread, size))
    for send in sends:
        if numbers := hits[send.contacts.digest]:
            _say_rows(one, send, numbers)


def _of_lines(one: _List, unread: Unread, size: int) -> Finding | None:
    hint = (
        "write E.164, or the country code of the others as `callingCode`; a header names its column like a phone number"
    )
    if not size:
        message = f"no number of {one.name} can be read" if unread.lines else f"{one.name} has no number"
        severity = Severity.ERROR if unread.lines else Severity.WARNING
        empty = "see that it was fetched whole; an empty one keeps nobody from being called"
        return one.finding("suppression-unread", message, "path", hint if unread.lines else empty, severity)
    if not unread.lines:
        return None
    lines = f"{count(unread.lines, 'line')} that can't be read as a number"
    message = f"{one.name} has {lines}, the first is line {unread.first:,}"
    return one.finding("suppression-unread", message, "path", hint, Severity.WARNING)


def _say_rows(one: _List, send: _Send, numbers: set[int]) -> None:
    contacts, left = send.contacts, set(numbers)
    hint = "delete the row: this person must not be called"
    source, defaults = send.campaign.contacts, send.campaign.dynamicVariables or {}
    for number, row, line in reread.find_rows(contacts, source, defaults, numbers):
        left.discard(number)
        message = f"the number is on the suppression list {one.name}"
        send.found.add(Finding("suppressed", message, contacts.path, line=line, row=row, hint=hint))
    if left:
        people = count(len(left), "person")
        message = f"the list has changed since it was read, with {people} of the suppression list {one.name} in it"
        send.found.add(Finding("suppressed", message, contacts.path, hint="run again, and delete the rows"))
