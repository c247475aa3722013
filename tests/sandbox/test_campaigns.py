import contextlib
import sqlite3
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


def test_an_update_that_ends_the_schedule_starts_dialing(api: Api) -> None:
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


@pytest.mark.parametrize(
    ("status", "refused"), [("scheduled", False), ("paused", False), ("live", True), ("completed", True)]
)
@pytest.mark.parametrize(
    "values",
    [
        {"scheduledTime": "10:30:00"},
        {"agentId": "Xi"},
        {"sipPhoneNumber": "+14155550199"},
        {"campaignName": "Summer"},
        {"isScheduled": False},
        {"concurrentCalls": 9, "agentId": "Xi"},
    ],
)
def test_only_a_scheduled_or_paused_campaign_is_updated(status: str, refused: bool, values: dict[str, object]) -> None:
    api = Api()
    campaign = api.in_status(status)

    answer = api.update(campaign, **values)

    if refused:
        message = f"the campaign is {status}: only one that is scheduled or paused can be changed"
        assert api.refusal(answer) == (409, message)
        assert api.find(campaign) == campaign
    else:
        assert api.body(answer, 200) != campaign


@pytest.mark.parametrize(("status", "code"), [("scheduled", 200), ("paused", 200), ("live", 200), ("completed", 409)])
def test_the_lines_of_a_live_campaign_can_be_changed(status: str, code: int) -> None:
    api = Api()
    campaign = api.in_status(status)

    assert api.update(campaign, concurrentCalls=2, unknown=1).status_code == code
    assert api.find(campaign)["concurrentCalls"] == (2 if code == 200 else 1)


def test_a_paused_campaign_stays_paused_until_it_is_launched(api: Api) -> None:
    campaign = api.in_status("paused")

    later = api.body(api.update(campaign, scheduledTime="10:30:00"), 200)
    assert (later["campaignStatus"], later["scheduledDate"]) == ("paused", "2027-03-01T18:30:00.000Z")
    api.clock.time = SCHEDULED_AT + timedelta(days=1)
    assert api.find(campaign)["campaignStatus"] == "paused"
    assert api.names(status="paused") == ["paused"]

    assert api.body(api.update(campaign, isScheduled=False), 200)["campaignStatus"] == "live"


def test_a_paused_campaign_without_a_schedule_is_given_one() -> None:
    api = Api(faults=["paused"])
    campaign = api.made("Spring renewals", FIELDS)
    wall_clock = {name: SCHEDULED[name] for name in ("scheduledDate", "scheduledTime", "scheduledTimezone")}

    assert api.body(api.update(campaign, **wall_clock), 200) == campaign
    assert api.lines[-4:-1] == [
        f"PATCH /v1/campaigns/{campaign['campaignId']} ignores `{name}`: the campaign isn't scheduled"
        for name in wall_clock
    ]
    assert api.refusal(api.update(campaign, isScheduled=True, scheduledTime="09:00:00")) == (
        400,
        "scheduledDate: is required when isScheduled is true; scheduledTimezone: is required when isScheduled is true",
    )
    scheduled = api.body(api.update(campaign, isScheduled=True, **wall_clock), 200)
    assert (scheduled["scheduled"], scheduled["scheduledDate"]) == (True, "2027-03-01T17:00:00.000Z")


def test_a_schedule_beside_is_scheduled_false_is_ignored_and_logged(api: Api) -> None:
    created = api.made("at once", {**SCHEDULED, "isScheduled": "false"})
    campaign = api.made("later")
    api.update(campaign, isScheduled=False, scheduledTime="10:30:00")

    assert (created["campaignStatus"], api.find(campaign)["campaignStatus"]) == ("live", "live")
    ignored = [line for line in api.lines if line.endswith("the campaign isn't scheduled")]
    assert [line.split()[0] for line in ignored] == ["POST", "POST", "POST", "PATCH"]


@pytest.mark.parametrize("status", ["scheduled", "paused", "live", "completed"])
def test_a_deleted_campaign_is_gone_and_its_name_is_free(status: str) -> None:
    api = Api()
    campaign = api.in_status(status)

    answer = api.delete(campaign)

    assert (answer.status_code, answer.content) == (204, b"")
    assert api.lines[-1] == f"DELETE /v1/campaigns/{campaign['campaignId']} 204 `{status}` was {status}"
    assert api.refusal(api.delete(campaign)) == (404, "there is no such campaign")
    assert api.request("GET", f"/v1/campaigns/{campaign['campaignId']}").status_code == 404
    assert api.names() == []
    assert api.made(status, FIELDS)["campaignId"] != campaign["campaignId"]


def test_the_data_file_can_pause_a_campaign_while_the_sandbox_runs(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.db"
    api = Api(data=data)
    campaign = api.made("Spring renewals")
    pause = "UPDATE campaigns SET campaign = json_set(campaign, '$.paused', json('true')) WHERE campaignId = ?"

    with contextlib.closing(sqlite3.connect(data)) as db, db:
        db.execute(pause, (campaign["campaignId"],))

    assert api.find(campaign) == {**campaign, "campaignStatus": "paused"}


def test_a_campaign_of_an_older_data_file_is_not_paused(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.db"
    campaign = Api(data=data).made("Spring renewals")
    with contextlib.closing(sqlite3.connect(data)) as db, db:
        db.execute("UPDATE campaigns SET campaign = json_remove(campaign, '$.paused')")

    assert Api(data=data).find(campaign) == campaign


def test_an_update_ignores_what_it_cannot_change_but_logs_it(api: Api) -> None:
    campaign = api.made("Spring renewals")

    assert api.body(api.update(campaign, campaignStatus="paused"), 200) == campaign
    assert (
        f"PATCH /v1/campaigns/{campaign['campaignId']} ignores `campaignStatus`: the API has no such field" in api.lines
    )
