"""Where a list's contacts likely are, from its columns or its numbers."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.calling_hours import zone_offsets
from runner.calling_hours.people import locations, readings
from runner.calling_hours.people.location_columns import location_columns
from runner.calling_hours.people.locations import Locations
from runner.calling_hours.people.locator import Locator
from runner.calling_hours.people.place_findings import place_findings
from runner.calling_hours.rules.rule import Place
from runner.calling_hours.rules.rulebook import ContactGroup, MobileNumbers, Rulebook, ZoneSource
from runner.config.campaign import ContactsSource
from runner.contacts.reader import read_contacts
from runner.findings import Finding, Findings, Severity
from runner.phone_numbers.table import SERVICE_TYPES, lookup
from tests.contacts.reading import at

YEAR = 2030


def read(
    path: Path, text: str, mobile: MobileNumbers = MobileNumbers.AREA_CODE, **source: Any
) -> tuple[Locations, list[Finding]]:
    """Return the locations and findings of a list; each row is located as the groups are."""
    path.write_text(text, encoding="utf-8")
    list_source = ContactsSource("q4.csv", **source)
    contacts = read_contacts(list_source, {}, path, "q4.csv", Findings(), at=at)
    assert contacts is not None
    result = locations.locate(contacts, list_source, {}, YEAR, mobile)
    rows = [row.location for row in locations.rows(result, contacts, list_source, {})]
    assert sum(group.count for group in result.groups) == len(rows) == contacts.rows
    assert {(g.place, g.zones, g.source) for g in result.groups} == {(row.place, row.zones, row.source) for row in rows}
    return result, list(place_findings(result, "q4.csv"))


def located(path: Path, text: str) -> set[ContactGroup]:
    return set(read(path, text)[0].groups)


CALIFORNIA, BOTH_STATES = Place("US", ("CA",)), Place("US", ("NY", "CA"))
MANITOBA = Place("US", ("CA",), (Place("CA", ("MB",)),))
PACIFIC, EASTERN, CENTRAL = ("America/Los_Angeles",), ("America/New_York",), ("America/Chicago",)
EITHER = (*EASTERN, *PACIFIC)


def test_without_location_columns_the_number_decides(tmp_path: Path) -> None:
    groups = located(tmp_path / "q4.csv", "Phone,a\n+14155550101,x\n+14155550102,y\n+442079460101,z\n")

    assert groups == {
        ContactGroup(CALIFORNIA, PACIFIC, 2, ZoneSource.NUMBER, 2),
        ContactGroup(Place("GB"), ("Europe/London",), 1, ZoneSource.NUMBER),
    }


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("+18005550101", "US"),
        ("+19005550123", "US"),
        ("+448001111111", "GB"),
        ("+611300123456", "AU"),
        ("+80012345678", None),
    ],
)
def test_a_number_of_a_service_says_only_its_country(tmp_path: Path, number: str, place: str | None) -> None:
    assert located(tmp_path / "q4.csv", f"Phone,a\n{number},x\n") == {ContactGroup(Place(place), (), 1)}


@pytest.mark.parametrize("number", ["+18005550101", "+80012345678", "+882161234567"])
def test_columns_count_for_a_number_of_a_service_and_of_no_country(tmp_path: Path, number: str) -> None:
    result, findings = read(tmp_path / "q4.csv", f"Phone,State,tz\n{number},New York,America/New_York\n")

    assert result.groups == (ContactGroup(Place("US", ("NY",)), EASTERN, 1, ZoneSource.COLUMN),)
    assert findings == []


@pytest.mark.parametrize(
    ("header", "cell", "place", "zones", "source"),
    [
        ("Time Zone", "America/New_York", CALIFORNIA, EITHER, ZoneSource.COLUMN),
        ("timezone", "Eastern", CALIFORNIA, EITHER, ZoneSource.COLUMN),
        ("timezone", "US/Pacific", CALIFORNIA, PACIFIC, ZoneSource.COLUMN),
        ("timezone", "Europe/Paris", CALIFORNIA, ("Europe/Paris", *PACIFIC), ZoneSource.COLUMN),
        ("timezone", "head office", CALIFORNIA, PACIFIC, ZoneSource.NUMBER),
        ("timezone", "UTC", CALIFORNIA, PACIFIC, ZoneSource.NUMBER),
        ("timezone", "PST", CALIFORNIA, PACIFIC, ZoneSource.NUMBER),
        ("timezone", "-8", CALIFORNIA, PACIFIC, ZoneSource.NUMBER),
        ("timezone", "", CALIFORNIA, PACIFIC, ZoneSource.NUMBER),
        ("State", "ny", BOTH_STATES, EITHER, ZoneSource.ADDRESS),
        ("State", "New  York", BOTH_STATES, EITHER, ZoneSource.ADDRESS),
        ("State", "ca", CALIFORNIA, PACIFIC, ZoneSource.ADDRESS),
        ("State", "WA", Place("US", ("WA", "CA")), PACIFIC, ZoneSource.ADDRESS),
        ("State", "MB", MANITOBA, ("America/Winnipeg", *PACIFIC), ZoneSource.ADDRESS),
        ("State", "NSW", CALIFORNIA, PACIFIC, ZoneSource.NUMBER),
        ("ZIP", "10001-0001", BOTH_STATES, EITHER, ZoneSource.ADDRESS),
        ("zip_code", "96201", CALIFORNIA, PACIFIC, ZoneSource.NUMBER),
    ],
)
def test_a_column_and_the_number_count_together(
    tmp_path: Path, header: str, cell: str, place: Place, zones: tuple[str, ...], source: ZoneSource
) -> None:
    groups = located(tmp_path / "q4.csv", f"Phone,{header}\n+14155550101,{cell}\n")

    assert groups == {ContactGroup(place, zones, 1, source, 1)}


@pytest.mark.parametrize("cell", ["EST", "-5", "GMT-5", "UTC-05:00", "Etc/GMT+5", "EST/EDT", "EST (UTC-5)"])
def test_an_offset_that_contradicts_the_rest_adds_what_it_may_mean(tmp_path: Path, cell: str) -> None:
    result, findings = read(tmp_path / "q4.csv", f"Phone,tz\n+14155550101,{cell}\n")

    assert {*EITHER} <= {*result.groups[0].zones}
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("place-unreadable", Severity.WARNING),
        ("place-contradicts", Severity.INFO),
    ]


@pytest.mark.parametrize("cell", ["EST", "-5", "CST", "-6", "UTC", "GMT-8"])
def test_an_offset_never_rules_out_a_zone(tmp_path: Path, cell: str) -> None:
    result, _ = read(tmp_path / "q4.csv", f"Phone,tz,State\n+14155550101,{cell},TN\n")

    assert {*EASTERN, *CENTRAL, *PACIFIC} <= {*result.groups[0].zones}


@pytest.mark.parametrize(
    ("number", "state", "cell"),
    [
        ("+34612345678", "Las Palmas", "Europe/Madrid"),
        ("+34928123456", "", "Europe/Madrid"),
        ("+34928123456", "", "CET"),
        ("+351912345678", "Azores", "Europe/Lisbon"),
        ("+64211234567", "Chatham Islands", "Pacific/Auckland"),
    ],
)
def test_a_default_zone_never_replaces_what_columns_say(tmp_path: Path, number: str, state: str, cell: str) -> None:
    (group,) = read(tmp_path / "q4.csv", f"Phone,state,tz\n{number},{state},{cell}\n")[0].groups
    book = Rulebook(default_zones={"ES": "Europe/Madrid", "PT": "Europe/Lisbon", "NZ": "Pacific/Auckland"})

    assert {*book.resolve(group, (1_900_000_000, 1_900_003_600)).zones} == {*group.zones}
    assert len(group.zones) == 2


def test_sources_that_agree_narrow_each_other_down(tmp_path: Path) -> None:
    rows = ["+16155550101,Central Time,TN,Tennessee,37203", "+13055550102,,,FL,", "+14235550103,,TN,,"]
    text = "\n".join(["Phone,tz,Mailing State,Other State,zip", *rows, ""])

    result, findings = read(tmp_path / "q4.csv", text)

    assert [(group.place.states, group.zones) for group in result.groups][:2] == [
        (("TN",), CENTRAL),
        (("FL",), EASTERN),
    ]
    assert findings == []


@pytest.mark.parametrize(
    ("number", "state", "place", "rules"),
    [
        ("+14165550101", "FL", Place("CA", ("ON",), (Place("US", ("FL",)),)), {"CA", "US", "US-FL"}),
        ("+12125550101", "ON", Place("US", ("NY",), (Place("CA", ("ON",)),)), {"CA", "US"}),
        ("+4915123456789", "Oklahoma", Place("DE", (), (Place("US", ("OK",)),)), {"DE", "US", "US-OK"}),
        ("+5511912345678", "SP", Place("BR"), set()),
    ],
)
def test_the_rules_of_the_number_and_of_an_address_abroad_apply(
    tmp_path: Path, number: str, state: str, place: Place, rules: set[str]
) -> None:
    [group] = located(tmp_path / "q4.csv", f"Phone,State\n{number},{state}\n")

    assert group.place == place
    applied = {rule.id for rule in Rulebook().rules if rule.applies_to(group.place, zone_known=True)}
    assert rules <= applied


def test_a_number_of_another_state_says_nothing_about_the_part_of_a_state(tmp_path: Path) -> None:
    result, findings = read(tmp_path / "q4.csv", "Phone,State\n+12125550101,FL\n")

    assert [{*group.zones} for group in result.groups] == [{*EASTERN, *CENTRAL}]
    assert findings == []


@pytest.mark.parametrize(
    ("header", "cells", "zones", "names"),
    [
        ("tz,timezone", "America/New_York,Europe/Paris", {*EASTERN, "Europe/Paris"}, "`tz` and `timezone`"),
        ("tz,State", "PT,NY", {*EITHER}, "`tz` and `State`"),
        ("State,zip", "CA,10001", {*EITHER}, "`State` and `zip`"),
        ("tz,State,zip", "ET,NY,90001", {*EITHER}, "`tz`, `State` and `zip`"),
        ("Billing State,Other State", "NY,FL", {*EASTERN, *CENTRAL}, "`Billing State` and `Other State`"),
    ],
)
def test_what_columns_that_disagree_speak_for_is_all_judged(
    tmp_path: Path, header: str, cells: str, zones: set[str], names: str
) -> None:
    text = f"Phone,{header}\n+14155550101,{',' * cells.count(',')}\n+14155550102,{cells}\n"

    result, [finding] = read(tmp_path / "q4.csv", text)

    assert {frozenset(group.zones) for group in result.groups} == {frozenset(PACIFIC), frozenset({*zones, *PACIFIC})}
    assert (finding.code, finding.row, finding.line, finding.severity) == ("place-contradicts", 3, 3, Severity.WARNING)
    assert names in finding.message.replace("the phone number and ", "").replace("the phone number, ", "")
    assert finding.message.endswith("disagree on where 1 contact is")


@pytest.mark.parametrize(
    ("number", "severity", "message"),
    [
        ("+14155550101", Severity.INFO, "the phone number disagrees with `tz` and `State` on where 1 contact is"),
        ("+4915123456789", Severity.INFO, "the phone number disagrees with `tz` and `State` on where 1 contact is"),
        ("+493012345678", Severity.WARNING, "the phone number, `tz` and `State` disagree on where 1 contact is"),
    ],
)
def test_a_number_that_may_have_moved_disagrees_as_information(
    tmp_path: Path, number: str, severity: Severity, message: str
) -> None:
    _, [finding] = read(tmp_path / "q4.csv", f"Phone,tz,State\n{number},America/New_York,New York\n")

    assert (finding.severity, finding.message) == (severity, message)


@pytest.mark.parametrize(
    ("mobile", "zones", "codes"),
    [
        (MobileNumbers.AREA_CODE, {*EITHER}, ["place-contradicts"]),
        (MobileNumbers.ADDRESS_FIRST, {*EASTERN}, []),
        (MobileNumbers.COUNTRY, {*EASTERN}, []),
    ],
)
def test_the_policy_says_what_mobile_numbers_count(
    tmp_path: Path, mobile: MobileNumbers, zones: set[str], codes: list[str]
) -> None:
    result, findings = read(tmp_path / "q4.csv", "Phone,State\n+14155550101,NY\n", mobile)

    assert {*result.groups[0].zones} == zones
    assert [finding.code for finding in findings] == codes


def test_mobile_numbers_may_say_only_their_country(tmp_path: Path) -> None:
    text = "Phone\n+14155550101\n+442079460101\n+390612345678\n"

    result, _ = read(tmp_path / "q4.csv", text, MobileNumbers.COUNTRY)

    zones = {group.place.country: group.zones for group in result.groups}
    assert {*EASTERN, *CENTRAL, *PACIFIC, "Pacific/Honolulu"} <= {*zones["US"]}
    assert zones["GB"] == ("Europe/London",)


def test_mobile_numbers_count_alone_where_no_column_says_more(tmp_path: Path) -> None:
    text = "Phone,tz\n+14155550101,\n+14155550102,EST\n+14155550103,head office\n"

    result, _ = read(tmp_path / "q4.csv", text, MobileNumbers.ADDRESS_FIRST)

    assert all({*PACIFIC} <= {*group.zones} for group in result.groups)


def test_cells_that_name_no_place_are_counted(tmp_path: Path) -> None:
    text = "Phone,tz\n+12125550101,America/New_York\n+12125550102,UTC\n+12125550103,EST\n"

    _, [finding] = read(tmp_path / "q4.csv", text)

    assert (finding.code, finding.row, finding.severity) == ("place-unreadable", 3, Severity.WARNING)
    message = "`tz` has 2 cells with an offset, an abbreviation or several zones instead of a place"
    assert finding.message == message


@pytest.mark.parametrize(("header", "word"), [("Zone", "a time zone"), ("Region", "a state or province")])
def test_zones_and_regions_of_salespeople_are_no_places(tmp_path: Path, header: str, word: str) -> None:
    cells = ["North", "A1", "Central", "South", "NY"]
    rows = [f"+1212555010{i},{cell}" for i, cell in enumerate(cells)]

    result, [finding] = read(tmp_path / "q4.csv", "\n".join([f"Phone,{header}", *rows, ""]))

    assert {group.zones for group in result.groups} == {EASTERN}
    assert (finding.code, finding.severity) == ("place-unreadable", Severity.INFO)
    assert finding.message.startswith(f"`{header}` isn't read as {word}:")


def test_a_zone_that_mostly_can_be_read_is_one(tmp_path: Path) -> None:
    text = "Phone,Zone\n+12125550101,America/Chicago\n+12125550102,ET\n+12125550103,A1\n"

    result, findings = read(tmp_path / "q4.csv", text)

    assert {*CENTRAL, *EASTERN} in [{*group.zones} for group in result.groups]
    assert [finding.severity for finding in findings] == [Severity.WARNING, Severity.INFO]


def test_unreadable_cells_are_counted_by_column_at_their_first_row(tmp_path: Path) -> None:
    text = "Phone,timezone,State,ZIP\n+14155550101,,,x\n+14155550102,HQ,?,\n+12125550103,n/a,NY,10001\n"

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
        ("+61412345678", "tz", "Central Standard Time", "Australia/Adelaide"),
        ("+919812345678", "gmt_offset_now", "5.50", "Asia/Kolkata"),
    ],
)
def test_a_cell_is_read_by_the_country_of_the_number(
    tmp_path: Path, number: str, header: str, cell: str, zone: str
) -> None:
    result, findings = read(tmp_path / "q4.csv", f"Phone,{header}\n{number},{cell}\n")

    assert zone in result.groups[0].zones
    assert {finding.severity for finding in findings} <= {Severity.INFO}


@pytest.mark.parametrize(
    ("number", "state", "code", "zone"),
    [
        ("+12145550101", "TX", "79901", "America/Denver"),
        ("+16155550101", "TN", "37402", "America/New_York"),
        ("+13055550101", "FL", "32401", "America/Chicago"),
        ("+13165550101", "KS", "67735", "America/Denver"),
        ("+13135550101", "MI", "49801", "America/Chicago"),
        ("+14025550101", "NE", "69033", "America/Denver"),
        ("+14805550101", "AZ", "86515", "America/Denver"),
    ],
)
def test_a_number_of_another_part_of_the_state_leaves_the_zone_of_a_postal_code(
    tmp_path: Path, number: str, state: str, code: str, zone: str
) -> None:
    result, _ = read(tmp_path / "q4.csv", f"Phone,State,ZIP\n{number},{state},{code}\n")

    (group,) = result.groups
    assert {zone, *lookup(int(number)).zones} == {*group.zones}


@pytest.mark.parametrize(
    ("number", "state", "code", "zone"),
    [
        ("+447400123456", "NY", "10001", "America/New_York"),
        ("+447400123456", "NY", "10001-1234", "America/New_York"),
        ("+447400123456", "Florida", "32501", "America/Chicago"),
        ("+4915123456789", "CA", "90012", "America/Los_Angeles"),
        ("+61491570160", "WA", "98101", "America/Los_Angeles"),
        ("+447400123456", "NSW", "2880", "Australia/Broken_Hill"),
        ("+12125550123", "NSW", "2000", "Australia/Sydney"),
        ("+919812345678", "TX", "75201", "America/Chicago"),
    ],
)
def test_a_state_and_postal_code_abroad_count_together(
    tmp_path: Path, number: str, state: str, code: str, zone: str
) -> None:
    result, findings = read(tmp_path / "q4.csv", f"Phone,State,ZIP\n{number},{state},{code}\n")

    (group,) = result.groups
    assert zone in group.zones
    assert {*lookup(int(number)).zones} <= {*group.zones}
    assert [finding.code for finding in findings] == ["place-contradicts"]


@pytest.mark.parametrize(
    ("number", "header", "cells"),
    [
        ("+447400123456", "County/State,Postcode", "NY,YO1 7HH"),
        ("+393401234567", "Provincia,CP", "TN,38121"),
        ("+393401234567", "Provincia,CP", "VA,21100"),
        ("+393401234567", "Provincia,CP", "MI,20121"),
        ("+393401234567", "Billing State,Mailing State", "MI,MI"),
        ("+4915123456789", "State,PLZ", "BE,10001"),
        ("+41791234567", "Kanton,PLZ", "NE,2000"),
    ],
)
def test_an_address_that_only_looks_like_one_abroad_is_none(
    tmp_path: Path, number: str, header: str, cells: str
) -> None:
    result, findings = read(tmp_path / "q4.csv", f"Phone,{header}\n{number},{cells}\n")

    assert [group.zones for group in result.groups] == [lookup(int(number)).zones]
    assert findings == []


def test_a_column_counts_under_the_name_it_is_sent_as(tmp_path: Path) -> None:
    text = "Phone,Local Time,State\n+14155550101,America/New_York,HQ\n"

    result, [finding, *others] = read(tmp_path / "q4.csv", text, columns={"Local Time": "timezone"})

    assert result.groups[0].zones == EITHER
    assert "place-contradicts" in [other.code for other in others]
    assert finding.message == "`State` has 1 cell that can't be read as a state or province"


def test_blank_values_are_blank(tmp_path: Path) -> None:
    text = "Phone,timezone\n+14155550101,n/a\n+14155550102,NULL\n"

    _, [finding] = read(tmp_path / "q4.csv", text, blankValues=("N/A",))

    assert finding.row == 3
    assert "has 1 cell" in finding.message


CELLS = st.one_of(
    st.sampled_from(["ET", "NY", "10001", "Europe/Paris", "-5", "(UTC-05:00) Eastern Time (US & Canada)", "BC", "IST"]),
    st.sampled_from(["EST", "UTC", "America/Chicago", "TN", "37203", "PST/MST", "California", "Denver"]),
    st.text(alphabet="ENY015-+:/(). ,=\"'", max_size=9),
    st.text(max_size=12),
)
NUMBERS = st.sampled_from(
    [
        *("+14155550101", "+12125550101", "+16155550101", "+18005550101", "+80012345678"),
        *("+4915123456789", "+493012345678", "+61412345678", "+5215512345678"),
    ]
)
COLUMNS = location_columns(["tz", "State", "ZIP"], {})
READERS = [locations._reader(column, ContactsSource("q4.csv")) for column in COLUMNS]


def times(zones: Iterable[str]) -> set[tuple[int, ...]]:
    return {zone_offsets.monthly(zone, YEAR) for zone in zones}


@settings(deadline=None, max_examples=500)
@given(NUMBERS, st.tuples(CELLS, CELLS, CELLS), st.sampled_from(MobileNumbers))
def test_what_any_source_allows_is_kept_or_ruled_out_by_all_others(
    number: str, cells: tuple[str, str, str], mobile: MobileNumbers
) -> None:
    info, evidence = lookup(int(number)), tuple(read(cell) for read, cell in zip(READERS, cells, strict=True))
    locator = Locator(COLUMNS, frozenset(), YEAR, mobile)
    location = locator.locate(info, evidence)
    country = None if info.region == "001" else info.region
    settled = readings.settle(evidence, frozenset([2]), country)
    known = [None if cell is None else readings.meaning(cell, country, YEAR) for cell in settled]
    for position, (cell, meaning) in enumerate(zip(evidence, known, strict=True)):
        if cell is None:
            assert not any(map(str.isalnum, cells[position]))
        elif meaning is not None:
            assert (position in location.unreadable) == (meaning.place and not meaning.zones)
            assert (position in location.no_place) == (not meaning.place)
    # A postal code in a part of a state with zones of its own counts instead of the state.
    parts = {meaning.area for meaning in known if meaning and meaning.in_part}
    places = [
        meaning.zones
        for meaning in known
        if meaning and meaning.place and meaning.zones and (meaning.in_part or meaning.area not in parts)
    ]
    assert all(times(zones) & times(location.zones) for zones in places)
    if info.type not in SERVICE_TYPES and mobile is MobileNumbers.AREA_CODE:
        assert not info.zones or times(info.zones) & times(location.zones)
    if location.contradiction is None:
        assert all(times(location.zones) <= times(zones) for zones in places)
    else:
        assert all(times(zones) <= times(location.zones) for zones in places)
    if not any(places):
        assert times(locator.locate(info, (None, None, None)).zones) <= times(location.zones)


@settings(deadline=None, max_examples=200)
@given(NUMBERS, st.tuples(CELLS, CELLS), st.sampled_from(["head office", "UTC", "EST", "-6", "PST/MST", "Z", "?"]))
def test_a_cell_that_names_no_place_rules_nothing_out(number: str, cells: tuple[str, str], cell: str) -> None:
    others = tuple(read(text) for read, text in zip(READERS[1:], cells, strict=True))
    locator = Locator(COLUMNS, frozenset(), YEAR, MobileNumbers.AREA_CODE)

    without = locator.locate(lookup(int(number)), (None, *others))
    beside = locator.locate(lookup(int(number)), (READERS[0](cell), *others))

    assert {*without.zones} <= {*beside.zones}
    assert beside.unreadable | beside.no_place > without.unreadable | without.no_place
