"""The list as it is sent: UTF-8, commas, LF, `Phone Number` first, one record a row.

Written by hand rather than by the csv module, whose quoting differs between Python versions: the digest must not.
"""

from collections.abc import Callable, Sequence

_BATCH = 64 * 1024


class Canonical:
    """Encodes rows and passes the bytes to `write`; `close` writes the last of them."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._lines: list[str] = []
        self._pending = 0

    def row(self, cells: Sequence[str]) -> None:
        line = record(cells)
        self._lines.append(line)
        self._pending += len(line)
        if self._pending >= _BATCH:
            self.close()

    def close(self) -> None:
        if self._lines:
            data = "".join(self._lines).encode()
            self._lines.clear()
            self._pending = 0
            self._write(data)


def record(cells: Sequence[str]) -> str:
    """Return a row as it is sent, with its line end."""
    line = ",".join(cells)
    if '"' in line or "\n" in line or "\r" in line or line.count(",") >= len(cells):
        line = ",".join(map(_quote, cells))
    return line + "\n"


def _quote(cell: str) -> str:
    if any(mark in cell for mark in ',"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
