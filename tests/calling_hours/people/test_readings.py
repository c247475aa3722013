"""What cells of time zones, states and postal codes mean."""

from collections.abc import Iterable

import pytest

from runner.calling_hours import zone_offsets
from runner.calling_hours.people import areas, cells, postal_codes, readings, states, zone_cells
from runner.calling_hours.people.readings import Meaning
from runner.timezones import iana_zone

EASTERN, CENTRAL, PHOENIX = "America/New_York", "America/Chicago", "America/Phoenix"


def meaning(text: str, country: str = "US") -> Meaning | None:
    return readings.meaning(zone_cells.read(cells.text(text)), country, 2030)


def zones(text: str, country: str = "US") -> set[str]:
    """Return the zones of a cell that names a place."""
    known = meaning(text, country)
    return {*known.zones} if known and known.place else set()


def candidates(text: str, country: str = "US") -> set[str]:
    """Return the zones that may be meant by a cell that names no place, one of each local time."""
    known = meaning(text, country)
    assert known is not None
    assert not known.place
    return {*known.zones}


def times(zones: Iterable[str]) -> set[tuple[int, ...]]:
    """Return the local times of zones over the year."""
    return {zone_offsets.monthly(zone, 2030) for zone in zones}


@pytest.mark.parametrize(
    "text",
    [
        "America/New_York",
        "america/new_york",
        "America/New York",
        "america_slash_new_york",
        "New York",
        "New York, NY",
        "New York time",
        "US Eastern",
        "EST (Eastern Standard Time) [UTC -5]",
        "ET",
        "E.T.",
        "Eastern",
        "Eastern Time",
        "Eastern Time (ET)",
        "Eastern Standard Time",
        "(UTC-05:00) Eastern Time (US & Canada)",
        "(GMT-05:00) Eastern Time (US and Canada)",
        "(GMT-05:00) Eastern Standard Time (America/New_York)",
        "(GMT-05:00) Eastern Time - New York",
        "GMT-0500 (Eastern Standard Time)",
        "UTC-05:00 Eastern",
        '="Eastern"',
        " 'Eastern' ",
        "NY",
    ],
)
def test_eastern_time_in_many_ways(text: str) -> None:
    assert zones(text) == {EASTERN}


@pytest.mark.parametrize("text", ["US/Eastern", "us_slash_eastern", "EST5EDT"])
def test_other_names_of_the_database_are_names(text: str) -> None:
    [zone] = zones(text)
    assert readings.agreeing([(EASTERN,), (zone,)], 2030) == (EASTERN,)


OFFSETS = "GMT-5|UTC-05:00|UTC -5|-5|-5.00|-5,0|\u22125|-05:00|-0500|-5 hours|Etc/GMT+5"


@pytest.mark.parametrize("text", OFFSETS.split("|"))
def test_an_offset_names_no_place_but_may_mean_every_zone_that_has_it(text: str) -> None:
    assert times({EASTERN, CENTRAL, "America/Jamaica"}) == times(candidates(text))


def test_an_offset_may_mean_each_country_whose_numbers_look_alike() -> None:
    assert times({EASTERN, "America/Halifax", "America/Puerto_Rico"}) == times(candidates("-4"))


@pytest.mark.parametrize(
    "text", ["UTC", "Etc/UTC", "GMT", "Zulu", "Z", "UCT", "Etc/GMT", "GMT0", "Greenwich", "Universal"]
)
def test_universal_time_is_no_place(text: str) -> None:
    assert candidates(text) == set()


