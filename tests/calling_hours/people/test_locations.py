"""Where a list's contacts likely are, from its columns or its numbers."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.calling_hours.people import locations, readings
from runner.calling_hours.people.location_columns import location_columns
from runner.calling_hours.people.locations import Locations
from runner.calling_hours.people.place_findings import place_findings
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import ContactGroup, ZoneSource
from runner.config.campaign import ContactsSource
from runner.contacts.reader import read_contacts
from runner.findings import Finding, Findings
from runner.phone_numbers.table import class_of
from tests.contacts.reading import at

YEAR = 2030


def read(path: Path, text: str, **source: Any) -> tuple[Locations, list[Finding]]:
    """Return the locations and findings of a list; each row is located as the groups are."""
    path.write_text(text, encoding="utf-8")
    list_source = ContactsSource("q4.csv", **source)
    contacts = read_contacts(list_source, {}, path, "q4.csv", Findings(), at=at)
    assert contacts is not None
    result = locations.locate(contacts, list_source, {}, YEAR)
    rows = [row.location for row in locations.rows(contacts, list_source, {}, YEAR)]
    assert sum(group.count for group in result.groups) == len(rows) == contacts.rows
    assert {(g.place, g.zones, g.source) for g in result.groups} == {(row.place, row.zones, row.source) for row in rows}
    return result, list(place_findings(result, contacts, list_source, {}, YEAR))


def located(path: Path, text: str) -> set[ContactGroup]:
    return set(read(path, text)[0].groups)


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
        ("timezone", "Eastern", ContactGroup(CALIFORNIA, EASTERN, 1, ZoneSource.COLUMN)),
        ("timezone", "head office", ContactGroup(CALIFORNIA, PACIFIC, 1, ZoneSource.NUMBER)),
        ("timezone", "", ContactGroup(CALIFORNIA, PACIFIC, 1, ZoneSource.NUMBER)),
        ("State", "ny", ContactGroup(Place("US", ("NY", "CA")), EASTERN, 1, ZoneSource.ADDRESS)),
        ("State", "New  York", ContactGroup(Place("US", ("NY", "CA")), EASTERN, 1, ZoneSource.ADDRESS)),
        ("State", "MB", ContactGroup(CALIFORNIA, ("America/Winnipeg",), 1, ZoneSource.ADDRESS)),
        ("State", "NSW", ContactGroup(CALIFORNIA, PACIFIC, 1, ZoneSource.NUMBER)),
        ("ZIP", "10001-0001", ContactGroup(Place("US", ("NY", "CA")), EASTERN, 1, ZoneSource.ADDRESS)),
        ("zip_code", "96201", ContactGroup(CALIFORNIA, PACIFIC, 1, ZoneSource.NUMBER)),
    ],
)
def test_a_location_column_takes_precedence(tmp_path: Path, header: str, cell: str, expected: ContactGroup) -> None:
    assert located(tmp_path / "q4.csv", f"Phone,{header}\n+14155550101,{cell}\n") == {expected}


def test_columns_that_agree_narrow_each_other_down(tmp_path: Path) -> None:
    text = "Phone,tz,Mailing State,Other State,zip\n+14155550101,-6,TN,Tennessee,37203\n+14155550102,,,FL,\n"

    result, findings = read(tmp_path / "q4.csv", text)

    assert [(group.place.states, group.zones) for group in result.groups] == [
        (("TN", "CA"), ("America/Chicago",)),
        (("FL", "CA"), ("America/Chicago", "America/New_York")),
    ]
    assert findings == []


@pytest.mark.parametrize(
    ("header", "cells", "zones", "names"),
    [
        ("tz,timezone", "America/New_York,Europe/Paris", ("America/New_York", "Europe/Paris"), "`tz` and `timezone`"),
        ("tz,State", "PT,NY", ("America/Los_Angeles", "America/New_York"), "`tz` and `State`"),
        ("State,zip", "CA,10001", ("America/Los_Angeles", "America/New_York"), "`State` and `zip`"),
        ("tz,State,zip", "ET,NY,90001", ("America/New_York", "America/Los_Angeles"), "`tz`, `State` and `zip`"),
        ("Billing State,Other State", "NY,FL", ("America/New_York", "America/Chicago"), "`Billing State` and `Other"),
    ],
)
def test_what_columns_that_disagree_speak_for_is_all_judged(
    tmp_path: Path, header: str, cells: str, zones: tuple[str, ...], names: str
) -> None:
    text = f"Phone,{header}\n+14155550101,{',' * cells.count(',')}\n+14155550102,{cells}\n"

    result, [finding] = read(tmp_path / "q4.csv", text)

    assert {group.zones for group in result.groups} == {PACIFIC, zones}
    assert (finding.code, finding.row, finding.line) == ("place-contradicts", 3, 3)
    assert finding.message.startswith(names)
    assert finding.message.endswith("disagree on where 1 contact is")


def test_unreadable_cells_are_counted_by_column_at_their_first_row(tmp_path: Path) -> None:
    text = "Phone,timezone,State,ZIP\n+14155550101,,,x\n+14155550102,HQ,?,\n+14155550103,n/a,NY,10001\n"

    _, findings = read(tmp_path / "q4.csv", text)

    assert [(finding.row, finding.message) for finding in findings] == [
        (3, "`timezone` has 2 cells that can't be read as a time zone"),
        (3, "`State` has 1 cell that can't be read as a state or province"),
        (2, "`ZIP` has 1 cell that can't be read as a postal code"),
    ]


@pytest.mark.parametrize(
    ("number", "header", "cell"),
    [
        ("+4915123456789", "PLZ", "80331"),
        ("+4915123456789", "Bundesland", "Bayern"),
        ("+442079460101", "Postcode", "SW1A 1AA"),
        ("+390612345678", "provincia", "RM"),
    ],
)
def test_an_address_in_a_country_of_one_time_needs_no_reading(
    tmp_path: Path, number: str, header: str, cell: str
) -> None:
    result, findings = read(tmp_path / "q4.csv", f"Phone,{header}\n{number},{cell}\n")

    assert [group.source for group in result.groups] == [ZoneSource.NUMBER]
    assert findings == []


@pytest.mark.parametrize(
    ("number", "header", "cell", "zone"),
    [
        ("+33612345678", "CP", "97400", "Indian/Reunion"),
        ("+34612345678", "Código Postal", "35001", "Atlantic/Canary"),
        ("+351912345678", "Código Postal", "9500-123", "Atlantic/Azores"),
        ("+5215512345678", "estado", "Quintana Roo", "America/Cancun"),
        ("+5511912345678", "UF", "AM", "America/Manaus"),
        ("+4915123456789", "State", "California", "America/Los_Angeles"),
        ("+61412345678", "tz", "CST", "Australia/Adelaide"),
        ("+8613812345678", "tz", "CST", "Asia/Shanghai"),
        ("+919812345678", "gmt_offset_now", "5.50", "Asia/Kolkata"),
    ],
)
def test_a_cell_is_read_by_the_country_of_the_number(
    tmp_path: Path, number: str, header: str, cell: str, zone: str
) -> None:
    result, findings = read(tmp_path / "q4.csv", f"Phone,{header}\n{number},{cell}\n")

    assert zone in result.groups[0].zones
    assert findings == []


def test_a_column_counts_under_the_name_it_is_sent_as(tmp_path: Path) -> None:
    text = "Phone,Local Time,State\n+14155550101,America/New_York,HQ\n"

    result, [finding] = read(tmp_path / "q4.csv", text, columns={"Local Time": "timezone"})

    assert result.groups[0].zones == EASTERN
    assert finding.message == "`State` has 1 cell that can't be read as a state or province"


def test_blank_values_are_blank(tmp_path: Path) -> None:
    text = "Phone,timezone\n+14155550101,n/a\n+14155550102,NULL\n"

    _, [finding] = read(tmp_path / "q4.csv", text, blankValues=("N/A",))

    assert finding.row == 3
    assert "has 1 cell" in finding.message


CELLS = st.one_of(
    st.sampled_from(["ET", "NY", "10001", "Europe/Paris", "-5", "(UTC-05:00) Eastern Time (US & Canada)", "BC", "IST"]),
    st.text(alphabet="ENY015-+:/(). ,=\"'", max_size=9),
    st.text(max_size=12),
)
NUMBERS = st.sampled_from(["+14155550101", "+4915123456789", "+61412345678", "+5215512345678", "+18005550101"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(st.lists(st.tuples(NUMBERS, CELLS, CELLS, CELLS), min_size=1, max_size=4))
def test_every_cell_is_blank_read_or_counted(tmp_path: Path, rows: list[tuple[str, str, str, str]]) -> None:
    classes = {number: class_of(int(number)) for number, *_ in rows}
    columns = location_columns(["tz", "State", "ZIP"], {})
    readers = [locations._reader(column, ContactsSource("q4.csv")) for column in columns]
    for number, *cells in rows:
        evidence = tuple(read(cell) for read, cell in zip(readers, cells, strict=True))
        location = locations._locate(columns, classes[number], evidence, YEAR)
        country = location.place.country
        for position, reading in enumerate(evidence):
            if reading is None:
                assert not any(map(str.isalnum, cells[position]))
            elif position not in location.unreadable:
                zones = readings.zones(reading, country, YEAR)
                assert zones is None or set(zones) & set(location.zones) or country is None
