"""`campaigns postpone`: what it moves, what it refuses, and what it says."""

import json
import os
import shutil
import signal
from typing import Any

import httpx
import pytest

from tests.fake_api import FakeApi, Json, answers
from tests.project import Project, Result

Q4, Q5 = "Q4 Outreach Campaign", "Q5"
TO = "2026-12-08 12:00"
OLD, NEW = "2026-12-01T20:00:00Z", "2026-12-08T20:00:00Z"


@pytest.fixture
def project(project: Project) -> Project:
    """Two campaigns: Q4 on 1 December in Los Angeles, Q5 on 30 November in Denver."""
    project.add()
    project.add("q5.yaml", campaignName=Q5, scheduledDate="2026-11-30", scheduledTimezone="America/Denver")
    project.apply()
    project.api.requests.clear()
    return project


def postpone(project: Project, *args: str, to: str = TO) -> Result:
    return project.run("postpone", *args, "--to", to, "--format", "json")


def kinds(result: Result) -> dict[str, str]:
    return {each["campaignName"]: each["outcome"] for each in result.json["outcomes"]}


def test_one_campaign_is_moved_and_the_other_stays(project: Project) -> None:
    result = postpone(project, Q4)

    assert (result.code, kinds(result)) == (0, {Q4: "postponed"})
    assert result.json["summary"] == {"postponed": 1, "rejected": 0, "unknown": 0, "skipped": 0}
    assert project.api.patches == [
        {"scheduledDate": "2026-12-08", "scheduledTime": "12:00:00", "scheduledTimezone": "America/Los_Angeles"}
    ]
    assert project.recorded[Q4]["launchAt"] == NEW
    assert "`campaigns plan` checks the calling hours at the new time" in result.err


def test_a_date_is_sent_in_the_form_that_the_policy_says(project: Project) -> None:
    project.write("policy.yaml", "api: {scheduledDate: date-time}\n")

    assert postpone(project, Q4).code == 0
    assert project.api.patches[0]["scheduledDate"] == "2026-12-08T00:00:00.000Z"
    assert project.recorded[Q4]["postponed"]["scheduledDate"] == "2026-12-08"


def test_a_broken_policy_stops_no_brake(project: Project) -> None:
    project.write("policy.yaml", "limits: [\n")

    assert postpone(project, Q4).code == 0


def test_the_same_again_is_harmless_and_sends_no_patch(project: Project) -> None:
    postpone(project, Q4)
    result = postpone(project, Q4)
    assert (result.code, len(project.api.patches)) == (0, 1)


def test_the_time_is_local_in_each_campaigns_zone(project: Project) -> None:
    result = postpone(project, "--all", to="2026-12-08T12:00:30")
    assert {each["launchAt"] for each in result.json["outcomes"]} == {"2026-12-08T20:00:30Z", "2026-12-08T19:00:30Z"}
    assert [each["campaignName"] for each in result.json["outcomes"]] == [Q5, Q4]


def test_what_launches_later_anyway_is_said_and_not_moved_forward(project: Project) -> None:
    result = postpone(project, "--all", to="2026-11-30 18:00")
    assert (result.code, kinds(result)) == (0, {Q5: "postponed", Q4: "skipped"})
    assert "launches later anyway, Tue 1 Dec 2026 12:00" in result.err


@pytest.mark.parametrize("change", [{"scheduledDate": "2026-11-29T20:00:00.000Z"}, {"scheduledDate": None}])
def test_only_what_the_account_shows_to_launch_later_is_skipped(project: Project, change: dict[str, Any]) -> None:
    project.api.campaigns[0].update(change)
    result = postpone(project, "--all", to="2026-11-30 18:00")
    assert (result.code, kinds(result)) == (5, {Q5: "postponed", Q4: "rejected"})
    assert "but the account" in result.err


