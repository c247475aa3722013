"""Postal codes: the table's lines, and the parts of states that have zones of their own."""

from pathlib import Path

import pytest

from runner.calling_hours import zone_offsets
from runner.calling_hours.people import areas, postal_codes
from runner.calling_hours.people.evidence import weigh
from runner.calling_hours.people.readings import Area, meaning

YEAR = 2027
FOLDER = Path(areas.__file__).parent


def rows(table: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / table).read_text(encoding="utf-8").splitlines()[1:]]


def zones(country: str, code: str) -> tuple[str, ...]:
    area = postal_codes.read(code).code(country)
    return areas.zones(area) if area else ()


def clocks(names: tuple[str, ...]) -> set[tuple[int, ...]]:
    return {zone_offsets.monthly(name, YEAR) for name in names}


@pytest.mark.parametrize("table", ["areas.tsv", "postal_codes.tsv"])
def test_every_line_has_a_source(table: str) -> None:
    assert all(len(row) == 4 and row[3] for row in rows(table))


def test_every_range_is_in_an_area_and_in_order() -> None:
    lines = rows("postal_codes.tsv")

    assert {f"{country}-{area}" for country, _, area, _ in lines if area != "?"} <= set(areas.codes())
    for country in {line[0] for line in lines}:
        starts = [start for of, start, *_ in lines if of == country]
        assert starts == sorted(starts)


def test_every_part_of_a_state_has_a_postal_code_and_other_zones_than_the_state() -> None:
    used = {f"{country}-{area}" for country, _, area, _ in rows("postal_codes.tsv")}
    parts = {code for code in areas.codes() if areas.is_part(code)}

    assert parts <= used
    assert [code for code in parts if clocks(areas.zones(code)) == clocks(areas.zones(areas.state(code)))] == []


def test_every_zone_of_an_area_is_one_of_its_country() -> None:
    of_territories = {
        "FR": ["GP", "MQ", "GF", "RE", "PM", "YT", "WF", "PF", "NC"],
        "US": ["PR", "VI", "GU", "AS", "MP"],
        "AU": ["CX", "CC"],
    }
    for code in areas.codes():
        country = code.partition("-")[0]
        countries = [country, *of_territories.get(country, ())]
        every = {clock for each in countries for clock in clocks(zone_offsets.of_country(each))}
        assert clocks(areas.zones(code)) <= every, code


@pytest.mark.parametrize(
    ("country", "code", "expected"),
    [
        ("CA", "P9N 1A1", "America/Winnipeg"),
        ("CA", "P7B 1A1", "America/Toronto America/Winnipeg America/Atikokan"),
        ("CA", "P0V 2M0", "America/Winnipeg America/Atikokan"),
        ("CA", "V1C 1A1", "America/Edmonton"),
        ("CA", "V1G 1A1", "America/Dawson_Creek"),
        ("CA", "A2V 1A1", "America/Goose_Bay"),
        ("CA", "G4T 1A1", "America/Halifax"),
        ("CA", "S9V 1A1", "America/Edmonton"),
        ("CA", "X0B 1A0", "America/Cambridge_Bay"),
        ("AU", "2880", "Australia/Broken_Hill Australia/Sydney"),
        ("AU", "2898", "Australia/Lord_Howe"),
        ("AU", "2000", "Australia/Sydney"),
        ("AU", "2485", "Australia/Sydney"),
        ("AU", "4225", "Australia/Brisbane"),
        ("AU", "4383", "Australia/Brisbane Australia/Sydney"),
        ("AU", "0872", "Australia/Darwin Australia/Adelaide Australia/Perth"),
        ("AU", "6443", "Australia/Perth Australia/Eucla"),
        ("AU", "6798", "Indian/Christmas"),
        ("AU", "6799", "Indian/Cocos"),
        ("AU", "6000", "Australia/Perth"),
        ("US", "32501", "America/Chicago"),
        ("US", "32301", "America/New_York"),
        ("US", "32401", "America/Chicago"),
        ("US", "37402", "America/New_York"),
        ("US", "37203", "America/Chicago"),
        ("US", "37919", "America/New_York"),
        ("US", "42101", "America/Chicago"),
        ("US", "40202", "America/New_York"),
        ("US", "46204", "America/New_York"),
        ("US", "46402", "America/Chicago"),
        ("US", "47708", "America/Chicago"),
        ("US", "49801", "America/Chicago"),
        ("US", "57701", "America/Denver"),
        ("US", "57501", "America/Chicago"),
        ("US", "69361", "America/Denver"),
        ("US", "79901", "America/Denver"),
        ("US", "88510", "America/Denver"),
        ("US", "77002", "America/Chicago"),
        ("US", "85001", "America/Phoenix"),
        ("US", "86001", "America/Phoenix"),
        ("US", "83702", "America/Boise"),
        ("US", "83814", "America/Los_Angeles"),
        ("US", "97914", "America/Boise"),
        ("US", "89101", "America/Los_Angeles"),
        ("US", "89883", "America/Boise America/Los_Angeles"),
        ("US", "99501", "America/Anchorage"),
        ("US", "99701", "America/Anchorage"),
        ("US", "99546", "America/Adak"),
        ("US", "32456", "America/New_York"),
        ("US", "37338", "America/Chicago America/New_York"),
        ("US", "49935", "America/Chicago"),
        ("US", "49855", "America/New_York"),
        ("US", "58601", "America/Denver"),
        ("US", "58501", "America/Chicago"),
        ("US", "67735", "America/Denver"),
        ("US", "69101", "America/Chicago"),
        ("US", "86515", "America/Denver"),
        ("US", "89801", "America/Los_Angeles"),
        ("US", "89825", "America/Boise America/Los_Angeles"),
        ("US", "36867", "America/Chicago America/New_York"),
        ("US", "00901", "America/Puerto_Rico"),
        ("US", "00802", "America/St_Thomas"),
        ("US", "96910", "Pacific/Guam"),
        ("US", "96950", "Pacific/Saipan"),
        ("US", "96799", "Pacific/Pago_Pago"),
        ("US", "06390", "America/New_York"),
        ("NZ", "8942", "Pacific/Chatham"),
        ("PT", "9500", "Atlantic/Azores"),
    ],
)
def test_a_postal_code_has_the_zones_of_its_part_of_the_state(country: str, code: str, expected: str) -> None:
    assert set(zones(country, code)) == set(expected.split())


@pytest.mark.parametrize(
    ("state", "code", "expected"),
    [
        ("AU-NSW", "2880", ("Australia/Broken_Hill", "Australia/Sydney")),
        ("AU-WA", "6798", ("Indian/Christmas",)),
        ("US-AL", "36867", ("America/Chicago", "America/New_York")),
        ("US-FL", "32501", ("America/Chicago",)),
    ],
)
def test_a_postal_code_with_zones_of_its_own_counts_instead_of_the_state_beside_it(
    state: str, code: str, expected: tuple[str, ...]
) -> None:
    sources = [meaning(area, state[:2], YEAR) for area in (Area((state,), unique=True), postal_codes.read(code))]
    verdict = weigh({i: source for i, source in enumerate(sources) if source}, YEAR)

    assert (verdict.zones, verdict.contradicting) == (expected, frozenset())


def test_a_postal_code_of_another_state_still_contradicts() -> None:
    sources = [meaning(area, "US", YEAR) for area in (Area(("US-GA",)), postal_codes.read("32501"))]

    assert weigh({i: source for i, source in enumerate(sources) if source}, YEAR).contradicting == {0, 1}
