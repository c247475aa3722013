"""Apply: what is created, what each answer of the API leads to, and the exit code of each."""

import json
import sys
from typing import Any

import httpx
import pytest

from tests import fake_api
from tests.fake_api import answers, loses_the_answer, makes, never_connects, says, times_out
from tests.project import CONTACTS, Project

Q4 = "Q4 Outreach Campaign"


def outcomes(result: Any) -> dict[str, str]:
    return {outcome["campaignName"]: outcome["outcome"] for outcome in result.json["outcomes"]}


def test_a_new_campaign_is_created_and_recorded(project: Project) -> None:
    project.add(dynamicVariables={"city": "Oslo"})

    result = project.apply()

    assert result.code == 0
    assert result.json == {
        "version": 1,
        "summary": {"created": 1, "adopted": 0, "updated": 0, "rejected": 0, "unknown": 0, "skipped": 0},
        "outcomes": [
            {
                "campaignName": Q4,
                "path": "campaigns/q4.yaml",
                "outcome": "created",
                "campaignId": "camp_0000000000000001",
                "launchAt": "2026-12-01T20:00:00Z",
                "differs": False,
                "message": "created",
            }
        ],
        "findings": [],
    }
    record = project.recorded[Q4]
    assert (record["status"], record["campaignId"]) == ("created", "camp_0000000000000001")
    assert record["launchAt"] == "2026-12-01T20:00:00Z"
    assert record["contacts"]["rows"] == 3
    assert record["request"]["dynamicVariables"] == ["city"]
    assert project.state["api"] == "https://api.sigmamind.ai"
    assert project.state["serial"] == 2


def test_what_is_sent_is_the_request_of_the_api_and_the_canonical_list(project: Project) -> None:
    project.add(dynamicVariables={"customer_name": "there"})
    project.csv(text="name;Mobile\n".replace("name", "customer_name") + "Ada;+14155550101\n;+14155550102\n")

    project.apply()

    assert project.api.posts == [
        {
            "campaignName": Q4,
            "sipPhoneNumber": "+14155550100",
            "agentId": "D5D0p7TUs66TTAEAx",
            "isScheduled": "true",
            "scheduledDate": "2026-12-01",
            "scheduledTime": "12:00:00",
            "scheduledTimezone": "America/Los_Angeles",
            "concurrentCalls": "5",
            "dynamicVariables": '{"customer_name":"there"}',
        }
    ]
    assert project.api.lists == ["Phone Number,customer_name\n+14155550101,Ada\n+14155550102,there\n"]


def test_an_immediate_campaign_is_sent_without_a_schedule(project: Project) -> None:
    project.add(isScheduled=False)

    result = project.apply()

    assert result.code == 0
    assert project.api.posts[0]["isScheduled"] == "false"
    assert not {"scheduledDate", "scheduledTime", "scheduledTimezone"} & project.api.posts[0].keys()
    assert project.recorded[Q4]["launchAt"] is None


def test_a_second_apply_does_nothing_and_asks_nothing(project: Project) -> None:
    project.add()
    project.apply()
    before = (project.state_file.read_bytes(), len(project.api.requests))

    result = project.apply()

    assert (result.code, result.json["outcomes"]) == (0, [])
    assert (project.state_file.read_bytes(), len(project.api.requests)) == before


def test_nothing_is_sent_where_any_file_has_an_error(project: Project) -> None:
    project.add("good.yaml", campaignName="Good")
    project.add("bad.yaml", campaignName="Bad", agentId="")

    result = project.apply()

    assert result.code == 1
    assert project.api.requests == []
    assert not project.state_file.exists()


def test_the_sweep_comes_before_the_intent_and_the_intent_before_the_request(project: Project) -> None:
    project.add()
    seen: list[Any] = []

    def look(api: fake_api.FakeApi, fields: fake_api.Json) -> httpx.Response:
        seen.extend([api.requests[0], project.recorded[Q4]["status"], project.recorded[Q4]["campaignId"]])
        return fake_api.works(api, fields)

    project.api.on_post = [look]
    project.apply()

    assert seen == [("GET", "/v1/campaigns"), "creating", None]


