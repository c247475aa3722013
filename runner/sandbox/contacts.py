"""Reads an uploaded contact list row by row, and counts the contacts that it would call."""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from runner.sandbox import openapi

PHONE_COLUMN = "Phone Number"
LISTED = 1000
"""The maximum number of problems kept of one list, which limits memory."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row isn't dialed: `message` may quote a cell of it, `masked` doesn't."""

    message: str
    masked: str


@dataclass(frozen=True, slots=True)
class UploadedContacts:
    """How many rows of a list would be dialed, how many would be skipped, and the first problems of those."""

    dialed: int
    skipped: int
    problems: tuple[RowProblem, ...]


def read_contacts(file: BinaryIO, *, required: Collection[str], defaults: Collection[str]) -> UploadedContacts:
    """Read a list; ValueError where it can't be read as a whole."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        return _count(csv.reader(text, strict=True), sorted(set(required) - set(defaults)))
    except UnicodeDecodeError as exc:
        raise ValueError("file: is not UTF-8") from exc
    except csv.Error as exc:
        raise ValueError(f"file: is not a CSV: {exc}") from exc
    finally:
        text.detach()


def _count(rows: Iterator[list[str]], required: list[str]) -> UploadedContacts:
    header = next(rows, [])
    if header.count(PHONE_COLUMN) != 1:
        raise ValueError(f"file: the header needs one `{PHONE_COLUMN}` column")
    phone = header.index(PHONE_COLUMN)
    columns = {name: header.index(name) if name in header else None for name in required}
    dialed = skipped = 0
    problems: list[RowProblem] = []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise ValueError(f"file: row {number} has {len(row)} cells, the header {len(header)}")
        of_row = list(_problems(number, row, phone, columns))
        dialed += not of_row
        skipped += bool(of_row)
        problems += of_row[: LISTED - len(problems)]
    if not dialed + skipped:
        raise ValueError("file: has no contacts")
    return UploadedContacts(dialed, skipped, tuple(problems))


def _problems(number: int, row: list[str], phone: int, columns: dict[str, int | None]) -> Iterator[RowProblem]:
    if openapi.shape("CampaignCreate").fields["sipPhoneNumber"].problem(row[phone]):
        message = f"Row {number}: invalid phone number"
        yield RowProblem(f"{message} '{row[phone]}'", f"{message} '…'")
    for name, column in columns.items():
        if column is None or not row[column].strip():
            message = f"Row {number}: missing required variable '{name}'"
            yield RowProblem(message, message)
