"""The last campaign file is deleted, and with it, as git keeps no empty folder, the folder of campaigns."""

import shutil
from pathlib import Path

import pytest

from tests.project import Project


@pytest.fixture
def emptied(project: Project) -> Project:
    """A project whose state is beside its folder of campaigns, which is gone after the only campaign was created."""
    state = project.root / "recorded.json"
    project.environ["CAMPAIGNS_STATE"] = f"file:{state}"
    project.add()
    assert project.apply().code == 0
    shutil.rmtree(project.directory)
    return project


def test_apply_says_that_the_campaign_still_dials_while_its_launch_is_ahead(emptied: Project) -> None:
    ended = emptied.apply()

    assert ended.code == 5, ended.err
    assert [each["code"] for each in ended.json["findings"]] == ["removed-after-create"]
    emptied.clock.move(days=30)
    assert emptied.apply().code == 0


def test_plan_validate_and_status_know_what_is_recorded(emptied: Project) -> None:
    assert [each["action"] for each in emptied.plan()["campaigns"]] == ["removed"]
    assert emptied.run("validate").code == 0
    assert emptied.run("status").code == 0
    assert not emptied.directory.exists()


@pytest.mark.parametrize("command", ["apply", "plan", "validate"])
def test_a_folder_that_nothing_is_recorded_of_is_mistyped(emptied: Project, command: str) -> None:
    ended = emptied.run("--dir", str(Path(emptied.directory).with_name("campaings")), command)

    assert ended.code == 2
    assert "there is no folder `campaings` here" in ended.err
