"""Where a list's contacts likely are, from its columns or its numbers."""

from pathlib import Path

import pytest

from runner.calling_hours.people import locations, postal_codes
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import ContactGroup, ZoneSource
from runner.config.campaign import ContactsSource
from runner.contacts.reader import read_contacts
from runner.findings import Findings
from tests.contacts.reading import at


def located(path: Path, text: str) -> set[ContactGroup]:
    path.write_text(text, encoding="utf-8")
    source = ContactsSource("q4.csv")
    contacts = read_contacts(source, {}, path, "q4.csv", Findings(), at=at)
    assert contacts is not None
    groups = locations.groups(contacts, source, {})
    rows = list(locations.rows(contacts, source, {}))
    assert sum(group.count for group in groups) == len(rows) == contacts.rows
    assert {(group.place, group.zones) for group in groups} == {(place, zones) for place, zones, _ in rows}
    return set(groups)


CALIFORNIA = Place("US", ("CA",))
PACIFIC, EASTERN = ("America/Los_Angeles",), ("America/New_York",)


def test_without_location_columns_the_number_decides(tmp_path: Path) -> None:
    groups = located(tmp_path / "q4.csv", "Phone,a\n+14155550101,x\n+14155550102,y\n+442079460101,z\n+18005550101,x\n")

    assert groups == {
        ContactGroup(CALIFORNIA, PACIFIC, 2, ZoneSource.NUMBER),
        ContactGroup(Place("GB"), ("Europe/London",), 1, ZoneSource.NUMBER),
        ContactGroup(Place(None), (), 1, ZoneSource.NUMBER),
    }


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("Time Zone", "America/New_York", ContactGroup(CALIFORNIA, EASTERN, 1, ZoneSource.COLUMN)),
        ("timezone", "Eastern", ContactGroup(CALIFORNIA, PACIFIC, 1, ZoneSource.NUMBER)),
        ("timezone", "", ContactGroup(CALIFORNIA, PACIFIC, 1, ZoneSource.NUMBER)),
        ("State", "ny", ContactGroup(Place("US", ("NY", "CA")), EASTERN, 1, ZoneSource.ADDRESS)),
        ("State", "New  York", ContactGroup(Place("US", ("NY", "CA")), EASTERN, 1, ZoneSource.ADDRESS)),
        ("State", "QC", ContactGroup(CALIFORNIA, PACIFIC, 1, ZoneSource.NUMBER)),
        ("ZIP", "10001-0001", ContactGroup(Place("US", ("NY", "CA")), EASTERN, 1, ZoneSource.ADDRESS)),
        ("zip_code", "96201", ContactGroup(CALIFORNIA, PACIFIC, 1, ZoneSource.NUMBER)),
    ],
)
def test_a_location_column_takes_precedence(tmp_path: Path, header: str, cell: str, expected: ContactGroup) -> None:
    assert located(tmp_path / "q4.csv", f"Phone,{header}\n+14155550101,{cell}\n") == {expected}


def test_two_time_zone_columns_are_ignored(tmp_path: Path) -> None:
    groups = located(tmp_path / "q4.csv", "Phone,tz,timezone\n+14155550101,America/New_York,Europe/Paris\n")

    assert groups == {ContactGroup(CALIFORNIA, PACIFIC, 1, ZoneSource.NUMBER)}


@pytest.mark.parametrize(
    ("country", "code", "state"),
    [
        ("US", "00501", "NY"),
        ("US", "20500", "DC"),
        ("US", "20101", "VA"),
        ("US", "73301", "TX"),
        ("US", "88510", "TX"),
        ("US", "99501", "AK"),
        ("US", "34002", None),
        ("US", "1234", None),
        ("CA", "h3z 2y7", "QC"),
        ("CA", "K1A 0B1", "ON"),
        ("CA", "X0A 0H0", None),
        ("AU", "2600", "ACT"),
        ("AU", "0800", "NT"),
        ("AU", "6000", "WA"),
        ("FR", "75001", None),
    ],
)
def test_a_postal_code_is_in_a_state(country: str, code: str, state: str | None) -> None:
    assert postal_codes.state_of_postal_code(country, code) == state


def test_every_state_has_zones() -> None:
    states = [(country, state) for country, codes in postal_codes._CODES.items() for state in codes]

    assert [state for state in states if not postal_codes.zones(*state)] == []
    assert postal_codes.zones("CA", "PE") == ("America/Halifax",)
    assert postal_codes.zones("US", "FL") == ("America/Chicago", "America/New_York")
