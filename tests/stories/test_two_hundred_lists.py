"""Random lists over forty countries, against a simulation by the minute that shares no code with the program.

Whoever a rule or the night guard covers is called outside in no zone that is possible without a finding, and no way out
that is proposed calls anybody outside either.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.calling_hours.test_simulation import binding, permitted
from tests.fake_api import FakeApi
from tests.project import Project

LISTS = 200
MINUTE = timedelta(minutes=1)
LONGEST = timedelta(days=2)
CODES = {"calling-hours", "calling-hours-unsure", "calling-holiday"}


@dataclass(frozen=True)
class Prefix:
    """Numbers of a prefix, `digits` long behind it: their country and state, and every zone that they may be in."""

    start: str
    digits: int
    country: str
    zones: tuple[str, ...]
    state: str = ""


# Zones as IANA's zone.tab and the numbering plans of the countries have them, not as the program does.
TABLE = """
+1212556 4 US-NY America/New_York
+1312556 4 US-IL America/Chicago
+1850438 4 US-FL America/Chicago
+1303556 4 US-CO America/Denver
+1602556 4 US-AZ America/Phoenix
+1213556 4 US-CA America/Los_Angeles
+1512556 4 US-TX America/Chicago
+1808523 4 US-HI Pacific/Honolulu
+1787722 4 PR America/Puerto_Rico
+1416556 4 CA-ON America/Toronto
+1604556 4 CA-BC America/Vancouver
+1709722 4 CA-NL America/St_Johns
+44207946 4 GB Europe/London
+4479114 5 GB Europe/London
+3319900 4 FR Europe/Paris
+49302312 4 DE Europe/Berlin
+3491555 4 ES Europe/Madrid
+346121 5 ES Europe/Madrid,Atlantic/Canary
+390669 6 IT Europe/Rome
+43151 6 AT Europe/Vienna
+4722 6 NO Europe/Oslo
+35121 7 PT Europe/Lisbon
+351291 6 PT Atlantic/Madeira
+351912 6 PT Europe/Lisbon,Atlantic/Madeira,Atlantic/Azores
+302101 6 GR Europe/Athens
+4822 7 PL Europe/Warsaw
+74951 6 RU Europe/Moscow
+79161 6 RU Europe/Kaliningrad,Europe/Moscow,Asia/Yekaterinburg,Asia/Novosibirsk,Asia/Vladivostok,Asia/Kamchatka
+902121 6 TR Europe/Istanbul
+9714333 4 AE Asia/Dubai
+97235 6 IL Asia/Jerusalem
+912225 6 IN Asia/Kolkata
+922112 6 PK Asia/Karachi
+977141 5 NP Asia/Kathmandu
+8801711 6 BD Asia/Dhaka
+662123 5 TH Asia/Bangkok
+6561 6 SG Asia/Singapore
+62812345 5 ID Asia/Jakarta,Asia/Pontianak,Asia/Makassar,Asia/Jayapura
+6321 7 PH Asia/Manila
+85221 6 HK Asia/Hong_Kong
+813333 5 JP Asia/Tokyo
+8221 7 KR Asia/Seoul
+61295 6 AU Australia/Sydney
+6149157 4 AU Australia/Sydney,Australia/Perth,Australia/Brisbane,Australia/Adelaide,Australia/Darwin,Australia/Hobart
+649555 4 NZ Pacific/Auckland
+27115 6 ZA Africa/Johannesburg
+25420 7 KE Africa/Nairobi
+2348031 6 NG Africa/Lagos
+20227 6 EG Africa/Cairo
+212522 6 MA Africa/Casablanca
+243991 6 CD Africa/Kinshasa,Africa/Lubumbashi
+551133 6 BR America/Sao_Paulo
+559233 6 BR America/Manaus
+556833 6 BR America/Rio_Branco
+525512 6 MX America/Mexico_City
+526641 6 MX America/Tijuana
+576012 6 CO America/Bogota
+5114 6 PE America/Lima
+56221 6 CL America/Santiago
+541143 6 AR America/Argentina/Buenos_Aires
+2997 5 GL America/Nuuk,America/Danmarkshavn,America/Scoresbysund,America/Thule
"""


def _prefixes() -> Iterator[Prefix]:
    for line in TABLE.strip().splitlines():
        start, digits, place, zones = line.split()
        country, _, state = place.partition("-")
        yield Prefix(start, int(digits), country, tuple(zones.split(",")), state)


PREFIXES = list(_prefixes())


@cache
def rules_of(prefix: Prefix) -> tuple[dict[str, Any], ...]:
    """Return the rules that must hold: all but unconfirmed ones, which are information."""
    return tuple(rule for rule in binding(prefix.country, [prefix.state]) if rule["confidence"] != "D")


@cache
def wrong(prefix: Prefix, zone: str, at: datetime) -> bool:
    """Whether somebody in this zone may not be called at a minute."""
    return not all(permitted(rule, at.astimezone(ZoneInfo(rule.get("zone", zone)))) for rule in rules_of(prefix))


def wrong_between(prefixes: Sequence[Prefix], start: datetime, end: datetime) -> str | None:
    """Return who is called at a wrong minute of a run; None where nobody is."""
    at = start.astimezone(UTC).replace(second=0)
    while at < min(end, start + LONGEST):
        for prefix in prefixes:
            for zone in prefix.zones:
                if wrong(prefix, zone, at):
                    return f"{prefix.start} in {zone} at {at.astimezone(ZoneInfo(zone))}"
        at += MINUTE
    return None


def by_night(prefixes: Sequence[Prefix], start: datetime, end: datetime) -> str | None:
    """Return who is called between 21:00 and 08:00 in a run, whatever the rules say; None where nobody is."""
    at = start.astimezone(UTC)
    while at < min(end, start + LONGEST):
        for prefix in prefixes:
            for zone in prefix.zones:
                if not 8 <= at.astimezone(ZoneInfo(zone)).hour < 21:
                    return f"{prefix.start} in {zone} at {at.astimezone(ZoneInfo(zone))}"
        at += MINUTE
    return None


@dataclass(frozen=True)
class Listed:
    """A list's prefixes and how many contacts of each it has."""

    prefixes: tuple[Prefix, ...]
    each: int


