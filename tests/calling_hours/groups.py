"""Times, contact groups and paces from short texts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from runner.calling_hours.forecast import Pace, Seconds
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import ContactGroup


def at(text: str) -> datetime:
    """Read `2026-12-01 07:30 America/New_York`."""
    day, time, zone = text.split()
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone))


def group(location: str, count: int) -> ContactGroup:
    """Read `US-FL+TX America/New_York,America/Chicago`; states and zones may be left out."""
    area, _, zones = location.partition(" ")
    country, _, states = area.partition("-")
    place = Place(country, tuple(filter(None, states.split("+"))))
    return ContactGroup(place, tuple(filter(None, zones.split(","))), count)


def pace(least: int, most: int) -> Pace:
    """Return a pace at which a call takes so many seconds."""
    zero = Seconds(0, 0)
    return Pace(ring=zero, talk=Seconds(least, most), gap=zero)
