"""Compare the zones of area codes with the NANPA's list, and those of other prefixes with GeoNames.

`tools/zones/nanpa.tsv` has the geographic area codes of the NANPA's NPA report of 2025-11-26: code, location, country,
overlay complex and time zone. `tools/zones/geonames.tsv` has the zones of the places of prefixes. Each difference that
is known has its reason in `tools/zones/differences.tsv`. `tools/zones/states.tsv` has the zones of cities by state.
"""

import sys
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from runner.calling_hours.people import areas
from tools import number_zones

_LETTERS = {
    "A": "America/Puerto_Rico",
    "C": "America/Chicago",
    "E": "America/New_York",
    "M": "America/Denver",
    "N": "America/St_Johns",
    "P": "America/Los_Angeles",
    "AK": "America/Anchorage",
    "(UTC-10)": "Pacific/Honolulu",
    "UTC-11": "Pacific/Pago_Pago",
    "(UTC+10)": "Pacific/Guam",
}
"""The report's time zones: a letter or more, or an offset. A letter says nothing of daylight saving time."""
_IN_WORDS = {"PT/MT only for W Wendover": "PM"}
_REGIONS = {
    "ANGUILLA": "AI", "ANTIGUA/BARBUDA": "AG", "BAHAMAS": "BS", "BARBADOS": "BB", "BERMUDA": "BM",
    "BRITISH VIRGIN ISLANDS": "VG", "CANADA": "CA", "CAYMAN ISLANDS": "KY", "DOMINICA": "DM",
    "DOMINICAN REPUBLIC": "DO", "GRENADA": "GD", "JAMAICA": "JM", "MONTSERRAT": "MS", "SINT MAARTEN": "SX",
    "ST. KITTS & NEVIS": "KN", "ST.LUCIA": "LC", "ST. VINCENT & GRENADINES": "VC", "TRINIDAD & TOBAGO": "TT",
    "TURKS & CAICOS ISLANDS": "TC",
}  # fmt: skip
_TERRITORIES = {"AS": "AS", "CNMI": "MP", "GU": "GU", "PR": "PR", "VI": "VI"}


class AreaCode(NamedTuple):
    """An area code of the report; `complexes` are the codes that serve one area with it, itself included."""

    code: str
    region: str
    location: str
    complexes: tuple[frozenset[str], ...]
    time_zone: str

    @property
    def zones(self) -> number_zones.Zones:
        """Return the zones of a number of the code whose exchange isn't known."""
        return number_zones.of_number(self.region, known_prefix(f"1{self.code}"))

    @property
    def differs(self) -> bool:
        """Whether the report has other clocks: those of its letters."""
        letters = [self.time_zone] if self.time_zone in _LETTERS else _IN_WORDS.get(self.time_zone, self.time_zone)
        listed = {number_zones.clock(_LETTERS[letter]) for letter in letters}
        return listed != {number_zones.clock(zone) for zone in self.zones}


class PlacePrefix(NamedTuple):
    """A prefix, its place by libphonenumber, and the zone of that place by GeoNames."""

    prefix: str
    place: str
    zone: str

    @property
    def zones(self) -> number_zones.Zones:
        """Return the zones of a number with the prefix, by the region that its calling code has."""
        return number_zones.of_number(_region(self.prefix), known_prefix(self.prefix))

    @property
    def differs(self) -> bool:
        """Whether the zone of the place is none of the prefix."""
        return number_zones.clock(self.zone) not in map(number_zones.clock, self.zones)


class StateZones(NamedTuple):
    """A state, and the zones of its cities by GeoNames."""

    code: str
    cities: number_zones.Zones

    @property
    def zones(self) -> number_zones.Zones:
        """Return the zones that an address in the state may have."""
        return areas.zones(self.code)

    @property
    def differs(self) -> bool:
        """Whether a city has a zone that the state doesn't have."""
        return not set(map(number_zones.clock, self.cities)) <= set(map(number_zones.clock, self.zones))


def main() -> None:
    """Print the differences, with reasons, and how many there are."""
    codes, prefixes, of_states = area_codes(), places(), states()
    _print([(code.code, code.location, code.time_zone, code.zones) for code in codes if code.differs])
    _print([(each.prefix, each.place, each.zone, each.zones) for each in prefixes if each.differs])
    _print([(state.code, "", " ".join(state.cities), state.zones) for state in of_states if state.differs])
    for name, compared in (("area codes", codes), ("prefixes of places", prefixes), ("states", of_states)):
        different = sum(each.differs for each in compared)
        sys.stdout.write(f"{len(compared):,} {name} compared, {different} differ\n")


def _print(differences: list[tuple[str, str, str, number_zones.Zones]]) -> None:
    reasons = known()
    for key, place, listed, zones in differences:
        sys.stdout.write(f"{key} {place}: {listed}, here {' '.join(zones)}: {reasons.get(key, '?')}\n")


def states() -> list[StateZones]:
    """Return the states of which GeoNames has cities."""
    return [StateZones(code, tuple(zones.split(","))) for code, zones in number_zones.rows("states")]


def area_codes() -> list[AreaCode]:
    """Return the geographic area codes of the report."""
    return [
        AreaCode(
            code,
            _TERRITORIES.get(location, _REGIONS.get(country, country)),
            location,
            tuple(frozenset(part.strip().split("/")) for part in complexes.split(",") if part.strip()),
            time_zone,
        )
        for code, location, country, complexes, time_zone in number_zones.rows("nanpa")
    ]


def places() -> list[PlacePrefix]:
    """Return the prefixes of which GeoNames knows the place."""
    return [PlacePrefix(*row) for row in number_zones.rows("geonames")]


def known_prefix(prefix: str) -> number_zones.Prefix | None:
    """Return what is known of the longest prefix that a prefix begins with."""
    table = number_zones.by_prefix()
    longest = number_zones.longest(prefix, table)
    return table[longest] if longest else None


def _region(prefix: str) -> str:
    """Return the main region of a prefix's calling code; of +7 Kazakhstan has what begins with 6 or 7."""
    if prefix.startswith(("76", "77")):
        return "KZ"
    return next(
        COUNTRY_CODE_TO_REGION_CODE[code][0]
        for end in (1, 2, 3)
        if (code := int(prefix[:end])) in COUNTRY_CODE_TO_REGION_CODE
    )


def known() -> dict[str, str]:
    """Return the reason of each difference that is known, by area code, prefix or state."""
    return {code: reason for codes, reason in number_zones.rows("differences") for code in codes.split()}


if __name__ == "__main__":
    main()
