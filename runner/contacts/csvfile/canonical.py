"""The list as it is sent: UTF-8, commas, LF, `Phone Number` first, one record a row.

Written by hand rather than by the csv module, whose quoting differs between Python versions: the digest must not.
"""

from collections.abc import Callable, Sequence

from runner.contacts.csvfile.digest import Digest

_BATCH = 64 * 1024


class Canonical:
    """Encodes rows and passes the bytes to `write`; `digest` and `size` are of all rows, those left out too.

    `close` writes the last batch.
    """

    def __init__(self, write: Callable[[bytes], object] | None = None) -> None:
        self._write = write
        self._hash = Digest()
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

    def leave_out(self, cells: Sequence[str]) -> None:
        """Count a row that isn't written."""
        self.close()
        self._count((_record(cells) + "\n").encode())

    def block(self, data: bytes) -> None:
        """Write rows that are encoded already, each with its LF."""
        self.close()
        self._put(data)

    def close(self) -> None:
        if not self._lines:
            return
        data = ("\n".join(self._lines) + "\n").encode()
        self._lines.clear()
        self._pending = 0
        self._put(data)

    def _put(self, data: bytes) -> None:
        self._count(data)
        if self._write is not None:
            self._write(data)

    def _count(self, data: bytes) -> None:
        self._hash.update(data)
        self.size += len(data)


def _record(cells: Sequence[str]) -> str:
    line = ",".join(cells)
    if '"' in line or "\n" in line or "\r" in line or line.count(",") >= len(cells):
        return ",".join(map(_quote, cells))
    return line


def _quote(cell: str) -> str:
    if any(mark in cell for mark in ',"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