@pytest.mark.parametrize(
    ("text", "country", "among"),
    [
        ("EST", "US", {EASTERN, "America/Jamaica"}),
        ("edt", "US", {EASTERN}),
        ("EST/EDT", "US", {EASTERN}),
        ("EST (UTC-5)", "US", {EASTERN}),
        ("PST", "US", {"America/Los_Angeles"}),
        ("PST/MST", "US", {"America/Los_Angeles", "America/Denver", PHOENIX}),
        ("ET/CT", "US", {EASTERN, CENTRAL}),
        ("(UTC-05:00) Pacific Time (US & Canada)", "US", {EASTERN, "America/Los_Angeles"}),
        ("MST", "US", {"America/Denver", PHOENIX}),
        ("CST", "US", {CENTRAL, "America/Regina"}),
        ("AST", "US", {"America/Halifax", "America/Puerto_Rico"}),
        ("EST", "PR", {EASTERN}),
        ("EST", "AU", {"Australia/Sydney", "Australia/Brisbane"}),
        ("EST", "DE", set()),
        ("IST", "US", set()),
        ("BST", "US", set()),
        ("MSK", "RU", {"Europe/Moscow"}),
        ("CET", "ES", {"Europe/Madrid"}),
        ("UTC", "GH", None),
    ],
)
def test_an_abbreviation_names_no_place_and_may_mean_several(text: str, country: str, among: set[str] | None) -> None:
    if among is None:
        assert meaning(text, country) is None
    else:
        assert times(among) <= times(candidates(text, country))
        assert among or not candidates(text, country)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        text.split()
        for text in ("CET DE", "CEST FR", "+1 FR", "IST IN", "+5:30 IN", "IST IE", "PST PH", "UTC GB", "BST GB")
    ],
)
def test_the_sole_time_of_a_country_needs_no_reading(text: str, country: str) -> None:
    assert meaning(text, country) is None


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("US Mountain Standard Time", "US", {PHOENIX}),
        ("Mountain Time", "US", {"America/Denver", PHOENIX}),
        ("Eastern Standard Time", "DE", {EASTERN}),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "DE", {"Europe/Berlin"}),
        ("Atlantic Time", "US", {"America/Halifax", "America/Puerto_Rico"}),
        ("America/Kentucky/Louisville", "US", {"America/Kentucky/Louisville"}),
        ("CST6CDT", "US", {"CST6CDT"}),
        ("Europe/Paris", "US", {"Europe/Paris"}),
    ],
)
def test_what_means_several_zones_is_read_by_the_country(text: str, country: str, expected: set[str]) -> None:
    assert times(zones(text, country)) == times(expected)


@pytest.mark.parametrize(
    "text",
    [
        "head office",
        "West",
        "North",
        "General",
        "ET/CT",
        "(UTC-05:00) Pacific Time (US & Canada)",
        "-300",
        "10:30",
        "0.00",
        "-99",
        "Europe",
        "America/Nowhere",
        "Easter",
        "Center",
        "London",
        "N/A",
        "-",
        "10001",
        "USA",
    ],
)
def test_what_is_no_zone_of_an_american_is_never_read(text: str) -> None:
    assert zones(text) == set()


@pytest.mark.parametrize(
    "text", ["-5 " * 30 + "x", "-5 " * 5_000, "(1/" * 30, "a, " * 30, "ET/" * 30 + "x", "NY - " * 5_000]
)
def test_what_is_long_takes_no_time(text: str) -> None:
    assert zones(text) == set()
    assert states.read(cells.text(text)).codes == ()


@pytest.mark.parametrize(
    ("text", "state"),
    [
        *(
            (text, "NY")
            for text in ("NY", "ny", "N.Y.", "New  York", "NY - New York", "NY-New York", "US-NY", "NY (New York)")
        ),
        *((text, "NY") for text in ("New York (NY)", "NY, USA", "New York, United States", "NY 10001", '="NY"')),
        ("NY 10001-0001", "NY"),
        ("Calif.", "CA"),
        ("W. Va.", "WV"),
        ("Washington, D.C.", "DC"),
        ("Puerto Rico", "PR"),
    ],
)
def test_a_state_in_many_ways(text: str, state: str) -> None:
    assert states.read(cells.text(text)).code("US") == f"US-{state}"


