"""Names of time zones beside IANA's."""

import json

import pytest

from runner import zone_names
from runner.timezones import iana_zone
from tests.paths import ROOT

TABLE = json.loads((ROOT / "runner" / "zone_names.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("ET", "America/New_York"),
        ("eastern", "America/New_York"),
        ("Eastern Time Zone", "America/New_York"),
        ("Eastern Daylight Time", "America/New_York"),
        ("Eastern Time (US and Canada)", "America/New_York"),
        ("Pacific", "America/Los_Angeles"),
        ("US Mountain Standard Time", "America/Phoenix"),
        ("Central Standard Time (Mexico)", "America/Mexico_City"),
        ("AUS Eastern Standard Time", "Australia/Sydney"),
        ("Tokyo Standard Time", "Asia/Tokyo"),
        ("Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"),
        ("India Standard Time", "Asia/Kolkata"),
        ("Greenwich Mean Time", "Europe/London"),
        ("HNE", "America/New_York"),
    ],
)
def test_a_name_stands_for_a_zone(name: str, zone: str) -> None:
    meaning = zone_names.lookup(name)

    assert meaning is not None
    assert zone_names.best_known(meaning.groups[0]) == zone


@pytest.mark.parametrize("name", ["head office", "north", "region 4", "", "time", "General"])
def test_other_words_are_no_names(name: str) -> None:
    assert zone_names.lookup(name) is None


@pytest.mark.parametrize(
    ("name", "country", "zone"),
    [
        ("CST", "CN", "Asia/Shanghai"),
        ("CST", "CU", "America/Havana"),
        ("CST", "US", "America/Chicago"),
        ("IST", "IE", "Europe/Dublin"),
        ("IST", "IL", "Asia/Jerusalem"),
        ("EST", "AU", "Australia/Brisbane"),
        ("MST", "US", "America/Phoenix"),
        ("PST", "PH", "Asia/Manila"),
    ],
)
def test_an_abbreviation_depends_on_the_country(name: str, country: str, zone: str) -> None:
    meaning = zone_names.lookup(name)

    assert meaning is not None
    assert meaning.local
    assert zone in {zone for group in meaning.groups for zone in zone_names.zones(group, country)}


def test_every_zone_of_the_table_is_in_the_database() -> None:
    zones = {zone for countries in TABLE["groups"].values() for zones in countries.values() for zone in zones}

    assert [zone for zone in sorted(zones) if iana_zone(zone) is None] == []
    assert len(TABLE["groups"]) > 250
