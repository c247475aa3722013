"""Launches in the late morning of an ordinary weekday, where people are: nothing is found in them."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.fake_api import FakeApi
from tests.project import Project


@dataclass(frozen=True)
class City:
    """A city, the start of its fixed lines' numbers with how many digits follow, its state and a postal code."""

    zone: str
    start: str
    digits: int
    state: str = ""
    postal_code: str = ""


CITIES = {
    "New York": City("America/New_York", "+1212556", 4, "NY", "10001"),
    "Boston": City("America/New_York", "+1617555", 4, "MA", "02134"),
    "Miami": City("America/New_York", "+1305555", 4, "FL", "33101"),
    "Atlanta": City("America/New_York", "+1404555", 4, "GA", "30303"),
    "Chicago": City("America/Chicago", "+1312555", 4, "IL", "60601"),
    "Houston": City("America/Chicago", "+1713555", 4, "TX", "77002"),
    "Pensacola": City("America/Chicago", "+1850438", 4, "FL", "32501"),
    "Denver": City("America/Denver", "+1303555", 4, "CO", "80202"),
    "Phoenix": City("America/Phoenix", "+1602555", 4, "Arizona", "85001"),
    "Los Angeles": City("America/Los_Angeles", "+1213555", 4, "California", "90012"),
    "Seattle": City("America/Los_Angeles", "+1206555", 4, "WA", "98101"),
    "Anchorage": City("America/Anchorage", "+1907276", 4, "AK", "99501"),
    "Honolulu": City("Pacific/Honolulu", "+1808523", 4, "HI", "96813"),
    "San Juan": City("America/Puerto_Rico", "+1787722", 4, "PR", "00901"),
    "Toronto": City("America/Toronto", "+1416555", 4, "ON", "M5V 2T6"),
    "Vancouver": City("America/Vancouver", "+1604555", 4, "British Columbia", "V6B 1A1"),
    "Sydney": City("Australia/Sydney", "+6129555", 4, "NSW", "2000"),
    "Melbourne": City("Australia/Melbourne", "+6139555", 4, "VIC", "3000"),
    "London": City("Europe/London", "+442079460", 3, "", "SW1A 1AA"),
    "Paris": City("Europe/Paris", "+3319900", 4, "", "75001"),
    "Berlin": City("Europe/Berlin", "+493023125", 3, "", "10115"),
    "Madrid": City("Europe/Madrid", "+34915550", 3, "Madrid", "28001"),
    "Rome": City("Europe/Rome", "+39066982", 4, "", "00184"),
    "Vienna": City("Europe/Vienna", "+4315123", 3, "", "1010"),
    "Oslo": City("Europe/Oslo", "+472222", 4, "", "0150"),
    "Johannesburg": City("Africa/Johannesburg", "+2711555", 4, "", "2000"),
    "Mumbai": City("Asia/Kolkata", "+91225550", 4, "", "400001"),
    "Dubai": City("Asia/Dubai", "+9714333", 4),
    "Sao Paulo": City("America/Sao_Paulo", "+55113333", 4, "SP", "01310-100"),
    "Bogota": City("America/Bogota", "+57601234", 4),
    "Tokyo": City("Asia/Tokyo", "+8133333", 4, "", "100-0001"),
    "Auckland": City("Pacific/Auckland", "+649555", 4, "Auckland", "1010"),
}
DAYS = ("2027-01-12", "2027-07-07")
"""A Tuesday and a Wednesday that are nowhere a holiday, in winter and in summer."""


def findings(project: Project, city: City, day: str, header: str, row: str) -> list[dict[str, Any]]:
    rows = [f"{city.start}{number:0{city.digits}}{row}" for number in range(120, 160)]
    project.csv("c.csv", "\n".join([f"Phone Number{header}", *rows]) + "\n")
    project.add(
        "c.yaml",
        scheduledDate=day,
        scheduledTime="10:30:00",
        scheduledTimezone=city.zone,
        contacts="c.csv",
    )
    found: list[dict[str, Any]] = project.run("validate", "--format", "json").json["findings"]
    return found


@pytest.mark.parametrize("name", CITIES)
def test_a_good_launch_is_silent(name: str, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    city = CITIES[name]
    for number, day in enumerate(DAYS):
        assert findings(Project(tmp_path / str(number), capsys, FakeApi()), city, day, "", "") == []
        project = Project(tmp_path / f"{number}-with-columns", capsys, FakeApi())
        row = f",{city.zone},{city.state},{city.postal_code}"
        assert findings(project, city, day, ",timezone,state,zip", row) == []


@pytest.mark.parametrize("name", CITIES)
def test_the_same_launch_by_night_is_not(name: str, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    city = CITIES[name]
    project = Project(tmp_path / "repo", capsys, FakeApi())
    findings(project, city, DAYS[0], "", "")
    project.add(
        "c.yaml", scheduledDate=DAYS[0], scheduledTime="05:00:00", scheduledTimezone=city.zone, contacts="c.csv"
    )
    found = project.run("validate", "--format", "json").json["findings"]
    assert {f["code"] for f in found if f["severity"] != "info"} & {"calling-hours", "calling-hours-unsure"}
