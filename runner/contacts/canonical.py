"""The list as it is sent: UTF-8, commas, LF, `Phone Number` first, one record a row.

Written by hand rather than by the csv module, whose quoting differs between Python versions: the digest must not.
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence

from runner.campaign import Scalar

_QUOTED = re.compile('["\r\n]')
_BATCH = 64 * 1024


class Canonical:
    """Takes rows, and gives the bytes to `write`; `digest` and `size` are of what was written so far.

    `close` writes the last batch.
    """

    def __init__(self, write: Callable[[bytes], object] | None = None) -> None:
        self._write = write
        self._hash = hashlib.sha256()
        self._lines: list[str] = []
        self._pending = 0
        self.size = 0

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def row(self, cells: Sequence[str]) -> None:
        line = _record(cells)
        self._lines.append(line)
        self._pending += len(line)
        if self._pending >= _BATCH:
            self.close()

    def close(self) -> None:
        if not self._lines:
            return
        data = ("\n".join(self._lines) + "\n").encode()
        self._lines.clear()
        self._pending = 0
        self._hash.update(data)
        self.size += len(data)
        if self._write is not None:
            self._write(data)


def text(default: Scalar) -> str:
    """Write a default as it stands in a cell: text as it is, the rest as JSON has it."""
    return default if isinstance(default, str) else json.dumps(default)


def _record(cells: Sequence[str]) -> str:
    plain = ",".join(cells)
    if plain.count(",") == len(cells) - 1 and not _QUOTED.search(plain):
        return plain
    return ",".join(_quoted(cell) if "," in cell or _QUOTED.search(cell) else cell for cell in cells)


def _quoted(cell: str) -> str:
    return '"' + cell.replace("\r\n", "\n").replace('"', '""') + '"'
