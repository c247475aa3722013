"""What a rule on calling hours says, and how sure it is."""

import enum
from dataclasses import dataclass
from datetime import date, timedelta

Hours = tuple[tuple[int, int], ...]
"""Half-open spans of a day in minutes after midnight: sorted, apart from each other, the last ends by 1440."""
SATURDAY, SUNDAY = 5, 6


class Confidence(enum.StrEnum):
    """How a rule is known.

    A: the regulator's or the statute's text was read. B: a dated secondary source that cites the section, or the
    regulator's page seen as an excerpt. C: a press or vendor's table only. D: sources conflict, or nothing confirms it.
    OWN: the policy's own.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    OWN = "own"


class Applies(enum.StrEnum):
    """When a rule counts for a contact of its country, or of its state where it has one."""

    ALWAYS = "always"
    ZONE_UNKNOWN = "zone-unknown"
    SWITCHED_ON = "when-switched-on"


class Holidays(enum.StrEnum):
    """What a rule says of public holidays."""

    SAME = "same"
    NONE = "none"
    CONFLICTING = "conflicting"
    NONE_FOUND = "none_found"
    PREFERENCE = "preference"

    @property
    def close(self) -> bool:
        """Whether no calls are made on them; where sources disagree, they aren't."""
        return self in (Holidays.NONE, Holidays.CONFLICTING)


@dataclass(frozen=True, slots=True)
class Cap:
    """So many calls to one person in so long, or of those on one subject."""

    calls: int
    within: timedelta
    same_subject: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is a holiday to a rule, or isn't although the calendar has it."""

    date: date
    name: str
    holiday: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A country by its ISO 3166-1 code, with every state that counts: an address's, and a number's.

    States have the ISO 3166-2 code without the country: `FL`, `QC`, `NSW`. None where it isn't known.
    """

    country: str | None
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """When people of a country, or of one of its states, may be called; two are never equal, so that caches are fast.

    Hours are None where no law was found to limit them. `zone` is the one whose clock counts, None for the called
    party's own. `calendar` is the state whose holidays count, None for the whole country's. `days` go before it.
    """

    id: str
    country: str
    source: str
    confidence: Confidence
    state: str | None = None
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
    suppression_max_age_days: int | None = None
    consent: str | None = None
    note: str | None = None
    checked: date | None = None

    @property
    def has_holidays(self) -> bool:
        """Whether hours are others on holidays, or on days of its own."""
        return bool(self.days) or self.holidays.close or self.eve_of_holiday is not None

    def weekday(self, weekday: int) -> Hours | None:
        """Give the hours of a day of the week, Monday being 0."""
        return {SATURDAY: self.sat, SUNDAY: self.sun}.get(weekday, self.mon_fri)

    def counts_for(self, place: Place, *, zone_known: bool) -> bool:
        if self.country != place.country or not (self.state is None or self.state in place.states):
            return False
        return self.applies is not Applies.ZONE_UNKNOWN or not zone_known
