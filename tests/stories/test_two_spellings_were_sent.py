"""A campaign that was sent before two spellings of a phone were known to be one person stays as it is."""

import pytest

from runner.contacts.checks import repeated_numbers
from tests.project import Project

LIST = "Phone Number,customer_name\n+5215512345678,Ada\n+525512345678,Ada\n"


def test_a_recorded_campaign_with_two_spellings_of_a_person_is_unchanged(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add()
    project.csv(text=LIST)
    with monkeypatch.context() as before:
        before.setattr(repeated_numbers, "check", lambda numbers, report: [])
        assert project.apply().code == 0

    assert project.actions() == {"Q4 Outreach Campaign": "unchanged"}
    assert project.apply().code == 0
    assert len(project.api.posts) == 1


def test_a_new_campaign_with_two_spellings_of_a_person_is_blocked(project: Project) -> None:
    project.add()
    project.csv(text=LIST)

    assert project.actions() == {"Q4 Outreach Campaign": "blocked"}
    assert (project.apply().code, project.api.posts) == (1, [])
