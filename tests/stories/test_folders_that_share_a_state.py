"""Two folders of campaigns, each applied by itself, that share one state."""

import json
import shutil
from pathlib import Path

import pytest

from tests.project import CAMPAIGN, Project, Result

FOLDERS = {"us/campaigns": "Renewals", "de/campaigns": "Erinnerung"}


def run(project: Project, folder: str, *args: str) -> Result:
    return project.run("--dir", str(project.root / folder), *args, "--format", "json")


@pytest.fixture
def shared(project: Project) -> Project:
    """A repository with two folders whose campaigns are recorded in one state beside them."""
    (project.root / ".git").mkdir()
    project.environ["CAMPAIGNS_STATE"] = f"file:{project.root / 'recorded.json'}"
    for folder, name in FOLDERS.items():
        project.write(f"../{folder}/contacts/q4.csv", "Phone Number\n+14155550101\n")
        project.write(f"../{folder}/q4.yaml", _campaign(name))
    assert [run(project, folder, "apply").code for folder in FOLDERS] == [0, 0]
    return project


def _campaign(name: str) -> str:
    return json.dumps({**CAMPAIGN, "campaignName": name})


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_other_folders_campaigns_are_not_removed(shared: Project, folder: str) -> None:
    ended, plan = run(shared, folder, "apply"), run(shared, folder, "plan").json

    assert (ended.code, ended.json["findings"]) == (0, [])
    assert [each["action"] for each in plan["campaigns"]] == ["unchanged", "unchanged"]
    assert len(shared.api.campaigns) == 2


def test_a_file_that_is_deleted_is_said_by_its_own_folder_alone_while_others_are_beside_it(shared: Project) -> None:
    shared.write("../de/campaigns/more.yaml", _campaign("Mehr"))
    (shared.root / "de/campaigns/q4.yaml").unlink()

    assert run(shared, "us/campaigns", "apply").code == 0
    assert [each["code"] for each in run(shared, "de/campaigns", "apply").json["findings"]] == ["removed-after-create"]


def test_a_folder_that_is_gone_is_said_by_every_other(shared: Project) -> None:
    shutil.rmtree(shared.root / "de")

    assert [run(shared, folder, "apply").code for folder in FOLDERS] == [5, 5]


def test_a_folder_that_is_renamed_keeps_its_records(shared: Project) -> None:
    Path(shared.root / "de").rename(shared.root / "germany")

    ended = run(shared, "germany/campaigns", "apply")

    assert (ended.code, len(shared.api.campaigns)) == (0, 2)
