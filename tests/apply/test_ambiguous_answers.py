"""Lists that lag, answers that were lost twice over, plans that grow: nothing is sent unapproved, or twice."""

import time
from datetime import timedelta

import httpx
import pytest

from tests.fake_api import FakeApi, Json, answers, loses_the_answer, never_connects, times_out
from tests.project import CAMPAIGN, Project

Q4 = "Q4 Outreach Campaign"


def unknown(project: Project) -> None:
    """Leave a campaign whose create was sent, and didn't arrive."""
    project.add()
    project.api.on_post = [times_out]
    assert project.apply().code == 6


def test_a_rename_of_what_is_unknown_creates_nothing_that_the_plan_did_not_show(project: Project) -> None:
    unknown(project)
    project.add(campaignName="Q5 Outreach Campaign")

    assert project.actions() == {"Q5 Outreach Campaign": "changed", Q4: "unknown"}
    result = project.apply()

    assert result.code == 7
    assert (
        "`Q5 Outreach Campaign` would now be created or updated, but the approved plan lacks this: "
        "nothing more was sent" in result.err
    )
    assert len(project.api.posts) == 1
    assert project.actions() == {"Q5 Outreach Campaign": "create"}


def test_nothing_is_sent_before_the_list_was_read_whole(project: Project) -> None:
    project.add()
    page = {"data": [], "page": 0, "size": 100, "totalCount": 7, "hasNext": False}
    project.api.on_get = [httpx.Response(200, json=page) for _ in range(20)]

    result = project.apply()

    assert result.code == 4
    assert "changed each time it was read" in result.err
    assert (project.api.posts, project.recorded) == ([], {})


def test_a_busy_answer_that_did_the_work_and_a_list_that_lags_stay_unknown(project: Project) -> None:
    project.add()
    project.api.hidden = {Q4}
    project.api.on_post = [answers(429, after_work=True, headers={"Retry-After": "0"}), answers(409)]

    result = project.apply()

    assert result.code == 6
    assert project.recorded[Q4]["status"] == "unknown"
    project.api.hidden = set()
    assert project.apply().code == 0
    assert project.api.names == [Q4]
    assert len(project.api.posts) == 2


def test_the_intent_of_a_run_that_died_waits_the_whole_time_to_settle(project: Project) -> None:
    unknown(project)
    died = project.state_file.read_text().replace('"status": "unknown"', '"status": "creating"')
    project.state_file.write_text(died)
    project.clock.move(days=1)
    project.environ["CAMPAIGNS_SETTLE_SECONDS"] = "0.3"
    asked: list[float] = []

    def lists_late(request: httpx.Request) -> httpx.Response:
        asked.append(time.monotonic())
        project.api.hidden = {Q4} if asked[-1] - asked[0] < 0.25 else set()
        return project.api.answer(request)

    project.api.create({**CAMPAIGN, "isScheduled": "true"})
    project.api.transport = httpx.MockTransport(lists_late)

    assert [outcome["outcome"] for outcome in project.apply().json["outcomes"]] == ["adopted"]
    assert project.api.names == [Q4]


def test_a_launch_that_passes_while_the_api_is_busy_is_not_sent(project: Project) -> None:
    def busy_past_the_launch(api: FakeApi, fields: Json) -> httpx.Response:
        project.clock.at += timedelta(days=30)
        return answers(429, headers={"Retry-After": "0"})(api, fields)

    project.add()
    project.api.on_post = [busy_past_the_launch]

    result = project.apply()

    assert result.code == 5
    assert "its launch time passed before it could be sent" in result.json["outcomes"][0]["message"]
    assert len(project.api.posts) == 1
    assert project.recorded == {}


@pytest.mark.parametrize("how", ["message", "connection"])
def test_a_key_that_the_api_repeats_is_in_no_output(project: Project, how: str) -> None:
    project.environ["SIGMAMIND_API_KEY"] = "for-tests/of+keys"

    def fails(api: FakeApi, fields: Json) -> httpx.Response:
        if how == "connection":
            raise httpx.ConnectError("no route with key for-tests%2Fof%2Bkeys")
        return httpx.Response(400, json={"message": "the key for-tests/of+keys has no right to this agent"})

    project.add()
    project.api.on_post = [fails] * 3

    result = project.apply()

    assert result.code in (4, 5)
    for text in (result.out, result.err):
        assert "for-tests" not in text


def test_an_answer_nested_beyond_reason_is_looked_up(project: Project) -> None:
    def deep(api: FakeApi, fields: Json) -> httpx.Response:
        api.create(fields)
        return httpx.Response(201, content=b"[" * 200_000)

    project.add()
    project.api.on_post = [deep]

    assert [outcome["outcome"] for outcome in project.apply().json["outcomes"]] == ["adopted"]


def test_a_list_that_repeats_itself_is_read_to_its_end(project: Project) -> None:
    campaign = {"campaignId": "camp_0000000000000009", "campaignName": "Another"}
    page = {"data": [campaign], "page": 0, "size": 100, "hasNext": True, "totalCount": 1}
    project.add()
    project.api.on_get = [httpx.Response(200, json=page), httpx.Response(200, json=page)]

    assert project.apply().code == 0
    assert project.api.requests == [("GET", "/v1/campaigns")] * 2 + [("POST", "/v1/campaigns")]


def test_another_campaign_in_the_answer_proves_neither_that_it_is_there_nor_that_it_is_gone(project: Project) -> None:
    project.add()
    project.apply()
    other = {"campaignId": "camp_0000000000000009", "campaignName": "Another"}
    page = {"data": [], "page": 0, "size": 100, "totalCount": 0, "hasNext": False}
    project.api.on_get = [httpx.Response(200, json=page), httpx.Response(200, json=other)]

    result = project.run("status", "--refresh", "--format", "json")

    assert result.code == 4
    assert "the answer isn't the campaign of this id" in result.err


def test_a_recorded_file_that_cannot_be_read_any_more_blocks_nobody(project: Project) -> None:
    project.add()
    project.apply()
    project.add("b.yaml", campaignName="B")
    project.write("q4.yaml", "campaignName: [\n")

    plan = project.run("plan", "--format", "json")

    assert plan.code == 0
    [changed] = [entry for entry in plan.json["campaigns"] if entry["action"] == "changed"]
    assert changed["differs"] == ["the file has errors"]
    assert project.apply().code == 5  # it still dials, and its file is another now
    assert set(project.recorded) == {Q4, "B"}


def test_a_connection_that_never_stood_leaves_no_doubt(project: Project) -> None:
    unknown(project)
    project.api.on_post = [never_connects] * 3

    assert project.apply().code == 4
    project.api.hidden = {Q4}
    project.api.on_post = [loses_the_answer]
    assert project.apply().code == 6
    project.api.hidden = set()
    assert project.apply().code == 0
    assert project.api.names == [Q4]
