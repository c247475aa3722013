"""What the built-in rules permit: at the edges of their hours, on each kind of day, and in territories."""

import re
from datetime import date, datetime, timedelta

import holidays
import pytest

from runner.calling_hours.assessment import assess
from runner.calling_hours.rules import builtin
from runner.calling_hours.rules.holidays import hours
from runner.calling_hours.rules.rule import Confidence, Place, Rule
from runner.calling_hours.rules.rulebook import Rulebook
from runner.findings import Severity
from tests.calling_hours.groups import at, group
from tools import calling_hours

RULES = {rule.id: rule for rule in builtin.rules()}
PACK = {rule["id"]: rule for rule in calling_hours.pack()["rules"]}
NONE, ALL_DAY = "", "00:00-24:00"
HOURS = {  # Monday to Friday, Saturday, Sunday, and a holiday of its calendar with its hours
    "US-OK": ("09:00-20:00", "09:00-20:00", "09:00-20:00", "2026-12-25 09:00-20:00"),
    "US": ("08:00-21:00", "08:00-21:00", "08:00-21:00", "2026-12-25 08:00-21:00"),
    "US-AL": ("08:00-20:00", "08:00-20:00", NONE, "2027-04-26"),
    "US-CT": ("09:00-20:00", "09:00-20:00", "09:00-20:00", "2026-12-25 09:00-20:00"),
    "US-IL": ("09:00-21:00", "09:00-21:00", "09:00-21:00", "2026-12-25 09:00-21:00"),
    "US-KY": ("10:00-21:00", "10:00-21:00", "10:00-21:00", "2026-12-25 10:00-21:00"),
    "US-LA": ("08:00-20:00", "08:00-20:00", NONE, "2027-02-09"),
    "US-MA": ("08:00-20:00", "08:00-20:00", "08:00-20:00", "2026-12-25 08:00-20:00"),
    "US-ME": ("09:00-17:00", NONE, NONE, "2026-12-25 09:00-17:00"),
    "US-MI": ("09:00-21:00", "09:00-21:00", "09:00-21:00", "2026-12-25 09:00-21:00"),
    "US-MS": ("08:00-20:00", "08:00-20:00", NONE, "2026-12-25 08:00-20:00"),
    "US-NE": (ALL_DAY, ALL_DAY, "13:00-21:00", "2026-12-25"),
    "US-NM": ("09:00-21:00", "09:00-21:00", "09:00-21:00", "2026-12-25 09:00-21:00"),
    "US-NV": ("09:00-20:00", "09:00-20:00", "09:00-20:00", "2026-12-25 09:00-20:00"),
    "US-OR": ("08:00-20:00", "08:00-20:00", "08:00-20:00", "2026-12-25 08:00-20:00"),
    "US-PA": ("08:00-21:00", "08:00-21:00", "08:00-21:00", "2027-06-14"),
    "US-PA-Sunday": (ALL_DAY, ALL_DAY, NONE, "2027-06-14 00:00-24:00"),
    "US-RI": ("09:00-18:00", "10:00-17:00", NONE, "2027-08-09"),
    "US-SD": ("09:00-21:00", NONE, NONE, "2026-12-25 09:00-21:00"),
    "US-UT": ("08:00-21:00", "08:00-21:00", NONE, "2027-07-23"),
    "US-WA": ("08:00-20:00", "08:00-20:00", "08:00-20:00", "2026-12-25 08:00-20:00"),
    "US-WY": ("08:00-20:00", "08:00-20:00", "08:00-20:00", "2026-12-25 08:00-20:00"),
    "CA-BC": ("09:00-21:30", "10:00-18:00", "10:00-18:00", "2027-08-02"),
    "FR": ("10:00-13:00 14:00-20:00", NONE, NONE, "2026-11-11"),
    "NO": ("09:00-21:00", NONE, NONE, "2027-05-17"),
    "CO": ("07:00-19:00", "08:00-15:00", NONE, "2027-01-11"),
    "PE": ("07:00-20:00", NONE, NONE, "2027-07-28"),
    "AU": ("09:00-20:00", "09:00-17:00", NONE, "2027-12-27"),
}
WEEK = {"mon_fri": date(2027, 2, 24), "sat": date(2027, 2, 27), "sun": date(2027, 2, 28)}
CAPS = {
    "US-OR": [(3, timedelta(hours=24))],
    "US-ME": [(1, timedelta(hours=8))],
    "CO": [(1, timedelta(days=1))],
    "CA-BC": [(1, timedelta(days=30))],
}
REACHED = {
    "US": ("PR", "GU", "MP", "VI", "AS", "UM"),
    "FR": ("GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM"),
    "AU": ("CX", "CC", "NF"),
    "NO": ("SJ",),
}
ZONES = {
    "PR": "America/Puerto_Rico",
    "GU": "Pacific/Guam",
    "MP": "Pacific/Saipan",
    "VI": "America/St_Thomas",
    "AS": "Pacific/Pago_Pago",
    "UM": "Pacific/Wake",
    "GP": "America/Guadeloupe",
    "MQ": "America/Martinique",
    "GF": "America/Cayenne",
    "RE": "Indian/Reunion",
    "YT": "Indian/Mayotte",
    "BL": "America/St_Barthelemy",
    "MF": "America/Marigot",
    "PM": "America/Miquelon",
    "CX": "Indian/Christmas",
    "CC": "Indian/Cocos",
    "NF": "Pacific/Norfolk",
    "SJ": "Arctic/Longyearbyen",
}
STATUTES = r"Stat\.|Code|CFR|Gen\. Laws|RCW|SDCL|P\.S\.|CMR|Standard|CRTC|CPA regs|M\.R\.S\.|§"


