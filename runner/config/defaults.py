"""Files of defaults: which one a campaign has, and the campaign with the values that it gives."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from runner.config import discovery, schema
from runner.files.byte_order_marks import UTF8_MARK
from runner.files.paths import RepositoryRoot, display_path
from runner.findings import Finding, Findings, Severity
from runner.formatting import quoted
from runner.yamlfile.document import Document, parse_document, read_bytes
from runner.yamlfile.nodes import Route

if TYPE_CHECKING:
    from runner.config.schema_errors import SchemaError

_ZONE = "scheduledTimezone"
_SCALARS = ("sipPhoneNumber", "agentId", _ZONE, "concurrentCalls")
_OF_ONE_LIST = "it is about one list"
_NEVER: dict[Route, str] = {
    ("campaignName",): "each campaign has its own name",
    ("isScheduled",): "whether a campaign dials at once is in its own file",
    ("scheduledDate",): "each campaign has its own launch",
    ("scheduledTime",): "each campaign has its own launch",
    ("consent",): "it is about the people of one list",
    ("contacts", "path"): "each campaign has its own list",
    ("contacts", "headerRow"): _OF_ONE_LIST,
    ("contacts", "sha256"): _OF_ONE_LIST,
    ("contacts", "rows"): _OF_ONE_LIST,
}
"""Why a key of a campaign is never a default."""
_OF_THE_VALUE = (
    *("agent-missing", "agent-not-live", "bad-value", "fixed-offset-zone", "not-filled-in", "number-inactive"),
    *("number-missing", "unknown-zone", "wrong-type"),
)
"""Codes of findings that all campaigns with a value share; others name the campaign."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """A file of defaults as it was read; `document` is None where it gives nothing, and where it has errors."""

    path: str
    document: Document | None
    findings: Findings


@dataclass(frozen=True)
class ResolvedDocument(Document):
    """A campaign's file with the values that its defaults give; a finding is in the file that has the value.

    One in the defaults that is about this campaign alone, such as about its list, names the campaign's file.

    `value` has both, `text` is the campaign file's. `given` are the routes of the values that are from `defaults`.
    """

    own: Document
    defaults: Document
    given: frozenset[Route]

    def finding(
        self,
        code: str,
        message: str,
        route: Route,
        *,
        at_value: bool = False,
        severity: Severity = Severity.ERROR,
        hint: str | None = None,
    ) -> Finding:
        file = self._file(route)
        if file is self.defaults and code not in _OF_THE_VALUE:
            message = f"{quoted(self.path)}: {message}"
        return file.finding(code, message, route, at_value=at_value, severity=severity, hint=hint)

    def written(self, route: Route) -> str:
        return self._file(route).written(route)

    @property
    def sources(self) -> dict[str, int]:
        """The line of each value in the file of defaults by its key, as in `contacts.columns`; in the file's order."""
        lines = {".".join(map(str, route)): self.defaults.keys[route].line for route in self.given}
        return dict(sorted(lines.items(), key=lambda item: (item[1], item[0])))

    def _file(self, route: Route) -> Document:
        """Return the file that has a value, the campaign's own where neither has."""
        own: Any = self.own.value
        whole = bool(route) and route[0] not in own and any(given[0] == route[0] for given in self.given)
        given = whole or any(route[:end] in self.given for end in range(1, len(route) + 1))
        return self.defaults if given else self.own


def defaults_of(document: Document | None) -> Document | None:
    """Return the file of defaults that gives a campaign values; None where none does."""
    return document.defaults if isinstance(document, ResolvedDocument) else None


def own_document(document: Document) -> Document:
    """Return a campaign's file alone, without defaults."""
    return document.own if isinstance(document, ResolvedDocument) else document


def resolve(own: Document, defaults: Document | None) -> Document:
    """Return a campaign's file with its defaults; where both have a value, the campaign's counts, whatever it is.

    `dynamicVariables` and `contacts` are merged by key. A time zone is given to a scheduled campaign only.
    """
    if defaults is None:
        return own
    value: Any = dict(own.value) if isinstance(own.value, dict) else {}
    fields: Any = defaults.value
    given: set[Route] = set()
    for key in _SCALARS:
        if key in fields and key not in value and (key != _ZONE or value.get("isScheduled") is True):
            value[key] = fields[key]
            given.add((key,))
    if isinstance(value.get("contacts"), str) and fields.get("contacts"):
        value["contacts"] = {"path": value["contacts"]}
    for key, before in (("dynamicVariables", value.get("dynamicVariables", {})), ("contacts", value.get("contacts"))):
        added = {
            name: each for name, each in fields.get(key, {}).items() if isinstance(before, dict) and name not in before
        }
        if added:
            value[key] = {**before, **added}
            given.update((key, name) for name in added)
    return ResolvedDocument(own.path, value, own.text, own, defaults, frozenset(given)) if given else own


