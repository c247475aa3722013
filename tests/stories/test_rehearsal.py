"""apply --sandbox: the whole loop with nobody dialled, and a state that real runs refuse."""

import json
import re
from dataclasses import replace

import pytest

from runner.cli.options import REHEARSED
from runner.cli.parser import COMMANDS
from runner.sandbox.campaigns import CampaignStore
from tests.project import Project

Q4 = "Q4 Outreach Campaign"


def test_a_rehearsal_creates_records_and_then_does_nothing(project: Project) -> None:
    project.add()
    project.add("b.yaml", campaignName="B", isScheduled=False)
    project.environ.pop("SIGMAMIND_API_KEY")

    first = project.apply("--sandbox")
    second = project.apply("--sandbox")

    assert (first.code, second.code) == (0, 0)
    assert [outcome["outcome"] for outcome in first.json["outcomes"]] == ["created", "created"]
    assert second.json["outcomes"] == []
    assert "would dial 3 contacts NOW" in first.err
    assert project.api.requests == []
    assert not project.state_file.exists()


def test_a_rehearsal_leaves_nothing_that_git_sees(project: Project) -> None:
    project.add()

    project.apply("--sandbox")

    work = project.root / ".campaigns"
    assert (work / ".gitignore").read_text() == "*\n"
    assert json.loads((work / "state.json").read_bytes())["api"] == "sandbox"
    assert sorted(path.name for path in project.root.iterdir()) == [".campaigns", "campaigns"]


def test_a_real_run_refuses_the_state_of_a_sandbox(project: Project) -> None:
    project.add()
    project.apply("--sandbox")
    state = f"file:{project.root / '.campaigns' / 'state.json'}"

    result = project.apply("--state", state)

    assert result.code == 4
    assert "belongs to sandbox" in result.err
    assert project.api.requests == []


def test_a_rehearsal_does_not_touch_the_real_state(project: Project) -> None:
    project.add()
    project.apply()
    before = project.state_file.read_bytes()

    result = project.apply("--sandbox")

    assert [outcome["outcome"] for outcome in result.json["outcomes"]] == ["created"]
    assert project.state_file.read_bytes() == before


def test_the_other_commands_go_on_with_the_rehearsal_and_touch_nothing_real(project: Project) -> None:
    project.add()
    project.apply()
    real, requests = project.state_file.read_bytes(), len(project.api.requests)
    project.environ |= {"CAMPAIGNS_STATE": "git:nowhere", "SIGMAMIND_API_URL": "https://api.example.com"}
    project.apply("--sandbox")
    created = ["--created", "camp_0000000000000000"]

    plan = project.run("plan", "--sandbox", "--format", "json").json
    status = project.run("status", "--sandbox", "--refresh", "--format", "json").json
    postponed = project.run("postpone", Q4, "--to", "2026-12-02 12:00", "--sandbox", "--format", "json").json
    history = project.run("history", Q4, "--sandbox", "--format", "json").json
    resolved = project.run("resolve", Q4, *created, "--sandbox")
    accepted = project.run("resolve", Q4, "--accept", "--sandbox", "--format", "json").json
    deleted = project.run("delete", Q4, "--sandbox", "--format", "json").json
    imported = project.run("import", created[1], "--file", str(project.directory / "q4.yaml"), "--sandbox")

    assert plan["summary"]["unchanged"] == 1
    assert [campaign["live"]["campaignStatus"] for campaign in status["campaigns"]] == ["scheduled"]
    assert [outcome["launchAt"] for outcome in postponed["outcomes"]] == ["2026-12-02T20:00:00Z"]
    assert [entry["launchAt"] for entry in history["history"]] == ["2026-12-02T20:00:00Z"]
    assert (resolved.code, "is recorded as camp_" in resolved.err) == (2, True)
    assert [campaign["launchAt"] for campaign in accepted["campaigns"]] == ["2026-12-02T20:00:00Z"]
    assert [outcome["outcome"] for outcome in deleted["outcomes"]] == ["deleted"]
    assert (imported.code, "is recorded already" in imported.err) == (2, True)
    assert project.state_file.read_bytes() == real
    assert len(project.api.requests) == requests


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        (("plan",), 0, "sandbox: nothing was rehearsed yet"),
        (("status", "--refresh"), 0, "sandbox: nothing was rehearsed yet"),
        (("history", Q4), 2, "error: nothing was rehearsed yet"),
        (("resolve", Q4, "--accept"), 2, "error: nothing was rehearsed yet"),
        (("postpone", "--all", "--to", "2026-12-02 12:00"), 2, "error: nothing was rehearsed yet"),
        (("delete", Q4), 2, "error: nothing was rehearsed yet"),
    ],
)
def test_without_a_rehearsal_they_say_so_and_write_nothing(
    project: Project, command: tuple[str, ...], code: int, message: str
) -> None:
    project.add()
    project.apply()

    result = project.run(*command, "--sandbox")

    assert (result.code, message in result.err) == (code, True)
    assert "`campaigns apply --sandbox`" in result.err
    assert not (project.root / ".campaigns").exists()


