"""The SHA-256 of a list's bytes, and that of its canonical list, on a thread of their own where there is much."""

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from runner.contacts.parts.part import LeftOut, Place, Run

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_PIECE = 256 * 1024
_WORTH_A_THREAD = 1024 * 1024

ReadAt = Callable[[int, int], bytes]
"""Reads so many bytes of a file from a position on, wherever others read it."""


def read_at(file: BinaryIO) -> ReadAt | None:
    """Return how a file is read at any place; None of one that is decompressed while it is read."""
    if isinstance(file, io.BytesIO):
        return lambda size, position: bytes(file.getbuffer()[position : position + size])
    raw = file.raw if isinstance(file, io.BufferedReader) else file
    if not isinstance(raw, io.FileIO):
        return None
    if not hasattr(os, "pread"):
        return _read_apart(raw)
    number = raw.fileno()
    return lambda size, position: os.pread(number, size, position)


def _read_apart(raw: io.FileIO) -> ReadAt:
    """Return how a file is read by a second handle."""
    other = Path(raw.name).open("rb", 0)  # noqa: SIM115 - as long as the list is read

    def read(size: int, position: int) -> bytes:
        other.seek(position)
        return other.read(size)

    return read


class Digests:
    """Hashes a list's bytes and its canonical list, part by part, and writes what is sent of it.

    As long as the canonical list is the file's beginning, one hash is that of both. Without `read` only the canonical
    list is hashed, of which all pieces are bytes.
    """

    def __init__(self, read: ReadAt | None, write: Callable[[bytes], object] | None = None) -> None:
        self._read = read
        self._write = write
        self._file = hashlib.sha256()
        self._hashed = 0
        self._sent: Any = None if read else hashlib.sha256()
        self._threads: ThreadPoolExecutor | None = None
        self._pending: Future[None] | None = None
        self.size = 0

    def __enter__(self) -> "Digests":
        return self

    def __exit__(self, *_: object) -> None:
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def add(self, sent: Iterable[Run], end: int) -> None:
        """Hash the pieces that are sent, and the file up to `end`."""
        if self._threads is None and end - self._hashed < _WORTH_A_THREAD:
            self._add(sent, end)
            return
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor

            self._threads = ThreadPoolExecutor(1)
        self._wait()
        self._pending = self._threads.submit(self._add, sent, end)

    def of_file(self) -> str:
        """Return the digest of the file up to the end of the last part."""
        self._wait()
        return self._file.hexdigest()

    def of_sent(self) -> str:
        """Return the digest of the canonical list."""
        self._wait()
        return (self._file if self._sent is None else self._sent).hexdigest()

    def _wait(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None

    def _add(self, sent: Iterable[Run], end: int) -> None:
        for run in sent:
            if self._sent is None and isinstance(run, Place) and run.begin == self._hashed:
                self._advance(run.end, self._write)
                self.size = run.end
            else:
                self._add_to_sent(run)
        if self._read and end > self._hashed:
            self._sent = self._sent or self._file.copy()
            self._advance(end, None)

    def _add_to_sent(self, run: Run) -> None:
        self._sent = self._sent or self._file.copy()
        if isinstance(run, LeftOut):
            self._sent.update(run.data)
            self.size += len(run.data)
            return
        for piece in self._pieces(*run) if isinstance(run, Place) else [run]:
            self._sent.update(piece)
            self.size += len(piece)
            if self._write:
                self._write(piece)

    def _advance(self, end: int, write: Callable[[bytes], object] | None) -> None:
        for piece in self._pieces(self._hashed, end):
            self._file.update(piece)
            if write:
                write(piece)
        self._hashed = end

    def _pieces(self, begin: int, end: int) -> Iterator[bytes]:
        while self._read and begin < end and (piece := self._read(min(_PIECE, end - begin), begin)):
            yield piece
            begin += len(piece)