def test_a_name_that_exists_without_an_intent_is_rejected_before_anything_is_sent(project: Project) -> None:
    project.add()
    project.add("b.yaml", campaignName="B")
    project.api.create({"campaignName": Q4, "sipPhoneNumber": "+1", "agentId": "x"})

    result = project.apply()

    assert result.code == 5
    assert outcomes(result) == {Q4: "rejected", "B": "created"}
    assert "campaigns import camp_0000000000000001 --file campaigns/q4.yaml" in result.json["outcomes"][0]["message"]
    assert [post["campaignName"] for post in project.api.posts] == ["B"]
    assert set(project.recorded) == {"B"}


def test_a_lost_answer_is_found_by_its_name_in_the_same_run(project: Project) -> None:
    project.add()
    project.api.on_post = [loses_the_answer]

    result = project.apply()

    assert (result.code, outcomes(result)) == (0, {Q4: "adopted"})
    assert project.recorded[Q4]["campaignId"] == "camp_0000000000000001"
    assert len(project.api.posts) == 1


def test_an_answer_that_was_lost_makes_no_second_campaign_in_the_next_run(project: Project) -> None:
    project.add()
    project.api.on_post = [loses_the_answer]
    project.api.hidden = {Q4}

    first = project.apply()
    assert (first.code, outcomes(first)) == (6, {Q4: "unknown"})
    assert project.recorded[Q4]["status"] == "unknown"
    assert f"campaigns resolve '{Q4}' --created ID" in first.json["outcomes"][0]["message"]

    project.api.hidden = set()
    second = project.apply()
    assert (second.code, outcomes(second)) == (0, {Q4: "adopted"})
    assert project.api.names == [Q4]
    assert len(project.api.posts) == 1


def test_what_two_sweeps_do_not_show_is_created_again(project: Project) -> None:
    project.add()
    project.api.on_post = [times_out]

    assert project.apply().code == 6
    result = project.apply()

    assert (result.code, outcomes(result)) == (0, {Q4: "created"})
    assert project.api.names == [Q4]


def test_what_was_sent_and_edited_since_is_created_as_the_file_is_now(project: Project) -> None:
    project.add()
    project.api.on_post = [times_out]
    project.apply()
    project.add(concurrentCalls=9)

    assert outcomes(project.apply()) == {Q4: "created"}
    assert project.api.posts[-1]["concurrentCalls"] == "9"


def test_what_was_sent_and_edited_since_is_adopted_as_it_was_sent(project: Project) -> None:
    project.add()
    project.api.on_post = [loses_the_answer]
    project.api.hidden = {Q4}
    project.apply()
    project.api.hidden = set()
    project.add(concurrentCalls=9)

    result = project.apply()

    assert (result.code, outcomes(result)) == (5, {Q4: "adopted"})
    assert project.recorded[Q4]["request"]["concurrentCalls"] == 5
    assert "still dials" in result.err
    assert project.actions() == {Q4: "changed"}


def test_an_unknown_whose_file_is_gone_is_adopted_or_forgotten(project: Project) -> None:
    for name, behaviour in (("A", loses_the_answer), ("B", times_out)):
        project.add(f"{name}.yaml", campaignName=name)
        project.api.on_post.append(behaviour)
    project.api.hidden = {"A", "B"}
    assert project.apply().code == 6
    project.api.hidden = set()
    for name in "AB":
        project.directory.joinpath(f"{name}.yaml").unlink()

    result = project.apply()

    assert outcomes(result) == {"A": "adopted", "B": "skipped"}
    assert {name: record["status"] for name, record in project.recorded.items()} == {"A": "created"}


def test_an_unknown_waits_until_the_list_can_have_settled(project: Project) -> None:
    project.environ["CAMPAIGNS_SETTLE_SECONDS"] = "1"
    project.add()
    project.api.on_post = [times_out]
    project.apply()

    gets = len(project.api.requests)
    result = project.apply()

    assert outcomes(result) == {Q4: "created"}
    assert len(project.api.requests) - gets >= 4


def test_a_list_that_never_agrees_with_itself_leaves_it_unknown(project: Project) -> None:
    project.add()
    project.api.on_post = [times_out]
    project.apply()
    page = {"data": [], "page": 0, "size": 100, "totalCount": 7, "hasNext": False}
    project.api.on_get = [httpx.Response(200, json=page) for _ in range(20)]

    result = project.apply()

    assert (result.code, outcomes(result)) == (6, {Q4: "unknown"})
    assert len(project.api.posts) == 1


