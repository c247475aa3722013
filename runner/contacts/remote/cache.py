"""Where lists from elsewhere are kept: the user's cache folder, each under the SHA-256 of its bytes, for him alone.

Nothing is believed of a file for its name: whoever reads a list hashes it.
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

_OWN = 0o600
_SUFFIXES = re.compile(r"(\.[a-z]{1,4}){1,3}\Z")
# A draft that is so old is that of a run that was killed.
_DEAD_SECONDS = 24 * 3600


def path(cache: Path, address: Address, sha256: str) -> Path:
    """Name a list's file; what its name ends in tells how it is packed."""
    ending = _SUFFIXES.search(address.name)
    return cache / "lists" / f"{sha256.lower()}{ending[0] if ending else ''}"


def kept(cache: Path, address: Address, sha256: str) -> Path | None:
    """Give a list's file where there is one of our own."""
    file = path(cache, address, sha256)
    try:
        status = file.lstat()
    except OSError:
        return None
    ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return file if ours and stat.S_ISREG(status.st_mode) else None


def whole(file: Path, sha256: str) -> bool:
    """Whether a file has the bytes of its digest."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == sha256.lower()


def new_file(cache: Path) -> AtomicFile:
    """Begin a list's file, and remove the drafts of runs that were killed."""
    folder = cache / "lists"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob(".*.draft"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _DEAD_SECONDS:
                left.unlink()
    return AtomicFile(folder, _OWN)
