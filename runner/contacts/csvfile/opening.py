"""Opens a list as the CSV that it holds: as it lies there, packed, encrypted by sops, or out of a pipe."""

import contextlib
import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

STDIN = Path("-")
"""The name by which a command's own input is opened; a file of that name has a folder before it."""

WHOLE_BYTES = 64 * 1024
"""A smaller list is read in one piece."""
_HEAD_BYTES = 256


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A CSV's bytes in `file`, which can be read again from the beginning, and what is known of the list itself."""

    file: BinaryIO
    size: int
    encrypted: bool
    _path: Path
    _raw: BinaryIO
    _before: "_Identity | None"
    _sha256: str | None
    _unpacked: "io.RawIOBase | None"

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of the list's own bytes once all were read; None where they are the CSV's."""
        return self._sha256 or getattr(self._unpacked, "sha256", None)

    @property
    def changed(self) -> bool:
        """Whether something was written to the list, or put in its place, since it was opened."""
        if self._before is None:
            return False
        return not self._before == _identity(os.fstat(self._raw.fileno())) == _identity(self._path.stat())


@contextlib.contextmanager
def open_list(path: Path) -> Iterator[OpenedList]:
    """Open a list; OpenError, then or while it is read, where it can't be unpacked or decrypted."""
    with contextlib.ExitStack() as undo:
        raw: BinaryIO = undo.enter_context(_opened(path))
        status = os.fstat(raw.fileno())
        before = _identity(status) if path != STDIN and stat.S_ISREG(status.st_mode) else None
        if before is None:
            raw = undo.enter_context(_spooled(raw))
        file, sha256, unpacked = _buffered(raw, status.st_size if before else None), None, None
        head = _head(file)
        if head.lstrip().startswith(b"{"):
            from runner.contacts.csvfile import sops

            if sops.by_sops(head):
                plain = undo.enter_context(_unnamed())
                sha256 = sops.decrypt(raw, plain)
                file, head = plain, _head(plain)
        if head.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")):
            from runner.contacts.csvfile import compression

            unpacked = compression.Unpacked(file, head)
            file = cast(BinaryIO, undo.enter_context(io.BufferedReader(unpacked, compression.PIECE)))
        yield OpenedList(file, os.fstat(raw.fileno()).st_size, sha256 is not None, path, raw, before, sha256, unpacked)


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, os.fdopen(0, "rb", 0, closefd=False) if path == STDIN else path.open("rb", 0))


def _buffered(raw: BinaryIO, size: int | None) -> BinaryIO:
    if size is not None and size < WHOLE_BYTES and len(data := raw.read(size + 1)) == size:
        return io.BytesIO(data)
    raw.seek(0)
    return io.BufferedReader(cast(io.RawIOBase, raw))


def _head(file: BinaryIO) -> bytes:
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    return head


def _spooled(stream: BinaryIO) -> BinaryIO:
    import shutil

    out = _unnamed()
    shutil.copyfileobj(stream, out)
    out.seek(0)
    return out


def _unnamed() -> BinaryIO:
    import tempfile  # few lists pay for it

    return cast(BinaryIO, tempfile.TemporaryFile(buffering=0))


_Identity = tuple[int, int, int, int]


def _identity(status: os.stat_result) -> _Identity:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
