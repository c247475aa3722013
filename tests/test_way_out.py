"""The way out of every stop: unlock, history, drift, HOLD."""

import json
import subprocess
from typing import Any

import pytest

from tests.fake_api import loses_the_answer
from tests.fake_github import FakeGitHub
from tests.project import Project
from tests.test_store_branch import hub

__all__ = ["hub"]
Q4 = "Q4 Outreach Campaign"


@pytest.fixture(params=["git", "github"])
def remote(request: pytest.FixtureRequest, project: Project, hub: FakeGitHub) -> Project:
    """A project whose state is on a branch of a repository elsewhere."""
    subprocess.run(["git", "init", "-q", str(project.root)], check=True)
    subprocess.run(["git", "-C", str(project.root), "remote", "add", "origin", str(hub.bare)], check=True)
    project.environ |= {**hub.environ, "CAMPAIGNS_STATE": f"{request.param}:campaign-state"}
    return project


def held(remote: Project, hub: FakeGitHub) -> None:
    """Leave an intent that a run which may be alive has on the branch, and the campaign that it created."""
    remote.add()
    remote.api.on_post = [loses_the_answer]
    remote.api.hidden = {Q4}
    remote.apply()
    state = json.loads(hub.git("show", "campaign-state:state.json"))
    record = state["campaigns"][Q4]
    record |= {"status": "creating", "recordedAt": "2026-11-22T21:40:00Z"}
    record["run"]["lease"] = {"holder": "somebody", "until": "2026-11-22T21:50:00Z"}
    record["run"]["url"] = "https://example.org/runs/7"
    blob = hub.git("hash-object", "-w", "--stdin", stdin=json.dumps(state).encode())
    tree = hub.git("mktree", stdin=f"100644 blob {blob}\tstate.json\n".encode())
    made = hub.git("commit-tree", tree, "-p", "campaign-state", "-m", "held")
    hub.git("update-ref", "refs/heads/campaign-state", made)
    remote.api.hidden = set()


def test_the_intent_of_a_run_that_may_be_alive_is_waited_for_and_then_named(remote: Project, hub: FakeGitHub) -> None:
    held(remote, hub)

    result = remote.apply("--lock-timeout", "0.1")

    assert result.code == 4
    assert "another run, https://example.org/runs/7, is creating 1 campaign until 2026-11-22T21:50:00Z" in result.err
    assert "`campaigns unlock`" in result.err
    assert len(remote.api.posts) == 1


def test_a_dead_runs_intent_is_settled_after_its_lease(remote: Project, hub: FakeGitHub) -> None:
    held(remote, hub)
    remote.clock.move(minutes=11)

    assert [outcome["outcome"] for outcome in remote.apply().json["outcomes"]] == ["adopted"]
    record = json.loads(hub.git("show", "campaign-state:state.json"))["campaigns"][Q4]
    assert (record["status"], "lease" in record["run"]) == ("created", False)


def test_a_dead_runs_intent_is_settled_at_once_where_somebody_says_that_it_is_dead(
    remote: Project, hub: FakeGitHub
) -> None:
    held(remote, hub)

    unsure = remote.run("unlock")
    assert (unsure.code, "may be in the hands of a run that is alive" in unsure.err) == (2, True)
    assert remote.run("unlock", "--yes").out == "1 campaign unlocked: the next apply looks up what came of them\n"
    assert [outcome["outcome"] for outcome in remote.apply().json["outcomes"]] == ["adopted"]
    assert remote.run("unlock", "--format", "json").json == {"version": 1, "unlocked": []}
    assert len(remote.api.posts) == 1


def test_what_a_run_records_on_a_branch_is_seen_by_every_clone_and_never_by_the_checkout(
    remote: Project, hub: FakeGitHub
) -> None:
    remote.add()

    assert remote.apply().code == 0

    assert not remote.state_file.exists()
    assert remote.actions() == {Q4: "unchanged"}
    assert [c["campaignId"] for c in remote.run("status", "--format", "json").json["campaigns"]] == [
        "camp_0000000000000001"
    ]
    assert "camp&#95;0000000000000001" in hub.git("show", "campaign-state:README.md")


