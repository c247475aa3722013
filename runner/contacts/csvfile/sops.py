"""Decrypts a list with the user's own `sops`, into a file without a name."""

import hashlib
import os
import re
import shutil
import subprocess
from typing import BinaryIO

from runner.contacts.csvfile.errors import OpenError

SECONDS = 120.0
"""Maximum seconds that `sops` may take: a person may have to unlock a key."""
_PIECE = 1024 * 1024

# What sops makes of a file in none of its own formats: JSON, the contents under `data`.
_BINARY = re.compile(rb'\s*\{\s*"data"\s*:\s*"ENC\[AES256_GCM,')
# Versions before 3.10 read only a named input.
_COMMAND = ("decrypt", "--input-type", "binary", "--output-type", "binary", *(["/dev/stdin"] * (os.name == "posix")))
_REASONS = {51: ": it was altered after it was encrypted", 128: ": no key for this list"}
"""By sops' exit code: MacMismatch and CouldNotRetrieveKey."""


def is_encrypted(head: bytes) -> bool:
    """Whether a file that begins like this was encrypted by sops."""
    return _BINARY.match(head) is not None


def decrypt(file: BinaryIO, plain: BinaryIO) -> str:
    """Decrypt `file` into `plain`; return the SHA-256 of the file's own bytes."""
    program = shutil.which("sops")
    if program is None:
        hint = "install sops (https://getsops.io), and give it the key"
        raise _error("the list is encrypted with sops, and `sops` isn't installed", hint)
    file.seek(0)
    sha256 = hashlib.sha256()
    while piece := file.read(_PIECE):
        sha256.update(piece)
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    try:
        # Its messages may repeat what it reads, so they are discarded. The file that it writes to has no name.
        done = subprocess.run(  # noqa: S603
            [program, *_COMMAND], stdin=file, stdout=plain, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as exc:
        raise _error(f"`sops` took over {SECONDS:g} seconds", "check whether it waits for a key") from exc
    except OSError as exc:
        raise _error(f"`sops` can't be run: {exc.strerror}", "check that it is a program for this machine") from exc
    if done.returncode:
        message = f"`sops` can't decrypt the list{_REASONS.get(done.returncode, '')} (exit {done.returncode})"
        raise _error(message, "run `sops decrypt LIST > /dev/null` to see why")
    plain.seek(0)
    return sha256.hexdigest()


def _error(message: str, hint: str) -> OpenError:
    return OpenError("csv-encrypted", message, hint)