def test_an_unknown_whose_instant_has_passed_is_looked_up_and_not_created_again(project: Project) -> None:
    project.add()
    project.api.on_post = [times_out]
    project.apply()
    project.clock.move(days=30)

    result = project.apply()

    assert result.code == 1
    assert len(project.api.posts) == 1
    assert "time-in-past" in result.err


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_clear_refusal_is_rejected_and_the_next_goes_on(project: Project, status: int) -> None:
    project.add("a.yaml", campaignName="A")
    project.add("b.yaml", campaignName="B")
    project.api.on_post = [answers(status, "agentId 'x' is not yours")]

    result = project.apply()

    assert (result.code, outcomes(result)) == (5, {"A": "rejected", "B": "created"})
    assert set(project.recorded) == {"B"}
    assert f"POST /v1/campaigns: {status}" in result.json["outcomes"][0]["message"]
    assert "'x'" not in result.out


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_refusal_after_which_the_name_is_there_is_adopted(project: Project, status: int) -> None:
    project.add()
    project.api.on_post = [answers(status, after_work=True)]

    result = project.apply()

    assert outcomes(result) == {Q4: "adopted"}
    assert project.recorded[Q4]["status"] == "created"


@pytest.mark.parametrize("behaviour", [answers(409), answers(400, "campaignName already exists")])
def test_taken_and_listed_is_adopted_since_the_intent_is_ours(project: Project, behaviour: fake_api.Behaviour) -> None:
    def appears(api: fake_api.FakeApi, fields: fake_api.Json) -> httpx.Response:
        api.create(fields)
        return behaviour(api, fields)

    project.add()
    project.api.on_post = [appears]

    assert outcomes(project.apply()) == {Q4: "adopted"}


def test_taken_and_not_listed_is_rejected(project: Project) -> None:
    project.add()
    project.api.on_post = [answers(409)]

    result = project.apply()

    assert (result.code, outcomes(result), project.recorded) == (5, {Q4: "rejected"}, {})


def test_taken_by_what_an_earlier_run_sent_stays_unknown_until_it_is_listed(project: Project) -> None:
    project.add()
    project.api.on_post = [loses_the_answer]
    project.api.hidden = {Q4}
    project.apply()

    second = project.apply()
    assert (second.code, outcomes(second)) == (6, {Q4: "unknown"})
    project.api.hidden = set()
    assert outcomes(project.apply()) == {Q4: "adopted"}
    assert project.api.names == [Q4]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_stops_the_run_and_leaves_no_intent(project: Project, status: int) -> None:
    project.add("a.yaml", campaignName="A")
    project.add("b.yaml", campaignName="B")
    project.api.on_post = [answers(status)]

    result = project.apply()

    assert result.code == 4
    assert outcomes(result) == {"A": "skipped", "B": "skipped"}
    assert project.recorded == {}
    assert "SIGMAMIND_API_KEY" in result.err


def test_a_busy_api_is_left_alone_and_asked_again(project: Project) -> None:
    project.add()
    project.api.on_post = [answers(429, headers={"Retry-After": "0"}), answers(429, headers={"Retry-After": "0"})]

    result = project.apply()

    assert (result.code, outcomes(result)) == (0, {Q4: "created"})
    assert len(project.api.posts) == 3
    methods = [method for method, _ in project.api.requests]
    assert methods == ["GET", "POST", "GET", "POST", "GET", "POST"]


def test_an_api_that_stays_busy_rejects(project: Project) -> None:
    project.add()
    project.api.on_post = [answers(429, headers={"Retry-After": "0"})] * 3

    result = project.apply()

    assert (result.code, outcomes(result), project.recorded) == (5, {Q4: "rejected"}, {})
    assert len(project.api.posts) == 3


@pytest.mark.parametrize(
    "behaviour",
    [
        answers(408),
        answers(500),
        answers(502),
        answers(503),
        says(201, b"{}"),
        says(201, b'{"campaignId": null}'),
        says(200, b"<html>"),
        says(204, b""),
        says(307, b""),
        says(201, b"x" * 9_000_000),
        times_out,
        loses_the_answer,
    ],
)
def test_any_other_doubt_is_looked_up_and_never_sent_again_in_the_same_run(
    project: Project, behaviour: fake_api.Behaviour
) -> None:
    project.add()
    project.api.on_post = [behaviour]

    result = project.apply()

    made = project.api.names == [Q4]
    assert outcomes(result) == {Q4: "adopted" if made else "unknown"}
    assert result.code == (0 if made else 6)
    assert len(project.api.posts) == 1