def test_what_isnt_known_to_launch_later_isnt_skipped(project: Project) -> None:
    project.api.on_get = [answers(404)(project.api, {})]
    result = postpone(project, "--all", to="2026-11-30 18:00")
    assert (result.code, kinds(result)) == (5, {Q5: "postponed", Q4: "rejected"})


@pytest.mark.parametrize(
    ("to", "named"),
    [
        ("2027-03-14 02:30", f"`{Q4}`: 2027-03-14 02:30 doesn't exist in America/Los_Angeles"),
        ("2027-11-07 01:30", f"`{Q4}`: 2027-11-07 01:30 occurs twice in America/Los_Angeles"),
        ("2024-06-11 12:00", f"`{Q4}`: 2024-06-11 12:00 is past in America/Los_Angeles"),
        ("2026-11-30 12:00", f"`{Q4}`: 2026-11-30 12:00 is before the launch that was approved, Tue 1 Dec 2026 12:00"),
        ("2026-13-01 12:00", "isn't a date and time"),
        ("2026-12-08", "isn't a date and time"),
        ("2026-12-08 12:00Z", "isn't a date and time"),
        ("9999-12-31 23:00", "isn't a date and time"),
        ("9998-12-31 23:00", "isn't a date and time"),
        ("2026-12-08 24:00", "isn't a date and time"),
        ("2026-12-08 12:60", "isn't a date and time"),
        ("tomorrow", "isn't a date and time"),
    ],
)
def test_a_time_that_cant_be_meant_moves_nothing(project: Project, to: str, named: str) -> None:
    before = project.state_file.read_bytes()
    result = postpone(project, Q4, to=to)
    assert result.code == 2
    assert named in result.err
    assert (project.state_file.read_bytes(), project.api.requests) == (before, [])


def test_a_mistake_of_one_campaign_moves_none_and_all_concerned_are_named(project: Project) -> None:
    result = postpone(project, "--all", to="2027-03-14 02:30")
    assert result.code == 2
    assert Q4 in result.err
    assert Q5 in result.err
    assert project.api.requests == []


def test_an_unknown_name_moves_nothing_and_the_meant_one_is_named(project: Project) -> None:
    result = postpone(project, Q4, "q4 outreach campain", "nobody")
    assert result.code == 2
    assert f"did you mean `{Q4}`?" in result.err
    assert "nobody" in result.err
    assert project.api.requests == []


@pytest.mark.parametrize("args", [(), ("--all", Q4)])
def test_either_names_or_all(project: Project, args: tuple[str, ...]) -> None:
    assert postpone(project, *args).code == 2


def test_the_files_own_instant_releases_a_postponed_campaign_and_nothing_earlier_does(project: Project) -> None:
    postpone(project, Q4)
    assert postpone(project, Q4, to="2026-12-01 11:59").code == 2
    assert postpone(project, Q4, to="2026-12-03 12:00").code == 0
    assert project.recorded[Q4]["launchAt"] == "2026-12-03T20:00:00Z"
    assert postpone(project, Q4, to="2026-12-01 12:00").code == 0
    assert project.recorded[Q4]["launchAt"] == OLD
    assert "postponed" not in project.recorded[Q4]


def test_what_dials_already_is_named_and_gets_no_patch(project: Project) -> None:
    project.api.campaigns[0]["campaignStatus"] = "live"
    result = postpone(project, "--all")
    assert (result.code, kinds(result)) == (5, {Q4: "rejected", Q5: "postponed"})
    assert "dialing already" in result.err
    assert len(project.api.patches) == 1


def test_an_immediate_campaign_is_named_with_all_only_while_it_dials(project: Project) -> None:
    project.add("now.yaml", campaignName="Now", isScheduled=False)
    project.apply()
    assert kinds(postpone(project, "--all"))["Now"] == "rejected"
    assert postpone(project, "Now").code == 5
    project.api.campaigns[2]["campaignStatus"] = "completed"
    result = postpone(project, "--all")
    assert (result.code, "Now" in kinds(result)) == (0, False)


