"""Compare the zones of area codes in North America with the NANPA's list of them.

`tools/zones/nanpa.tsv` has the geographic area codes of the NANPA's NPA report of 2025-11-26: code, location, country,
overlay complex and time zone. Each difference that is known has its reason in `tools/zones/differences.tsv`.
"""

import sys
from typing import NamedTuple

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
        table = number_zones.by_prefix()
        prefix = number_zones.longest(f"1{self.code}", table)
        return number_zones.of_number(self.region, table[prefix] if prefix else None)

    @property
    def differs(self) -> bool:
        """Whether the report has other clocks: those of its letters."""
        letters = [self.time_zone] if self.time_zone in _LETTERS else _IN_WORDS.get(self.time_zone, self.time_zone)
        listed = {number_zones.clock(_LETTERS[letter]) for letter in letters}
        return listed != {number_zones.clock(zone) for zone in self.zones}


def main() -> None:
    """Print the differences, with reasons, and how many there are."""
    reasons = known()
    codes = area_codes()
    different = [code for code in codes if code.differs]
    for code in different:
        zones = " ".join(code.zones)
        sys.stdout.write(
            f"{code.code} {code.location}: {code.time_zone}, here {zones}: {reasons.get(code.code, '?')}\n"
        )
    sys.stdout.write(f"{len(codes)} area codes compared, {len(different)} differ\n")


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


def known() -> dict[str, str]:
    """Return the reason of each difference that is known, by area code."""
    return {code: reason for codes, reason in number_zones.rows("differences") for code in codes.split()}


if __name__ == "__main__":
    main()
