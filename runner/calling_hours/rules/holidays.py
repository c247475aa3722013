"""Which days are public holidays, and a rule's hours on them."""

import functools
import re
from collections.abc import Mapping
from datetime import date, timedelta

from runner.calling_hours.intervals import intersection
from runner.calling_hours.rules import builtin
from runner.calling_hours.rules.rule import Hours, Rule

_ALL_DAY: Hours = ((0, builtin.DAY),)
# As the library `holidays` has them in each country's `weekend`; a test compares the two.
_FRIDAY_AND_SATURDAY = re.findall("..", "AFBDBHDJDZEGILIQJOKWMRMVOMQASASDSYYE")
_WEEKENDS = {**dict.fromkeys(_FRIDAY_AND_SATURDAY, (4, 5)), "IR": (4,), "BN": (4, 6)}


@functools.cache
def public_holidays(country: str, state: str | None, year: int) -> Mapping[date, str]:
    """Return a year's public holidays with their names, observed days included; empty where the calendar is unknown.

    Those of the pack's countries are compiled in: importing the library takes longer than everything else here.
    """
    compiled = builtin.compiled_holidays(country, state, year)
    return library_holidays(country, state, year) if compiled is None else compiled


def library_holidays(country: str, state: str | None, year: int) -> Mapping[date, str]:
    """Return the holidays of the library `holidays`, in English; the country's where it doesn't know the state."""
    import holidays

    try:
        return dict(holidays.country_holidays(country, subdiv=state, years=year, language="en_US"))
    except NotImplementedError:
        return library_holidays(country, None, year) if state else {}


def holiday_name(rule: Rule, day: date) -> str | None:
    """Return the name of the holiday that a rule observes on a day; None where there is none.

    In a year without a calendar any day may be one: the library ends in 2100.
    """
    for own in rule.days:
        if own.date == day:
            return own.name if own.holiday else None
    if not rule.holidays.close and rule.eve_of_holiday is None:
        return None
    calendar = public_holidays(rule.country, rule.calendar, day.year)
    return calendar.get(day) if calendar else f"possibly a holiday (no calendar of {day.year})"


def hours(rule: Rule, day: date) -> Hours:
    """Return a rule's hours on a day: those of its weekday, unless it is a holiday or the eve of one."""
    usual = weekday_hours(rule, day.weekday())
    if holiday_name(rule, day) is not None:
        return ()
    if rule.eve_of_holiday is not None and holiday_name(rule, day + timedelta(days=1)) is not None:
        return intersection(usual, rule.eve_of_holiday)
    return usual


def weekday_hours(rule: Rule, weekday: int) -> Hours:
    """Return a rule's hours on a weekday, Monday being 0: all day where it has no limit."""
    hours = rule.weekday(weekday)
    return _ALL_DAY if hours is None else hours


def is_weekend(country: str | None, day: date) -> bool:
    """Whether a day is part of a country's weekend; Saturday and Sunday where the country is unknown."""
    return day.weekday() in _WEEKENDS.get(country or "", (5, 6))