def test_a_connection_that_was_never_made_is_tried_again(project: Project) -> None:
    project.add()
    project.api.on_post = [never_connects]

    result = project.apply()

    assert (result.code, outcomes(result)) == (0, {Q4: "created"})
    assert project.api.names == [Q4]


def test_an_api_that_cannot_be_reached_stops_the_run_without_an_intent(project: Project) -> None:
    project.add("a.yaml", campaignName="A")
    project.add("b.yaml", campaignName="B")
    project.api.on_post = [never_connects] * 3

    result = project.apply()

    assert (result.code, project.recorded, project.api.names) == (4, {}, [])
    assert outcomes(result) == {"A": "skipped", "B": "skipped"}


def test_a_list_that_cannot_be_read_stops_the_run_before_anything_is_sent(project: Project) -> None:
    project.add()
    project.api.on_get = [fake_api.error(500, "down")] * 10

    result = project.apply()

    assert (result.code, project.api.posts) == (4, [])
    assert not project.state_file.exists()
    assert "GET /v1/campaigns: 500" in result.err


def test_a_read_that_fails_once_is_tried_again(project: Project) -> None:
    project.add()
    project.api.on_get = [fake_api.error(503, "", headers={"Retry-After": "0"}), httpx.ReadError("reset")]

    assert project.apply().code == 0


def test_a_look_up_that_fails_leaves_it_unknown(project: Project) -> None:
    project.add()
    busy = fake_api.error(401, "no")

    def breaks_the_list(api: fake_api.FakeApi, fields: fake_api.Json) -> httpx.Response:
        api.on_get = [busy]
        return answers(500)(api, fields)

    project.api.on_post = [breaks_the_list]

    assert outcomes(project.apply()) == {Q4: "unknown"}
    assert project.recorded[Q4]["status"] == "unknown"


def test_three_unknown_outcomes_in_a_row_end_the_run(project: Project) -> None:
    for name in "ABCDE":
        project.add(f"{name}.yaml", campaignName=name)
    project.api.on_post = [times_out] * 3

    result = project.apply()

    assert outcomes(result) == {"A": "unknown", "B": "unknown", "C": "unknown", "D": "skipped", "E": "skipped"}
    assert result.code == 6
    assert set(project.recorded) == {"A", "B", "C"}


