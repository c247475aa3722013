"""Writes the lists of all parts while the old list is read once; few contacts are in memory at any time."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_BUFFERED = 1024 * 1024
"""Maximum characters in memory, of all lists together, before they are appended to the files."""


@dataclass(frozen=True, slots=True)
class PartList:
    """A written list: its contacts, and the SHA-256 of its bytes."""

    file: Path
    contacts: int
    sha256: str


def write_lists(
    files: Sequence[Path], header: Sequence[str], contacts: Iterable[tuple[int, Sequence[str]]]
) -> Iterator[PartList]:
    """Write each contact to the file of its index; every file has the header. Yields the lists in order."""
    lists = [_Writer(file, header) for file in files]
    buffered = 0
    for index, cells in contacts:
        buffered += lists[index].add(cells)
        if buffered > _BUFFERED:
            for each in lists:
                each.flush()
            buffered = 0
    for each in lists:
        each.flush()
        yield PartList(each.file, each.contacts, each.sha256.hexdigest())


class _Writer:
    """One list; its file is open only while it is appended to, since there may be more lists than open files."""

    def __init__(self, file: Path, header: Sequence[str]) -> None:
        self.file = file
        self.contacts = 0
        self.sha256 = hashlib.sha256()
        self._buffer = _Rows(newline="")
        # Before 3.13, Python quotes a carriage return only if it is in the terminator.
        self._csv = csv.writer(self._buffer, lineterminator="\r\n")
        self._csv.writerow(header)

    def add(self, cells: Sequence[str]) -> int:
        """Add a contact; returns how many characters that takes."""
        self.contacts += 1
        characters: int = self._csv.writerow(cells)
        return characters

    def flush(self) -> None:
        """Append to the file what isn't in it yet."""
        content = self._buffer.getvalue().encode()
        self._buffer.seek(0)
        self._buffer.truncate()
        self.sha256.update(content)
        with self.file.open("ab") as file:
            file.write(content)


class _Rows(io.StringIO):
    """Ends each row that a CSV writer writes with a line feed alone."""

    def write(self, row: str) -> int:
        return super().write(row.removesuffix("\r\n") + "\n")