def written(rule: Rule, day: date) -> str:
    return " ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in hours(rule, day))


def severities(place: str, start: str) -> list[str]:
    """Return the rules that a call to one contact at a time breaks."""
    assessment = assess([group(place, 1)], at(start), 100, Rulebook(), at(start) - timedelta(days=2))
    return [f"{clash.rule.id} {clash.severity}" for clash in assessment.clashes]


@pytest.mark.parametrize("name", HOURS)
def test_a_rule_has_the_hours_of_its_source(name: str) -> None:
    *week, holiday = HOURS[name]
    day, _, on_holiday = holiday.partition(" ")

    assert [written(RULES[name], day) for day in WEEK.values()] == week
    assert written(RULES[name], date.fromisoformat(day)) == on_holiday


@pytest.mark.parametrize("name", [name for name in HOURS if RULES[name].zone is None])
def test_a_minute_before_the_hours_and_at_their_end_is_said_and_inside_is_not(name: str) -> None:
    rule = RULES[name]
    place = f"{rule.country}-{rule.state}" if rule.state else rule.country
    zone = "America/New_York" if rule.country == "US" else "Europe/Paris"
    for day in WEEK.values():
        for opens, closes in hours(rule, day):
            midnight = datetime.combine(day, datetime.min.time())
            inside = [midnight + timedelta(minutes=minute) for minute in (opens, closes - 2) if minute >= 8 * 60]
            outside = [midnight + timedelta(minutes=minute) for minute in (opens - 1, closes) if 0 <= minute < 1440]
            assert not [one for one in inside if rule.id in said(place, one, zone)]
            assert not [one for one in outside if rule.id not in said(place, one, zone)]


def said(place: str, local: datetime, zone: str) -> set[str]:
    return {clash.split()[0] for clash in severities(f"{place} {zone}", f"{local:%Y-%m-%d %H:%M} {zone}")}


def test_only_an_unconfirmed_rule_is_information() -> None:
    unconfirmed = {rule.id for rule in RULES.values() if Rulebook().severity(rule, "calling-hours") is Severity.INFO}

    assert unconfirmed == {rule.id for rule in RULES.values() if rule.confidence is Confidence.D}
    assert unconfirmed == {"US-MI", "GB", "IN"}


def test_limits_on_calls_to_one_person_are_those_of_the_source() -> None:
    assert {name: [(cap.calls, cap.within) for cap in RULES[name].caps] for name in CAPS} == CAPS


@pytest.mark.parametrize("year", calling_hours.YEARS)
def test_days_that_the_library_lacks_are_closed(year: int) -> None:
    election = next(day for day in (date(year, 11, n) for n in range(2, 9)) if day.weekday() == 1)
    juneteenth = date(year, 6, 19)
    monday = juneteenth + timedelta(
        days=-juneteenth.weekday() if juneteenth.weekday() < 5 else 7 - juneteenth.weekday()
    )
    calendar = holidays.country_holidays("AU", years=year, language="en_US")
    good_friday = next(day for day, name in calendar.items() if name == "Good Friday")

    for day in (date(year, 6, 14), good_friday, election):
        assert written(RULES["US-PA"], day) == ""
    assert written(RULES["US-RI"], date(year, 5, 4)) == ""
    assert (written(RULES["US-RI"], election) == "") == (year % 2 == 0)
    assert written(RULES["US-UT"], monday) == ""
    assert (written(RULES["US-UT"], good_friday) == "") == (year >= 2027)


