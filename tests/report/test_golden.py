"""What a person sees of validate, plan and apply, whole."""

import re
from typing import Any

import pytest

from tests import fake_api
from tests.conftest import Golden
from tests.paths import ROOT
from tests.project import CONTACTS, Project

GOLDEN = ROOT / "tests" / "golden"


def others(number: int) -> str:
    """A list of people who are in no other one."""
    return CONTACTS.replace("+1415555", f"+121{number}555")


@pytest.fixture
def busy(project: Project) -> Project:
    """A repository with one campaign of every action but `blocked`, each new one with people of its own."""
    project.csv("contacts/q4.csv", others(2))
    project.csv("contacts/lost.csv", others(3))
    project.csv("contacts/now.csv", others(4))
    project.add("2026/same.yaml", campaignName="Same as ever", contacts="../contacts/2026.csv")
    project.add("2026/edited.yaml", campaignName="Edited since", contacts="../contacts/2026.csv")
    project.add("2026/moved.yaml", campaignName="Moved", contacts="../contacts/2026.csv")
    project.add("2026/gone.yaml", campaignName="Gone", contacts="../contacts/2026.csv")
    project.add("2026/lost.yaml", campaignName="Lost", contacts="../contacts/lost.csv")
    project.api.on_post = [fake_api.works, fake_api.works, fake_api.times_out]
    assert project.apply().code == 6
    project.add("2026/edited.yaml", campaignName="Edited since", contacts="../contacts/2026.csv", concurrentCalls=50)
    project.directory.joinpath("2026/moved.yaml").rename(project.directory / "moved.yaml")
    project.add("moved.yaml", campaignName="Moved", contacts="contacts/2026.csv")
    project.directory.joinpath("2026/gone.yaml").unlink()
    project.add()
    project.add(
        "now.yaml",
        campaignName="Appointment changes",
        isScheduled=False,
        contacts="contacts/now.csv",
        without=("concurrentCalls",),
    )
    return project


@pytest.fixture
def wrong(project: Project) -> Project:
    """A repository with a good campaign and two that have mistakes."""
    project.add("good.yaml", campaignName="Good")
    project.write(
        "typo.yaml",
        "campaignName: Typo\nsipPhoneNumber: 14155550100\nagentId: a\nisScheduled: true\nscheduledDate: 2026-11-01\n"
        "scheduledTime: 01:30:00\nscheduledTimezone: America/New_York\nconcurentCalls: 5\ncontacts: contacts/q4.csv\n",
    )
    project.csv("contacts/bad.csv", "Phone,Full Name\n" + "4155550101,x\n" * 12 + "+14155550102\n\n+14155550103,y\n")
    project.add("list.yaml", campaignName="List", contacts="contacts/bad.csv", scheduledDate="2026-11-20")
    return project


@pytest.mark.parametrize("form", ["txt", "md", "github"])
def test_a_plan_with_every_action(busy: Project, golden: Golden, form: str) -> None:
    formats = {"txt": "text", "md": "markdown", "github": "github"}

    golden.check(busy.run("plan", "--format", formats[form]).out, GOLDEN / f"plan.{form}")


@pytest.mark.parametrize("form", ["txt", "md"])
def test_a_plan_with_updates(project: Project, golden: Golden, form: str) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    for number, name in enumerate(("Later", "Elsewhere", "Another day", "Past", "Same")):
        project.csv(f"contacts/{number}.csv", others(number + 2))
        project.add(
            f"{number}.yaml", campaignName=name, contacts=f"contacts/{number}.csv", without=("concurrentCalls",)
        )
    assert project.apply().code == 0
    edits: list[dict[str, Any]] = [
        {"scheduledTime": "15:30:00"},
        {"scheduledTimezone": "America/New_York", "agentId": "D5winback", "sipPhoneNumber": "+14155550177"},
        {"scheduledDate": "2026-12-08", "concurrentCalls": 9},
        {"scheduledDate": "2026-11-03"},
    ]
    for number, (name, fields) in enumerate(zip(("Later", "Elsewhere", "Another day", "Past"), edits, strict=True)):
        without = () if "concurrentCalls" in fields else ("concurrentCalls",)
        project.add(f"{number}.yaml", campaignName=name, contacts=f"contacts/{number}.csv", without=without, **fields)

    golden.check(
        project.run("plan", "--format", {"txt": "text", "md": "markdown"}[form]).out, GOLDEN / f"updates.{form}"
    )


@pytest.mark.parametrize("form", ["txt", "md", "github"])
def test_findings_of_every_kind(wrong: Project, golden: Golden, form: str) -> None:
    formats = {"txt": "text", "md": "markdown", "github": "github"}

    golden.check(wrong.run("validate", "--format", formats[form]).out, GOLDEN / f"validate.{form}")


def test_a_plan_that_is_blocked(wrong: Project, golden: Golden) -> None:
    golden.check(wrong.run("plan").out, GOLDEN / "plan-blocked.txt")


def test_an_apply_with_every_outcome(project: Project, golden: Golden) -> None:
    for number, name in enumerate(("Created", "Elsewhere", "Found", "Lost", "Late", "Refused")):
        project.csv(f"contacts/{name}.csv", others(number))
        project.add(f"{name}.yaml", campaignName=name, isScheduled=name != "Created", contacts=f"contacts/{name}.csv")
    project.api.create({"campaignName": "Elsewhere", "sipPhoneNumber": "+1", "agentId": "x"})
    project.api.on_post = [
        fake_api.works,
        fake_api.loses_the_answer,
        fake_api.makes(scheduledDate="2026-12-01T21:00:00.000Z"),
        fake_api.times_out,
        fake_api.answers(400, "agentId 'x' is unknown"),
    ]

    result = project.run("apply")

    golden.check(f"{result.out}--- stderr, exit {result.code}\n{result.err}", GOLDEN / "apply.txt")


def test_status_of_every_kind(busy: Project, golden: Golden) -> None:
    golden.check(busy.run("status").out, GOLDEN / "status.txt")


def test_color_changes_nothing_but_the_color(busy: Project) -> None:
    plain = busy.run("plan").out
    colored = busy.run("plan", "--color", "always").out

    assert colored != plain
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()
