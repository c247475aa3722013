"""Reads a contact list row by row and counts whom it would call."""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from runner.sandbox import openapi

PHONE_COLUMN = "Phone Number"
LISTED = 1000
"""Of one list at most this many problems are kept, so that memory doesn't grow with it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps one row from being dialled: `quoted` may hold a cell of it, `kept` never does."""

    quoted: str
    kept: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """How many people a list would call, how many rows it leaves out, and the first problems of those."""

    dialled: int
    left_out: int
    problems: tuple[Problem, ...]


def read(file: BinaryIO, *, required: Collection[str], defaults: Collection[str]) -> Contacts:
    """Read a list; ValueError where it can't be read as a whole."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        return _counted(csv.reader(text, strict=True), sorted(set(required) - set(defaults)))
    except UnicodeDecodeError as exc:
        raise ValueError("file: is not UTF-8") from exc
    except csv.Error as exc:
        raise ValueError(f"file: is not a CSV: {exc}") from exc
    finally:
        text.detach()


def _counted(rows: Iterator[list[str]], wanted: list[str]) -> Contacts:
    header = next(rows, [])
    if header.count(PHONE_COLUMN) != 1:
        raise ValueError(f"file: the header needs one `{PHONE_COLUMN}` column")
    phone = header.index(PHONE_COLUMN)
    columns = {name: header.index(name) if name in header else None for name in wanted}
    dialled = left_out = 0
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise ValueError(f"file: row {number} has {len(row)} cells, the header {len(header)}")
        found = list(_problems(number, row, phone, columns))
        dialled += not found
        left_out += bool(found)
        problems += found[: LISTED - len(problems)]
    if not dialled + left_out:
        raise ValueError("file: has no contacts")
    return Contacts(dialled, left_out, tuple(problems))


def _problems(number: int, row: list[str], phone: int, columns: dict[str, int | None]) -> Iterator[Problem]:
    if openapi.shape("CampaignCreate").fields["sipPhoneNumber"].problem(row[phone]):
        said = f"Row {number}: invalid phone number"
        yield Problem(f"{said} '{row[phone]}'", f"{said} '…'")
    for name, column in columns.items():
        if column is None or not row[column].strip():
            said = f"Row {number}: missing required variable '{name}'"
            yield Problem(said, said)
