"""The paths of a repository that a plan depends on: what was read for it, and what was looked for."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.config import discovery, split_marker
from runner.config.defaults import DefaultsFiles
from runner.config.hold import is_hold_name, is_hold_name_at_root
from runner.files.paths import RepositoryRoot, links_and_target
from runner.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Paths as git has them, relative to the repository's root; case and Unicode's forms don't count.

    `exact` are those of files that were read or are missing, of the links on the way to them, and of all their folders.
    `folders` are those in which a HOLD and a policy were looked for, that of the campaigns first: each ends with a
    slash, the root is empty.
    """

    exact: frozenset[str]
    folders: tuple[str, ...]

    @classmethod
    def of(cls, directory: Path, folders: Sequence[Path], root: Path, files: Iterable[Path] = ()) -> "Dependencies":
        """Return what depends on `files` and on `folders`, of which `directory` is the first one's name."""
        ways = {way for path in (directory, *folders, *files) for way in links_and_target(path.absolute())}
        inside = [way.relative_to(root) for way in ways if way.is_relative_to(root)]
        exact = {each.as_posix() for path in inside for each in (path, *path.parents)}
        names = [folder.relative_to(root).as_posix() for folder in folders]
        return cls(
            frozenset(map(_comparable, exact)),
            tuple("" if name == "." else f"{_comparable(name)}/" for name in names),
        )

    def includes(self, path: str, *, submodule: bool) -> bool:
        """Tell whether a plan depends on what git has, or doesn't have, at a path."""
        place = _comparable(path)
        if place in self.exact or self._is_looked_for_above(place):
            return True
        directory = self.folders[0]
        if submodule or not place.startswith(directory):
            return place.startswith(directory)
        *folders, name = place.removeprefix(directory).split("/")
        counts = discovery.is_campaign_name(name) or split_marker.is_looked_for(name)
        return counts and not any(folder.startswith(".") for folder in folders)

    def _is_looked_for_above(self, place: str) -> bool:
        """Tell whether a path is that of a HOLD or a policy, or lies in a folder of such a name."""
        for folder in self.folders:
            if place.startswith(folder):
                name, _, _ = place.removeprefix(folder).partition("/")
                if name in discovery.POLICY or is_hold_name(name):
                    return True
        return "/" not in place and is_hold_name_at_root(place)


def named_files(plan: Plan, directory: Path, root: Path) -> Iterator[Path]:
    """Yield the campaign files of a plan, and every file of the repository that they and the policy name.

    The paths at which defaults are looked for, up to `directory`, are among them, there or not. Of a past campaign
    whose file is as recorded, the list is neither known nor read.
    """
    folders: dict[Path, Path] = {}
    for desired in filter(None, (change.desired for change in plan.changes)):
        path = root / desired.path
        folders[path.parent] = path
        yield path
        if desired.list_path is not None:
            yield desired.list_path
    defaults = DefaultsFiles(directory, RepositoryRoot(root))
    for path in folders.values():
        yield from defaults.places(path)
    for one in plan.policy.suppression:
        yield plan.policy.folder / one.path


def _comparable(path: str) -> str:
    """Return a path as file systems compare it that don't tell cases, or the forms of a character, apart."""
    return unicodedata.normalize("NFC", path).casefold()