def test_what_the_account_still_shows_as_scheduled_after_its_time_is_to_dial(project: Project) -> None:
    project.clock.move(days=8, hours=22, minutes=21)
    result = postpone(project, "--all")
    assert (result.code, kinds(result)) == (0, {Q4: "postponed", Q5: "postponed"})


def test_what_was_never_confirmed_is_named_with_the_way_to_settle_it(project: Project) -> None:
    project.add("q6.yaml", campaignName="Q6")
    project.api.on_post = [answers(500, after_work=True)]
    project.api.hidden = {"Q6"}
    project.apply()
    project.api.hidden = set()
    result = postpone(project, "--all")
    assert (result.code, kinds(result)["Q6"]) == (6, "unknown")
    assert "resolve Q6 --created camp_0000000000000003" in result.err


def test_nothing_to_postpone_is_said(project: Project) -> None:
    project.clock.move(days=30)
    for campaign in project.api.campaigns:
        campaign["campaignStatus"] = "completed"
    result = postpone(project, "--all")
    assert (result.code, result.json["outcomes"]) == (0, [])
    assert "nothing to postpone" in result.err


def test_no_state_is_no_state_to_postpone(project: Project) -> None:
    project.state_file.unlink()
    result = postpone(project, "--all")
    assert (result.code, project.state_file.exists()) == (2, False)


def test_broken_and_missing_files_and_a_hold_are_no_obstacle(project: Project) -> None:
    project.write("q4.yaml", "campaignName: [")
    project.write("policy.yaml", "limits: 3")
    (project.directory / "q5.yaml").unlink()
    project.write("HOLD", "wrong list")
    assert postpone(project, "--all").code == 0
    assert project.run("delete", Q4, "--yes").code == 0


