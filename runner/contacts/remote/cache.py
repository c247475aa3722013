"""The cache of remote lists: in the user's cache folder, under the SHA-256 of their bytes, for this user alone.

The name of a file proves nothing: whoever reads a list hashes it.
"""

import contextlib
import hashlib
import os
import re
import stat
import time
from pathlib import Path

from runner.contacts.remote.address import Address
from runner.files.atomic import AtomicFile

_MODE = 0o600
_SUFFIXES = re.compile(r"(\.[a-z]{1,4}){1,3}\Z")
_ABANDONED_SECONDS = 24 * 3600
"""An older draft is that of a run that was killed."""


def cache_path(cache: Path, address: Address, sha256: str) -> Path:
    """Return where a list is cached; its suffixes are those of the address, since they tell how it is compressed."""
    suffixes = _SUFFIXES.search(address.name)
    return cache / "lists" / f"{sha256.lower()}{suffixes[0] if suffixes else ''}"


def cached_file(cache: Path, address: Address, sha256: str) -> Path | None:
    """Return a list's file if it is there and belongs to this user."""
    file = cache_path(cache, address, sha256)
    try:
        status = file.lstat()
    except OSError:
        return None
    own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return file if own and stat.S_ISREG(status.st_mode) else None


def has_digest(path: Path, sha256: str) -> bool:
    """Tell whether a file has the bytes of a digest."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256.lower()


def new_draft(cache: Path) -> AtomicFile:
    """Return a draft in the cache, after removing the drafts of runs that were killed."""
    folder = cache / "lists"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for draft in folder.glob(".*.draft"):
        with contextlib.suppress(OSError):
            if time.time() - draft.stat().st_mtime > _ABANDONED_SECONDS:
                draft.unlink()
    return AtomicFile(folder, _MODE)
