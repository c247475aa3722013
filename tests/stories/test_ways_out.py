"""The way out of every stop: unlock, history, drift, HOLD."""

import json
import subprocess
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from runner.apply import signals
from tests.fake_api import FakeApi, Json, answers, loses_the_answer, works
from tests.fake_github import FakeGitHub
from tests.project import Project
from tests.state.stores.test_branch import hub

__all__ = ["hub"]
Q4 = "Q4 Outreach Campaign"

pytestmark = pytest.mark.slow


@pytest.fixture(params=["git", "github"])
def remote(request: pytest.FixtureRequest, project: Project, hub: FakeGitHub) -> Project:
    """A project whose state is on a branch of a repository elsewhere."""
    subprocess.run(["git", "init", "-q", str(project.root)], check=True)
    subprocess.run(["git", "-C", str(project.root), "remote", "add", "origin", str(hub.bare)], check=True)
    project.environ |= {**hub.environ, "CAMPAIGNS_STATE": f"{request.param}:campaign-state"}
    return project


def rewrite(hub: FakeGitHub, edit: Callable[[Json], None]) -> None:
    """Change the one recorded campaign on the branch, as another run would."""
    state = json.loads(hub.git("show", "campaign-state:state.json"))
    edit(state["campaigns"][Q4])
    blob = hub.git("hash-object", "-w", "--stdin", stdin=json.dumps(state).encode())
    tree = hub.git("mktree", stdin=f"100644 blob {blob}\tstate.json\n".encode())
    commit = hub.git("commit-tree", tree, "-p", "campaign-state", "-m", "rewritten")
    hub.git("update-ref", "refs/heads/campaign-state", commit)


def held(remote: Project, hub: FakeGitHub) -> None:
    """Leave an intent that a run which may be alive has on the branch, and the campaign that it created."""
    remote.add()
    remote.api.on_post = [loses_the_answer]
    remote.api.hidden = {Q4}
    remote.apply()
    lease = {"holder": "somebody", "until": "2026-11-22T21:50:00Z"}

    def creating(record: Json) -> None:
        record |= {"status": "creating", "recordedAt": "2026-11-22T21:40:00Z"}
        record["run"] |= {"lease": lease, "url": "https://example.org/runs/7"}

    rewrite(hub, creating)
    remote.api.hidden = set()


def test_the_intent_of_a_run_that_may_be_alive_is_waited_for_and_then_named(remote: Project, hub: FakeGitHub) -> None:
    held(remote, hub)

    result = remote.apply("--lock-timeout", "0.1")

    assert result.code == 4
    assert "another run, https://example.org/runs/7, is creating 1 campaign until 2026-11-22T21:50:00Z" in result.err
    assert "`campaigns unlock`" in result.err
    assert len(remote.api.posts) == 1


def test_a_change_that_a_run_may_still_be_making_is_waited_for_until_somebody_unlocks_it(
    remote: Project, hub: FakeGitHub
) -> None:
    def changing(record: Json) -> None:
        record["changing"] = {
            "kind": "postpone",
            "patch": {"scheduledDate": "2026-12-08"},
            "launchAt": "2026-12-08T20:00:00Z",
            "recordedAt": "2026-11-22T21:40:00Z",
            "run": {**record["run"], "lease": {"holder": "somebody", "until": "2026-11-22T21:50:00Z"}},
        }

    remote.add()
    assert remote.apply().code == 0
    rewrite(hub, changing)
    remote.add("second.yaml", campaignName="Second")

    result = remote.apply("--lock-timeout", "0.1")
    assert (result.code, "is changing 1 campaign until 2026-11-22T21:50:00Z" in result.err) == (4, True)
    assert remote.run("unlock", "--yes", "--format", "json").json["unlocked"] == [Q4]
    assert remote.run("unlock", "--format", "json").json["unlocked"] == []
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
    assert (unsure.code, "another run may still be creating or changing 1 campaign" in unsure.err) == (2, True)
    assert remote.run("unlock", "--yes").out == "1 campaign unlocked: the next apply looks at them in the account\n"
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