@pytest.mark.parametrize("command", [("postpone", Q4, "--to", TO), ("delete", Q4)])
def test_it_needs_a_key_before_it_asks_and_consent(project: Project, command: tuple[str, ...]) -> None:
    environ = {**project.environ}
    del project.environ["CI"]
    result = project.run(*command)
    assert (result.code, project.api.requests) == (2, [])
    assert "pass --yes" in result.err
    assert project.run(*command, "--yes").code == 0
    project.environ = {**environ}
    del project.environ["SIGMAMIND_API_KEY"]
    result = project.run(*command)
    assert result.code == 2
    assert "SIGMAMIND_API_KEY" in result.err


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("y", 7), ("", 7)])
def test_a_terminal_is_asked(project: Project, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    questions: list[Any] = []

    def reply(_terminal: Any, question: str) -> str:
        questions.append(question)
        return answer

    monkeypatch.setattr("runner.cli.console.Terminal.ask", reply)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    del project.environ["CI"]
    result = project.run("postpone", "--all", "--to", TO)
    assert (result.code, len(project.api.patches)) == (code, 2 if code == 0 else 0)
    assert questions == [f"Postpone 2 campaigns to {TO}, in each one's time zone? Only `yes` continues: "]


def test_text_has_one_line_a_campaign_and_the_counts(project: Project) -> None:
    result = project.run("postpone", "--all", "--to", TO)
    lines = result.out.splitlines()
    assert lines[0].split()[:3] == ["postponed", Q5, "camp_0000000000000002"]
    assert lines[-1] == "2 postponed"


def test_plan_says_what_was_postponed_and_how_it_is_released(project: Project) -> None:
    postpone(project, Q4)
    plan = project.plan()
    entry = next(each for each in plan["campaigns"] if each["campaignName"] == Q4)
    [finding] = [each for each in entry["findings"] if each["code"] == "launch-postponed"]
    assert (entry["action"], entry["launchAt"]) == ("unchanged", NEW)
    assert "from Tue 1 Dec 2026 12:00 America/Los_Angeles to Tue 8 Dec 2026 12:00" in finding["message"]
    assert f"postpone '{Q4}' --to '2026-12-01 12:00:00'" in finding["hint"]
    before = len(project.api.requests)
    assert (project.apply().code, len(project.api.requests)) == (0, before)
    project.clock.move(days=30)
    assert "launch-postponed" not in project.plan()["counts"]


def test_plan_checks_calling_hours_at_the_new_time(project: Project) -> None:
    postpone(project, Q4, to="2026-12-08 03:00")
    assert "calling-hours" in project.plan()["counts"]


def test_another_accounts_key_moves_and_deletes_nothing(project: Project) -> None:
    project.api.campaigns.clear()
    for result in (postpone(project, "--all"), project.run("delete", Q4)):
        assert result.code == 7
        assert "SIGMAMIND_API_KEY" in result.err
    assert (project.api.patches, project.api.deletes) == ([], [])
    assert not {"changing", "deleted", "gone"} & project.recorded[Q4].keys()


@pytest.mark.parametrize("which", [("--all",), (Q4, Q5)])
def test_one_that_is_gone_is_named_and_the_other_is_moved(project: Project, which: tuple[str, ...]) -> None:
    project.api.campaigns.pop(0)
    for _ in range(2):
        result = postpone(project, *which)
        assert (result.code, kinds(result)) == (5, {Q4: "rejected", Q5: "postponed"})
    assert "gone" in project.recorded[Q4]


def test_one_that_is_gone_is_named_where_it_wasnt_asked_about_too(project: Project) -> None:
    project.api.campaigns.pop(0)
    result = postpone(project, Q5)
    assert (result.code, kinds(result)) == (5, {Q4: "rejected", Q5: "postponed"})


def test_a_deleted_campaign_needs_no_brake(project: Project) -> None:
    project.run("delete", Q4)
    assert (postpone(project, Q4).code, len(project.api.patches)) == (0, 0)
    assert kinds(postpone(project, "--all")) == {Q5: "postponed"}


@pytest.mark.parametrize(("which", "code"), [(("--all",), 4), ((Q4, Q5), 0)])
def test_the_brake_works_while_the_accounts_list_cant_be_read(
    project: Project, which: tuple[str, ...], code: int
) -> None:
    """With `--all`, what dials already couldn't be named: that isn't 0."""
    project.api.on_get = [answers(404)(project.api, {})]
    result = postpone(project, *which)
    assert (result.code, kinds(result)) == (code, {Q4: "postponed", Q5: "postponed"})
    assert ("what dials already isn't known" in result.err) == (code == 4)


@pytest.mark.parametrize("which", [("--all",), (Q4,)])
def test_what_is_recorded_as_gone_is_read_again_before_it_is_refused(project: Project, which: tuple[str, ...]) -> None:
    lost = project.api.campaigns.pop(0)
    postpone(project, Q5)
    assert "gone" in project.recorded[Q4]
    project.api.campaigns.append(lost)
    project.api.on_get = [answers(404)(project.api, {})]  # the list
    assert kinds(postpone(project, *which))[Q4] == "postponed"
    assert project.recorded[Q4]["launchAt"] == NEW
    assert "gone" not in project.recorded[Q4]


@pytest.mark.parametrize("which", [("--all",), (Q4,)])
@pytest.mark.parametrize("shown", ["2026-12-03T20:00:00.000Z", "2026-12-09T20:00:00.000Z"])
def test_the_same_command_corrects_a_launch_that_became_another_one(
    project: Project, shown: str, which: tuple[str, ...]
) -> None:
    def moves(api: FakeApi, asked: Json) -> httpx.Response:
        answer = api.work(asked)
        api.campaigns[0]["scheduledDate"] = shown
        return answer

    postpone(project, Q5)
    project.api.on_patch = [moves]
    assert postpone(project, Q4).code == 5
    assert project.recorded[Q4]["launchAt"] == shown.replace(".000", "")
    assert "zone-rules-changed" not in project.plan()["counts"]
    result = postpone(project, *which)
    assert (result.code, project.recorded[Q4]["launchAt"]) == (0, NEW)
    assert project.recorded[Q4]["differences"] == []
    assert project.recorded[Q4]["postponed"]["from"] == OLD


def test_an_emergency_of_a_campaign_is_said_once(project: Project) -> None:
    project.api.campaigns[0]["campaignStatus"] = "live"
    result = project.run("postpone", "--all", "--to", TO)
    assert (result.code, result.out.count("is DIALING NOW")) == (5, 1)
    result = project.run("postpone", Q5, "--to", TO)
    assert result.out.count("is DIALING NOW") == 1


@pytest.mark.parametrize(
    "policy", [b"\xff\xfe\x00", b"a: [", b"suppression: [gone.csv]\n", b"- 1\n", b"", b"x" * 2_000_000]
)
def test_no_policy_stops_the_brake(project: Project, policy: bytes) -> None:
    project.write("policy.yaml", policy)
    assert postpone(project, "--all").code == 0


def test_only_the_state_is_needed(project: Project) -> None:
    state = project.root / "elsewhere.json"
    project.state_file.rename(state)
    shutil.rmtree(project.directory)
    for args in (("postpone", "--all", "--to", TO), ("delete", Q4)):
        result = project.run("--state", f"file:{state}", *args)
        assert result.code == 0, result.err
    assert not project.directory.exists()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_after_the_request_under_way(project: Project, signum: int) -> None:
    def stops(api: FakeApi, asked: Json) -> httpx.Response:
        os.kill(os.getpid(), signum)
        return api.work(asked)

    project.api.on_patch = [stops]
    result = postpone(project, "--all")
    assert (result.code, kinds(result)) == (128 + signum, {Q5: "postponed", Q4: "skipped"})
    assert postpone(project, "--all").code == 0
    assert {record["launchAt"] for record in project.recorded.values()} == {NEW, "2026-12-08T19:00:00Z"}


def test_what_a_killed_run_began_is_finished_by_the_same_command_and_said_by_apply(project: Project) -> None:
    postpone(project, Q4)
    state = project.state
    record = state["campaigns"][Q4]
    patch = {key: record["postponed"][key] for key in ("scheduledDate", "scheduledTime", "scheduledTimezone")}
    changing = {"kind": "postpone", "patch": patch, "launchAt": NEW, "recordedAt": OLD, "run": record["run"]}
    record |= {"launchAt": OLD, "changing": changing}
    del record["postponed"]
    project.state_file.write_text(json.dumps(state))
    assert "change-unknown" in project.plan()["counts"]
    assert "postpone begun" in project.run("status").out
    begun = {"kind": "postpone", "launchAt": NEW, "recordedAt": OLD}
    assert project.run("status", "--format", "json").json["campaigns"][0]["changing"] == begun

    assert postpone(project, Q4).code == 0
    assert (project.recorded[Q4]["launchAt"], "changing" in project.recorded[Q4]) == (NEW, False)

    project.api.campaigns[0]["scheduledDate"] = "2026-12-01T20:00:00.000Z"
    project.state_file.write_text(json.dumps(state))
    result = project.apply()
    assert (result.code, result.json["outcomes"][0]["outcome"]) == (5, "rejected")
    assert "an earlier run was stopped before it was postponed" in result.json["outcomes"][0]["message"]


def test_a_zone_that_is_gone_is_no_obstacle_for_the_others(project: Project) -> None:
    state = project.state
    state["campaigns"][Q5]["request"]["scheduledTimezone"] = "Mars/Olympus"
    project.state_file.write_text(json.dumps(state))
    result = postpone(project, "--all")
    assert (result.code, kinds(result)) == (5, {Q4: "postponed", Q5: "rejected"})
    assert postpone(project, Q5).code == 2
