"""A contact list that the command line names."""

import contextlib
import os
import stat
from functools import partial
from pathlib import Path

from runner.cli.context import Context
from runner.cli.selection import named_path
from runner.config.campaign import ContactsSource
from runner.contacts.csvfile import opening
from runner.contacts.list_findings import Locate
from runner.did_you_mean import closest
from runner.errors import UsageError
from runner.files import paths
from runner.files.paths import real_path
from runner.findings import Finding, Severity
from runner.formatting import quoted


def list_source(context: Context) -> ContactsSource:
    """Return how to read a list: only --phone-column says more than the list itself."""
    return ContactsSource("", phoneColumn=context.args.phone_column)


def list_path(context: Context, name: str) -> Path:
    """Return the path of a list, relative to here or, as findings show it, to the repository's root.

    A pipe's path stays as it is named, since resolving it leads nowhere.
    """
    if name in ("-", "/dev/stdin"):
        return opening.STDIN
    with contextlib.suppress(OSError, ValueError):
        if stat.S_ISFIFO(Path(name).stat().st_mode):
            return Path(name).absolute()
    path = named_path(name, _root(context))
    if path.is_file():
        return path
    what = f"{quoted(name)} is a folder" if path.is_dir() else f"there is no file {quoted(name)}"
    raise UsageError(what, hint=_meant(real_path(name)) or "name a contact list, a CSV")


def _meant(path: Path) -> str | None:
    """Return a hint that names the list beside a missing one that was probably meant."""
    beside = [other.name for other in path.parent.glob("*.csv*")] if path.parent.is_dir() else []
    meant = closest(path.name, beside)
    return f"did you mean {quoted(os.path.relpath(path.with_name(meant)))}?" if meant else None


def display_name(context: Context, path: Path) -> str:
    return paths.display_path(path, _root(context))


def _root(context: Context) -> Path:
    return paths.repository(context.directory())


def at_list(shown: str) -> Locate:
    """Return a function that places a campaign file's findings at the list."""
    return partial(_at_list, shown)


def _at_list(
    shown: str,
    code: str,
    message: str,
    route: tuple[str | int, ...],  # noqa: ARG001 - there is no place in the file
    *,
    at_value: bool = False,  # noqa: ARG001
    severity: Severity = Severity.ERROR,
    hint: str | None = None,
) -> Finding:
    return Finding(code, message, shown, severity=severity, hint=hint)
