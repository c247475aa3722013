"""Refused creates: each is looked up, but a thousand don't read the account's list a thousand times."""

import os
import signal

import httpx
import pytest

from tests.fake_api import Behaviour, FakeApi, Json, answers, error, loses_the_answer
from tests.project import Project, Result

LIST = ("GET", "/v1/campaigns")


@pytest.fixture
def campaigns(project: Project) -> Project:
    """A project with twenty campaigns."""
    for number in range(20):
        project.add(f"{number:02d}.yaml", campaignName=f"{number:02d}")
    return project


def kinds(result: Result) -> list[str]:
    return [each["outcome"] for each in result.json["outcomes"]]


def test_many_refused_creates_are_looked_up_with_few_readings_of_the_list(campaigns: Project) -> None:
    campaigns.api.on_post = [answers(400, "bad")] * 20

    result = campaigns.apply()

    assert (result.code, kinds(result), campaigns.recorded) == (5, ["rejected"] * 20, {})
    look_ups = [1, 1, 1, 1, 2, 2, 3, 4, 5]
    assert (sum(look_ups), campaigns.api.requests.count(LIST)) == (20, 1 + len(look_ups))


def test_a_refused_create_that_the_list_shows_is_adopted_among_others_that_it_does_not(campaigns: Project) -> None:
    campaigns.api.on_post = [*[answers(400, "bad")] * 8, answers(400, "bad", after_work=True)]

    result = campaigns.apply()

    assert {each["campaignName"]: each["outcome"] for each in result.json["outcomes"]} == {
        **{f"{number:02d}": "rejected" for number in range(8)},
        "08": "adopted",
        **{f"{number:02d}": "created" for number in range(9, 20)},
    }
    assert campaigns.recorded["08"]["status"] == "created"


def test_a_refused_create_keeps_its_intent_until_it_is_looked_up(campaigns: Project) -> None:
    statuses: list[str | None] = []

    def looks_at_the_state(api: FakeApi, fields: Json) -> httpx.Response:
        statuses.append(campaigns.recorded.get("06", {}).get("status"))
        return error(400, "bad")

    campaigns.api.on_post = [*[answers(400, "bad")] * 7, looks_at_the_state, looks_at_the_state]

    campaigns.apply()

    assert statuses == ["creating", None]


def test_a_list_that_cannot_be_read_leaves_refused_creates_in_doubt_and_ends_the_run(campaigns: Project) -> None:
    def breaks(api: FakeApi, fields: Json) -> httpx.Response:
        api.on_get = [error(400, "no")] * 99
        return error(400, "bad")

    campaigns.api.on_post = [breaks, *[answers(400, "bad")] * 19]

    result = campaigns.apply()

    assert (result.code, kinds(result)) == (6, ["unknown"] * 3 + ["skipped"] * 17)
    assert {name: record["status"] for name, record in campaigns.recorded.items()} == dict.fromkeys(
        ["00", "01", "02"], "unknown"
    )


def hides_it(readings: int) -> Behaviour:
    """Do the work, refuse, and list a campaign whose deletion moves the new one from the second page to the first."""

    def behave(api: FakeApi, fields: Json) -> httpx.Response:
        api.work(fields)
        deleted = {"campaignId": "camp_deleted", "campaignName": "deleted"}
        pages = [
            {"data": [deleted], "totalCount": 2, "hasNext": True},
            {"data": [], "totalCount": 1, "hasNext": False},
        ]
        api.on_get = [httpx.Response(200, json=page) for page in pages * readings]
        return error(400, "bad")

    return behave


@pytest.mark.parametrize(("readings", "outcome"), [(1, "adopted"), (6, "unknown")])
def test_a_refused_create_that_hides_between_two_pages_is_not_called_rejected(
    project: Project, readings: int, outcome: str
) -> None:
    project.add()
    project.api.on_post = [hides_it(readings)]

    result = project.apply()

    assert (kinds(result), "nothing was created" in result.out) == ([outcome], False)
    assert project.apply().code == 0
    assert ([each["status"] for each in project.recorded.values()], len(project.api.posts)) == (["created"], 1)


def test_what_an_earlier_run_created_is_recorded_with_the_list_that_it_sent(project: Project) -> None:
    def lists_it_now(api: FakeApi, fields: Json) -> httpx.Response:
        api.hidden = set()
        return error(400, "bad")

    project.add(campaignName="A")
    project.api.on_post, project.api.hidden = [loses_the_answer], {"A"}
    project.apply()
    sent = project.recorded["A"]["contacts"]
    project.csv(text="Phone Number,customer_name\n+14155550109,Dee\n")
    project.api.on_post = [lists_it_now]

    result = project.apply()

    assert (kinds(result), project.recorded["A"]["contacts"]) == (["adopted"], sent)


def test_a_signal_withdraws_what_was_not_sent_and_looks_up_what_was_refused(campaigns: Project) -> None:
    def stops(api: FakeApi, fields: Json) -> httpx.Response:
        os.kill(os.getpid(), signal.SIGTERM)
        return error(400, "bad")

    campaigns.api.on_post = [*[answers(400, "bad")] * 6, stops]

    result = campaigns.apply()

    assert (result.code, sorted(kinds(result))) == (143, ["rejected"] * 7 + ["skipped"] * 13)
    assert campaigns.recorded == {}


def test_refused_creates_that_a_signal_leaves_without_a_look_up_are_unknown(campaigns: Project) -> None:
    def stops(api: FakeApi, fields: Json) -> httpx.Response:
        os.kill(os.getpid(), signal.SIGTERM)
        api.on_get = [httpx.ConnectError("down")] * 9
        return error(400, "bad")

    campaigns.api.on_post = [*[answers(400, "bad")] * 7, stops, *[answers(400, "bad")] * 20]

    result = campaigns.apply()

    assert result.code == 143
    assert {name: record["status"] for name, record in campaigns.recorded.items()} == dict.fromkeys(
        ["06", "07"], "unknown"
    )


def test_a_key_that_is_refused_later_does_not_keep_refused_creates_from_being_looked_up(campaigns: Project) -> None:
    campaigns.api.on_post = [*[answers(400, "bad")] * 7, answers(401)]

    result = campaigns.apply()

    assert (result.code, sorted(kinds(result))) == (5, ["rejected"] * 7 + ["skipped"] * 13)
    assert campaigns.recorded == {}
