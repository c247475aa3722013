"""Resolves the path of a campaign's contact list within the repository."""

import glob
from pathlib import Path

from runner.config.campaign import ContactsSource
from runner.did_you_mean import closest
from runner.files.paths import RepositoryRoot
from runner.findings import Findings
from runner.formatting import quoted
from runner.yamlfile.document import Document


def resolve(
    source: ContactsSource, document: Document, path: Path, repository: RepositoryRoot, findings: Findings
) -> Path | None:
    """Return the real path of a campaign's list; None where it is outside the repository or isn't a file."""
    named = path.parent / source.path
    try:
        csv, is_file = repository.resolve(named)
        outside = not repository.contains(csv)
    except (OSError, ValueError, RuntimeError):  # a NUL, a name too long, a loop of links
        message, hint = f"{quoted(source.path)} can't be followed", "write the path of the list, relative to this file"
        findings.add(document.finding("file-missing", message, ("contacts", "path"), at_value=True, hint=hint))
        return None
    # A backslash is a separator on Windows and a letter elsewhere: a path must mean the same on every system.
    if is_file and not outside and "\\" not in source.path:
        return csv
    if outside:
        code, (message, hint) = "path-outside", _outside(source.path, linked=named.absolute() != csv)
    else:
        code, (message, hint) = "file-missing", _missing(source.path, named, path.parent)
    findings.add(document.finding(code, message, ("contacts", "path"), at_value=True, hint=hint))
    return None


def _outside(written: str, *, linked: bool) -> tuple[str, str]:
    hint = "keep the list in the repository, and write its path relative to this file"
    if linked and ".." not in Path(written).parts and not Path(written).is_absolute():
        return f"{quoted(written)} is outside the repository, through a symbolic link", hint
    return f"{quoted(written)} is outside the repository", hint


def _missing(written: str, named: Path, start: Path) -> tuple[str, str]:
    if "\\" in written:
        return f"{quoted(written)} has a backslash", f"write {quoted(written.replace(chr(92), '/'))}"
    if named.is_dir():
        return f"{quoted(written)} is a folder", "write the path of the CSV in it"
    if named.is_symlink() or named.exists():
        what = "isn't a file" if named.exists() else "is a broken link"
        return f"{quoted(written)} {what}", "put the CSV there, or write another path"
    beside = [other.name for other in named.parent.glob("*.csv*")] if named.parent.is_dir() else []
    close = closest(named.name, beside)
    below = sorted(path.relative_to(start).as_posix() for path in start.rglob(glob.escape(named.name)))
    if close or below:
        meant = (Path(written).parent / close).as_posix() if close else below[0]
        return f"there is no file {quoted(written)}", f"did you mean {quoted(meant)}?"
    return f"there is no file {quoted(written)}", "write the path relative to this file, with forward slashes"
