"""Whether somebody is on one of the policy's suppression lists, asked person by person."""

from array import array
from collections.abc import Callable
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path

from runner.findings import Finding, Findings
from runner.formatting import count
from runner.plan.checks.suppression.cache import cached_index
from runner.plan.checks.suppression.index import MAX_NUMBERS, TooManyNumbersError, UnreadLines
from runner.plan.checks.suppression.policy_entry import PolicyEntry, resolve, unread_finding
from runner.plan.policy import Policy

_Contains = Callable[[int], bool]


def open_lists(policy: Policy, now: datetime, findings: Findings) -> _Contains:
    """Return whether a person is on any of the policy's lists; what keeps one from being used is an error."""
    if policy.document is None:
        return lambda _: False
    lists = [_open(PolicyEntry(settings, policy, policy.document), now, findings) for settings in policy.suppression]
    return lambda person: any(contains(person) for contains in lists)


def _open(entry: PolicyEntry, now: datetime, findings: Findings) -> _Contains:
    obtained, limit = entry.settings.obtainedOn, entry.settings.maxAgeDays
    age = (now.astimezone(UTC).date() - obtained).days if obtained else 0
    if age > limit:
        message = f"{entry.name} is {count(age, 'day')} old, but `maxAgeDays` is {limit}"
        hint = "get the list again and write the day into `obtainedOn`"
        findings.add(entry.finding("suppression-stale", message, "obtainedOn", hint))
    path = resolve(entry)
    if isinstance(path, Finding):
        findings.add(path)
        return lambda _: False
    try:
        with path.open("rb") as file:
            contains, unread, total = _read(entry, file, path)
    except TooManyNumbersError:
        message = f"{entry.name} has more than {MAX_NUMBERS:,} numbers"
        findings.add(entry.finding("suppression-unread", message, "path", "split it into several lists"))
    except OSError as exc:
        message = f"{entry.name} can't be read: {(exc.strerror or 'the system does not say why').lower()}"
        findings.add(entry.finding("file-missing", message, "path", "check its permissions"))
    else:
        if finding := unread_finding(entry, unread, total):
            findings.add(finding)
        return contains
    return lambda _: False


def _read(entry: PolicyEntry, file: BufferedReader, path: Path) -> tuple[_Contains, UnreadLines, int]:
    calling_code = entry.settings.callingCode
    index = cached_index(file, path, calling_code, entry.policy.cache).index
    if index is not None:
        return lambda person: bool(index.find(array("Q", [person]))), index.unread, index.count
    from runner.plan.checks.suppression.number_reader import scan_list

    scan = scan_list(file, calling_code, None)
    return scan.hits.__contains__, scan.unread, scan.count
