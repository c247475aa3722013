"""The cache of suppression list indexes: in the user's cache folder, under the digest of the list, for this user alone.

An index holds phone numbers. It is never in the repository, in a state or in an output.
"""

import hashlib
import json
import os
import re
import time
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

from runner.files.atomic import AtomicFile
from runner.phone_numbers.renumberings import edition
from runner.plan.checks.suppression.index import DamagedIndexError, Index, read_index

_MODE = 0o600
_SETTLED_NANOSECONDS = 2_000_000_000
"""A file changed more recently than that may change again without another time: file systems' clocks tick slowly."""


@dataclass(frozen=True, slots=True)
class CachedIndex:
    """The index of a list, or why none could be cached."""

    index: Index | None
    failure: str | None = None


def cached_index(file: BufferedReader, path: Path, calling_code: str | None, cache: Path | None) -> CachedIndex:
    """Return the index of an open list from the cache folder, written there first unless it is up to date."""
    if cache is None:
        return CachedIndex(None, "there is no cache folder")
    folder = cache / "suppression"
    note_path = folder / f"{_hash(str(path), calling_code)}.json"
    note, identity = _read_note(note_path), [edition(), *_identity(file)]
    if note and note["identity"] == identity and (index := _open(folder / note["index"])):
        return CachedIndex(index)
    try:
        name = f"{_hash(f'{edition()} {_digest(file)}', calling_code)}.index"
        index = _open(folder / name)
        if index is None:
            if not _write(file, calling_code, folder / name):
                return CachedIndex(None, "the list changed while it was read")
            index = _open(folder / name)
        if _is_settled(file):
            _write_note(note_path, {"identity": identity, "index": name})
        if note and note["index"] != name:
            (folder / note["index"]).unlink(missing_ok=True)
    except OSError as exc:
        return CachedIndex(None, (exc.strerror or "the system doesn't say why").lower())
    return CachedIndex(index, None if index else "what was written there can't be read back")


def _open(path: Path) -> Index | None:
    """Map an index of this user; None where there is none, or a damaged one."""
    try:
        with path.open("rb") as file:
            if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
                return None
            return read_index(file)
    except (OSError, ValueError, DamagedIndexError):
        return None


def _write(file: BufferedReader, calling_code: str | None, path: Path) -> bool:
    """Write the index of a list; false where the list changed meanwhile."""
    from runner.plan.checks.suppression.index_writer import write_index

    identity = _identity(file)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with AtomicFile(path.parent, _MODE) as draft:
        write_index(file, calling_code, draft.file)
        if identity != _identity(file):
            return False
        draft.commit(path)
    return True


def _read_note(path: Path) -> dict[str, Any] | None:
    """Return the identity that a list had, and the name of its index."""
    try:
        note = json.loads(path.read_bytes())
        return note if re.fullmatch(r"[0-9a-f]{40}\.index", note["index"]) and note["identity"] else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write_note(path: Path, note: dict[str, Any]) -> None:
    with AtomicFile(path.parent, _MODE) as draft:
        draft.file.write(json.dumps(note).encode())
        draft.commit(path)


def _identity(file: BufferedReader) -> list[int]:
    """Return what tells an open file from a changed one without reading it."""
    status = os.fstat(file.fileno())
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev]


def _is_settled(file: BufferedReader) -> bool:
    status = os.fstat(file.fileno())
    return time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED_NANOSECONDS


def _digest(file: BufferedReader) -> str:
    """Return the SHA-256 of an open file, and rewind it."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def _hash(text: str, calling_code: str | None) -> str:
    return hashlib.sha256(f"{calling_code or ''}\0{text}".encode(errors="surrogateescape")).hexdigest()[:40]
