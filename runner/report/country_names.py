"""Names of countries in English, by their ISO 3166 codes."""

import functools

from runner import zone_database

_THE = (
    "United ",
    "Czech Rep",
    "Dominican Rep",
    "Netherlands",
    "Philippines",
    "Bahamas",
    "Maldives",
    "Gambia",
    "Central ",
)
"""Beginnings of names that take an article, as those that end in `Islands` do."""


def country_name(code: str) -> str:
    """Return a country's name with its article, or the code where it has no name; source: the time zone database."""
    name = _names().get(code, code)
    return f"the {name}" if name.startswith(_THE) or name.endswith("Islands") else name


@functools.cache
def _names() -> dict[str, str]:
    lines = zone_database.read_text("zoneinfo/iso3166.tab").splitlines()
    rows = (line.partition("\t") for line in lines if not line.startswith("#"))
    return {code: name for code, _, name in rows}
