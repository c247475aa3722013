"""Launches that called people at the wrong hour: each case is a small repository, and what must come of it."""

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.fake_api import FakeApi
from tests.paths import ROOT
from tests.project import Clock, Project

CASES = ROOT / "tests" / "launches"
NOW = datetime.datetime(2026, 11, 27, 12, tzinfo=datetime.UTC)
HOURS = {"calling-hours", "calling-hours-unsure", "calling-holiday"}
SAID = HOURS | {"place-contradicts", "place-unreadable"}
"""Codes that say that somebody may be called at a wrong hour."""

WRONG_HOUR = (
    "alaska-907-581",
    "australia-27-december",
    "christmas-island",
    "colombia-sunday",
    "column-est",
    "column-of-names",
    "column-of-the-default",
    "column-utc",
    "column-utc-beside-a-state",
    "connecticut-2030",
    "florida-448",
    "france-overseas",
    "indiana-930",
    "kentucky-364",
    "maine-saturday",
    "mississippi-sunday",
    "nine-countries",
    "norway-sunday",
    "oregon-2030",
    "pennsylvania-thanksgiving",
    "postcode-2880",
    "postcode-6798",
    "queensland",
    "rhode-island-sunday",
    "south-dakota-sunday",
    "split-a-zone-that-is-no-place",
    "split-zones-of-one-country",
    "tennessee-423",
    "territories-of-the-united-states",
    "utah-sunday",
    "a-crowd-without-a-rule",
)
RIGHT_HOUR = ("evidence-agrees", "exchange-is-certain")
ZONES: dict[str, tuple[str, ...]] = {
    "nine-countries": (
        "America/Sao_Paulo",
        "America/Manaus",
        "America/Rio_Branco",
        "America/Tijuana",
        "America/Mexico_City",
        "Asia/Jakarta",
        "Asia/Jayapura",
        "Africa/Kinshasa",
        "Africa/Lubumbashi",
        "Australia/Perth",
        "Australia/Sydney",
    ),
    "a-crowd-without-a-rule": ("Europe/Paris", "Asia/Bangkok"),
    "split-a-zone-that-is-no-place": ("America/New_York", "America/Chicago"),
    "split-zones-of-one-country": ("Europe/Madrid", "Atlantic/Canary", "Europe/Paris"),
    "column-of-names": ("America/New_York", "America/Los_Angeles"),
}
"""Where the people of a case may be."""


