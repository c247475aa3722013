"""Decrypts a list with the user's own `sops`, into a file without a name."""

import hashlib
import os
import re
import shutil
import subprocess
from typing import BinaryIO

from runner.contacts.csvfile.errors import OpenError

SECONDS = 120.0
"""So long `sops` may take: a key may be a person's to unlock."""
_PIECE = 1024 * 1024

# What sops makes of a file that is none of its own kinds: JSON, its contents under `data`.
_BINARY = re.compile(rb'\s*\{\s*"data"\s*:\s*"ENC\[AES256_GCM,')
# Versions before 3.10 read no input that isn't named.
_COMMAND = ("decrypt", "--input-type", "binary", "--output-type", "binary", *(["/dev/stdin"] * (os.name == "posix")))
_REASONS = {51: ": it was altered since it was encrypted", 128: ": it finds no key for it"}
"""By sops' exit codes, MacMismatch and CouldNotRetrieveKey."""


def by_sops(head: bytes) -> bool:
    """Tell from its beginning whether a file was encrypted by sops."""
    return _BINARY.match(head) is not None


def decrypt(file: BinaryIO, plain: BinaryIO) -> str:
    """Write what is encrypted in `file` to `plain`; give the SHA-256 of the file's own bytes."""
    program = shutil.which("sops")
    if program is None:
        hint = "install sops (https://getsops.io), and give it the key"
        raise _error("the list is encrypted with sops, and there is no program `sops` here", hint)
    file.seek(0)
    sha256 = hashlib.sha256()
    while piece := file.read(_PIECE):
        sha256.update(piece)
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    try:
        # What it says may repeat what it reads, so nobody is shown it. What it writes has no name.
        done = subprocess.run(  # noqa: S603
            [program, *_COMMAND], stdin=file, stdout=plain, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as exc:
        raise _error(f"`sops` gave nothing within {SECONDS:g} seconds", "see whether it waits for a key") from exc
    except OSError as exc:
        raise _error(f"`sops` can't be run: {exc.strerror}", "see that it is a program for this machine") from exc
    if done.returncode:
        said = f"`sops` can't decrypt the list{_REASONS.get(done.returncode, '')} (exit {done.returncode})"
        raise _error(said, "`sops decrypt` with the list's path, its output thrown away, says why")
    plain.seek(0)
    return sha256.hexdigest()


def _error(message: str, hint: str) -> OpenError:
    return OpenError("csv-encrypted", message, hint)
