"""The page on checking some files is followed as it stands."""

import pytest

from tests.docs.pages import follow, sections
from tests.project import Project


def test_each_step_does_what_the_page_shows(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    project.csv("contacts/us.csv")

    assert follow(project, sections("how-to/check-some-files.md")["Try it"]) == [0, 0]
