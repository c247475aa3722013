"""Names that people and programs give time zones: `ET`, `Eastern Standard Time`, `Eastern Time (US & Canada)`.

`zone_names.json` has them all; tools/zone_names.py writes it from Unicode CLDR and the IANA database, and names every
source.
"""

import functools
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("zone_names.json")
_SUFFIX = re.compile(r"(standard|daylight|summer)?time(zone)?$")


@dataclass(frozen=True, slots=True)
class ZoneName:
    """A name, as the groups of zones that it may mean, the likeliest first.

    What `local` names (abbreviations, cities, states) means another zone in another country, or none there. An `offset`
    is the abbreviation of standard or daylight saving time, such as `EST`: it names an offset from UTC, not a zone.
    """

    groups: tuple[str, ...]
    local: bool
    offset: bool = False


def key(name: str) -> str:
    """Return what all spellings of a name have in common: its letters and digits, without accents and the word and."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(filter(str.isalnum, re.sub(r"\band\b", "", plain)))


@functools.lru_cache(1024)
def lookup(name: str) -> ZoneName | None:
    """Return what a name means; None where it is no known name."""
    whole = key(name)
    bare = _SUFFIX.sub("", whole)
    for spelling in (whole, f"{bare}time", bare):
        for kind in ("names", "local", "offsets"):
            if groups := _table()[kind].get(spelling):
                return ZoneName(tuple(groups), local=kind != "names", offset=kind == "offsets")
    return None


def zones(group: str, country: str) -> tuple[str, ...]:
    """Return the zones of a group in a country by its ISO 3166-1 code."""
    return tuple(_table()["groups"][group].get(country, ()))


def best_known(group: str) -> str:
    """Return the zone that stands for a group: New York for Eastern Time."""
    return str(_table()["groups"][group]["001"][0])


@functools.cache
def _table() -> Any:
    return json.loads(_FILE.read_bytes())
