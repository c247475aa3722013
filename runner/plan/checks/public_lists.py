"""Lists of people that everybody can read: those that git tracks in a public repository."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from runner.plan.desired import Desired
from runner.plan.policy import Policy

# Kept for fiction: +1 NPA 555 0100 to 0199 (NANPA), and of Ofcom's numbers for drama the usual ones.
_NANP = range(555_0100, 555_0200)
_OFCOM = {44_1632_960, 44_2079_460, 44_7700_900}
_SECONDS = 60


def check(loaded: Iterable[Desired], policy: Policy, root: Path, environ: Mapping[str, str]) -> None:
    """Say which tracked lists have numbers of possible people, where a workflow's event tells of a public repository.

    Elsewhere it isn't known whether the repository is public, and nothing is said.
    """
    if not _is_public(environ):
        return
    tracked: set[str] | None = None
    for one in loaded:
        if one.contacts is None or one.document is None or not any(map(may_be_real, one.contacts.numbers)):
            continue
        tracked = _tracked(root) if tracked is None else tracked
        if one.contacts.path in tracked:
            message = "the list is in git, the repository is public, and it holds numbers that people may have"
            hint = "take the list out of git (docs/remote-lists.md); who has cloned it, and its history, have it still"
            route, severity = ("contacts", "path"), policy.severity("list-public")
            finding = one.document.finding("list-public", message, route, at_value=True, severity=severity, hint=hint)
            one.findings.add(finding)


def may_be_real(number: int) -> bool:
    """Whether an E.164 number isn't one of those that are kept for fiction."""
    if number // 10_000_000_000 == 1:
        return number % 10_000_000 not in _NANP
    return number // 1000 not in _OFCOM


def _is_public(environ: Mapping[str, str]) -> bool:
    path = environ.get("GITHUB_EVENT_PATH")
    if not path:
        return False
    try:
        event: Any = json.loads(Path(path).read_bytes())
    except (OSError, ValueError):
        return False
    repository = event.get("repository") if isinstance(event, dict) else None
    return isinstance(repository, dict) and repository.get("private") is False


def _tracked(root: Path) -> set[str]:
    """Give the paths that git tracks; none where it can't be asked."""
    import subprocess  # only a public repository pays for it

    command = ["git", "-C", str(root), "ls-files", "-z"]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)  # noqa: S603 - nothing of it is foreign
    except (OSError, subprocess.SubprocessError):
        return set()
    return set(done.stdout.decode(errors="replace").split("\0"))
