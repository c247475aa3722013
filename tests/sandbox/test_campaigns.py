from datetime import timedelta
from pathlib import Path

import pytest

from .api import FIELDS, LIST, SCHEDULED, SCHEDULED_AT, Api

_SECOND = timedelta(seconds=1)


def test_a_scheduled_campaign_goes_live_at_its_instant_and_is_over_when_all_were_called(api: Api) -> None:
    campaign = api.body(api.create({**SCHEDULED, "concurrentCalls": "2"}), 201)  # three people: two minutes

    seen = []
    for moment in (-_SECOND, 0 * _SECOND, 120 * _SECOND - _SECOND, 120 * _SECOND):
        api.clock.time = SCHEDULED_AT + moment
        found = api.find(campaign)
        seen.append((found["campaignStatus"], found["scheduled"], found["scheduledDate"]))

    instant = "2027-03-01T17:00:00.000Z"
    assert seen == [
        ("scheduled", True, instant),
        ("live", True, instant),
        ("live", True, instant),
        ("completed", True, instant),
    ]


def test_an_immediate_campaign_is_over_when_all_were_called(api: Api) -> None:
    campaign = api.body(api.create({**FIELDS, "concurrentCalls": "1"}), 201)

    api.clock.time += timedelta(minutes=3) - _SECOND
    assert api.find(campaign)["campaignStatus"] == "live"
    api.clock.time += _SECOND
    assert api.find(campaign)["campaignStatus"] == "completed"


def test_a_campaign_of_the_last_day_there_is_can_be_read(api: Api) -> None:
    last = {"scheduledDate": "9999-12-31", "scheduledTime": "23:59:59", "scheduledTimezone": "UTC"}
    campaign = api.made("last", {**SCHEDULED, **last})

    api.clock.time = api.clock.time.max.replace(tzinfo=api.clock.time.tzinfo)
    assert api.find(campaign)["campaignStatus"] == "live"


def test_what_is_found_is_what_was_made(api: Api) -> None:
    campaign = api.made("Spring renewals")

    assert api.find(campaign) == campaign


def test_an_id_that_does_not_exist_is_not_found(api: Api) -> None:
    expected = (404, "there is no such campaign")

    assert api.refusal(api.request("GET", "/v1/campaigns/camp_none")) == expected
    assert api.refusal(api.request("PATCH", "/v1/campaigns/camp_none", json={})) == expected


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/agents", 404),
        ("GET", "/v1/campaigns/", 404),
        ("POST", "/v1/campaigns/", 404),
        ("DELETE", "/v1/campaigns", 405),
        ("DELETE", "/v1/campaigns/camp_1", 405),
        ("POST", "/v1/campaigns/camp_1", 405),
    ],
)
def test_what_is_not_documented_is_not_there(api: Api, method: str, path: str, status: int) -> None:
    body = api.body(api.request(method, path), status)

    assert (body["path"], body["status"]) == (path, status)


def test_head_answers_as_get_without_a_body(api: Api) -> None:
    response = api.request("HEAD", f"/v1/campaigns/{api.made('Spring renewals')['campaignId']}")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")


def test_campaigns_survive_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "new folder" / "sandbox.db"
    before = Api(data=data)
    campaigns = [
        before.made("one"),
        before.made("two", FIELDS),
        before.body(before.create(contacts=LIST + b"1,x\n"), 201),
    ]
    stored = before.page()

    after = Api(data=data)

    assert after.page() == stored
    assert after.find(campaigns[0]) == campaigns[0]
    assert after.create({**FIELDS, "campaignName": "one"}).status_code == 409


def test_a_file_that_keeps_something_else_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "notes.txt"
    data.write_text("not a database, and long enough to be seen as none\n" * 20)
    before = data.read_bytes()

    with pytest.raises(OSError, match="can't keep the sandbox's campaigns: file is not a database"):
        Api(data=data)

    assert data.read_bytes() == before


