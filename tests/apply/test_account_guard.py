"""The account must be the one that the state is of; what it doesn't have any more is recorded as gone."""

import json
from typing import Any

import httpx
import pytest

from runner import retry
from runner.apply.account_guard import MAX_READS
from tests import fake_api
from tests.fake_api import FakeApi, loses_the_answer
from tests.project import Project

NAMES = ["A", "B", "C"]


@pytest.fixture
def recorded(project: Project) -> Project:
    """A project with three campaigns that are still to dial, and a file that isn't applied yet."""
    add(project, NAMES)
    project.add("new.yaml", campaignName="New", scheduledDate="2026-12-15")
    return project


def add(project: Project, names: list[str]) -> None:
    for name in names:
        project.add(f"{name}.yaml", campaignName=name)
    assert project.apply().code == 0
    project.api.requests.clear()
    project.api.posts.clear()


def delete(project: Project, *names: str) -> None:
    """Delete campaigns in the dashboard."""
    project.api.campaigns = [each for each in project.api.campaigns if each["campaignName"] not in names]


def another_account(project: Project, *names: str) -> None:
    """Let the key be one of another account at the same address, which has campaigns of these names."""
    project.api = FakeApi()
    for name in names:
        project.api.create({"campaignName": name, "agentId": "x", "sipPhoneNumber": "+14155550100"})
        project.api.campaigns[-1]["campaignId"] = f"camp_theirs_{name}"


def gone(project: Project) -> list[str]:
    return sorted(name for name, record in project.recorded.items() if "gone" in record)


def outcomes(result: Any) -> dict[str, str]:
    return {outcome["campaignName"]: outcome["outcome"] for outcome in result.json["outcomes"]}


def test_nothing_is_created_in_an_account_that_has_none_of_the_recorded_campaigns(recorded: Project) -> None:
    before = recorded.state_file.read_bytes()
    for names in ([], ["Theirs"], NAMES):
        another_account(recorded, *names)

        result = recorded.apply()

        assert result.code == 7
        assert "SIGMAMIND_API_KEY" in result.err
        assert "`campaigns apply --accept-account`" in result.err
        assert (recorded.api.posts, recorded.state_file.read_bytes()) == ([], before)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_account_may_answer_that_it_does_not_show_the_campaigns_of_others(recorded: Project, status: int) -> None:
    another_account(recorded)
    recorded.api.on_get = [_page(recorded), *[fake_api.error(status, "not yours")] * len(NAMES)]

    assert (recorded.apply().code, recorded.api.posts) == (7, [])


def test_with_accept_account_all_are_recorded_as_gone_and_what_is_new_is_created(recorded: Project) -> None:
    another_account(recorded)

    accepted = recorded.apply("--accept-account")

    assert (accepted.code, outcomes(accepted), gone(recorded)) == (0, {"New": "created"}, NAMES)
    assert recorded.actions() == {**dict.fromkeys(NAMES, "unchanged"), "New": "unchanged"}
    again = recorded.apply()
    assert (again.code, again.json["outcomes"], recorded.api.names) == (0, [], ["New"])
    assert recorded.run("status", "--refresh").code == 0


def test_accept_account_looks_where_nothing_is_to_be_sent(recorded: Project) -> None:
    (recorded.directory / "new.yaml").unlink()
    delete(recorded, "B")

    assert recorded.apply().code == 0, "nothing is to be sent, so nobody looks"
    assert recorded.apply("--accept-account").code == 0
    assert gone(recorded) == ["B"]


def test_an_account_is_accepted_once(project: Project) -> None:
    project.add("past.yaml", campaignName="Past", isScheduled=False)
    add(project, ["A"])
    another_account(project)

    assert (project.apply("--accept-account").code, gone(project)) == (0, ["A", "Past"])
    project.add("new.yaml", campaignName="New")
    assert project.apply().code == 0


def test_what_has_dialed_and_is_there_proves_the_account_later(project: Project) -> None:
    project.add("past.yaml", campaignName="Past", isScheduled=False)
    add(project, ["A"])
    delete(project, "A")

    assert (project.apply("--accept-account").code, gone(project)) == (0, ["A"])
    project.add("new.yaml", campaignName="New")
    assert project.apply().code == 0