def test_two_unknown_outcomes_and_a_success_go_on(project: Project) -> None:
    for name in "ABCDE":
        project.add(f"{name}.yaml", campaignName=name)
    project.api.on_post = [times_out, times_out, fake_api.works, times_out, times_out]

    assert [post["campaignName"] for post in project.api.posts] == []
    assert outcomes(project.apply()) == {"A": "unknown", "B": "unknown", "C": "created", "D": "unknown", "E": "unknown"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scheduledDate": "2026-12-01T21:00:00.000Z"}, "scheduledDate is 2026-12-01T21:00:00.000Z"),
        ({"campaignStatus": "live", "scheduled": False, "scheduledDate": None}, "campaignStatus is live"),
        ({"errors": ["Row 3: missing required variable 'customer_name'"]}, "row 3 or 4 has no `customer_name`"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_is_recorded_and_said(
    project: Project, fields: dict[str, Any], words: str
) -> None:
    project.add()
    project.api.on_post = [makes(**fields)]

    result = project.apply()

    assert (result.code, outcomes(result)) == (5, {Q4: "created"})
    assert words in result.json["outcomes"][0]["message"]
    assert project.recorded[Q4]["campaignId"] == "camp_0000000000000001"
    assert words in project.run("plan").out
    assert words in project.run("status").out
    assert project.run("resolve", Q4, "--accept").code == 0
    assert words not in project.run("plan").out


def test_ids_with_another_prefix_are_no_difference(project: Project) -> None:
    project.add()
    project.api.on_post = [makes(campaignId="XiQEBcj9cc5TFRB4", agent={"agentId": "agent-D5D0p7TUs66TTAEAx"})]

    assert project.apply().code == 0
    assert project.recorded[Q4]["campaignId"] == "XiQEBcj9cc5TFRB4"


def test_a_list_of_many_pages_is_read_to_its_end(project: Project) -> None:
    for number in range(250):
        project.api.create({"campaignName": f"old {number}", "sipPhoneNumber": "+1", "agentId": "x"})
    project.add(campaignName="old 249")

    result = project.apply()

    assert (result.code, outcomes(result)) == (5, {"old 249": "rejected"})
    assert project.api.requests == [("GET", "/v1/campaigns")] * 3


def test_a_launch_that_passes_before_its_turn_is_not_sent(project: Project) -> None:
    project.add("a.yaml", campaignName="A")
    project.add("b.yaml", campaignName="B")

    def takes_long(api: fake_api.FakeApi, fields: fake_api.Json) -> httpx.Response:
        project.clock.move(days=30)
        return fake_api.works(api, fields)

    project.api.on_post = [takes_long]
    result = project.apply()

    assert (result.code, outcomes(result)) == (5, {"A": "created", "B": "rejected"})
    assert "its launch time passed before it could be sent" in result.json["outcomes"][1]["message"]
    assert set(project.recorded) == {"A"}


def test_a_list_that_changes_before_its_turn_is_not_sent(project: Project) -> None:
    project.add("a.yaml", campaignName="A", contacts="contacts/a.csv")
    project.add("b.yaml", campaignName="B", contacts="contacts/b.csv")

    def edits(api: fake_api.FakeApi, fields: fake_api.Json) -> httpx.Response:
        project.csv("contacts/b.csv", CONTACTS + "+14155550199,Eve\n")
        return fake_api.works(api, fields)

    project.api.on_post = [edits]
    result = project.apply()

    assert (result.code, outcomes(result)) == (5, {"A": "created", "B": "rejected"})
    assert "changed since it was checked" in result.json["outcomes"][1]["message"]


def test_a_moved_file_is_recorded_at_its_new_path(project: Project) -> None:
    project.add()
    project.apply()
    project.directory.joinpath("q4.yaml").rename(project.directory / "fourth.yaml")

    result = project.apply()

    assert (result.code, result.json["outcomes"]) == (0, [])
    assert project.recorded[Q4]["path"] == "campaigns/fourth.yaml"
    assert project.actions() == {Q4: "unchanged"}


@pytest.mark.parametrize("how", ["edited", "removed", "renamed"])
def test_a_file_changed_before_its_launch_is_not_green_until_somebody_took_note(project: Project, how: str) -> None:
    project.add()
    project.apply()
    match how:
        case "edited":
            project.add(scheduledTime="15:00:00")
        case "renamed":
            project.add(campaignName="Another")
        case _:
            project.directory.joinpath("q4.yaml").unlink()

    result = project.apply()
    assert result.code == 5
    assert "camp_0000000000000001 still dials Tue 1 Dec 2026 12:00 America/Los_Angeles" in result.err
    assert f"campaigns resolve '{Q4}' --accept" in result.err

    assert project.run("resolve", Q4, "--accept").code == 0
    assert project.apply().code == 0
    assert len(project.api.posts) == 1


def test_a_changed_file_whose_list_is_gone_can_be_taken_note_of(project: Project) -> None:
    project.add()
    project.apply()
    project.add(concurrentCalls=9)
    project.directory.joinpath("contacts/q4.csv").unlink()
    assert project.apply().code == 5

    assert project.run("resolve", Q4, "--accept").code == 0
    assert project.apply().code == 0


def test_a_file_changed_after_its_launch_is_green(project: Project) -> None:
    project.add()
    project.apply()
    project.clock.move(days=30)
    project.add(scheduledTime="15:00:00")

    assert project.apply().code == 0


def test_an_approved_hash_lets_that_plan_through_and_no_other(project: Project) -> None:
    project.add()
    approved = project.plan()["hash"]
    project.add("b.yaml", campaignName="B")

    refused = project.apply("--expect", approved)
    assert (refused.code, project.api.requests) == (7, [])
    assert project.apply("--expect", project.plan()["hash"]).code == 0
    assert project.apply("--expect", approved).code == 0, "nothing is left to send, so nothing is refused"


def test_an_approved_file_lets_a_part_of_it_through(project: Project) -> None:
    project.add()
    project.add("b.yaml", campaignName="B")
    approved = str(project.root / "plan.json")
    project.run("plan", "--out", approved)
    project.directory.joinpath("b.yaml").unlink()

    assert project.apply("--expect", approved).code == 0
    project.add("c.yaml", campaignName="C")
    refused = project.apply("--expect", approved)
    assert refused.code == 7
    assert "`C`" in refused.err


@pytest.mark.parametrize("content", [None, "{}", "[]", "no", '{"campaigns": [1]}'])
def test_an_approval_that_is_no_plan_is_a_usage_error(project: Project, content: str | None) -> None:
    project.add()
    if content is not None:
        project.root.joinpath("plan.json").write_text(content)

    result = project.apply("--expect", str(project.root / "plan.json"))

    assert (result.code, project.api.requests) == (2, [])


def test_without_a_terminal_or_a_yes_nothing_is_sent(project: Project) -> None:
    project.add()
    del project.environ["CI"]

    refused = project.apply()
    assert (refused.code, project.api.requests) == (2, [])
    assert "--yes" in refused.err
    assert project.apply("--yes").code == 0


def test_without_a_key_nothing_is_sent(project: Project) -> None:
    project.add()
    del project.environ["SIGMAMIND_API_KEY"]

    result = project.apply()

    assert (result.code, project.api.requests) == (2, [])
    assert not project.state_file.exists()


def test_a_missing_key_is_named_before_anybody_is_asked_to_confirm(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add()
    del project.environ["SIGMAMIND_API_KEY"], project.environ["CI"]
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda: pytest.fail("it asked"))

    result = project.run("apply")

    assert (result.code, "Only `yes`" in result.err) == (2, False)
    assert "SIGMAMIND_API_KEY isn't set" in result.err


@pytest.mark.parametrize("ci", [True, False])
def test_a_missing_key_is_named_first_where_nobody_can_confirm(project: Project, ci: bool) -> None:
    project.add()
    project.environ = {"CI": "true"} if ci else {}

    result = project.apply()

    assert (result.code, "SIGMAMIND_API_KEY" in result.err, "--yes" in result.err) == (2, True, False)


def test_an_error_in_a_file_is_named_before_a_missing_key(project: Project) -> None:
    project.add(agentId="")
    project.environ.clear()

    assert project.apply().code == 1


def test_with_nothing_to_do_no_key_and_no_yes_are_needed(project: Project) -> None:
    project.add()
    project.apply()
    project.environ.clear()

    assert project.apply().code == 0


def test_a_state_of_another_api_is_refused(project: Project) -> None:
    project.add()
    project.apply()
    before = project.state_file.read_bytes()
    project.environ["SIGMAMIND_API_URL"] = "https://api.example.com"

    for command in ("apply", "plan", "validate"):
        result = project.run(command)
        assert result.code == 4
        assert "belongs to https://api.sigmamind.ai, and this run is for https://api.example.com" in result.err
    assert project.state_file.read_bytes() == before


def test_a_broken_state_stops_every_command_and_stays_as_it_is(project: Project) -> None:
    project.add()
    project.state_file.write_text('{"version": 1')

    for command in ("apply", "plan", "validate", "status"):
        assert project.run(command).code == 4
    assert project.state_file.read_text() == '{"version": 1'
    assert project.api.requests == []


def test_the_run_is_recorded_with_the_workflow_it_ran_in(project: Project) -> None:
    project.add()
    project.environ.update(
        GITHUB_RUN_ID="11",
        GITHUB_RUN_ATTEMPT="2",
        GITHUB_SHA="abc",
        GITHUB_ACTOR="octocat",
        GITHUB_SERVER_URL="https://github.com",
        GITHUB_REPOSITORY="acme/calls",
    )

    project.apply()

    run = project.recorded[Q4]["run"]
    assert run.pop("host")
    assert run == {
        "id": "11",
        "attempt": 2,
        "commit": "abc",
        "actor": "octocat",
        "url": "https://github.com/acme/calls/actions/runs/11",
    }


def test_the_key_is_in_no_output_and_not_in_the_state(project: Project) -> None:
    project.add()
    project.api.on_post = [answers(400, "the key for-tests is odd")]
    project.environ["SIGMAMIND_API_KEY"] = "for-tests-only-1234"

    result = project.run("apply")

    assert "for-tests-only" not in result.out + result.err + json.dumps(project.recorded)