class DefaultsFiles:
    """The files of defaults of a folder of campaigns; each is looked for and read once.

    They are looked for up to the folder of campaigns, `directory`; up to the repository's root for a file elsewhere.
    `contents` are read in place of what is in files, by their paths without links.
    """

    def __init__(
        self, directory: Path, repository: RepositoryRoot, contents: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        self.directory = directory
        self._repository = repository
        self._contents = contents
        self._by_folder: dict[Path, tuple[Path, ...]] = {}
        self._nearest: dict[Path, tuple[Path, ...]] = {}
        self._read: dict[tuple[Path, ...], Defaults] = {}

    def applying_to(self, path: Path) -> Defaults | None:
        """Return the defaults of a campaign file, the nearest in its folder or above; None where there are none."""
        paths = self.nearest(path)
        return self.read(paths) if paths else None

    def nearest(self, path: Path) -> tuple[Path, ...]:
        """Return the file of defaults that a campaign file has; none, or all that a folder has where it has several."""
        if path.parent not in self._nearest:
            self._nearest[path.parent] = next(filter(None, map(self._in, self._folders(path))), ())
        return self._nearest[path.parent]

    def places(self, path: Path) -> Iterator[Path]:
        """Yield every path at which the defaults of a campaign file are looked for, there or not."""
        for folder in self._folders(path):
            yield from (folder / name for name in discovery.DEFAULTS)
            yield from self._in(folder)

    def _in(self, folder: Path) -> tuple[Path, ...]:
        if folder not in self._by_folder:
            self._by_folder[folder] = tuple(discovery.defaults_in(folder))
        return self._by_folder[folder]

    def _folders(self, path: Path) -> Iterator[Path]:
        """Yield the folders in which the defaults of a file are looked for, the nearest first."""
        last = self.directory if path.is_relative_to(self.directory) else self._repository.path
        return (folder for folder in path.parents if folder.is_relative_to(last))

    def read(self, paths: tuple[Path, ...]) -> Defaults:
        """Return the file of defaults of a folder, as `nearest` names it."""
        if paths not in self._read:
            self._read[paths] = _read(paths, self._repository, self._contents.get(os.path.realpath(paths[0])))
        return self._read[paths]

    def unused(self, files: Iterable[Path], campaigns: Iterable[Path]) -> Findings:
        """Return the findings of those files of defaults that none of these campaign files has."""
        used = {each for path in campaigns for each in self.nearest(path)}
        folders = dict.fromkeys(path.parent for path in files if path not in used)
        return Findings.merged(self.read(self._in(folder)).findings for folder in folders)


def _read(paths: tuple[Path, ...], repository: RepositoryRoot, content: bytes | None = None) -> Defaults:
    """Read one file of defaults, or `content` in its place; several in a folder are an error."""
    path, *others = paths
    name = display_path(path, repository.path)
    findings = Findings()
    if others:
        message = f"{quoted(name)} and {quoted(others[0].name)} both exist"
        hint = "move everything into one of the two, and delete the other"
        findings.add(Finding("defaults-twice", message, name, hint=hint))
        return Defaults(name, None, findings)
    if stray := discovery.check_file(path, name, repository) or _misnamed(path, name):
        findings.add(stray)
        return Defaults(name, None, findings)
    data = read_bytes(path, name, findings) if content is None else content
    if data is None or _is_blank(data):
        return Defaults(name, None, findings)
    document = parse_document(data, name, findings)
    if document is not None:
        _check(document, findings)
    return Defaults(name, None if findings.has_errors else document, findings)


def _misnamed(path: Path, name: str) -> Finding | None:
    """Return that a file of defaults has capitals in its name: some file systems would find it, others wouldn't."""
    if path.name in discovery.DEFAULTS:
        return None
    expected = path.name.lower()
    message = f"{quoted(name)} isn't called {quoted(expected)}: whether it counts would depend on the file system"
    return Finding("file-missing", message, name, hint=f"rename it to {quoted(expected)}")


def _is_blank(data: bytes) -> bool:
    """Whether a file has comments alone, also after `---`: it gives nothing."""
    lines = (line.strip() for line in data.removeprefix(UTF8_MARK).splitlines())
    return all(not line or line.startswith(b"#") or line == b"---" for line in lines)


def _check(document: Document, findings: Findings) -> None:
    for error in schema.errors(document.value, "defaults", document.written):
        message, hint = _explained(error)
        findings.add(document.finding(error.code, message, error.route, at_value=error.at_value, hint=hint))


def _explained(error: "SchemaError") -> tuple[str, str]:
    """Return message and hint; of a key that a campaign has, why it isn't a default."""
    if error.code == "unknown-key" and error.route in _NEVER:
        key = ".".join(map(str, error.route))
        hint = "write it in each campaign's file; if this file is a campaign, rename it"
        return f"{quoted(key)} can't be a default: {_NEVER[error.route]}", hint
    if error.code == "wrong-type" and error.route == ("contacts",):
        return f"{error.message}: each campaign has its own list", "write the list's path in each campaign's file"
    return error.message, error.hint
