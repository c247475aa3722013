"""Zones of numbers: every zone that a prefix serves, from tables with sources, held against IANA and the NANPA."""

from collections import defaultdict

import pytest

from runner.calling_hours import zone_offsets
from runner.phone_numbers.table import NumberType, lookup, number_infos
from tools import compare_zones, number_zones
from tools.number_zones import clock

TABLES = ("regions", "prefixes", "places", "nanpa", "geonames", "states", "differences")
ELSEWHERE = {
    "AC": {"Atlantic/St_Helena"},  # not in zone.tab
    "TA": {"Atlantic/St_Helena"},  # not in zone.tab
    "XK": {"Europe/Belgrade"},  # not in zone.tab
    "AU": {"Indian/Christmas", "Indian/Cocos"},  # territories with the ranges of Australia
    "TR": {"Asia/Famagusta"},  # Northern Cyprus, with numbers of Turkey
    "NF": {"Antarctica/Casey", "Antarctica/Davis", "Antarctica/Macquarie", "Antarctica/Mawson"},  # stations, with 672
}
"""Zones that numbers of a region have, and that zone.tab doesn't list for it."""
GEOGRAPHIC = {NumberType.FIXED_LINE, NumberType.FIXED_LINE_OR_MOBILE}
MOBILE_WITH_AREA = {"AR", "BR", "CN", "ID", "MX"}
"""Regions whose mobile numbers begin with an area code, for the library; the table says where that is so."""


def clocks(zones: tuple[str, ...]) -> set[tuple[int, ...]]:
    return set(map(clock, zones))


def test_every_zone_is_one_of_the_number_s_region_by_the_iana_s_table() -> None:
    wrong = {
        (info.region, zone)
        for info in number_infos()
        for zone in info.zones
        if clock(zone) not in clocks(zone_offsets.of_country(info.region or ""))
        and zone not in ELSEWHERE.get(info.region or "", ())
    }

    assert wrong == set()


def test_no_number_has_two_zones_of_one_clock() -> None:
    assert all(len(clocks(info.zones)) == len(info.zones) for info in number_infos())


def test_every_number_of_a_region_with_time_zones_has_one() -> None:
    assert {info.region for info in number_infos() if info.valid and not info.zones} == {"001"}


def test_a_number_without_an_area_may_have_any_clock_of_its_region() -> None:
    some = [
        (info.region, zone)
        for info in number_infos()
        if info.valid and info.region and info.type not in GEOGRAPHIC and info.region not in MOBILE_WITH_AREA
        for zone in zone_offsets.of_country(info.region)
        if clock(zone) not in clocks(info.zones)
    ]

    assert some == []


def test_every_clock_of_a_region_is_in_its_list() -> None:
    for region, zones in zone_offsets.by_country().items():
        if region not in ("AQ", "UM"):  # without numbers of their own
            assert clocks(zones) <= clocks(number_zones.of_region(region)), region


def test_every_clock_of_a_region_is_that_of_some_of_its_numbers() -> None:
    by_region: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for info in number_infos():
        by_region[info.region or ""] |= clocks(info.zones)

    for region, zones in zone_offsets.by_country().items():
        assert clocks(zones) <= by_region.get(region, clocks(zones)), region


def test_overlays_have_the_zones_of_the_area_codes_that_they_overlay() -> None:
    codes = compare_zones.area_codes()
    zones = {code.code: set(code.zones) for code in codes}
    joint = {complex_ for code in codes for complex_ in code.complexes}

    assert len(joint) > 150
    for complex_ in joint:
        every = set.union(*(zones[code] for code in complex_))
        smaller = {code for code in complex_ if zones[code] != every}
        assert smaller <= {"604"}, complex_  # 604 is the south-west of what its overlays serve


def test_the_nanpa_s_list_differs_only_where_the_reason_is_known() -> None:
    codes = compare_zones.area_codes()

    assert len(codes) > 450
    assert {code.code for code in codes if code.differs} == {code for code in compare_zones.known() if len(code) == 3}


def test_geonames_has_another_zone_for_the_place_of_a_prefix_only_where_the_reason_is_known() -> None:
    places = compare_zones.places()

    assert len(places) > 8_000
    assert {place.prefix for place in places if place.differs} == {
        prefix for prefix in compare_zones.known() if len(prefix) > 3 and prefix.isdecimal()
    }


def test_an_area_code_that_no_table_has_may_be_anywhere_in_its_country() -> None:
    unlisted = number_zones.longest("1999", number_zones.by_prefix())

    assert unlisted == "1"
    assert number_zones.of_number("US", number_zones.by_prefix()[unlisted]) == number_zones.of_region("US")


def test_geonames_has_cities_of_another_zone_in_a_state_only_where_the_reason_is_known() -> None:
    states = compare_zones.states()

    assert len(states) > 120
    assert {state.code for state in states if state.differs} == {code for code in compare_zones.known() if "-" in code}


@pytest.mark.parametrize("table", TABLES)
def test_every_line_of_a_table_has_a_source_or_reason(table: str) -> None:
    rows = number_zones.rows(table)

    assert all(row[-1].strip() for row in rows)
    assert len({tuple(row[:-1]) for row in rows}) == len(rows)


