"""A cell as people mean it: without what spreadsheets put around it, and in parts."""

import re
from collections.abc import Iterable

from runner.zone_names import key

_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_SEPARATORS = re.compile(r"\s+[-:]\s+|[()\[\]|;,/]")
_AROUND = " =\"'`\u2018\u2019\u201c\u201d"
_HYPHENS = re.compile("[\u2010-\u2015\u2212\ufe63\uff0d]")
LONGEST = 100
"""The most characters of a cell that may be a zone or a state; Windows' longest name has 65."""
_NAMES_OF_COUNTRIES = "us usa uscanada unitedstates unitedstatesofamerica america northamerica canada mexico australia"
_NAMES_OF_COUNTRIES += " brazil brasil spain espana portugal newzealand france"
_COUNTRIES = frozenset(_NAMES_OF_COUNTRIES.split())


def text(cell: str) -> str:
    """Return a cell's text: `02134` of `="02134"` and `'02134`, with single spaces and plain hyphens."""
    if cell.isalnum() and cell.isascii():
        return cell
    return _HYPHENS.sub("-", _BLANKS.sub(" ", cell).strip(_AROUND))


def parts(text: str) -> list[str]:
    """Return the parts of a text between brackets, commas, slashes and dashes."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def without_country(parts: Iterable[str]) -> list[str]:
    """Return the parts that aren't just the name of a country."""
    return [part for part in parts if key(part) not in _COUNTRIES]