@pytest.fixture
def launch(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def copied(case: str, name: str = "repo") -> Project:
        project = Project(tmp_path / name, capsys, FakeApi(), Clock(NOW))
        shutil.copytree(CASES / case, project.root, dirs_exist_ok=True, copy_function=shutil.copyfile)
        monkeypatch.chdir(project.root)
        return project

    return copied


def findings(project: Project) -> list[dict[str, Any]]:
    """Return what validate finds, once it is sure that plan finds the same."""
    validated = project.run("validate", "--format", "json").json["findings"]
    plan = project.plan("--as-of", NOW.isoformat())
    planned = [*plan["findings"], *(finding for campaign in plan["campaigns"] for finding in campaign["findings"])]
    assert {finding["code"] for finding in planned} == {finding["code"] for finding in validated}
    return list(validated)


def codes(project: Project) -> set[str]:
    return {finding["code"] for finding in findings(project) if finding["severity"] != "info"}


def instants(value: Any) -> Iterator[datetime.datetime]:
    """Yield every proposed start in the JSON of a campaign's hours."""
    fixes = value["fixes"]
    starts = [fixes["earliestStart"], fixes["latestStart"], value["mergeBefore"]]
    for text in [*starts, *(part["start"] for part in fixes["split"])]:
        if text:
            yield datetime.datetime.fromisoformat(text)


def awake(at: datetime.datetime, zone: str) -> bool:
    return 8 <= at.astimezone(ZoneInfo(zone)).hour < 21


@pytest.mark.parametrize("case", WRONG_HOUR)
def test_a_launch_at_a_wrong_hour_is_said(case: str, launch: Any) -> None:
    project = launch(case)
    assert codes(project) & SAID, findings(project)


@pytest.mark.parametrize("case", ["column-of-names", "column-of-the-default", "column-utc", "queensland"])
def test_each_contact_by_itself_is_said(case: str, launch: Any) -> None:
    header, *rows = (CASES / case / "campaigns/c.csv").read_text().splitlines()
    for number, row in enumerate(rows):
        project = launch(case, str(number))
        project.csv("c.csv", f"{header}\n{row}\n")
        assert codes(project) & SAID, f"row {number + 2}"


@pytest.mark.parametrize("case", RIGHT_HOUR)
def test_a_launch_at_a_right_hour_is_silent(case: str, launch: Any) -> None:
    assert findings(launch(case)) == []


@pytest.mark.parametrize("case", ZONES)
def test_no_way_out_calls_anybody_at_night(case: str, launch: Any) -> None:
    project = launch(case)
    (campaign,) = project.plan()["campaigns"]
    fixes = campaign["hours"]["fixes"]
    for at in instants(campaign["hours"]):
        everywhere = [zone for zone in ZONES[case] if not awake(at, zone)]
        of_parts = [part for part in fixes["split"] if datetime.datetime.fromisoformat(part["start"]) == at]
        late = [zone for part in of_parts for zone in part["zones"] if not awake(at, zone)] if of_parts else everywhere
        assert not late, (at, late)


def test_where_no_start_is_right_for_all_none_is_proposed(launch: Any) -> None:
    (campaign,) = launch("nine-countries").plan()["campaigns"]
    assert campaign["hours"]["fixes"]["earliestStart"] is None
    assert not any("start between" in (finding["hint"] or "") for finding in campaign["findings"])


def test_no_output_shows_a_whole_day_as_open_where_no_rule_is_known(launch: Any) -> None:
    project = launch("a-crowd-without-a-rule")
    (campaign,) = project.plan()["campaigns"]
    for zone in campaign["hours"]["zones"]:
        for opens, closes in zone["open"]:
            assert "08:00" <= opens[11:16] < closes[11:16] <= "21:00", zone
    feed = project.run("calendar", "--windows").out
    bangkok = [event for event in feed.split("BEGIN:VEVENT") if "Bangkok" in event]
    assert bangkok
    assert not any("T000000" in line for event in bangkok for line in event.splitlines() if line.startswith("DTEND"))


def test_a_run_without_an_end_is_unsure_and_the_policy_may_refuse_it(launch: Any) -> None:
    project = launch("no-lines")
    assert "calling-hours-unsure" in codes(project)
    assert project.run("validate").code == 1
    (project.directory / "policy.yaml").unlink()
    assert project.run("validate").code == 0


@pytest.mark.parametrize("case", ["split-zones-of-one-country", "split-a-zone-that-is-no-place"])
def test_a_split_puts_everybody_into_one_part_without_errors(case: str, launch: Any) -> None:
    project = launch(case)
    people = sorted((project.directory / "c.csv").read_text().splitlines()[1:])
    result = project.run("split", "campaigns/c.yaml", "--by", "zone")
    if result.code != 0:
        assert (project.directory / "c.yaml").exists()
        assert sorted(path.name for path in project.directory.iterdir()) == ["c.csv", "c.yaml"]
        return
    plan = project.plan()
    parts = [campaign for campaign in plan["campaigns"] if campaign["action"] == "create"]
    assert len(parts) == len(plan["campaigns"]) > 1
    lists = [path for path in project.directory.glob("*.csv") if path.name != "c.csv"]
    assert sorted(line for path in lists for line in path.read_text().splitlines()[1:]) == people
    for part in parts:
        at = datetime.datetime.fromisoformat(part["launchAt"])
        assert all(awake(at, zone["zone"]) for zone in part["hours"]["zones"]), part


def test_the_spanish_list_is_split(launch: Any) -> None:
    assert launch("split-zones-of-one-country").run("split", "campaigns/c.yaml", "--by", "zone").code == 0


def test_the_hint_for_a_skipped_time_is_later_than_the_gap(launch: Any) -> None:
    for case, day in (("gap-that-ends-the-day", "2027-03-28"), ("gap-that-begins-the-day", None)):
        project = launch(case, case)
        (finding,) = findings(project)
        assert finding["code"] == "time-skipped"
        if day:
            assert day in finding["hint"] or "22:59" in finding["hint"], finding
        else:
            assert "01:30:00" in finding["hint"], finding


def test_a_year_that_is_no_year_is_said_at_its_line_beside_all_else(launch: Any) -> None:
    project = launch("year-zero")
    found = findings(project)
    assert [f["line"] for f in found if f["code"] == "bad-value"] == [5], found
    assert any(f["path"].endswith("c.csv") for f in found), found
    assert project.run("validate").code == 1


@pytest.mark.parametrize("case", ["year-2062", "year-3000"])
def test_a_year_far_ahead_is_a_warning(case: str, launch: Any) -> None:
    assert "warning" in {finding["severity"] for finding in findings(launch(case))}


def test_an_abbreviation_is_not_guessed_by_its_letters(launch: Any) -> None:
    (finding,) = findings(launch("abbreviation"))
    assert finding["code"] == "unknown-zone"
    assert "msk" not in finding["hint"]


def test_now_and_later_is_an_error_unless_the_policy_softens_it(launch: Any) -> None:
    project = launch("now-and-later")
    assert [f["severity"] for f in findings(project) if f["code"] == "schedule-ignored"] == ["error"]
    project.write("policy.yaml", "findings: {schedule-ignored: warning}\n")
    assert [f["severity"] for f in findings(project) if f["code"] == "schedule-ignored"] == ["warning"]


def test_another_name_of_the_same_clock_is_no_change(launch: Any) -> None:
    project = launch("renamed-zone")
    before = project.plan()
    assert project.apply().code == 0
    file = project.directory / "c.yaml"
    file.write_text(file.read_text().replace("Europe/Kiev", "Europe/Kyiv"))
    assert list(project.actions().values()) == ["unchanged"]
    again = project.apply()
    assert (again.code, len(project.api.lists)) == (0, 1)
    (project.state_file).unlink()
    assert project.plan()["hash"] == before["hash"]


def test_an_approved_plan_is_refused_once_its_instant_has_moved(launch: Any) -> None:
    project = launch("two-zone-databases")
    assert project.run("plan", "--out", "plan.json").code == 0
    approved = project.root / "plan.json"
    assert '"tzdata": "20' in approved.read_text()
    text = approved.read_text()
    at = project.plan()["campaigns"][0]["launchAt"]
    moved = (datetime.datetime.fromisoformat(at) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    approved.write_text(text.replace(at, moved))
    assert (project.apply("--expect", "plan.json").code, project.api.lists) == (7, [])
    approved.write_text(text)
    assert project.apply("--expect", "plan.json").code == 0
