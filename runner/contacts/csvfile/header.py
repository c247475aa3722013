"""What a header row says: whether it is one, which column is the phone number, and when two names are one variable."""

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
"""Headers that mean a phone number; case, spaces, dots, hyphens and underscores don't count."""

A_CONTACT = (
    "the first row looks like a contact, not like column names",
    "put a row of column names above it, such as `Phone Number,customer_name`; "
    "a column's name has at most 64 characters, and is no number and no e-mail address",
)
"""Message and hint for a first row that must not be shown."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST = 64
_EMAIL = re.compile(r"\S@\S")
_PLUS = re.compile(r"[+\uff0b]\(?\d")
_ROUNDED = re.compile(r"\W*\d+([.,]\d+)?[eE]\+?\d+\W*")
# A header may hold a date, which is up to 8 digits.
_DIGITS_OF_A_NUMBER = 9


def looks_like_one(cells: Iterable[str]) -> bool:
    """Tell whether a first row is a header: none of its cells is like a number, an e-mail, or long."""
    return not any(len(cell) > _LONGEST or _EMAIL.search(cell) or _like_a_number(cell) for cell in cells)


def phone_columns(cells: Iterable[str], source: ContactsSource) -> list[int]:
    """Give the columns whose header means a phone number; where one is pinned, those of that name."""
    if source.phoneColumn is not None:
        return [index for index, cell in enumerate(cells) if cell.strip() == source.phoneColumn.strip()]
    return [index for index, cell in enumerate(cells) if _squeezed(cell) in _ALIASES]


def has_alias(cells: Iterable[str]) -> bool:
    """Tell whether some header means a phone number, whatever is pinned."""
    return any(_squeezed(cell) in _ALIASES for cell in cells)


@functools.lru_cache(1024)
def variable(name: str) -> str:
    """Reduce a name to what two spellings of one variable share."""
    return re.sub(r"[\s_-]+", "_", name.strip()).casefold()


def is_plain(name: str) -> bool:
    """Tell whether a name is one that a variable can have."""
    return _PLAIN.fullmatch(name) is not None


def as_variable(name: str) -> str | None:
    """Propose the variable that a header means; None where it has no letter of its own in it."""
    proposed = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    return proposed if is_plain(proposed) else None


def nearest(name: str, others: Iterable[str]) -> str | None:
    """Give the one of the others that was probably meant."""
    import difflib  # only a mistake pays for it

    by_variable = {variable(other): other.strip() for other in others}
    close = difflib.get_close_matches(variable(name), by_variable, n=1)
    return by_variable[close[0]] if close else None


def quoted_names(names: Iterable[str]) -> str:
    """Put names in backticks, those beyond the third counted."""
    words = [quoted(name) for name in names]
    shown = words[:3] + [f"{len(words) - 3} more"] * (len(words) > 3)
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _like_a_number(cell: str) -> bool:
    digits = sum(map(str.isdecimal, cell))
    if digits == 0 or any(map(str.isalpha, cell)):
        return bool(digits >= _DIGITS_OF_A_NUMBER or _PLUS.search(cell) or _ROUNDED.fullmatch(cell))
    return True


@functools.lru_cache(1024)
def _squeezed(name: str) -> str:
    return re.sub(r"[\s_.-]+", "", name).casefold()


_ALIASES = frozenset(_squeezed(alias) for alias in PHONE_ALIASES)
