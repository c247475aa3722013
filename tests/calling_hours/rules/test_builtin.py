"""The built-in rules, the files generated from them, and what they make a run import."""

import subprocess
import sys
from datetime import date
from typing import Any

import holidays
import jsonschema

from runner.calling_hours import zone_offsets
from runner.calling_hours.rules import builtin, policy_section
from runner.calling_hours.rules.holidays import holiday_name, is_weekend, library_holidays, public_holidays
from runner.calling_hours.rules.rule import Confidence
from runner.config import schema
from runner.findings import Findings
from runner.yamlfile.document import parse_document
from tools import calling_hours

PACK = calling_hours.pack()


def test_the_pack_is_valid_against_its_schema() -> None:
    validator = jsonschema.Draft7Validator(
        schema.load("calling-hours"), format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    )

    assert list(validator.iter_errors(PACK)) == []


def test_the_compiled_rules_are_up_to_date() -> None:
    assert calling_hours.COMPILED.read_text(encoding="utf-8") == calling_hours.compiled(), (
        "run `python -m tools.calling_hours`"
    )


def test_the_page_is_up_to_date_and_promises_nothing() -> None:
    page = calling_hours.DOCUMENT.read_text(encoding="utf-8")

    assert page == calling_hours.document(), "run `python -m tools.calling_hours`"
    assert "not legal advice" in page
    assert "complian" not in page.lower()
    for rule in PACK["rules"]:
        section = page.partition(f"\n### {rule['id']}\n")[2].partition("\n### ")[0]
        assert f"- Source: {rule['source']}\n" in section
        assert f"- Checked {rule['checked']}, confidence {rule['confidence']}\n" in section


def test_the_example_policy_of_the_page_is_valid() -> None:
    page = calling_hours.DOCUMENT.read_text(encoding="utf-8")
    findings = Findings()
    document = parse_document(page.partition("```yaml\n")[2].partition("```")[0].encode(), "policy.yaml", findings)
    assert document is not None
    schema.check(document, "policy", findings)
    book = policy_section.read(document, findings)

    assert list(findings) == []
    assert [change.rule for change in book.changes] == ["GB", "AU-research", "US-TX", "FR", "de-evenings", "night"]


def test_every_rule_has_a_country_and_possible_hours() -> None:
    ids = [rule.id for rule in builtin.rules()]

    assert len(set(ids)) == len(ids)
    for rule in builtin.rules():
        assert zone_offsets.of_country(rule.country)
        assert rule.confidence is not Confidence.OWN
        assert rule.zone is None or zone_offsets.exists(rule.zone)
        for hours in (rule.mon_fri, rule.sat, rule.sun, rule.eve_of_holiday):
            edges = [edge for span in hours or () for edge in span]
            assert edges == sorted(set(edges))
            assert not edges or 0 <= edges[0] < edges[-1] <= builtin.DAY


def test_weekends_with_a_friday_are_those_of_the_library() -> None:
    codes = [code for code in holidays.list_supported_countries() if len(code) == 2]
    weekends = {code: holidays.country_holidays(code, years=2026).weekend for code in codes}
    week = [date(2026, 11, 30 - day) for day in range(7)]

    with_friday = {code for code, weekend in weekends.items() if 4 in weekend}
    ours = {code: {day.weekday() for day in week if is_weekend(code, day)} for code in codes}
    assert {code for code, weekend in ours.items() if 4 in weekend} == with_friday
    assert all(ours[code] == weekends[code] for code in with_friday)


def test_an_override_takes_precedence_over_the_calendar() -> None:
    fields: dict[str, Any] = {**PACK, "rules": [rule for rule in PACK["rules"] if rule["id"] == "US-LA"]}
    fields["overrides"] = [
        {"country": "US", "state": "LA", "dates": ["2027-01-08"], "name": "Battle of New Orleans", "holiday": True},
        {"country": "US", "state": "LA", "dates": ["2027-02-09"], "name": "Mardi Gras", "holiday": False},
        {"country": "US", "dates": ["2027-03-01"], "name": "of the whole country", "holiday": True},
    ]

    (rule,) = builtin.read(fields)

    days = (date(2027, 1, 8), date(2027, 2, 9), date(2027, 3, 1), date(2027, 12, 25))
    assert [holiday_name(rule, day) for day in days] == ["Battle of New Orleans", None, None, "Christmas Day"]


def test_years_that_are_not_compiled_come_from_the_library() -> None:
    assert builtin.compiled_holidays("FR", None, 2040) is None
    assert public_holidays("FR", None, 2040)[date(2040, 7, 14)] == "National Day"
    assert public_holidays("PL", None, 2026)[date(2026, 11, 11)] == "National Independence Day"
    assert public_holidays("ZZ", None, 2026) == {}
    assert public_holidays("FR", "no state", 2026)[date(2026, 7, 14)] == "National Day"


def test_every_compiled_year_is_what_the_library_has() -> None:
    for country, state in {(rule.country, rule.calendar) for rule in builtin.rules() if rule.has_holidays}:
        for year in calling_hours.YEARS:
            assert builtin.compiled_holidays(country, state, year) == library_holidays(country, state, year)


def test_a_year_without_a_calendar_is_closed_where_a_rule_is_closed_on_holidays() -> None:
    states, france = (rule for rule in builtin.rules() if rule.id in ("FR", "US"))

    assert public_holidays("FR", None, 2101) == {}
    assert holiday_name(france, date(2101, 3, 1)) == "possibly a holiday (no calendar of 2101)"
    assert holiday_name(states, date(2101, 3, 1)) is None


def imported(program: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name for name in done.stdout.split() if name.startswith(("runner.calling_hours", "holidays"))}


def test_commands_without_rules_import_none() -> None:
    assert imported("import runner.cli.main, runner.plan.policy, runner.plan.planner") == set()


def test_assessing_the_packs_countries_does_not_import_the_library() -> None:
    program = """
from tests.calling_hours.groups import at, group
from runner.calling_hours.assessment import assess
from runner.calling_hours.rules.rulebook import Rulebook
start = at("2026-12-25 12:00 America/New_York")
assessment = assess([group("US-AL America/Chicago", 10), group("DE Europe/Berlin", 10)], start, 1, Rulebook(), start)
assert assessment.clashes and assessment.days
"""

    modules = imported(program)

    assert "runner.calling_hours.assessment" in modules
    assert not any(name.startswith("holidays") for name in modules)
