"""A contact list that the command line names."""

import contextlib
import stat
from functools import partial
from pathlib import Path

from runner.cli.context import Context
from runner.config.campaign import ContactsSource
from runner.contacts.csvfile import opening
from runner.contacts.list_findings import Locate
from runner.errors import UsageError
from runner.files import paths
from runner.files.paths import real_path
from runner.findings import Finding, Severity


def list_source(context: Context) -> ContactsSource:
    """Return how to read a list: only --phone-column says more than the list itself."""
    return ContactsSource("", phoneColumn=context.args.phone_column)


def list_path(name: str) -> Path:
    """Return the path of a list; a pipe's path stays as it is named, since resolving it leads nowhere."""
    if name in ("-", "/dev/stdin"):
        return opening.STDIN
    with contextlib.suppress(OSError, ValueError):
        if stat.S_ISFIFO(Path(name).stat().st_mode):
            return Path(name).absolute()
    path = real_path(name)
    if path.is_file():
        return path
    what = f"`{name}` is a folder" if path.is_dir() else f"there is no file `{name}`"
    raise UsageError(what, hint="name a contact list, a CSV")


def display_name(context: Context, path: Path) -> str:
    return paths.display_path(path, paths.repository(context.directory()))


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
