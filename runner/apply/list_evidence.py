"""What identifies a suppression list later on: the digest of its bytes, and the commit that changed it last."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runner import timezones
from runner.errors import StoreError
from runner.plan.compared_lists import ComparedList, FileStamp


@dataclass(frozen=True, slots=True)
class ListEvidence:
    """Reads each suppression list once; `environ` is that of git."""

    environ: Mapping[str, str]
    _known: dict[tuple[Path, FileStamp], tuple[str | None, str | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def of(self, compared: ComparedList) -> tuple[str | None, str | None]:
        """Return the SHA-256 of a list, and in UTC when its bytes were committed.

        Both are None where the list was written to since contacts were compared with it: they would be of other bytes.
        """
        key = compared.path, compared.stamp
        if key not in self._known:
            sha256 = _digest(compared)
            self._known[key] = sha256, _committed_at(compared.path, self.environ) if sha256 else None
        return self._known[key]


def _digest(compared: ComparedList) -> str | None:
    try:
        with compared.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            return sha256 if FileStamp.of(file) == compared.stamp else None
    except OSError:
        return None


def _committed_at(path: Path, environ: Mapping[str, str]) -> str | None:
    """Return when the commit was made that gave a file its bytes; None where git doesn't have them, or can't know.

    In a shallow clone the oldest commit seems to have added every file.
    """
    from runner import git

    def answer(*args: str) -> str | None:
        done = git.call(path.parent, *args, environ=environ)
        return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None

    try:
        if answer("diff", "--quiet", "HEAD", "--", path.name) is None:
            return None
        when, _, parents = (answer("log", "-1", "--format=%cI %P", "--", path.name) or "").partition(" ")
        if not when or (not parents and answer("rev-parse", "--is-shallow-repository") != "false"):
            return None
        return timezones.format_utc(timezones.parse_instant(when))
    except (StoreError, ValueError, OverflowError):
        return None