def test_every_zone_of_the_tables_exists() -> None:
    columns = {"regions": 1, "prefixes": 1, "places": 2}
    names = {
        name for table, column in columns.items() for row in number_zones.rows(table) for name in row[column].split(",")
    }

    assert {name for name in names - {"*"} if not zone_offsets.exists(name)} == set()


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        # area codes with two zones, and their overlays: an exchange that nothing knows
        (14485550120, "America/New_York America/Chicago"),
        (13645550120, "America/New_York America/Chicago"),
        (19305550120, "America/New_York America/Chicago"),
        (14232220123, "America/New_York America/Chicago"),
        (19065550123, "America/New_York America/Chicago"),
        (16065550123, "America/New_York America/Chicago"),
        (19315550123, "America/New_York America/Chicago"),
        (12195550123, "America/New_York America/Chicago"),
        (15745550123, "America/New_York America/Chicago"),
        (16055550123, "America/Chicago America/Denver"),
        (17015550123, "America/Chicago America/Denver"),
        (13085550123, "America/Chicago America/Denver"),
        (15315550123, "America/Chicago America/Denver"),
        (16205550123, "America/Chicago America/Denver"),
        (17855550123, "America/Chicago America/Denver"),
        (19155550123, "America/Denver America/Chicago"),
        (14325550123, "America/Chicago America/Denver"),
        (19865550123, "America/Boise America/Los_Angeles"),
        (14585550123, "America/Los_Angeles America/Boise"),
        (17755550123, "America/Los_Angeles America/Denver"),
        (19285550123, "America/Phoenix America/Denver"),
        (19075550123, "America/Anchorage America/Adak"),
        (13345550123, "America/Chicago America/New_York"),
        (12365550123, "America/Vancouver America/Edmonton"),
        (16725550123, "America/Vancouver America/Edmonton"),
        (14745550123, "America/Regina America/Winnipeg"),
        (18075550123, "America/Toronto America/Winnipeg"),
        (13675550123, "America/Toronto America/Halifax America/Blanc-Sablon"),
        (18795550123, "America/St_Johns America/Goose_Bay"),
        # an exchange that is known
        (18504380125, "America/Chicago"),
        (18502220125, "America/New_York"),
        (14232650123, "America/New_York"),
        (19075810124, "America/Anchorage"),
        (17756640123, "America/Denver"),
        # area codes with one zone
        (14155550123, "America/Los_Angeles"),
        (13105550123, "America/Los_Angeles"),
        (14805550123, "America/Phoenix"),
        (16895550123, "America/New_York"),
        (16045550123, "America/Vancouver"),
        # the library stands in a neighbor
        (212612345678, "Africa/Casablanca"),
        (213551234567, "Africa/Algiers"),
        (218912345678, "Africa/Tripoli"),
        (211912345678, "Africa/Juba"),
        (50522123456, "America/Managua"),
        (526141234567, "America/Chihuahua"),
        (74012123456, "Europe/Kaliningrad"),
        (78452123456, "Europe/Samara"),
        (243998123456, "Africa/Kinshasa Africa/Lubumbashi"),
        # several clocks in one country
        (525512345678, "America/Mexico_City"),
        (526561234567, "America/Ciudad_Juarez"),
        (526361234567, "America/Chihuahua America/Ciudad_Juarez"),
        (526641234567, "America/Tijuana"),
        (529981234567, "America/Cancun"),
        (528991234567, "America/Matamoros"),
        (5511961234567, "America/Sao_Paulo"),
        (5568999991234, "America/Rio_Branco"),
        (5597999991234, "America/Manaus America/Rio_Branco"),
        (5581999991234, "America/Sao_Paulo America/Noronha"),
        (558134631234, "America/Sao_Paulo"),
        (61747011234, "Australia/Brisbane Australia/Sydney"),
        (61755321234, "Australia/Brisbane Australia/Sydney"),
        (61892345678, "Australia/Perth"),
        (61880812345, "Australia/Broken_Hill Australia/Sydney"),
        (61291234567, "Australia/Sydney"),
        (6433071234, "Pacific/Auckland Pacific/Chatham"),
        (6433321234, "Pacific/Auckland"),
        (976146221234, "Asia/Hovd Asia/Ulaanbaatar"),
        (380692123456, "Europe/Simferopol Europe/Kyiv"),
        (77012345678, "Asia/Almaty"),
        (628123456789, "Asia/Jakarta Asia/Makassar Asia/Jayapura"),
        (62215551234, "Asia/Jakarta"),
        (351912345678, "Europe/Lisbon Atlantic/Azores"),
        (351296123456, "Atlantic/Azores"),
        (34612345678, "Europe/Madrid Atlantic/Canary"),
        (34922123456, "Atlantic/Canary"),
        (34927123456, "Europe/Madrid"),
        (56322123456, "America/Santiago Pacific/Easter"),
        (56612123456, "America/Punta_Arenas"),
        (56961234567, "America/Santiago America/Punta_Arenas Pacific/Easter"),
        (59352123456, "America/Guayaquil Pacific/Galapagos"),
        (905331234567, "Europe/Istanbul"),
        (903922281234, "Asia/Famagusta"),
        (380501234567, "Europe/Kyiv Europe/Simferopol"),
    ],
)
def test_a_number_has_every_zone_of_its_prefix(number: int, expected: str) -> None:
    assert lookup(number).zones == tuple(expected.split())
