"""Reads a cell of a column of time zones: IANA names, Windows names, abbreviations, cities, states and offsets."""

import functools
import re
from collections.abc import Iterator, Mapping

from runner import timezones, zone_names
from runner.calling_hours import zone_offsets
from runner.calling_hours.people import states
from runner.calling_hours.people.cells import LONGEST, parts, without_country
from runner.calling_hours.people.readings import UNREADABLE, Area, Offset, Reading, Several, Unreadable, Zone
from runner.zone_names import ZoneName

_UTC = r"(?:utc|gmt|zulu|uct|universal|greenwich|ut|z)"
_CLOCK = r"[+-] ?[0-9]{1,2}:[0-5][0-9]|[+-] ?[0-9]{2}[0-5][0-9]"
_OFFSET = re.compile(
    rf"{_UTC}? ?({_CLOCK}|[+-]? ?[0-9]{{1,2}}([.,][0-9]{{1,2}})?)( ?(h|hrs?|hours?))?|{_UTC}", re.IGNORECASE
)
_ETC = re.compile(r"etc/(?:gmt|utc|uct|zulu|universal|greenwich)([+-]?[0-9]{0,2})", re.IGNORECASE)
_AT_START = re.compile(rf"(?P<offset>{_UTC}? ?[+-][0-9:]+) (?P<name>.+)", re.IGNORECASE)
_AT_END = re.compile(rf"(?P<name>.+) (?P<offset>{_UTC}? ?[+-][0-9:]+)", re.IGNORECASE)
_FIXED = frozenset(["est", "mst", "hst", "cet", "eet", "met", "wet", "factory"])
"""Names of the IANA database that are abbreviations, not places; most are read as such."""
_POSSIBLE = range(-12 * 60, 14 * 60 + 1, 15)
"""Offsets in minutes that zones have today (IANA's database)."""
_CLOCK_DIGITS = 4


def read(text: str) -> Reading:
    """Return what a cell without blanks around it means; its parts must agree."""
    readings = _read(text) if len(text) <= LONGEST else ()
    if not readings:
        return UNREADABLE
    offsets = tuple(reading for reading in readings if isinstance(reading, Offset))
    places = tuple(place for reading in readings for place in _places(reading))
    if len(set(readings)) == 1:
        return readings[0]
    return Several(tuple(dict.fromkeys(places)), tuple(dict.fromkeys(offsets))) if places else UNREADABLE


def _places(reading: Reading) -> tuple[Zone | ZoneName | Area, ...]:
    match reading:
        case Several(places):
            return places
        case Zone() | ZoneName():
            return (reading,)
        case _:
            return ()


@functools.lru_cache(65_536)
def _read(text: str) -> tuple[Reading, ...]:
    """Return the meaning of a text, or of each of its parts; empty where any of them has none."""
    reading = _whole(text)
    if not isinstance(reading, Unreadable):
        return (reading,)
    for pieces in _divisions(text):
        readings = [_read(piece) for piece in without_country(pieces)] if len(pieces) > 1 else []
        if readings and all(readings):
            return tuple(reading for of_piece in readings for reading in of_piece)
    return ()


def _divisions(text: str) -> Iterator[list[str]]:
    """Yield the ways to divide a text; the first cuts least, as a list of cities is one name."""
    yield [piece.strip() for piece in re.split(r"[()\[\]]|\s+-\s+", text) if piece.strip()]
    yield parts(text)
    for pattern in (_AT_START, _AT_END):
        if match := pattern.fullmatch(text):
            yield [match["offset"], match["name"]]


def _whole(text: str) -> Reading:
    if (offset := _offset(text)) is not None:
        return offset
    if name := zone_names.lookup(text):
        return name
    if (zone := timezones.find_zone(text.replace("_slash_", "/"))) and zone.casefold() not in _FIXED:
        return Zone(zone)
    city = text.replace(" ", "_").casefold().removesuffix("_time")
    area = states.read(text)
    return _cities().get(city) or (Several((area,), ()) if area.codes else UNREADABLE)


def _offset(text: str) -> Reading | None:
    """Return an offset; None where a text is none. In `Etc/GMT+5` the sign is the other way round (POSIX)."""
    if etc := _ETC.fullmatch(text):
        return Offset(-60 * int(etc[1] or 0))
    match = _OFFSET.fullmatch(text)
    if not match:
        return None
    written = (match[1] or "0").replace(" ", "").replace(",", ".")
    digits = written.lstrip("+-")
    if ":" in digits or (digits.isdecimal() and len(digits) == _CLOCK_DIGITS):
        minutes = 60 * int(digits[:-2].rstrip(":")) + int(digits[-2:])
    else:
        minutes = round(60 * float(digits))
    offset = -minutes if written.startswith("-") else minutes
    return Offset(offset) if offset in _POSSIBLE else UNREADABLE


@functools.cache
def _cities() -> Mapping[str, Zone | ZoneName]:
    """Return the zones that are named after a city, by the city: `America/Indiana/Knox` isn't known as Knox."""
    return {
        zone.partition("/")[2].casefold(): Zone(zone, country)
        for country, zones in zone_offsets.by_country().items()
        for zone in zones
        if zone.count("/") == 1
    }