def test_a_purge_of_what_has_dialed_costs_one_acknowledgment(project: Project) -> None:
    codes = []
    for month in ("2027-01-05", "2027-03-05"):
        add(project, [])
        project.add(f"{month}.yaml", campaignName=month, scheduledDate=month)
        codes += [project.apply(*accept).code for accept in ((), ("--accept-account",), (), ())]
        project.clock.move(days=60)
        delete(project, month)

    assert codes == [0, 0, 0, 0, 7, 0, 0, 0]


def test_accept_account_needs_a_key(recorded: Project) -> None:
    (recorded.directory / "new.yaml").unlink()
    del recorded.environ["SIGMAMIND_API_KEY"]

    assert recorded.apply().code == 0
    assert recorded.apply("--accept-account").code == 2


@pytest.mark.parametrize("accept", [(), ("--accept-account",)])
def test_where_all_are_missing_few_are_asked_for_by_their_ids(project: Project, accept: tuple[str, ...]) -> None:
    add(project, [f"N{number:03}" for number in range(40)])
    project.add("new.yaml", campaignName="New")
    another_account(project)

    project.apply(*accept)

    by_id = [path for method, path in project.api.requests if method == "GET" and path != "/v1/campaigns"]
    assert len(by_id) == MAX_READS


def test_a_state_whose_campaigns_have_all_dialed_refuses_another_account_too(project: Project) -> None:
    add(project, NAMES)
    project.clock.move(days=30)
    project.add("new.yaml", campaignName="New", scheduledDate="2027-02-01")
    ours = project.api
    another_account(project, "Theirs")

    refused = project.apply()

    assert (refused.code, project.api.posts, gone(project)) == (7, [], [])
    accepted = project.apply("--accept-account")
    assert (accepted.code, outcomes(accepted), gone(project)) == (0, {"New": "created"}, NAMES)
    project.add("more.yaml", campaignName="More", scheduledDate="2027-02-01")
    assert project.apply().code == 0
    assert ours.names == NAMES


def test_an_immediate_campaign_is_evidence_too(project: Project) -> None:
    project.add("now.yaml", campaignName="Now", isScheduled=False)
    project.apply()
    project.add("new.yaml", campaignName="New")
    another_account(project)

    assert (project.apply().code, project.api.posts) == (7, [])


def test_what_has_dialed_may_have_been_cleared_away(project: Project) -> None:
    add(project, NAMES)
    project.clock.move(days=30)
    project.add("new.yaml", campaignName="New", scheduledDate="2027-02-01")
    delete(project, "A", "C")

    assert (project.apply().code, gone(project)) == (0, [])


def test_what_is_missing_is_recorded_and_named_and_what_is_new_is_created(recorded: Project) -> None:
    delete(recorded, "A", "C")

    result = recorded.apply()

    assert (result.code, outcomes(result), gone(recorded)) == (5, {"New": "created"}, ["A", "C"])
    assert recorded.recorded["A"]["gone"] == {"at": "2026-11-22T21:40:00Z"}
    assert [finding["code"] for finding in result.json["findings"]] == ["gone-from-account"] * 2
    for name in ("A", "C"):
        assert f"`{name}`, {recorded.recorded[name]['campaignId']}, is gone from the account" in result.err


def test_what_is_gone_is_never_created_again_while_its_file_stays(recorded: Project) -> None:
    delete(recorded, "A")
    recorded.apply()
    recorded.api.posts.clear()
    plan = recorded.plan()

    assert {each["campaignName"]: each["action"] for each in plan["campaigns"]} == dict.fromkeys(
        [*NAMES, "New"], "unchanged"
    )
    assert [finding["code"] for finding in plan["findings"]] == ["gone-from-account"]
    assert recorded.apply().code == 5, "until somebody acknowledges it"
    recorded.add("A.yaml", campaignName="A", concurrentCalls=7)
    assert recorded.actions()["A"] == "changed"
    assert recorded.apply().code == 5
    assert recorded.api.posts == []


