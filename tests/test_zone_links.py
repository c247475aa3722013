"""The names of one time zone: complete by the installed database, and never those of two places."""

import zoneinfo
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from runner import zone_database, zone_links
from tools.zone_links import NO_PLACES, database_links

LINES = [line.split() for line in zone_links._FILE.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
PLACES = {line.split("\t")[2] for line in zone_database.read_text("zoneinfo/zone.tab").splitlines() if line[0] != "#"}


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("America/Godthab", "America/Nuuk"),
        ("GB", "Europe/London"),
        ("UTC", "Etc/UTC"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("Pacific/Ponape", "Pacific/Pohnpei"),
    ],
)
def test_a_name_and_todays_name_are_of_one_zone(name: str, zone: str) -> None:
    assert zone_links.names(name) == zone_links.names(zone)
    assert zone_links.names(name)[0] == zone


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Europe/Amsterdam", "Europe/Brussels"),
        ("Europe/Oslo", "Europe/Berlin"),
        ("Asia/Kuwait", "Asia/Riyadh"),
        ("EST", "America/New_York"),
        ("EST", "America/Panama"),
        ("CET", "Europe/Brussels"),
        ("Etc/GMT", "Etc/UTC"),
    ],
)
def test_places_with_the_same_time_are_not_one_zone(one: str, other: str) -> None:
    assert other not in zone_links.names(one)


def test_every_link_of_the_installed_database_is_in_the_table() -> None:
    """After an update of tzdata with a new name: `python -m tools.zone_links TZ_FOLDER`."""
    links = database_links().keys() - PLACES - NO_PLACES

    assert links == {name for _, *others in LINES for name in others}


def test_each_name_exists_and_is_in_one_line() -> None:
    names = Counter(name for line in LINES for name in line)

    assert set(names) <= zone_database.names()
    assert set(names.values()) == {1}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_the_names_of_a_line_have_the_same_time(line: list[str]) -> None:
    instants = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=5 * n) for n in range(800)]

    assert len({tuple(at.astimezone(zoneinfo.ZoneInfo(name)).utcoffset() for at in instants) for name in line}) == 1