def add(project: Project, chance: random.Random, number: int) -> Listed:
    """Write a random campaign and its list: near people's mornings and evenings, or at any time."""
    listed = Listed(tuple(chance.sample(PREFIXES, chance.choice([1, 1, 2, 3, 5]))), chance.randint(1, 60))
    rows = [
        prefix.start + str(tail).zfill(prefix.digits)
        for prefix in listed.prefixes
        for tail in chance.sample(range(10 ** min(prefix.digits, 4)), listed.each)
    ]
    project.csv(f"{number}.csv", "\n".join(["Phone Number", *rows]) + "\n")
    zone = chance.choice([*listed.prefixes[0].zones, "Europe/Berlin", "America/New_York"])
    day = date(2027, 1, 4) + timedelta(days=chance.randrange(360))
    lines: dict[str, Any] = {"concurrentCalls": chance.choice([1, 1, 2, 5])}
    project.add(
        f"{number}.yaml",
        campaignName=f"List {number}",
        contacts=f"{number}.csv",
        scheduledDate=day.isoformat(),
        scheduledTime=f"{chance.randrange(24):02}:{chance.choice([0, 15, 30, 55]):02}:00",
        scheduledTimezone=zone,
        without=("concurrentCalls",) if chance.random() < 0.1 else (),
        **({"isScheduled": False} if chance.random() < 0.15 else {}),
        **lines,
    )
    return listed


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def check_ways_out(campaign: dict[str, Any], listed: Listed, chance: random.Random) -> None:
    hours = campaign["hours"]
    start, most = (datetime.fromisoformat(hours[key]) for key in ("start", "most"))
    run = most - start
    earliest, latest = (moment(hours["fixes"][key]) for key in ("earliestStart", "latestStart"))
    if earliest and latest:
        between = earliest + timedelta(minutes=5 * chance.randint(0, (latest - earliest) // timedelta(minutes=5)))
        for at in (earliest, between, latest):
            assert not wrong_between(listed.prefixes, at, at + run)
            assert not by_night(listed.prefixes, at, at + run)
    if (before := moment(hours["mergeBefore"])) is not None:
        assert not wrong_between(listed.prefixes, before, before + run)
        assert not by_night(listed.prefixes, before, before + run)
    for part in hours["fixes"]["split"]:
        at = datetime.fromisoformat(part["start"])
        length = max(run * part["contacts"] / (len(listed.prefixes) * listed.each) - MINUTE, MINUTE)
        for zone in part["zones"]:
            assert all(8 <= each.astimezone(ZoneInfo(zone)).hour < 21 for each in (at, at + length)), part
    of_parts = sum(part["contacts"] for part in hours["fixes"]["split"])
    assert of_parts in (0, len(listed.prefixes) * listed.each)


def test_nobody_is_called_at_a_wrong_hour_without_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(20270101)
    project = Project(tmp_path / "repo", capsys, FakeApi())
    lists = {f"List {number}": add(project, chance, number) for number in range(LISTS)}
    plan = project.plan()
    assert len({prefix.country for listed in lists.values() for prefix in listed.prefixes}) >= 40
    said = silent = proposed = 0
    for campaign in plan["campaigns"]:
        listed = lists[campaign["campaignName"]]
        if campaign["action"] == "blocked":  # the time is skipped or occurs twice that day
            continue
        start, most = (datetime.fromisoformat(campaign["hours"][key]) for key in ("start", "most"))
        who = wrong_between(listed.prefixes, start, most)
        found = [f for f in campaign["findings"] if f["code"] in CODES and f["severity"] != "info"]
        assert found or not who, (campaign["campaignName"], who)
        said, silent = said + bool(found), silent + (not found)
        proposed += campaign["hours"]["fixes"]["earliestStart"] is not None
        check_ways_out(campaign, listed, chance)
    assert min(said, silent, proposed) > LISTS // 10, (said, silent, proposed)
