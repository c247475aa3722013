"""Opens a list as the CSV in it: stored as it is, compressed, encrypted by sops, or from a pipe."""

import contextlib
import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

STDIN = Path("-")
"""The name that opens a command's own input; a file of that name has a folder before it."""

WHOLE_BYTES = 64 * 1024
"""A smaller list is read in one piece."""
_HEAD_BYTES = 256


class Identity(NamedTuple):
    """Tells a file from any other, and from itself after it was written to."""

    device: int
    inode: int
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A CSV's bytes in `file`, which can be read again from the beginning, and what is known of the list's own file.

    `size` is of that file, compressed or encrypted as it is.
    """

    file: BinaryIO
    size: int
    encrypted: bool
    _path: Path
    _raw: BinaryIO
    _before: "Identity | None"
    _sha256: str | None
    _decompressed: "io.RawIOBase | None"

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of the list's own bytes once all were read; None where they are the CSV's."""
        return self._sha256 or getattr(self._decompressed, "sha256", None)

    @property
    def identity(self) -> "Identity | None":
        """The identity of the file whose bytes are the CSV's; None of a list that is compressed, encrypted or piped."""
        return None if self.encrypted or self._decompressed else self._before

    @property
    def changed(self) -> bool:
        """Whether the list was written to or replaced since it was opened."""
        if self._before is None:
            return False
        return not self._before == _identity(os.fstat(self._raw.fileno())) == _identity(self._path.stat())


@contextlib.contextmanager
def open_list(path: Path) -> Iterator[OpenedList]:
    """Open a list; OpenError, then or while it is read, where it can't be decompressed or decrypted."""
    with contextlib.ExitStack() as stack:
        raw: BinaryIO = stack.enter_context(_open_raw(path))
        status = os.fstat(raw.fileno())
        before = _identity(status) if path != STDIN and stat.S_ISREG(status.st_mode) else None
        if before is None:
            raw = stack.enter_context(_spool(raw))
        size = os.fstat(raw.fileno()).st_size
        file, sha256, decompressed = _buffer(raw, size), None, None
        head = _head(file)
        if head.lstrip().startswith(b"{"):
            from runner.contacts.csvfile import sops

            if sops.is_encrypted(head):
                plain = stack.enter_context(_unnamed_file())
                sha256 = sops.decrypt(raw, plain)
                file, head = plain, _head(plain)
        if head.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")):
            from runner.contacts.csvfile import compression

            decompressed = compression.DecompressedFile(file, head)
            file = cast(BinaryIO, stack.enter_context(io.BufferedReader(decompressed, compression.PIECE)))
        yield OpenedList(file, size, sha256 is not None, path, raw, before, sha256, decompressed)


def _open_raw(path: Path) -> BinaryIO:
    return cast(BinaryIO, os.fdopen(0, "rb", 0, closefd=False) if path == STDIN else path.open("rb", 0))


def _buffer(raw: BinaryIO, size: int) -> BinaryIO:
    if size < WHOLE_BYTES and len(data := raw.read(size + 1)) == size:
        return io.BytesIO(data)
    raw.seek(0)
    return io.BufferedReader(cast(io.RawIOBase, raw))


def _head(file: BinaryIO) -> bytes:
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    return head


def _spool(stream: BinaryIO) -> BinaryIO:
    import shutil

    file = _unnamed_file()
    shutil.copyfileobj(stream, file)
    file.seek(0)
    return file


def _unnamed_file() -> BinaryIO:
    import tempfile

    return cast(BinaryIO, tempfile.TemporaryFile(buffering=0))


def identity_of(file: BinaryIO) -> "Identity":
    """Return which file this is, as it is now."""
    return _identity(os.fstat(file.fileno()))


def _identity(status: os.stat_result) -> "Identity":
    return Identity(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
