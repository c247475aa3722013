"""A rule on calling hours, and how well it is confirmed."""

import enum
from dataclasses import dataclass
from datetime import date, timedelta

Hours = tuple[tuple[int, int], ...]
"""Half-open spans of a day in minutes after midnight: sorted, disjoint, up to 1440."""
SATURDAY, SUNDAY = 5, 6


class Confidence(enum.StrEnum):
    """How well a rule is confirmed.

    A: the text of the regulator or statute, or a copy of it, was read. B: a dated secondary source cites the section,
    or an excerpt of the regulator's page was seen. C: only a table from the press or a vendor. D: sources conflict, or
    nothing confirms it. OWN: added by the policy. NONE: no rule at all, but the night guard.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    OWN = "own"
    NONE = "none"


class Applies(enum.StrEnum):
    """When a rule applies to a contact in its country, or in its state where it has one."""

    ALWAYS = "always"
    ZONE_UNKNOWN = "zone-unknown"
    SWITCHED_ON = "when-switched-on"


class Holidays(enum.StrEnum):
    """What a rule says about public holidays."""

    SAME = "same"
    NONE = "none"
    CONFLICTING = "conflicting"
    NONE_FOUND = "none_found"
    PREFERENCE = "preference"

    @property
    def close(self) -> bool:
        """Whether calls aren't permitted on holidays; where sources conflict, they aren't."""
        return self in (Holidays.NONE, Holidays.CONFLICTING)


@dataclass(frozen=True, slots=True)
class Cap:
    """The most calls to one person within a time."""

    calls: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a rule treats as a holiday, or as none although the calendar has it."""

    date: date
    name: str
    holiday: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A country by its ISO 3166-1 code, None where unknown, and the states of the address and the phone number.

    States are ISO 3166-2 codes without the country: `FL`, `QC`, `NSW`. `elsewhere` has the places of an address in
    another country than that of the number: rules of each apply.
    """

    country: str | None
    states: tuple[str, ...] = ()
    elsewhere: tuple["Place", ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """When contacts in a country, or in one of its states, may be called; compared by identity to keep caches fast.

    `reaches` has the territories that it covers beside its country. Hours are None where no law was found that limits
    them. `zone` is the time zone of the hours, None for the called party's. `calendar` is the state whose holidays it
    observes, None for the country's; `days` take precedence over it.
    """

    id: str
    country: str
    source: str
    confidence: Confidence
    state: str | None = None
    reaches: tuple[str, ...] = ()
    mon_fri: Hours | None = None
    sat: Hours | None = None
    sun: Hours | None = None
    holidays: Holidays = Holidays.SAME
    eve_of_holiday: Hours | None = None
    calendar: str | None = None
    days: tuple[Day, ...] = ()
    zone: str | None = None
    applies: Applies = Applies.ALWAYS
    caps: tuple[Cap, ...] = ()
    checked: date | None = None

    @property
    def sets_hours(self) -> bool:
        """Whether it limits the hours of every day."""
        return None not in (self.mon_fri, self.sat, self.sun)

    @property
    def has_holidays(self) -> bool:
        """Whether hours differ on holidays, or on days of its own."""
        return bool(self.days) or self.holidays.close or self.eve_of_holiday is not None

    def weekday(self, weekday: int) -> Hours | None:
        """Return the hours on a weekday, Monday being 0."""
        return {SATURDAY: self.sat, SUNDAY: self.sun}.get(weekday, self.mon_fri)

    def applies_to(self, place: Place, *, zone_known: bool) -> bool:
        if zone_known and self.applies is Applies.ZONE_UNKNOWN:
            return False
        return self._covers(place) or any(map(self._covers, place.elsewhere))

    def _covers(self, place: Place) -> bool:
        if place.country not in (self.country, *self.reaches):
            return False
        return self.state is None or self.state in place.states
