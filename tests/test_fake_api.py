"""The API in memory changes and deletes campaigns as the contract has it, or misbehaves as a test wants."""

from typing import Any

import httpx
import pytest

from tests.fake_api import Behaviour, FakeApi, answers, loses_the_answer, says

FIELDS = {
    "campaignName": "Q4",
    "sipPhoneNumber": "+14155550100",
    "agentId": "D5",
    "isScheduled": "true",
    "scheduledDate": "2026-12-01",
    "scheduledTime": "12:00:00",
    "scheduledTimezone": "America/Los_Angeles",
}
LAUNCH, LATER = "2026-12-01T20:00:00.000Z", "2026-12-08T20:00:00.000Z"


@pytest.fixture
def campaign(api: FakeApi) -> dict[str, Any]:
    return api.create(FIELDS)


def send(api: FakeApi, method: str, campaign_id: str, **options: Any) -> httpx.Response:
    with httpx.Client(transport=api.transport, base_url="https://api.example") as client:
        return client.request(method, f"/v1/campaigns/{campaign_id}", **options)


def test_a_patch_moves_a_scheduled_campaign(api: FakeApi, campaign: dict[str, Any]) -> None:
    answer = send(api, "PATCH", campaign["campaignId"], json={"scheduledDate": "2026-12-08"})
    assert (answer.status_code, answer.json()["scheduledDate"]) == (200, LATER)
    assert api.patches == [{"scheduledDate": "2026-12-08"}]


def test_a_patch_changes_agent_number_and_lines(api: FakeApi, campaign: dict[str, Any]) -> None:
    patch = {"agentId": "E6", "sipPhoneNumber": "+14155550199", "concurrentCalls": 7}
    body = send(api, "PATCH", campaign["campaignId"], json=patch).json()
    assert body["agent"]["agentId"] == "agent_E6"
    assert body["phoneNumber"] == {"sipPhoneNumber": "+14155550199", "active": True}
    assert (body["concurrentCalls"], body["scheduledDate"]) == (7, LAUNCH)


def test_is_scheduled_false_launches_at_once(api: FakeApi, campaign: dict[str, Any]) -> None:
    body = send(api, "PATCH", campaign["campaignId"], json={"isScheduled": False}).json()
    assert (body["campaignStatus"], body["scheduledDate"]) == ("live", None)


@pytest.mark.parametrize(
    ("status", "patch", "code"),
    [
        ("paused", {"scheduledTime": "13:00:00"}, 200),
        ("live", {"concurrentCalls": 7}, 200),
        ("live", {"scheduledTime": "13:00:00"}, 409),
        ("completed", {"concurrentCalls": 7}, 409),
        ("scheduled", {"scheduledTime": "13"}, 400),
        ("scheduled", {"campaignStatus": "paused"}, 400),
        ("scheduled", {"concurrentCalls": "7"}, 400),
    ],
)
def test_what_a_campaign_can_be_changed_to_depends_on_its_status(
    api: FakeApi, campaign: dict[str, Any], status: str, patch: dict[str, Any], code: int
) -> None:
    campaign["campaignStatus"] = status
    assert send(api, "PATCH", campaign["campaignId"], json=patch).status_code == code


def test_a_deleted_campaign_is_gone(api: FakeApi, campaign: dict[str, Any]) -> None:
    codes = [send(api, method, campaign["campaignId"]).status_code for method in ("DELETE", "GET", "DELETE")]
    assert codes == [204, 404, 404]
    assert (api.campaigns, api.deletes) == ([], [campaign["campaignId"]] * 2)


@pytest.mark.parametrize(
    ("behaviour", "instant"),
    [(answers(500, after_work=True), LATER), (answers(500), LAUNCH), (says(200, b"{}", after_work=False), LAUNCH)],
)
def test_a_patch_can_be_answered_otherwise_than_it_was_done(
    api: FakeApi, campaign: dict[str, Any], behaviour: Behaviour, instant: str
) -> None:
    api.on_patch = [behaviour]
    send(api, "PATCH", campaign["campaignId"], json={"scheduledDate": "2026-12-08"})
    assert send(api, "GET", campaign["campaignId"]).json()["scheduledDate"] == instant


def test_the_answer_to_a_delete_can_be_lost(api: FakeApi, campaign: dict[str, Any]) -> None:
    api.on_delete = [loses_the_answer]
    with pytest.raises(httpx.RemoteProtocolError):
        send(api, "DELETE", campaign["campaignId"])
    assert api.campaigns == []
