"""The page on defaults is followed as it stands, from the files to the last command."""

import re

import pytest

from runner.config import schema
from tests.docs.pages import follow, sections
from tests.paths import ROOT
from tests.project import Project

SECTIONS = sections("how-to/defaults.md")
STEPS = SECTIONS["Try it"]
PAGE = (ROOT / "docs" / "how-to" / "defaults.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A repository with the lists of the page's campaigns."""
    monkeypatch.chdir(project.root)
    for name in ("december", "january"):
        project.csv(f"contacts/{name}.csv", f"Phone Number\n+1415555010{len(name)}\n+14155550111\n+14155550112\n")
    return project


def test_each_step_does_what_the_page_shows(folder: Project) -> None:
    assert follow(folder, STEPS) == [0, 1]


def test_a_campaign_is_the_same_with_every_value_in_its_own_file(folder: Project) -> None:
    follow(folder, STEPS[:3])
    before = folder.plan()
    (_, defaults), *campaigns = [(text.partition("\n")[0], text.partition("\n")[2]) for _, text in STEPS[:3]]
    (folder.directory / "defaults.yaml").unlink()
    for heading, text in campaigns:
        own = {line.partition(":")[0] for line in text.splitlines()}
        given = [line for line in defaults.splitlines() if line.partition(":")[0] not in own]
        folder.write(heading.removeprefix("# campaigns/"), text + "\n".join(given) + "\n")

    after = folder.plan()

    assert after["hash"] == before["hash"]
    assert [entry["fingerprint"] for entry in after["campaigns"]] == [
        entry["fingerprint"] for entry in before["campaigns"]
    ]


def test_its_table_has_every_key_of_the_schema() -> None:
    properties = schema.load("defaults")["properties"]
    rows = re.findall(
        r"^\| (`.+?) \|", PAGE.partition("## Which values may it give?")[2].partition("\n## ")[0], flags=re.MULTILINE
    )

    keys = {key for row in rows for key in re.findall(r"`(\w+)`", row)}

    assert keys == {*properties, *properties["contacts"]["properties"]}
