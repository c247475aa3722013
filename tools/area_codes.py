"""US states and Canadian provinces by area code, from libphonenumber's place names."""

import re
from collections import defaultdict

from phonenumbers.geodata import GEOCODE_DATA

CALLING_CODE = "1"
PREFIX_LENGTH = len(CALLING_CODE) + 3
"""Digits of the calling code and an area code; longer prefixes aren't told apart."""

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
_ABBREVIATION = re.compile(r", ([A-Z]{2})\Z")


def states_by_prefix() -> dict[str, tuple[str, ...]]:
    """Map calling code and area code to the states of its places; area codes without places are left out."""
    by_place: dict[str, set[str]] = defaultdict(set)
    by_area_code: dict[str, set[str]] = {}
    for prefix, names in GEOCODE_DATA.items():
        if (
            prefix.startswith(CALLING_CODE)
            and len(prefix) >= PREFIX_LENGTH
            and (states := _states(names.get("en", "")))
        ):
            by_place[prefix[:PREFIX_LENGTH]].update(states)
            if len(prefix) == PREFIX_LENGTH:
                by_area_code[prefix] = states
    return {prefix: tuple(sorted(by_area_code.get(prefix, states))) for prefix, states in by_place.items()}


def _states(name: str) -> set[str]:
    abbreviation = _ABBREVIATION.search(name)
    return {abbreviation[1]} if abbreviation else {_NAMES[part] for part in name.split("/") if part in _NAMES}