def test_the_history_of_a_campaign_is_that_of_its_record(remote: Project) -> None:
    remote.add()
    remote.add("b.yaml", campaignName="B")
    remote.apply()

    found = remote.run("history", Q4, "--format", "json").json["history"]

    assert [entry["status"] for entry in found] == ["creating", "created"]
    assert found[-1]["campaignId"] == "camp_0000000000000002"
    assert len(found[-1]["commit"]) == 40
    shown = remote.run("history", Q4).out
    assert "creating" in shown
    assert "camp_0000000000000002" in shown


def test_the_history_of_a_state_in_a_file_is_that_of_its_commits(project: Project) -> None:
    def commit() -> None:
        who = ("-c", "user.name=me", "-c", "user.email=me@example.com")
        subprocess.run(["git", "-C", str(project.root), "add", "-A"], check=True)
        subprocess.run(["git", "-C", str(project.root), *who, "commit", "-qm", "state"], check=True)

    subprocess.run(["git", "init", "-q", str(project.root)], check=True)
    project.add()
    project.apply()
    commit()
    (project.directory / "q4.yaml").rename(project.directory / "moved.yaml")
    project.apply()

    found = project.run("history", Q4, "--format", "json").json["history"]

    assert [entry["path"] for entry in found] == ["campaigns/q4.yaml", "campaigns/moved.yaml"]
    assert found[-1]["commit"] == "not committed"
    assert project.run("history", "Nobody").code == 2


def test_drift_is_what_changed_in_the_account_since(project: Project) -> None:
    for name in "ABC":
        project.add(f"{name}.yaml", campaignName=name)
    project.apply()
    project.api.campaigns[0] |= {"campaignStatus": "paused", "concurrentCalls": 50}
    project.api.create({"campaignName": "By hand", "agentId": "x", "sipPhoneNumber": "+14155550100"})
    del project.api.campaigns[1]

    seen: Any = project.run("status", "--refresh", "--format", "json").json
    shown = project.run("status", "--refresh").out

    by_name = {campaign["campaignName"]: campaign for campaign in seen["campaigns"]}
    assert [each["field"] for each in by_name["A"]["drift"]] == ["campaignStatus", "concurrentCalls"]
    assert (by_name["B"]["live"], by_name["C"]["drift"]) == ({"found": False}, [])
    assert [stranger["campaignName"] for stranger in seen["strangers"]] == ["By hand"]
    assert "concurrentCalls is 50, asked 5" in shown
    assert "By hand" in shown


def test_a_campaign_that_a_file_names_is_no_stranger(project: Project) -> None:
    project.add()
    project.api.create({"campaignName": Q4, "agentId": "x", "sipPhoneNumber": "+14155550100"})

    assert project.run("status", "--refresh", "--format", "json").json["strangers"] == []


@pytest.mark.parametrize("args", [(), ("--sandbox",), ("--format", "json")])
def test_a_file_hold_stops_every_apply_and_gives_its_reason(project: Project, args: tuple[str, ...]) -> None:
    project.add()
    project.write("HOLD", "numbers are being ported until Friday\n")

    result = project.run("apply", *args)

    assert result.code == 7
    assert "`campaigns/HOLD` stops every apply: numbers are being ported until Friday" in result.err
    assert project.api.requests == []
    assert project.run("plan").code == 0
    (project.directory / "HOLD").unlink()
    assert project.run("apply", *args).code == 0


def test_a_hold_that_cannot_be_read_holds_all_the_same(project: Project) -> None:
    project.add()
    (project.directory / "HOLD").symlink_to("nothing")

    assert project.apply().code == 7
