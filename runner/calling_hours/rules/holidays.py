"""Which days are public holidays, to whom."""

import functools
import re
from collections.abc import Mapping
from datetime import date, timedelta

from runner.calling_hours.intervals import common
from runner.calling_hours.rules import builtin
from runner.calling_hours.rules.rule import Hours, Rule

_ALL_DAY: Hours = ((0, builtin.DAY),)
# The library's `weekend` of each country has them, and a test holds them against it.
_FRIDAY_AND_SATURDAY = re.findall("..", "AFBDBHDJDZEGILIQJOKWMRMVOMQASASDSYYE")
_WEEKENDS = {**dict.fromkeys(_FRIDAY_AND_SATURDAY, (4, 5)), "IR": (4,), "BN": (4, 6)}


@functools.cache
def holidays(country: str, state: str | None, year: int) -> Mapping[date, str]:
    """Give a year's public holidays with their names; none where the calendar isn't known.

    Days on which one is observed are among them. Those of the pack's countries are compiled in, for as many years as a
    campaign is planned ahead: to import the library takes longer than all else that is done with rules.
    """
    compiled = builtin.compiled_holidays(country, state, year)
    return asked(country, state, year) if compiled is None else compiled


def asked(country: str, state: str | None, year: int) -> Mapping[date, str]:
    """Ask the library `holidays`, in English; of a state that it doesn't know it gives the country's."""
    import holidays as library

    try:
        return dict(library.country_holidays(country, subdiv=state, years=year, language="en_US"))
    except NotImplementedError:
        return asked(country, None, year) if state else {}


def holiday(rule: Rule, day: date) -> str | None:
    """Name the holiday that a day is to a rule, None where it is none or the rule doesn't care."""
    for own in rule.days:
        if own.date == day:
            return own.name if own.holiday else None
    if not rule.holidays.close and rule.eve_of_holiday is None:
        return None
    return holidays(rule.country, rule.calendar, day.year).get(day)


def hours(rule: Rule, day: date) -> Hours:
    """Give a rule's hours on a day: those of the day of the week, unless it is a holiday or the eve of one."""
    usual = by_weekday(rule, day.weekday())
    if holiday(rule, day) is not None:
        return ()
    if rule.eve_of_holiday is not None and holiday(rule, day + timedelta(days=1)) is not None:
        return common(usual, rule.eve_of_holiday)
    return usual


def by_weekday(rule: Rule, weekday: int) -> Hours:
    """Give a rule's hours on a day of the week, Monday being 0: all day where it has none."""
    found = rule.weekday(weekday)
    return _ALL_DAY if found is None else found


def weekend(country: str | None, day: date) -> bool:
    """Say whether a day is one of a country's weekend."""
    return day.weekday() in _WEEKENDS.get(country or "", (5, 6))
