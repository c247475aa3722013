"""Warns of lists that everyone can read: those that git tracks in a public repository."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from runner.contacts.contacts import LocalContacts
from runner.errors import StoreError
from runner.plan.desired import Desired
from runner.plan.policy import Policy

# Reserved for fiction: +1 NPA 555 0100 to 0199 (NANPA), and the usual ones of Ofcom's numbers for drama.
_NANP = range(555_0100, 555_0200)
_OFCOM = {44_1632_960, 44_2079_460, 44_7700_900}
_GIT_SECONDS = 60


def check_public_lists(files: Iterable[Desired], policy: Policy, root: Path, environ: Mapping[str, str]) -> None:
    """Add a finding to each file whose list is tracked, or may be, and may have numbers of real people.

    Only the event of a workflow, or a job on GitLab, tells that a repository is public; elsewhere nothing is checked.
    """
    if not is_public(environ):
        return
    in_repository = [
        (file.findings, file.document, file.contacts.path, file.contacts.ask(_has_real_number))
        for file in files
        if file.contacts and file.document and file.contacts.csv.is_relative_to(root)
    ]
    candidates = [candidate[:-1] for candidate in in_repository if candidate[-1]()]
    if not candidates:
        return
    try:
        tracked = _tracked_files(root, environ)
    except StoreError as exc:
        message = f"git can't tell whether it tracks this list, and the repository is public: {exc.message}"
        hint = exc.hint or "check out the repository with git"
    else:
        message = "git tracks this list in a public repository, and its numbers may be real"
        hint = "remove the list from git (docs/how-to/remote-lists.md); clones and the history still have it"
        candidates = [candidate for candidate in candidates if candidate[-1] in tracked]
    route, severity = ("contacts", "path"), policy.severity("list-public")
    for findings, document, _ in candidates:
        findings.add(document.finding("list-public", message, route, at_value=True, severity=severity, hint=hint))


def _has_real_number(contacts: LocalContacts) -> bool:
    return any(map(may_be_real, contacts.numbers))


def may_be_real(number: int) -> bool:
    """Tell whether an E.164 number isn't reserved for fiction."""
    if number // 10_000_000_000 == 1:
        return number % 10_000_000 not in _NANP
    return number // 1000 not in _OFCOM


def is_public(environ: Mapping[str, str]) -> bool:
    """Tell whether a workflow's event, or GitLab, says that the repository is public.

    Source: docs.gitlab.com, predefined CI/CD variables.
    """
    if environ.get("CI_PROJECT_VISIBILITY") == "public":
        return True
    path = environ.get("GITHUB_EVENT_PATH")
    if not path:
        return False
    try:
        event: Any = json.loads(Path(path).read_bytes())
    except (OSError, ValueError):
        return False
    repository = event.get("repository") if isinstance(event, dict) else None
    return isinstance(repository, dict) and repository.get("private") is False


def _tracked_files(root: Path, environ: Mapping[str, str]) -> set[str]:
    """Return the paths that git tracks; StoreError where it can't tell."""
    from runner import git

    listed = git.output(root, "ls-files", "-z", environ=environ, seconds=_GIT_SECONDS)
    return set(listed.decode(errors="replace").split("\0"))
