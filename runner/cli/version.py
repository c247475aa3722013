"""What `--version` prints: the version, and what else decides what the program does."""

import os.path
import sys

from runner import __version__, zone_database

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib slows the start
_DIGITS = 12
"""The digits that are shown of a commit."""


def describe_version() -> str:
    """Return one line: the version, the commit, Python, the zone database, and when the built-in rules were checked."""
    revision = (commit() or "unknown")[:_DIGITS]
    python = sys.version.split()[0]
    parts = (
        f"commit {revision}",
        f"Python {python}",
        f"tzdata {zone_database.version()}",
        f"rules {_rules_checked()}",
    )
    return f"campaigns {__version__} ({', '.join(parts)})\n"


def _rules_checked() -> str:
    """Return the newest day on which a source of the built-in rules was read; parsing them would slow the start."""
    _, *checked = _read(_PACKAGE, "calling_hours", "rules", "calling_hours.json").split('"checked":"')
    return max((text[: len("2026-01-31")] for text in checked), default="unknown")


def commit(package: str = _PACKAGE) -> str | None:
    """Return the commit that the program is of, None if that isn't known.

    A build of the package, or `git archive`, writes it into `commit.txt`; a checkout has it in `.git`.
    """
    written = _read(package, "commit.txt")
    return _commit_or_none(written) or _checked_out(os.path.join(package, os.pardir, ".git"))  # noqa: PTH118


def _checked_out(git: str) -> str | None:
    """Return the commit that HEAD of a repository is at. Source: git's gitrepository-layout."""
    link = _read(git)
    if link.startswith("gitdir: "):  # a worktree's
        git = os.path.join(git, os.pardir, link.removeprefix("gitdir: "))  # noqa: PTH118
    head = _read(git, "HEAD")
    if not head.startswith("ref: "):
        return _commit_or_none(head)
    branch = head.removeprefix("ref: ")
    shared = os.path.join(git, _read(git, "commondir"))  # noqa: PTH118
    packed = (line.partition(" ") for line in _read(shared, "packed-refs").splitlines())
    tips = (_read(git, branch), _read(shared, branch), *(tip for tip, _, name in packed if name == branch))
    return next(filter(None, map(_commit_or_none, tips)), None)


def _commit_or_none(text: str) -> str | None:
    """Return a text that is a SHA-1 or SHA-256 in hexadecimal digits, else None."""
    return text if len(text) in (40, 64) and not text.strip("0123456789abcdef") else None


def _read(*path: str) -> str:
    """Return the text of a file; empty where it can't be read."""
    try:
        with open(os.path.join(*path), encoding="utf-8") as file:  # noqa: PTH118, PTH123
            return file.read().strip()
    except (OSError, ValueError):
        return ""
