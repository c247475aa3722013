"""A suppression list as the policy names it: its file, and the findings about it."""

from dataclasses import dataclass
from pathlib import Path

from runner.findings import Finding, Severity
from runner.formatting import count, quoted
from runner.plan.checks.suppression.index import UnreadLines
from runner.plan.policy import Policy, SuppressionList
from runner.yamlfile.document import Document


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """A suppression list, and the policy that names it."""

    settings: SuppressionList
    policy: Policy
    document: Document

    @property
    def name(self) -> str:
        return quoted(self.settings.path)

    def finding(self, code: str, message: str, key: str, hint: str, severity: Severity = Severity.ERROR) -> Finding:
        route = ("suppression", self.settings.place, key)
        return self.document.finding(code, message, route, at_value=True, severity=severity, hint=hint)


def resolve(entry: PolicyEntry) -> Path | Finding:
    """Return the list's real path, or why it can't be used: it is outside the repository, or isn't a file."""
    written = entry.settings.path
    try:
        path = (entry.policy.folder / written).resolve()
        outside, exists = not path.is_relative_to(entry.policy.root.resolve()), path.is_file()
    except (OSError, ValueError, RuntimeError):  # a NUL, a name too long, a loop of links
        return entry.finding("file-missing", f"{entry.name} can't be followed", "path", "write the path of the list")
    if outside:
        hint = "keep the list in the repository's folder; let git ignore it if it must not be committed"
        return entry.finding("path-outside", f"{entry.name} is outside the repository", "path", hint)
    if not exists or "\\" in written:
        hint = "write the path relative to the policy's file, with forward slashes; fetch the list before the run"
        return entry.finding("file-missing", f"there is no suppression list {entry.name}", "path", hint)
    return path


def unread_finding(entry: PolicyEntry, unread: UnreadLines, total: int) -> Finding | None:
    """Return a finding about a list that has lines without a readable number, or no number at all; else None."""
    if not total and not unread.count:
        hint = "check that it was fetched whole: an empty list blocks no calls"
        message = f"{entry.name} has no numbers"
        return entry.finding("suppression-unread", message, "path", hint, Severity.WARNING)
    if not unread.count:
        return None
    hint = "write numbers in E.164 form, or set `callingCode`; in a CSV, name each phone column `phone`"
    if not total:
        return entry.finding("suppression-unread", f"no number in {entry.name} can be read", "path", hint)
    lines = f"{count(unread.count, 'line')} that can't be read as a number"
    message = f"{entry.name} has {lines}; the first is line {unread.first:,}"
    return entry.finding("suppression-unread", message, "path", hint, Severity.WARNING)
