"""The header row: whether a row is one, which column is the phone number, and when two names are one variable."""

import functools
import re
from collections.abc import Iterable

from runner.config.campaign import ContactsSource
from runner.formatting import quoted

PHONE = "Phone Number"
PHONE_ALIASES = (
    "phone number",
    "phone",
    "phone no",
    "phone_number",
    "number",
    "mobile",
    "mobile number",
    "mobile phone",
    "cell",
    "cell phone",
    "cell number",
    "telephone",
    "telephone number",
    "tel",
    "contact number",
    "to number",
    "to phone number",
    "msisdn",
    "e164",
)
"""Names of a phone number column, without regard to case, spaces, dots, hyphens and underscores."""

LOOKS_LIKE_A_CONTACT = (
    "the first row looks like a contact, not like column names",
    "put a row of column names above it, such as `Phone Number,customer_name`; "
    "a column name has at most 64 characters, and isn't a number or an email address",
)
"""Message and hint for a first row whose cells must not be shown."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST_NAME = 64
_EMAIL = re.compile(r"\S@\S")
_PLUS = re.compile(r"[+\uff0b]\(?\d")
_ROUNDED = re.compile(r"\W*\d+([.,]\d+)?[eE]\+?\d+\W*")
_NUMBER_DIGITS = 9
"""Digits from which a cell is like a phone number; a date in a header has up to 8."""


def looks_like_header(cells: Iterable[str]) -> bool:
    """Whether a first row is a header: none of its cells is too long, or like a number or an email address."""
    return not any(len(cell) > _LONGEST_NAME or _EMAIL.search(cell) or _is_like_number(cell) for cell in cells)


def phone_columns(cells: Iterable[str], source: ContactsSource) -> list[int]:
    """Return the columns named like a phone number, or those named `phoneColumn` where that is set."""
    if source.phoneColumn is not None:
        return [index for index, cell in enumerate(cells) if cell.strip() == source.phoneColumn.strip()]
    return [index for index, cell in enumerate(cells) if _normalized(cell) in _ALIASES]


def has_alias(cells: Iterable[str]) -> bool:
    """Whether some column is named like a phone number, `phoneColumn` aside."""
    return any(_normalized(cell) in _ALIASES for cell in cells)


@functools.lru_cache(1024)
def variable_key(name: str) -> str:
    """Return what all spellings of one variable have in common."""
    return re.sub(r"[\s_-]+", "_", name.strip()).casefold()


def is_variable(name: str) -> bool:
    """Whether a variable can have this name."""
    return _VARIABLE.fullmatch(name) is not None


def as_variable(name: str) -> str | None:
    """Return the variable that a column name means; None where it has no letter to make one of."""
    proposed = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    return proposed if is_variable(proposed) else None


def nearest(name: str, others: Iterable[str]) -> str | None:
    """Return the name among the others that was probably meant."""
    import difflib

    by_variable = {variable_key(other): other.strip() for other in others}
    close = difflib.get_close_matches(variable_key(name), by_variable, n=1)
    return by_variable[close[0]] if close else None


def quoted_names(names: Iterable[str]) -> str:
    """Return names in backticks, those after the third counted."""
    words = [quoted(name) for name in names]
    shown = words[:3] + [f"{len(words) - 3} more"] * (len(words) > 3)
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _is_like_number(cell: str) -> bool:
    digits = sum(map(str.isdecimal, cell))
    if digits == 0 or any(map(str.isalpha, cell)):
        return bool(digits >= _NUMBER_DIGITS or _PLUS.search(cell) or _ROUNDED.fullmatch(cell))
    return True


@functools.lru_cache(1024)
def _normalized(name: str) -> str:
    return re.sub(r"[\s_.-]+", "", name).casefold()


_ALIASES = frozenset(_normalized(alias) for alias in PHONE_ALIASES)
