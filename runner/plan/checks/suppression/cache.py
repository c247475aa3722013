"""Where indexes are kept: the user's cache folder, each under the digest of its list, readable by nobody else.

An index holds phone numbers. It is never in the repository, in a state or in an output.
"""

import hashlib
import json
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from runner.files.atomic import AtomicFile
from runner.plan.checks.suppression import index
from runner.plan.checks.suppression.index import DamagedError, Index

_OWN = 0o600
# A file that was changed so recently may be changed again within one tick of the file system's clock.
_SETTLED = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """An index, and why it could not be kept; where there is no index, the list has to be gone through."""

    index: Index | None
    failure: str | None = None


def kept(file: BinaryIO, path: Path, calling: str | None, where: Path | None) -> Kept:
    """Give the index of a list that is open, made anew unless the cache has it."""
    if where is None:
        return Kept(None, "there is no cache folder")
    where = where / "suppression"
    status = os.fstat(file.fileno())
    note = where / f"{_hash(str(path), calling)}.json"
    identity = _identity(status)
    known = _noted(note)
    try:
        if known and known["identity"] == identity and (found := _opened(where / known["index"])):
            return Kept(found)
        name = f"{_hash(index.digest(file), calling)}.index"
        found = _opened(where / name)
        if found is None:
            where.mkdir(mode=0o700, parents=True, exist_ok=True)
            with AtomicFile(where, _OWN) as draft:
                index.write(file, calling, draft.file, status.st_size)
                if identity != _identity(os.fstat(file.fileno())):
                    return Kept(None, "the list was changed while it was read")
                draft.commit(where / name)
            found = _opened(where / name)
        if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED:
            with AtomicFile(where, _OWN) as draft:
                draft.file.write(json.dumps({"identity": identity, "index": name}).encode())
                draft.commit(note)
        if known and known["index"] != name:
            (where / known["index"]).unlink(missing_ok=True)
    except OSError as exc:
        return Kept(None, (exc.strerror or "the system doesn't say why").lower())
    return Kept(found, None if found else "what was written there isn't what is read")


def _opened(path: Path) -> Index | None:
    """Map an index of our own; None where there is none, or it is damaged."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if hasattr(os, "getuid") and status.st_uid != os.getuid():
                return None
            return index.read(file)
    except (OSError, ValueError, DamagedError):
        return None


def _noted(path: Path) -> dict[str, Any] | None:
    """Give what was noted of a list: which file it was, and the name of its index."""
    try:
        found = json.loads(path.read_bytes())
        return found if re.fullmatch(r"[0-9a-f]{40}\.index", found["index"]) and found["identity"] else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _identity(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev]


def _hash(text: str, calling: str | None) -> str:
    return hashlib.sha256(f"{calling or ''}\0{text}".encode(errors="surrogateescape")).hexdigest()[:40]