@pytest.mark.parametrize(("text", "country", "code"), [("NSW 2000", "AU", "AU-NSW"), ("ON M5V 2T6", "CA", "CA-ON")])
def test_a_state_before_a_postal_code(text: str, country: str, code: str) -> None:
    assert states.read(cells.text(text)).code(country) == code


@pytest.mark.parametrize("text", ["head office", "AE", "USA", "New York/New Jersey", "36", "NYC?"])
def test_what_is_no_state(text: str) -> None:
    assert states.read(text).codes == ()


@pytest.mark.parametrize(
    ("country", "code", "state"),
    [
        ("US", "00501", "NY"),
        ("US", "501", "NY"),
        ("US", "2134", "MA"),
        ("US", "2134.0", "MA"),
        ("US", '="02134"', "MA"),
        ("US", "'02134", "MA"),
        ("US", "6101-0001", "CT"),
        ("US", "61010001", "CT"),
        ("US", "061010001", "CT"),
        ("US", "10001 0001", "NY"),
        ("US", "NY 10001", "NY"),
        ("US", "20500", "DC"),
        ("US", "20101", "VA"),
        ("US", "73301", "TX"),
        ("US", "88510", "TX"),
        ("US", "99501", "AK"),
        ("US", "00901", "PR"),
        ("US", "96799", "AS"),
        ("US", "34002", None),
        ("US", "12", None),
        ("US", "2.134E+3", None),
        ("CA", "h3z 2y7", "QC"),
        ("CA", "H3Z2Y7", "QC"),
        ("CA", "K1A 0B1", "ON"),
        ("CA", "X0A 0H0", "NU"),
        ("CA", "X1A 2P2", "NT"),
        ("AU", "2600", "ACT"),
        ("AU", "0800", "NT"),
        ("AU", "800", "NT"),
        ("AU", "6000", "WA"),
        ("MX", "77500", "ROO"),
        ("BR", "69005-070", "AM"),
        ("BR", "1310100", "SP"),
        ("DE", "80331", None),
    ],
)
def test_a_postal_code_is_in_a_state(country: str, code: str, state: str | None) -> None:
    area = postal_codes.read(cells.text(code)).code(country)

    assert (area and areas.state(area)) == (state and f"{country}-{state}")


def test_every_area_has_zones_of_the_database() -> None:
    assert [code for code in areas.codes() if not all(map(iana_zone, areas.zones(code)))] == []
    assert areas.zones("CA-PE") == ("America/Halifax",)
    assert areas.zones("US-FL") == (CENTRAL, EASTERN)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Georgia", "US", {EASTERN}),
        ("Samoa Standard Time", "AS", {"Pacific/Pago_Pago"}),
        ("Samoa Standard Time", "WS", {"Pacific/Apia"}),
        ("LA", "US", {CENTRAL, "America/Los_Angeles"}),
        ("Washington", "US", {EASTERN, "America/Los_Angeles"}),
        ("Washington, DC", "US", {EASTERN}),
        ("Pacific - Washington", "US", {"America/Los_Angeles"}),
        ("ACT", "AU", {"Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Darwin"}),
    ],
)
def test_a_name_of_two_places_means_both_where_the_number_does_not_tell(
    text: str, country: str, expected: set[str]
) -> None:
    assert zones(text, country) == expected


@pytest.mark.parametrize(("text", "country"), [("Florida", "UY"), ("Montana", "BG"), ("Maryland", "LR")])
def test_a_state_of_another_country_by_the_name_of_an_american_one_is_not_american(text: str, country: str) -> None:
    assert states.read(text).code(country) is None


@pytest.mark.parametrize("code", ["99999", "88888", "88888-8888", "00000"])
def test_a_postal_code_that_fills_a_field_is_no_place(code: str) -> None:
    assert postal_codes.read(code).code("US") is None


@pytest.mark.parametrize("code", ["05501", "5544"])
def test_two_codes_of_vermonts_are_of_massachusetts(code: str) -> None:
    assert postal_codes.read(code).code("US") == "US-MA"
