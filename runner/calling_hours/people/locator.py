"""Locates one contact by its phone number and by what its cells say."""

import functools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runner.calling_hours import zone_offsets
from runner.calling_hours.people import readings
from runner.calling_hours.people.evidence import Verdict, weigh
from runner.calling_hours.people.location_columns import Kind, LocationColumn
from runner.calling_hours.people.readings import Meaning, Reading
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import MobileNumbers, ZoneSource
from runner.phone_numbers.table import SERVICE_TYPES, NumberInfo, NumberType

Evidence = tuple[Reading | None, ...]
"""What a row's cells mean, in the order of the columns; None for a blank one."""
NUMBER = -1
"""The position of the phone number among the sources of a location, beside those of columns."""
_MOBILE = (NumberType.MOBILE, NumberType.FIXED_LINE_OR_MOBILE, NumberType.PERSONAL_NUMBER, NumberType.PAGER)
"""Types of which a number goes where its holder goes."""
_COUNTRIES_WITH_STATES = ("US", "CA", "AU")
"""Countries of which a rule or the holidays may be a state's."""
_NO_COUNTRY = "001"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Sources that contradict each other: the positions of columns, and `NUMBER`.

    `may_have_moved` tells that only a number that may be mobile contradicts columns that agree.
    """

    sources: frozenset[int]
    may_have_moved: bool


@dataclass(frozen=True, slots=True)
class Location:
    """Where a contact may be.

    `unreadable` and `no_place` are positions of columns in `Locations.columns`: of cells that can't be read, and of
    those that name an offset or several zones instead of a place.
    """

    place: Place
    zones: tuple[str, ...]
    source: ZoneSource
    unreadable: frozenset[int] = frozenset()
    no_place: frozenset[int] = frozenset()
    contradiction: Contradiction | None = None


class Locator:
    """Locates contacts of a list with these columns for calls in a year; `ignored` are positions of columns."""

    def __init__(
        self, columns: tuple[LocationColumn, ...], ignored: frozenset[int], year: int, mobile: MobileNumbers
    ) -> None:
        self._settings = (columns, ignored, year, mobile)
        self._zone_columns = frozenset(i for i, column in enumerate(columns) if column.kinds[0] is Kind.ZONE)
        self._postal_columns = frozenset(i for i, column in enumerate(columns) if column.kinds[0] is Kind.POSTAL_CODE)
        self._ignored = ignored
        self._year = year
        self._mobile = mobile
        self._located = functools.lru_cache(65_536)(self._locate)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._settings

    def locate(self, info: NumberInfo, evidence: Evidence) -> Location:
        """Locate a contact by what is known of its number and what its cells mean."""
        country = _country(info)
        meanings = (
            None if cell is None or position in self._ignored else readings.meaning(cell, country, self._year)
            for position, cell in enumerate(readings.settle(evidence, self._postal_columns, country))
        )
        return self._located(info, tuple(meanings))

    def _locate(self, info: NumberInfo, meanings: tuple[Meaning | None, ...]) -> Location:
        of_columns = {i: known for i, known in enumerate(meanings) if known}
        places = {i: known for i, known in of_columns.items() if known.place and known.zones}
        codes = [known.area for known in places.values() if known.area]
        sources = dict(of_columns)
        if (number := self._of_number(info, codes)) and not (places and self._is_overruled(info)):
            sources[NUMBER] = number
        verdict = weigh(sources, self._year)
        return Location(
            place=_place(info, codes),
            zones=verdict.zones,
            source=self._source({*places, *verdict.contradicting} - {NUMBER}),
            unreadable=frozenset(i for i, known in of_columns.items() if known.place and not known.zones),
            no_place=frozenset(i for i, known in of_columns.items() if not known.place),
            contradiction=self._contradiction(info, of_columns, verdict),
        )

    def _contradiction(
        self, info: NumberInfo, of_columns: Mapping[int, Meaning], verdict: Verdict
    ) -> Contradiction | None:
        if not verdict.contradicting:
            return None
        moved = NUMBER in verdict.contradicting and may_be_mobile(info)
        return Contradiction(verdict.contradicting, moved and not weigh(of_columns, self._year).contradicting)

    def _of_number(self, info: NumberInfo, codes: Iterable[str]) -> Meaning | None:
        """Return where a number's holder may be; None for a number of a service or of no country.

        A number of another state than the address says nothing about which part of that state a contact is in.
        """
        if info.type in SERVICE_TYPES:
            return None
        zones = tuple(filter(zone_offsets.exists, info.zones))
        if self._mobile is MobileNumbers.COUNTRY and may_be_mobile(info):
            zones = zone_offsets.of_country(info.region or "") or zones
        return Meaning(zones, place=_is_of(info, codes)) if zones else None

    def _is_overruled(self, info: NumberInfo) -> bool:
        """Whether a number counts only where no column says where the contact is."""
        return self._mobile is MobileNumbers.ADDRESS_FIRST and may_be_mobile(info)

    def _source(self, columns: Collection[int]) -> ZoneSource:
        if not columns:
            return ZoneSource.NUMBER
        return ZoneSource.COLUMN if self._zone_columns.intersection(columns) else ZoneSource.ADDRESS


def may_be_mobile(info: NumberInfo) -> bool:
    """Whether a number may go where its holder goes; in North America any may."""
    return info.type in _MOBILE


def _country(info: NumberInfo) -> str | None:
    return None if info.region == _NO_COUNTRY else info.region


def _is_of(info: NumberInfo, codes: Iterable[str]) -> bool:
    """Whether a number is of the state of an address, as far as either is known."""
    of_number = {f"{info.region}-{state}" for state in info.states}
    return all(code in of_number if of_number else code.startswith(f"{info.region}-") for code in codes)


def _place(info: NumberInfo, codes: Iterable[str]) -> Place:
    """Return the country, and the states whose rules apply: those of the address, and the number's own.

    A number of no country is in that of the address, where all of its states are in one.
    """
    country = _country(info)
    countries = {code.partition("-")[0] for code in codes}
    if country is None and len(countries) == 1:
        country = countries.pop()
    address: dict[str, list[str]] = {}
    for code in codes:
        where, _, state = code.partition("-")
        address.setdefault(where, []).append(state)
    own = address.pop(country or "", [])
    if country not in _COUNTRIES_WITH_STATES:
        own = []
    elsewhere = tuple(Place(where, tuple(dict.fromkeys(of_address))) for where, of_address in address.items())
    return Place(country, tuple(dict.fromkeys([*own, *info.states])), elsewhere)
