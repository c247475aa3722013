"""Judges the numbers without a plus of a list's phone column by what the whole column shows."""

import enum
import math
from collections import Counter
from dataclasses import dataclass, field

from runner.phone_numbers.numbering_plan import calling_code, closed_length, share_like
from runner.phone_numbers.reading import Reading, is_valid
from runner.phone_numbers.table import Region, lookup

_CHANCE = 0.01
"""Below this probability, what a column shows isn't taken for chance."""
_EVIDENCE = 2
"""Cells written in national groups that show a national column, or with the region's code one that lost its plus."""


class Assumption(enum.StrEnum):
    """What the user says of numbers without a plus that have two readings."""

    NATIONAL = "national"
    INTERNATIONAL = "international"


@dataclass(slots=True)
class PhoneColumn:
    """What a column shows: `add` the reading of every cell, then `choose` for each.

    Of the cells without a country code, `home` have only a national reading (`grouped` of them because of their groups,
    `prefixed` with the national prefix), `lost` only an international one, and `twofold` both. `stated` and `twofold`
    count by country code, the latter by that of the international reading. `lengths` are those of all these cells.
    """

    region: Region | None
    assumption: Assumption | None = None
    home: int = 0
    grouped: int = 0
    prefixed: int = 0
    lost: int = 0
    stated: Counter[int] = field(default_factory=Counter)
    twofold: Counter[int] = field(default_factory=Counter)
    lengths: set[int] = field(default_factory=set)

    def add(self, reading: Reading) -> None:
        national, international = reading.national, reading.international
        if reading.stated:
            self.stated[_code(reading.stated)] += 1
        if reading.stated or national == international:
            return
        self.lengths.add(reading.length)
        if international is None:
            self.home += 1
            self.grouped += reading.grouped
            self.prefixed += reading.has_prefix
        elif national is None:
            self.lost += 1
        else:
            self.twofold[_code(international)] += 1

    def choose(self, reading: Reading) -> tuple[str, str] | None:
        """Return the digits of the number that a cell means, and the kind of repair that adds its code, if any does.

        None where the column leaves it open.
        """
        if reading.stated:
            return reading.stated, ""
        match self.assumption:
            case Assumption.NATIONAL:
                number = reading.national or self._own(reading) or reading.guess
            case Assumption.INTERNATIONAL:
                number = reading.international or reading.national
            case _:
                number = self._by_evidence(reading)
        if number is None:
            return None
        return number, "plus" if number == reading.international != reading.national else "country-code"

    def _by_evidence(self, reading: Reading) -> str | None:
        national, international = reading.national, reading.international
        if national == international:
            return national
        if international is None:
            # In a column that lost its plus, a number of a range that the table lacks may look national.
            doubtful = reading.maybe_international and self.lost > self.home
            return None if doubtful else national
        if national is None:
            return self._own(reading)
        if self._is_national and self._by_chance(_code(international)):
            return national
        return self._own(reading) if self._has_codes else None

    def _own(self, reading: Reading) -> str | None:
        """Return the number with its plus, if its country code is that of the region."""
        number = reading.international
        return number if number and self.region and _code(number) == self.region.code and is_valid(number) else None

    @property
    def _is_national(self) -> bool:
        """Whether all numbers without a code have the one length of the region's plan, and most are surely national."""
        if self.region is None or self.lost or self.prefixed:
            return False
        # Digits alone prove little: a spreadsheet takes the plus of some numbers, and others had none.
        enough = self.grouped >= max(_EVIDENCE, self.twofold.total())
        return enough and self.lengths == {closed_length(self.region.code)}

    def _by_chance(self, code: int) -> bool:
        """Whether no more national numbers look like those of another country code than chance makes so."""
        if self.region is None or self.stated[code]:
            return False
        (length,) = self.lengths
        ungrouped = self.home - self.grouped + self.twofold.total()
        return _chance(self.twofold[code], ungrouped * share_like(self.region.code, length, code)) >= _CHANCE

    @property
    def _has_codes(self) -> bool:
        """Whether the column's numbers all have the region's own country code, which chance doesn't make so."""
        if self.region is None or self.home or self.lost or self.stated[self.region.code]:
            return False
        return self.twofold.keys() == {self.region.code} and self.twofold.total() >= _EVIDENCE


def country_of(number: str) -> str:
    """Return the region of a number's digits."""
    return lookup(int(number)).region or ""


def _code(number: str) -> int:
    code = calling_code(number)
    return code if code is not None else 0


def _chance(count: int, expected: float) -> float:
    """Return the probability of `count` or more where so many are expected: Poisson's distribution."""
    return 1 - sum(math.exp(-expected) * expected**each / math.factorial(each) for each in range(count))
