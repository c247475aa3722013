"""`split`: a campaign for each time zone, each contact in exactly one, and the old file set aside."""

import csv
import json
from typing import Any

import pytest
import yaml

from tests.project import Project

LIST = 'Phone Number,customer_name\n+14155550101,Ada\n+12125550102,"Marsh, Bo"\n+13105550103,Cleo\n'
EARLY: dict[str, Any] = {"scheduledTime": "06:30:00", "scheduledTimezone": "America/Los_Angeles"}


@pytest.fixture
def clashing(project: Project) -> Project:
    project.csv("contacts/q4.csv", LIST)
    project.add(**EARLY)
    return project


def test_each_contact_is_in_one_part_whose_start_passes(clashing: Project) -> None:
    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone", "--format", "json")

    assert result.json["campaigns"] == [
        {"path": "campaigns/q4-america-los-angeles.yaml", "contacts": 2},
        {"path": "campaigns/q4-america-new-york.yaml", "contacts": 1},
    ]
    assert result.json["left"] == "campaigns/q4.yaml.split"
    rows = [
        row
        for name in ("los-angeles", "new-york")
        for row in csv.reader((clashing.directory / f"contacts/q4-america-{name}.csv").read_text().splitlines()[1:])
    ]
    assert sorted(rows) == sorted(csv.reader(LIST.splitlines()[1:]))
    plan = clashing.plan()
    assert [change["action"] for change in plan["campaigns"]] == ["create", "create"]
    assert plan["findings"] == []


def test_a_part_says_why_and_keeps_the_other_keys(clashing: Project) -> None:
    clashing.add(**EARLY, dynamicVariables={"customer_name": "there"}, contacts={"path": "contacts/q4.csv", "rows": 3})

    clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    text = (clashing.directory / "q4-america-new-york.yaml").read_text(encoding="utf-8")
    written = yaml.safe_load(text)
    assert text.startswith("# Split from q4.yaml: 1 contact in time zone\n# America/New_York.\n")
    assert written["campaignName"].endswith(" (America/New_York)")
    assert written["dynamicVariables"] == {"customer_name": "there"}
    assert written["contacts"] == {"path": "contacts/q4-america-new-york.csv", "rows": 1}
    assert (written["scheduledTime"], written["scheduledTimezone"]) == ("09:30:00", "America/New_York")


def test_what_passes_or_is_recorded_is_not_split(project: Project) -> None:
    project.csv("contacts/q4.csv", LIST)
    path = str(project.add())

    passing = project.run("split", path, "--by", "zone")
    project.apply()
    recorded = project.run("split", path, "--by", "zone")

    assert (passing.code, recorded.code) == (7, 7)
    assert "its start breaks no rule" in passing.err
    assert "is recorded or has errors" in recorded.err
    assert sorted(path.name for path in project.directory.glob("q4*")) == ["q4.yaml"]


def test_nothing_is_written_where_a_file_exists_already(clashing: Project) -> None:
    clashing.write("q4-america-new-york.yaml.txt", "")
    (clashing.directory / "contacts" / "q4-america-new-york.csv").write_text("mine")

    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    assert result.code == 2
    assert "a part's file exists already" in result.err
    assert (clashing.directory / "contacts" / "q4-america-new-york.csv").read_text() == "mine"
    assert sorted(path.name for path in clashing.directory.glob("*.yaml")) == ["q4.yaml"]


def test_no_cell_is_shown(clashing: Project) -> None:
    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    assert not any(cell in result.out + result.err for cell in ("Ada", "Marsh", "+1415"))
    assert json.loads(clashing.run("validate", "--format", "json").out)["ok"]


def test_the_header_of_a_part_is_its_first_row(clashing: Project) -> None:
    clashing.csv(text="A title\n\n" + (clashing.directory / "contacts/q4.csv").read_text())
    clashing.add(contacts={"path": "contacts/q4.csv", "headerRow": 3}, **EARLY)
    before = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")
    (clashing.directory / "q4.yaml.split").unlink(missing_ok=True)

    assert before.code == 0, before.err
    assert "csv-header" not in clashing.run("validate").out