def test_the_state_of_a_rehearsal_that_can_not_be_read_stops_it(project: Project) -> None:
    project.add()
    project.apply("--sandbox")
    (project.root / ".campaigns" / "state.json").write_bytes(b"{")

    for command in ("plan", "status"):
        result = project.run(command, "--sandbox")
        assert (result.code, "hint: delete `.campaigns`: the next rehearsal starts from scratch" in result.err) == (
            4,
            True,
        )


def test_what_a_rehearsal_proposes_is_a_rehearsal_too(project: Project) -> None:
    project.add()
    project.apply("--sandbox")
    project.add(concurrentCalls=7)

    result = project.run("plan", "--sandbox")

    proposed = re.findall(r"(?:`|^ +)(campaigns [^`\n]+)", result.out + result.err, flags=re.MULTILINE)
    assert any("resolve --sandbox" in command for command in proposed)
    assert [command for command in proposed if "--sandbox" not in command] == []


def test_a_fault_is_rehearsed_and_settled_by_hand(project: Project) -> None:
    project.add()

    late = project.apply("--sandbox", "--fault", "wrong-instant")
    told = project.run("status", "--sandbox", "--format", "json").json["campaigns"][0]["differences"]
    settled = project.run("resolve", Q4, "--accept", "--sandbox")
    undone = project.run("delete", Q4, "--sandbox", "--fault", "delete-204:*", "--format", "json")

    assert (late.code, [each["field"] for each in told], settled.code) == (5, ["scheduledDate"], 0)
    assert (undone.code, undone.json["summary"]["deleted"]) == (5, 0)


@pytest.mark.parametrize(
    "command",
    [("apply",), ("delete", Q4), ("postpone", Q4, "--to", "2026-12-02 12:00")],
    ids=lambda command: command[0],
)
def test_a_fault_is_of_rehearsals_alone(project: Project, command: tuple[str, ...]) -> None:
    project.add()

    real = project.run(*command, "--fault", "live")
    unknown = project.run(*command, "--sandbox", "--fault", "lots")

    assert (real.code, unknown.code) == (2, 2)
    assert "--fault belongs to --sandbox" in real.err
    assert "unknown fault `lots`" in unknown.err
    assert project.api.requests == []


def test_what_is_changed_in_the_data_of_a_rehearsal_is_drift(project: Project) -> None:
    project.add()
    project.apply("--sandbox")
    campaigns = CampaignStore(project.root / ".campaigns" / "sandbox.sqlite")
    (campaign,) = campaigns.newest_first()
    campaigns.replace(replace(campaign, concurrentCalls=9))

    result = project.run("status", "--refresh", "--sandbox")

    assert "has drifted from what was sent: concurrentCalls is 9" in result.out


def test_the_commands_that_take_the_option_are_those_whose_proposals_get_it(project: Project) -> None:
    taking = [name for name in COMMANDS if re.search("^ *--sandbox ", project.run(name, "--help").out, re.MULTILINE)]

    assert sorted(taking) == sorted(REHEARSED)
