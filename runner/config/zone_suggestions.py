"""Hints: what to write instead of a text that is no IANA time zone."""

import difflib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from runner import timezones, zone_names

_YEAR = 2027
"""The year by which two zones are told to have the same clock."""
_GENERAL = "write an Area/City name such as `America/New_York` or `Europe/Berlin`"
# Of an abbreviation of the IANA database, a city for each different clock that has it, the likeliest first. The others,
# of which every zone has the same clock or one is far likelier, are in `zone_names`.
CITIES: Mapping[str, tuple[str, ...]] = {
    "AKDT": ("America/Anchorage",),
    "AKST": ("America/Anchorage",),
    "AST": ("America/Halifax", "America/Puerto_Rico"),
    "CDT": ("America/Chicago", "America/Havana"),
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "EEST": ("Europe/Athens", "Africa/Cairo", "Asia/Beirut"),
    "EET": ("Europe/Athens", "Africa/Cairo", "Europe/Kaliningrad"),
    "EST": ("America/New_York", "America/Panama"),
    "HST": ("Pacific/Honolulu",),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "KST": ("Asia/Seoul",),
    "MST": ("America/Denver", "America/Phoenix"),
    "PST": ("America/Los_Angeles", "Asia/Manila"),
    "WEST": ("Europe/Lisbon",),
    "WET": ("Europe/Lisbon",),
}
# A zone whose name has four letters at most is found by its whole name alone: `Rome`, `Lima`, `Guam`.
# With an offset it is a POSIX zone: `EST5EDT`, `MSK-3`.
_ABBREVIATION = re.compile(r"[A-Za-z]{1,4}([+-]?\d{1,2}([A-Za-z]{3,4})?)?|[A-Z]{5}", re.ASCII)
_OFFSET = re.compile(r"(UTC|GMT|Z)?\s*[+\u2212-]?\s*\d{1,2}(:?\d\d)?", re.ASCII | re.IGNORECASE)


def cities(abbreviation: str) -> tuple[str, ...]:
    """Return a city for each clock that an abbreviation may mean, the likeliest first; empty where none is known."""
    if known := CITIES.get(abbreviation.upper()):
        return known
    meaning = zone_names.lookup(abbreviation)
    groups = meaning.groups if meaning else ()
    # Of the zones that have an abbreviation in the IANA database, none is the best known.
    named = [group for group in groups if not group.startswith("IANA:")] or groups
    by_clock: dict[object, str] = {}
    for city in map(zone_names.best_known, named):
        by_clock.setdefault(_clock(city), city)
    return tuple(by_clock.values())


def _clock(zone: str) -> tuple[timedelta | None, ...]:
    """Return a zone's offsets over a year."""
    tz = timezones.timezone(zone)
    return tuple(datetime(_YEAR, month, 15, tzinfo=UTC).astimezone(tz).utcoffset() for month in range(1, 13))


def suggest(name: str) -> str:
    """Return a hint with the zones that were probably meant; an abbreviation or an offset is never guessed by spelling.

    A wrong guess would call everybody at the wrong hour.
    """
    text = name.strip()
    if _OFFSET.fullmatch(text):
        return f"an offset isn't a zone: {_GENERAL}"
    places = timezones.city_zones()
    by_name = {zone.casefold(): zone for zone in places}
    by_city = {zone.casefold().rpartition("/")[2]: zone for zone in places}
    key = text.replace(" ", "_").casefold()
    exact = by_name.get(key) or by_city.get(key)
    meaning = zone_names.lookup(text)
    if text.upper() in CITIES or (meaning and (exact is None or not meaning.local)):
        return f"an abbreviation isn't a zone: write a city in it, such as {_either(cities(text))}"
    if exact:
        return f"did you mean `{exact}`?"
    if _ABBREVIATION.fullmatch(text):
        return _GENERAL
    close = [by_name[near] for near in difflib.get_close_matches(key, by_name, n=2, cutoff=0.75)] or [
        by_city[near] for near in difflib.get_close_matches(key.rpartition("/")[2], by_city, 2, 0.7)
    ]
    return f"did you mean {_either(close)}?" if close else _GENERAL


def _either(zones: tuple[str, ...] | list[str]) -> str:
    """Join zones as alternatives: `Asia/Kolkata`, `Europe/Dublin` or `Asia/Jerusalem`."""
    *others, last = (f"`{zone}`" for zone in zones)
    return f"{', '.join(others)} or {last}" if others else last
