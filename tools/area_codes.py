"""States of the USA and provinces of Canada by area code, from the places that libphonenumber has for prefixes."""

import re
from collections import defaultdict

from phonenumbers.geodata import GEOCODE_DATA

CODE = "1"
AREA = len(CODE) + 3
"""Digits of a calling code and an area code: no area code of the two countries is in two states."""

_NAMES = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA", "Colorado": "CO",
    "Connecticut": "CT", "Delaware": "DE", "Florida": "FL", "Georgia": "GA", "Hawaii": "HI", "Idaho": "ID",
    "Illinois": "IL", "Indiana": "IN", "Iowa": "IA", "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA",
    "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA", "Michigan": "MI", "Minnesota": "MN", "Mississippi": "MS",
    "Missouri": "MO", "Montana": "MT", "Nebraska": "NE", "Nevada": "NV", "New Hampshire": "NH", "New Jersey": "NJ",
    "New Mexico": "NM", "New York": "NY", "North Carolina": "NC", "North Dakota": "ND", "Ohio": "OH",
    "Oklahoma": "OK", "Oregon": "OR", "Pennsylvania": "PA", "Rhode Island": "RI", "South Carolina": "SC",
    "South Dakota": "SD", "Tennessee": "TN", "Texas": "TX", "Utah": "UT", "Vermont": "VT", "Virginia": "VA",
    "Washington State": "WA", "Washington D.C.": "DC", "West Virginia": "WV", "Wisconsin": "WI", "Wyoming": "WY",
    "Alberta": "AB", "British Columbia": "BC", "British Colombia": "BC", "Manitoba": "MB", "New Brunswick": "NB",
    "Newfoundland and Labrador": "NL", "Nova Scotia": "NS", "Ontario": "ON", "Prince Edward Island": "PE",
    "Quebec": "QC", "Saskatchewan": "SK", "Yukon": "YT", "Northwest Territories": "NT", "Nunavut": "NU",
}  # fmt: skip
_ABBREVIATED = re.compile(r", ([A-Z]{2})\Z")


def by_prefix() -> dict[str, tuple[str, ...]]:
    """Give by calling and area code the states that its places are in; none for an area code without places."""
    found: dict[str, set[str]] = defaultdict(set)
    whole: dict[str, set[str]] = {}
    for prefix, names in GEOCODE_DATA.items():
        if prefix.startswith(CODE) and len(prefix) >= AREA and (states := _states(names.get("en", ""))):
            found[prefix[:AREA]].update(states)
            if len(prefix) == AREA:
                whole[prefix] = states
    return {area: tuple(sorted(whole.get(area, states))) for area, states in found.items()}


def _states(name: str) -> set[str]:
    abbreviated = _ABBREVIATED.search(name)
    return {abbreviated[1]} if abbreviated else {_NAMES[part] for part in name.split("/") if part in _NAMES}
