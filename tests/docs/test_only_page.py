"""The page on --only is followed as it stands, from two teams' files to the last command."""

import re
import shlex

import pytest

from tests.paths import ROOT
from tests.project import CONTACTS, Project

PAGE = (ROOT / "docs" / "only.md").read_text(encoding="utf-8")
BLOCKS = {
    title: re.findall(r"^```(\w+)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    for title, text in re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
}


def follow(project: Project, blocks: list[tuple[str, str]]) -> list[int]:
    """Write each file, run each command, and look for what it shows; return the exit codes."""
    codes, shown = [], ""
    for language, text in blocks:
        if language == "yaml":
            path, _, content = text.partition("\n")
            project.write(path.removeprefix("# campaigns/"), content)
        elif language == "sh":
            results = [project.run(*shlex.split(line)[1:]) for line in text.splitlines()]
            codes += [result.code for result in results]
            shown = "".join(result.out + result.err for result in results)
        else:
            for line in text.splitlines():
                pattern = ".*".join(map(re.escape, line.split("…")))
                there = re.search(f"^{pattern}", shown, flags=re.MULTILINE)
                assert there, f"{line!r} isn't what it shows: {shown}"
                shown = shown[there.end() :]
    return codes


@pytest.fixture
def teams(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(project.root)
    for name, country in (("us", "+1415555"), ("de", "+4930555")):
        project.csv(f"contacts/{name}.csv", CONTACTS.replace("+1415555", country))
    return project


def test_each_step_does_what_the_page_shows(teams: Project) -> None:
    assert follow(teams, BLOCKS["Try it"]) == [1, 0, 0]

    assert [fields["campaignName"] for fields in teams.api.posts] == ["Renewals", "Erinnerung"]
    assert set(teams.actions().values()) == {"unchanged"}


def test_an_approved_plan_is_sent_in_parts(teams: Project) -> None:
    follow(teams, [block for block in BLOCKS["Try it"] if block[0] == "yaml"])

    assert follow(teams, BLOCKS["With an approved plan"]) == [0, 0, 0]

    assert [fields["campaignName"] for fields in teams.api.posts] == ["Renewals", "Erinnerung"]


def test_the_keys_of_its_table_are_those_of_the_json(teams: Project) -> None:
    follow(teams, [block for block in BLOCKS["Try it"] if block[0] == "yaml"])
    table = PAGE.partition("## In JSON")[2]

    written = teams.apply("--only", "campaigns/us").json["only"]

    assert re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE) == list(written)
