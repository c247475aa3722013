"""The page on --only is followed as it stands, from two teams' files to the last command."""

import re

import pytest

from tests.docs.pages import follow, sections
from tests.paths import ROOT
from tests.project import CONTACTS, Project

SECTIONS = sections("how-to/only.md")
FILES = [block for block in SECTIONS["Try it"] if block[0] == "yaml"]


@pytest.fixture
def teams(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(project.root)
    for name, country in (("us", "+1415555"), ("de", "+4930555")):
        project.csv(f"contacts/{name}.csv", CONTACTS.replace("+1415555", country))
    return project


def sent(project: Project) -> list[str]:
    return [fields["campaignName"] for fields in project.api.posts]


def test_each_step_does_what_the_page_shows(teams: Project) -> None:
    assert follow(teams, SECTIONS["Try it"]) == [1, 0, 0]

    assert sent(teams) == ["Renewals", "Erinnerung"]
    assert set(teams.actions().values()) == {"unchanged"}


def test_an_approved_plan_is_sent_in_parts(teams: Project) -> None:
    follow(teams, FILES)

    assert follow(teams, SECTIONS["With an approved plan"]) == [0, 0, 0]

    assert sent(teams) == ["Renewals", "Erinnerung"]


def test_the_keys_of_its_table_are_those_of_the_json(teams: Project) -> None:
    follow(teams, FILES)
    table = (ROOT / "docs" / "how-to" / "only.md").read_text(encoding="utf-8").partition("## In JSON")[2]

    written = teams.apply("--only", "campaigns/us").json["only"]

    assert re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE) == list(written)