def test_an_update_changes_what_it_names_and_nothing_else(api: Api) -> None:
    campaign = api.made("Spring renewals")

    body = api.body(
        api.update(campaign, campaignName="Summer", concurrentCalls=9, agentId="Xi", sipPhoneNumber="+14155550199"), 200
    )

    assert body == {
        **campaign,
        "campaignName": "Summer",
        "concurrentCalls": 9,
        "agent": {**campaign["agent"], "agentId": "agent_Xi"},
        "phoneNumber": {
            **campaign["phoneNumber"],
            "sipPhoneNumber": "+14155550199",
            "outboundPhoneNumber": "+14155550199",
            "outboundAgentId": "agent_Xi",
        },
    }
    assert api.find(campaign) == body
    assert api.body(api.update(campaign), 200) == body


def test_an_update_moves_part_of_a_schedule(api: Api) -> None:
    campaign = api.made("Spring renewals")

    later = api.body(api.update(campaign, scheduledTime="10:30:00"), 200)
    elsewhere = api.body(api.update(campaign, isScheduled=True, scheduledTimezone="America/New_York"), 200)

    assert later["scheduledDate"] == "2027-03-01T18:30:00.000Z"
    assert elsewhere["scheduledDate"] == "2027-03-01T15:30:00.000Z"


def test_an_update_that_ends_the_schedule_starts_dialling(api: Api) -> None:
    campaign = api.made("Spring renewals")

    body = api.body(api.update(campaign, isScheduled=False), 200)

    assert (body["campaignStatus"], body["scheduled"], body["scheduledDate"]) == ("live", False, None)
    assert api.lines[-1].endswith(f"200 {campaign['campaignId']} `Spring renewals`: would dial 3 contacts NOW")


@pytest.mark.parametrize(
    ("values", "status", "message"),
    [
        ({"campaignName": "taken"}, 409, "campaignName: another campaign of that name already exists"),
        ({"campaignName": "\ud800"}, 400, "campaignName: must be Unicode text"),
        ({"campaignName": 3}, 400, "campaignName: must be a string"),
        ({"agentId": None}, 400, "agentId: must be a string"),
        ({"isScheduled": "true"}, 400, "isScheduled: must be true or false"),
        ({"concurrentCalls": True}, 400, "concurrentCalls: must be an integer"),
        ({"dynamicVariables": {"a": []}}, 400, "dynamicVariables: must have strings, numbers or booleans as values"),
        ({"scheduledDate": "2026-01-01"}, 400, "scheduledDate: must be in the future"),
    ],
)
def test_an_update_that_breaks_a_rule_changes_nothing(
    api: Api, values: dict[str, object], status: int, message: str
) -> None:
    api.made("taken")
    campaign = api.made("Spring renewals")

    assert api.refusal(api.update(campaign, **values)) == (status, message)
    assert api.find(campaign) == campaign


def test_an_update_must_be_a_json_object(api: Api) -> None:
    path = f"/v1/campaigns/{api.made('Spring renewals')['campaignId']}"

    assert api.refusal(api.request("PATCH", path, data={"a": "b"})) == (415, "Content-Type: must be application/json")
    assert api.refusal(api.request("PATCH", path, json=[])) == (400, "the body must be a JSON object")
    headers = {"X-API-Key": "any", "Content-Type": "application/json"}
    assert api.request("PATCH", path, content=b"{", headers=headers).status_code == 400


def test_only_a_scheduled_campaign_is_updated(api: Api) -> None:
    campaign = api.made("Spring renewals", FIELDS)

    assert api.refusal(api.update(campaign, concurrentCalls=1)) == (409, "the campaign is no longer scheduled")


def test_an_update_ignores_what_it_cannot_change_but_logs_it(api: Api) -> None:
    campaign = api.made("Spring renewals")

    assert api.body(api.update(campaign, campaignStatus="paused"), 200) == campaign
    assert (
        f"PATCH /v1/campaigns/{campaign['campaignId']} ignores `campaignStatus`: the API has no such field" in api.lines
    )