@pytest.mark.parametrize("year", calling_hours.YEARS)
def test_a_day_that_is_a_holiday_in_all_of_australia_is_closed(year: int) -> None:
    calendars = [
        holidays.country_holidays("AU", subdiv=state, years=year)
        for state in ("ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA")
    ]

    shared = [day for day in calendars[0] if all(day in calendar for calendar in calendars)]
    assert len(shared) >= 7
    assert [day for day in shared if written(RULES["AU"], day)] == []


def test_eves_of_norwegian_holidays_are_not_holidays_and_the_days_equal_to_them_are() -> None:
    eves = (date(2026, 12, 24), date(2027, 12, 24))

    assert [written(RULES["NO"], day) for day in eves] == ["09:00-21:00"] * 2
    assert [written(RULES["NO"], date(2029, month, day)) for month, day in ((5, 1), (5, 17), (5, 10))] == [""] * 3


@pytest.mark.parametrize(("country", "territory"), [(c, t) for c, codes in REACHED.items() for t in codes])
def test_a_territory_has_its_countrys_rule_by_its_own_clock(country: str, territory: str) -> None:
    zone = ZONES[territory]
    opens = hours(RULES[country], date(2027, 2, 24))[0][0]

    inside = f"2027-02-24 {opens // 60:02}:00 {zone}"
    assert severities(f"{territory} {zone}", inside) == []
    assert severities(f"{territory} {zone}", inside.replace(":00 ", ":30 ").replace(f"{opens // 60:02}:", "05:")) == [
        f"{country} warning"
    ]


def test_territories_are_those_of_the_page_and_no_others() -> None:
    reached = {rule.country: rule.reaches for rule in RULES.values() if rule.reaches}

    assert reached == REACHED
    assert not RULES["US-unknown-zone"].applies_to(
        Place("GU"), zone_known=False
    )  # its hours are between New York and Hawaii
    for place in ("GG", "JE", "IM", "GI", "MC", "SM", "VA", "WF", "PF", "NC", "FM", "MH", "PW", "AX", "FO", "HK"):
        assert not [rule.id for rule in RULES.values() if rule.applies_to(Place(place), zone_known=True)]


def test_a_territory_observes_the_holidays_of_its_country() -> None:
    assert severities("GP America/Guadeloupe", "2027-05-27 11:00 America/Guadeloupe") == []  # its own: Abolition Day
    assert severities("GP America/Guadeloupe", "2026-11-11 11:00 America/Guadeloupe") == ["FR warning"]
    assert severities("CX Indian/Christmas", "2027-12-27 11:00 Indian/Christmas") == ["AU warning"]


def test_a_states_rule_applies_to_an_address_in_it_with_a_number_of_a_territory() -> None:
    assert RULES["US-FL"].applies_to(Place("PR", ("FL",)), zone_known=True)
    assert not RULES["US-FL"].applies_to(Place("PR"), zone_known=True)
    assert RULES["US"].applies_to(Place("US", ("PR",)), zone_known=True)


@pytest.mark.parametrize("name", PACK)
def test_a_rule_names_its_source_and_a_statute_or_regulator_where_its_text_was_read(name: str) -> None:
    rule = PACK[name]

    assert rule["source"]
    assert date.fromisoformat(rule["checked"]) >= date(2026, 11, 22)
    if rule["confidence"] == "A":
        assert re.search(STATUTES, rule["source"]) or "donotcall.gov.au" in rule["source"]
    if rule["confidence"] in "CD":
        assert not rule["source"].startswith(("Ala.", "Utah", "RCW"))


def test_no_rule_of_a_state_or_province_permits_what_its_country_forbids() -> None:
    later = {}
    for rule in RULES.values():
        country = RULES.get(rule.country)
        if rule.state and country:
            for day in WEEK.values():
                floor = hours(country, day)
                spans = [s for s in hours(rule, day) if s != (0, 1440)]
                if any(not any(a <= opens and closes <= b for a, b in floor) for opens, closes in spans):
                    later[rule.id] = day

    assert later == {}
