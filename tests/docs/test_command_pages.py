"""Each page about one command begins with commands that run as they stand."""

import subprocess
from collections.abc import Callable

import pytest

from tests.docs.pages import first_commands, follow
from tests.project import Project

CONTACTS = "Phone Number\n" + "".join(f"+141555502{number:02}\n" for number in range(60))
FIELDS = {
    "campaignName": "Q4 Outreach Campaign",
    "agentId": "D5D0p7TUs66TTAEAx",
    "sipPhoneNumber": "+14155550100",
    "isScheduled": "true",
    "concurrentCalls": "5",
    "scheduledDate": "2026-12-01",
    "scheduledTime": "12:00:00",
    "scheduledTimezone": "America/Los_Angeles",
}


def created(project: Project) -> None:
    assert project.apply("--yes").code == 0


def unrecorded(project: Project) -> None:
    project.api.create(FIELDS)


def exported(project: Project) -> None:
    (project.root / "export.csv").write_text("Phone Number\n020 7946 0101\n020 7946 0102\n")


def unsent(project: Project) -> None:
    assert project.api.posts == []


@pytest.mark.parametrize(
    ("page", "campaign", "codes"),
    [
        ("how-to/postpone.md", created, [0, 0]),
        ("how-to/delete.md", created, [0]),
        ("how-to/split.md", unsent, [0, 0]),
        ("how-to/import.md", unrecorded, [0]),
        ("how-to/fix-lists.md", exported, [0]),
    ],
)
def test_the_commands_of_a_page_run(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    campaign: Callable[[Project], None],
    codes: list[int],
) -> None:
    monkeypatch.chdir(project.root)
    project.environ["CI"] = "true"
    project.add()
    project.csv("contacts/q4.csv", CONTACTS)
    campaign(project)

    assert follow(project, first_commands(page)) == codes


def test_the_page_on_hold_stops_an_apply(project: Project) -> None:
    project.add()
    project.csv("contacts/q4.csv", CONTACTS)
    ((_, command),) = first_commands("how-to/stop-every-apply.md")
    subprocess.run(["bash", "-ec", command], cwd=project.root, check=True)

    stopped = project.apply("--yes")

    assert stopped.code == 7
    assert "the offer has changed" in stopped.out + stopped.err
    assert project.api.posts == []
