"""Decompresses a list, gzip or zstd, while it is read, in memory that doesn't grow with it."""

import hashlib
import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

from runner.contacts.csvfile.errors import OpenError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 128 * 1024
FREE = 64 * 1024 * 1024
RATIO = 200
"""A file is refused that decompresses to more than `FREE` bytes and `RATIO` times its own."""

_Format = tuple[Callable[[Any], Any], tuple[type[Exception], ...]]
"""How a stream is opened, and what that raises where it is damaged."""
_COMPRESS_AGAIN = "compress the list again, or fetch it again"


class DecompressedFile(io.RawIOBase):
    """What is in a compressed file; `head` is how the file begins. To seek back is to decompress it again.

    `sha256` is of the file's own bytes, None until they are all read.
    """

    def __init__(self, file: BinaryIO, head: bytes) -> None:
        super().__init__()
        self._file = file
        self._name, (self._open, self._damage) = ("gzip", _gzip()) if head[:1] == b"\x1f" else ("zstd", _zstd())
        self._start()

    def _start(self) -> None:
        self._file.seek(0)
        self._compressed = _Hashed(self._file)
        self._stream = self._open(self._compressed)
        self._position = 0
        self.sha256: str | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("the end isn't known before it is reached")
        if offset < self._position:
            self._start()
        while self._position < offset and self.readinto(bytearray(min(PIECE, offset - self._position))):
            pass
        return self._position

    def readinto(self, buffer: "WriteableBuffer") -> int:
        try:
            count: int = self._stream.readinto(buffer)
        except EOFError as exc:
            message = f"the {self._name} file is truncated"
            raise OpenError("csv-packed", message, _COMPRESS_AGAIN) from exc
        except self._damage as exc:
            raise OpenError("csv-packed", f"the {self._name} file is damaged", _COMPRESS_AGAIN) from exc
        self._position += count
        if self._position > FREE + RATIO * self._compressed.count:
            message = f"the {self._name} file decompresses to over {RATIO} times its size, so it isn't a real list"
            raise OpenError("csv-packed", message, "check what is in it; store a genuine list uncompressed")
        if not count:
            self.sha256 = self._compressed.hash.hexdigest()
        return count


def _gzip() -> _Format:
    import gzip
    import zlib

    return lambda file: gzip.GzipFile(fileobj=file), (gzip.BadGzipFile, zlib.error)


def _zstd() -> _Format:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError as exc:
        message = "the list is compressed with zstd, which this Python can't decompress"
        raise OpenError("csv-packed", message, "compress it with gzip instead, or install `backports.zstd`") from exc
    return zstd.ZstdFile, (zstd.ZstdError,)


class _Hashed:
    """A file read from its beginning to its end, counted and hashed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.count = 0
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.count += len(data)
        self.hash.update(data)
        return data