def test_the_history_of_a_state_in_a_file_is_that_of_its_commits(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
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

    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    refused = project.run("history", Q4)
    assert refused.code == 4
    assert "safe.directory" in refused.err


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
    assert "concurrentCalls is 50, requested 5" in shown
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


@pytest.mark.parametrize("name", ["hold", "Hold.txt", "HOLD.md", "HOLD "])
def test_what_was_meant_as_a_hold_holds_and_a_campaign_of_that_name_does_not(project: Project, name: str) -> None:
    project.add("hold.yaml", contacts="hold.csv")
    assert project.apply().code == 0
    project.add("more.yaml", campaignName="More")
    project.write(name, "")

    assert project.apply().code == 7


def test_a_hold_and_a_policy_hold_for_the_folders_below_too(project: Project) -> None:
    (project.root / ".git").mkdir()
    project.add("emea/q4.yaml")
    project.environ["CAMPAIGNS_DIR"] = str(project.directory / "emea")
    policy = project.write("policy.yaml", "limits: {newCampaigns: 0}\n")
    limited = project.apply()
    policy.unlink()
    hold = project.write("HOLD", "")
    held = project.apply()
    hold.unlink()

    assert (limited.code, "in `campaigns/policy.yaml`" in limited.err) == (7, True)
    assert (held.code, "`campaigns/HOLD`" in held.err) == (7, True)
    assert project.apply().code == 0


def test_a_hold_that_is_put_while_apply_runs_stops_what_is_not_sent_yet(project: Project) -> None:
    project.add("a.yaml", campaignName="A")
    project.add("b.yaml", campaignName="B")

    def put(api: FakeApi, fields: Json) -> httpx.Response:
        project.write("HOLD", "stop")
        return works(api, fields)

    project.api.on_post = [put]
    result = project.apply()

    assert [each["outcome"] for each in result.json["outcomes"]] == ["created", "skipped"]
    assert (result.code, project.api.names, list(project.recorded)) == (7, ["A"], ["A"])


def test_nobody_settles_by_hand_what_a_live_run_is_creating(remote: Project, hub: FakeGitHub) -> None:
    held(remote, hub)
    early = remote.run("resolve", Q4, "--not-created")
    remote.clock.move(minutes=11)
    campaign_id = remote.api.campaigns[0]["campaignId"]
    late = remote.run("resolve", Q4, "--created", campaign_id)

    assert (early.code, "`campaigns unlock`" in early.err) == (2, True)
    record = json.loads(hub.git("show", "campaign-state:state.json"))["campaigns"][Q4]
    assert (late.code, record["campaignId"], "lease" in record["run"]) == (0, campaign_id, False)


def test_a_lease_is_renewed_while_a_request_is_under_way(
    remote: Project, hub: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "MEANWHILE_SECONDS", 0.05)
    seen: list[str] = []

    def slow(api: FakeApi, fields: Json) -> httpx.Response:
        seen.append(_lease(hub))
        remote.clock.move(minutes=6)
        ends = time.monotonic() + 10
        while _lease(hub) == seen[0] and time.monotonic() < ends:
            time.sleep(0.05)
        seen.append(_lease(hub))
        return works(api, fields)

    remote.add()
    remote.api.on_post = [slow]

    assert remote.apply().code == 0
    assert seen == ["2026-11-22T21:50:00Z", "2026-11-22T21:56:00Z"]


def _lease(hub: FakeGitHub) -> str:
    state = json.loads(hub.git("show", "campaign-state:state.json"))
    return str(state["campaigns"][Q4]["run"]["lease"]["until"])


def test_a_request_that_another_machine_lost_is_waited_for_in_full(remote: Project, project: Project) -> None:
    remote.add()
    remote.api.on_post = [answers(503)]
    remote.environ["CAMPAIGNS_SETTLE_SECONDS"] = "0.6"
    assert remote.apply().code == 6
    remote.clock.move(minutes=5)
    here = remote.apply()
    remote.api.on_post = [answers(503)]
    remote.add("b.yaml", campaignName="B")
    assert remote.apply().code == 6
    remote.clock.move(minutes=5)
    monkey = pytest.MonkeyPatch()
    monkey.setattr("socket.gethostname", lambda: "another")
    elsewhere = remote.apply()
    monkey.undo()

    assert ("looking again" in here.err, "looking again in 1 s" in elsewhere.err) == (False, True)


def test_a_campaign_that_appears_after_an_edit_is_recorded_as_it_was_sent(project: Project) -> None:
    project.add()
    project.api.on_post, project.api.hidden = [loses_the_answer], {Q4}
    assert project.apply().code == 6
    project.csv(text="Phone Number\n+14155550109\n")

    def late(api: FakeApi, fields: Json) -> httpx.Response:
        api.hidden = set()
        return works(api, fields)

    project.api.on_post = [late]
    project.apply()

    assert (project.recorded[Q4]["contacts"]["rows"], project.actions()) == (3, {Q4: "changed"})


def test_a_difference_that_was_taken_note_of_is_no_drift(project: Project) -> None:
    project.add()
    project.apply()
    project.api.campaigns[0]["concurrentCalls"] = 9
    drifted = project.run("status", "--refresh", "--format", "json").json["campaigns"][0]
    state = project.state
    state["campaigns"][Q4]["differences"] = drifted["drift"]
    project.state_file.write_text(json.dumps(state))
    project.run("resolve", Q4, "--accept")

    accepted = project.run("status", "--refresh", "--format", "json").json["campaigns"][0]
    assert ([each["field"] for each in drifted["drift"]], accepted["drift"]) == (["concurrentCalls"], [])


def test_unlock_of_a_store_that_is_not_there_makes_none(project: Project) -> None:
    project.add()
    result = project.run("unlock", "--state", f"file:{project.root}/typo/state.json")

    assert (result.code, (project.root / "typo").exists()) == (2, False)