def test_what_is_gone_can_be_acknowledged(recorded: Project) -> None:
    delete(recorded, "A")
    recorded.apply()

    assert recorded.run("resolve", "A", "--accept").code == 0
    assert recorded.apply().code == 0
    assert recorded.plan()["findings"] == []
    assert recorded.run("status", "--refresh").code == 0
    assert gone(recorded) == ["A"]


@pytest.mark.parametrize("acknowledged", [False, True])
def test_what_is_gone_comes_back_to_life_once_the_account_shows_it(recorded: Project, acknowledged: bool) -> None:
    held = list(recorded.api.campaigns)
    delete(recorded, "A")
    recorded.apply()
    if acknowledged:
        recorded.run("resolve", "A", "--accept")
    recorded.api.campaigns += [each for each in held if each["campaignName"] == "A"]

    assert recorded.run("status", "--refresh").code == 0
    assert recorded.apply().code == 0
    assert gone(recorded) == []
    delete(recorded, "A")
    recorded.add("more.yaml", campaignName="More")
    assert (recorded.apply().code, gone(recorded)) == (5, ["A"]), "what was acknowledged was another absence"


def test_what_the_account_holds_is_recorded(recorded: Project) -> None:
    recorded.api.campaigns[0] |= {"campaignStatus": "paused", "scheduledDate": "2026-12-02T20:00:00.000Z"}

    assert recorded.apply().code == 0

    account = recorded.recorded["A"]["account"]
    assert account == {"launchAt": "2026-12-02T20:00:00Z", "status": "paused", "seenAt": "2026-11-22T21:40:00Z"}
    assert recorded.recorded["A"]["launchAt"] == "2026-12-01T20:00:00Z"


def test_a_launch_that_was_moved_in_the_account_is_still_to_dial(recorded: Project) -> None:
    recorded.api.campaigns[0]["scheduledDate"] = "2027-03-01T20:00:00.000Z"
    recorded.apply()
    recorded.clock.move(days=30)
    delete(recorded, "A")

    assert recorded.run("status", "--refresh").code == 5


@pytest.mark.parametrize("hidden", [{"A"}, {"A", "B", "C"}])
def test_a_list_that_lags_marks_nothing_as_gone(recorded: Project, hidden: set[str]) -> None:
    recorded.api.hidden = hidden

    result = recorded.apply()

    assert (result.code, outcomes(result), gone(recorded)) == (0, {"New": "created"}, [])


