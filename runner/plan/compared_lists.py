"""The suppression lists that a campaign's contacts were compared with, as they were then."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells whether a file was written to: its size, the time of its last change in ns, and which file it is."""

    size: int
    modified: int
    inode: int

    @classmethod
    def of(cls, file: IO[bytes]) -> "FileStamp":
        status = os.fstat(file.fileno())
        return cls(status.st_size, status.st_mtime_ns, status.st_ino)


@dataclass(frozen=True, slots=True)
class ComparedList:
    """A suppression list: how many numbers it has and lines that can't be read, and how many contacts are on it.

    `name` is its path as the policy has it, `obtained_on` the day that the policy names.
    """

    path: Path
    name: str
    stamp: FileStamp
    obtained_on: date | None
    numbers: int
    unread_lines: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The lists that a campaign's contacts were compared with, and how many opted out by the campaign's own list."""

    lists: tuple[ComparedList, ...] = ()
    opted_out: int = 0
