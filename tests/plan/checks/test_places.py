"""Californian numbers called at 19:30 in Los Angeles, where the list says that it is later: never silence."""

from typing import Any

import pytest

from tests.project import Project

EVENING: dict[str, Any] = {
    "scheduledDate": "2030-12-03",
    "scheduledTime": "19:30:00",
    "scheduledTimezone": "America/Los_Angeles",
    "concurrentCalls": 5,
}
HOURS = {"calling-hours", "calling-hours-unsure"}
ZONES = "ET|EDT|EST|Eastern|Eastern Time|Eastern Standard Time|(UTC-05:00) Eastern Time (US & Canada)|GMT-5|UTC-05:00"
ZONES += "|-5|-5.00|America/New_York|america/new_york|US/Eastern|(GMT-05:00) Eastern Standard Time (America/New_York)"
ZIPS = "2134|7030|6101-0001|501|02134|2134.0|021340001|21340001|'02134"
STATES = "NY|New York|ny|N.Y.|NY - New York|US-NY|New York (NY)"


def codes(project: Project, text: str, **contacts: object) -> set[str]:
    project.csv("contacts/q4.csv", text)
    project.add(**EVENING, contacts={"path": "contacts/q4.csv", **contacts})
    findings = project.plan()["findings"]
    return {finding["code"] for finding in findings} - {"variable-name"}


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        *(("timezone", zone) for zone in ZONES.split("|")),
        *(("zip", code) for code in ZIPS.split("|")),
        *(("State/Region", state) for state in STATES.split("|")),
        ("Contact Time Zone", "America/New_York"),
        ("gmt_offset_now", "-5.00"),
        ("Mailing State/Province", "NY"),
        ("BillingPostalCode", "10001"),
        ("TimeZoneSidKey", "America/New_York"),
    ],
)
def test_quiet_hours_where_the_list_says_somebody_is(project: Project, header: str, cell: str) -> None:
    findings = codes(project, f"Phone Number,{header}\n+14155550101,{cell}\n")

    assert findings & HOURS
    assert findings <= HOURS | {"place-contradicts", "place-unreadable"}


@pytest.mark.parametrize(
    "columns", [{"customer_name": "customer_name", "Local Time": "timezone"}, {"customer_name": "n"}]
)
def test_a_renamed_column_counts_and_one_that_is_left_out(project: Project, columns: dict[str, str]) -> None:
    header = "Local Time" if "Local Time" in columns else "tz"

    findings = codes(project, f"Phone Number,customer_name,{header}\n+14155550101,P,ET\n", columns=columns)

    assert findings & HOURS


def test_cells_that_cannot_be_read_are_counted_at_the_first_row(project: Project) -> None:
    text = "Phone Number,timezone\n+14155550101,head office\n+14155550102,\n+14155550103,head office\n"

    assert codes(project, text) == {"place-unreadable"}
    [finding] = project.plan()["findings"]
    assert (finding["path"], finding["row"], finding["severity"]) == ("campaigns/contacts/q4.csv", 2, "warning")
    assert finding["message"] == "`timezone` has 2 cells that can't be read as a time zone"


def test_the_policy_may_make_it_an_error(project: Project) -> None:
    project.write("policy.yaml", "findings: {place-unreadable: error, place-contradicts: info}\n")
    codes(project, "Phone Number,timezone,State,zip\n+14155550101,head office,NY,90001\n")

    severities = {finding["code"]: finding["severity"] for finding in project.plan()["findings"]}

    assert severities["place-unreadable"] == "error"
    assert severities["place-contradicts"] == "info"
    assert project.apply().code == 1


def test_a_split_puts_each_contact_where_the_groups_had_it(project: Project) -> None:
    rows = ["+14155550101,,", "+14155550102,ET,", "+14155550103,PT,NY", "+14155550104,HQ,", "+14155550105,-5,"]
    codes(project, "\n".join(["Phone Number,tz,State", *rows, ""]))

    result = project.run("split", str(project.directory / "q4.yaml"), "--by", "zone", "--format", "json")

    assert result.code == 0, result.err
    assert len(result.json["campaigns"]) == 3
    assert sum(part["contacts"] for part in result.json["campaigns"]) == len(rows)
    assert {finding["code"] for finding in project.plan()["findings"]} <= {"place-unreadable", "place-contradicts"}


@pytest.mark.parametrize(
    ("mobile", "said"),
    [
        ("area-code", {"calling-hours-unsure", "place-contradicts"}),
        ("address-first", {"calling-hours"}),
        ("country", {"calling-hours"}),
    ],
)
def test_the_policy_weighs_mobile_numbers(project: Project, mobile: str, said: set[str]) -> None:
    project.write("policy.yaml", f"callingHours: {{mobileNumbers: {mobile}}}\n")

    assert codes(project, "Phone Number,timezone\n+14155550101,America/New_York\n") == said


def test_a_number_that_may_be_mobile_is_said_once(project: Project) -> None:
    codes(project, "Phone Number,timezone\n+14155550101,\n+14155550102,\n+14155550103,ET\n")

    result = project.run("plan")

    assert result.out.count("2 numbers may be mobile, so where their owners are now is unknown") == 1
