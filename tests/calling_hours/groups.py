"""Runs and people of whom only what matters to a test is said."""

from datetime import datetime
from zoneinfo import ZoneInfo

from runner.calling_hours.forecast import Pace, Seconds
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import Group


def at(written: str) -> datetime:
    """Read `2026-12-01 07:30 America/New_York`."""
    day, clock, zone = written.split()
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone))


def group(who: str, count: int) -> Group:
    """Read `US-FL+TX America/New_York,America/Chicago`; states and zones may be left out."""
    place, _, zones = who.partition(" ")
    country, _, states = place.partition("-")
    return Group(Place(country, tuple(filter(None, states.split("+")))), tuple(filter(None, zones.split(","))), count)


def pace(least: int, most: int) -> Pace:
    """Give a pace at which a call takes so many seconds."""
    nothing = Seconds(0, 0)
    return Pace(ring=nothing, talk=Seconds(least, most), gap=nothing)