def test_a_campaign_that_lags_behind_its_create_is_looked_for_again(
    recorded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = list(recorded.api.campaigns)
    delete(recorded, "A")
    waits: list[float] = []

    def catch_up(_: object, seconds: float) -> None:
        waits.append(seconds)
        recorded.api.campaigns = held

    monkeypatch.setattr("runner.apply.signals.Interrupt.sleep", catch_up)
    recorded.environ["CAMPAIGNS_SETTLE_SECONDS"] = "30"
    recorded.clock.move(seconds=10)

    assert recorded.apply().code == 0
    assert (waits, gone(recorded)) == ([20.0], [])


@pytest.mark.parametrize("incomplete", [1, 6, 12])
def test_only_a_whole_list_marks_anything_as_gone(recorded: Project, incomplete: int) -> None:
    delete(recorded, "A")
    recorded.api.on_get = [_page(recorded, "B", "C", total=9)] * incomplete
    by_id = fake_api.error(404, "no such campaign")
    recorded.api.on_get[6:6] = [by_id] if incomplete > 1 else []

    result = recorded.apply()

    if incomplete < 12:
        assert (result.code, outcomes(result), gone(recorded)) == (5, {"New": "created"}, ["A"])
    else:
        assert (result.code, outcomes(result), gone(recorded)) == (4, {}, [])


def test_an_account_that_does_not_answer_is_not_an_empty_one(recorded: Project) -> None:
    delete(recorded, "A")
    down = fake_api.error(503, "down")
    recorded.api.on_get = [_page(recorded, "B", "C"), *[down] * retry.ATTEMPTS]

    result = recorded.apply()

    assert (result.code, recorded.api.posts, gone(recorded)) == (4, [], [])


def test_one_failed_answer_is_no_proof_that_anything_is_gone(recorded: Project) -> None:
    recorded.api.hidden = {"A"}
    recorded.api.on_get = [_page(recorded, "B", "C"), fake_api.error(500, "down")]

    assert (recorded.apply().code, gone(recorded)) == (0, [])


def test_an_unknown_outcome_is_not_settled_in_another_account(project: Project) -> None:
    add(project, ["A"])
    project.add("new.yaml", campaignName="New")
    project.api.on_post, project.api.hidden = [loses_the_answer], {"New"}
    assert project.apply().code == 6
    another_account(project, "New")

    assert project.apply().code == 7
    assert project.recorded["New"]["status"] == "unknown"


def test_a_moved_file_keeps_what_the_account_was_seen_to_hold(recorded: Project) -> None:
    (recorded.directory / "A.yaml").rename(recorded.directory / "moved.yaml")
    delete(recorded, "A")

    recorded.apply()

    assert (recorded.recorded["A"]["path"], gone(recorded)) == ("campaigns/moved.yaml", ["A"])


def test_a_deletion_that_was_begun_is_settled_by_what_the_account_shows(project: Project) -> None:
    add(project, ["A"])
    state = project.state
    state["campaigns"]["A"]["changing"] = {
        "kind": "delete",
        "patch": {},
        "launchAt": None,
        "recordedAt": "2026-11-22T21:40:00Z",
        "run": state["campaigns"]["A"]["run"],
    }
    project.state_file.write_text(json.dumps(state))
    delete(project, "A")

    project.apply()

    assert "deleted" in project.recorded["A"]


@pytest.mark.parametrize("command", [("apply",), ("postpone", "B", "--to", "2026-12-08 12:00"), ("delete", "B")])
@pytest.mark.parametrize("kind", ["delete", "postpone", None])
def test_nothing_is_settled_or_changed_in_another_account(
    recorded: Project, command: tuple[str, ...], kind: str | None
) -> None:
    state = recorded.state
    if kind:
        state["campaigns"]["A"]["changing"] = {
            "kind": kind,
            "patch": {},
            "launchAt": None,
            "recordedAt": "2026-11-22T21:40:00Z",
            "run": state["campaigns"]["A"]["run"],
        }
    recorded.state_file.write_text(json.dumps(state))
    before = recorded.state_file.read_bytes()
    another_account(recorded, *NAMES)

    result = recorded.run(*command)

    assert (result.code, recorded.state_file.read_bytes()) == (7, before), result
    assert "SIGMAMIND_API_KEY" in result.err
    assert {method for method, _ in recorded.api.requests} == {"GET"}


def test_what_another_account_holds_is_neither_imported_nor_taken_for_an_unknown_outcome(project: Project) -> None:
    add(project, ["A"])
    project.add("new.yaml", campaignName="New")
    project.api.on_post, project.api.hidden = [loses_the_answer], {"New"}
    assert project.apply().code == 6
    project.add("more.yaml", campaignName="More")
    before = project.state_file.read_bytes()
    another_account(project, "New", "More")

    resolved = project.run("resolve", "New", "--created", "camp_theirs_New")
    imported = project.run("import", "camp_theirs_More", "--file", str(project.directory / "more.yaml"))

    assert (resolved.code, imported.code, project.state_file.read_bytes()) == (7, 7, before)
    assert "SIGMAMIND_API_KEY" in resolved.err


def test_what_is_accepted_is_named(recorded: Project) -> None:
    delete(recorded, "A", "C")

    assert "recorded as gone: `A`, `C`" in recorded.apply("--accept-account").err


def _page(project: Project, *names: str, total: int | None = None) -> httpx.Response:
    data = [each for each in project.api.campaigns if each["campaignName"] in names]
    count = len(data) if total is None else total
    return httpx.Response(200, json={"data": data, "page": 0, "size": 100, "totalCount": count, "hasNext": False})
