"""The API's errors about rows of a contact list: read in any form, reduced to row, kind and variable."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runner.formatting import count

_LISTED = 20
_KNOWN = re.compile(
    r"row (?P<row>\d{1,9}): (?:"
    r"missing required variable (?P<quote>['\"`])(?P<variable>[A-Za-z_][A-Za-z0-9_]{0,63})(?P=quote)[\s.]*$"
    r"|invalid phone number(?: '\+?(?P<number>\d{7,15})'|\b))",
    re.IGNORECASE | re.ASCII,
)
_ROW_KEYS = ("row", "rowNumber", "row_number", "line")
_WORD_KEYS = ("message", "error", "reason", "msg")


@dataclass(frozen=True, slots=True)
class UploadError:
    """A contact that the API found bad: it has no `variable`, or else its number was refused.

    `row` is as the API counts, `rows` are the rows of the list that this may be, empty where that isn't known.
    `number` are the digits that the API quotes, never to be shown.
    """

    row: int
    variable: str | None = None
    number: str | None = field(default=None, repr=False)
    rows: tuple[int, ...] = ()

    def __str__(self) -> str:
        row = "row " + " or ".join(f"{row:,}" for row in self.rows or (self.row,))
        return f"{row} has no `{self.variable}`" if self.variable else f"the number in {row} was refused"


@dataclass(frozen=True, slots=True)
class UploadErrors:
    """All errors about a list; `others` counts those of a form that isn't known, which may quote cells."""

    known: tuple[UploadError, ...] = ()
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.known or self.others)

    def __str__(self) -> str:
        parts = [str(error) for error in self.known[:_LISTED]]
        if len(self.known) > len(parts):
            parts.append(f"{len(self.known) - len(parts):,} more rows")
        if self.others:
            parts.append(f"{self.others:,} of another kind")
        rows = ", rows as the API counts them" if any(not error.rows for error in self.known) else ""
        return f"{count(len(self.known) + self.others, 'row error')}{rows}: " + ", ".join(parts)

    @classmethod
    def read(cls, errors: Any) -> "UploadErrors":
        """Read the `errors` of a Campaign object; only null and what is empty itself counts as none."""
        empty = errors in (None, [], {}) or (isinstance(errors, str) and not errors.strip())
        read = [] if empty else [_known(words) for words in _texts_of_one(errors)]
        known = tuple(error for error in read if error is not None)
        return cls(known, len(read) - len(known))


def _known(words: str) -> UploadError | None:
    match = _KNOWN.match(words)
    return UploadError(int(match["row"]), match["variable"], match["number"]) if match else None


def _texts_of_one(errors: Any, row: str = "") -> Iterator[str]:
    """Yield the texts of what is there at all: one where nothing in it can be read."""
    yield from list(_texts(errors, row)) or ["a value"]


def _texts(errors: Any, row: str = "") -> Iterator[str]:
    """Yield a text for each error, the row before it where it is a key of the object around it."""
    match errors:
        case None:
            return
        case str():
            words = (errors if _KNOWN.match(errors.strip()) else row + errors.strip()) if errors.strip() else ""
            yield from filter(None, re.split(r"[\s;,|]+(?=Row \d)", words, flags=re.IGNORECASE))
        case list():
            for each in errors:
                yield from _texts_of_one(each, row)
        case dict():
            yield from _texts_of_object(errors, row)
        case _:
            yield "a value"


def _texts_of_object(errors: Mapping[str, Any], row: str) -> Iterator[str]:
    own = next((errors[key] for key in _ROW_KEYS if key in errors), None)
    if own is not None and not isinstance(own, list | dict):
        words = next((errors[key] for key in _WORD_KEYS if isinstance(errors.get(key), str)), "")
        yield f"Row {own}: {words}" if not _KNOWN.match(words) else words
        return
    for key, value in errors.items():
        yield from _texts(value, f"Row {key}: " if re.fullmatch(r"\d{1,9}", key, re.ASCII) else row)
