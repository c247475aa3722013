import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from runner.sandbox import faults
from runner.sandbox.faults import Fault, Faults, Stage
from runner.sandbox.server import running

from .api import FIELDS, LIST, SCHEDULED, Api

_BEFORE = {
    "500-before": 500,
    "503-before": 503,
    "429": 429,
    "400": 400,
    "401": 401,
    "403": 403,
    "413": 413,
    "409-before": 409,
    "redirect": 307,
    "html-200": 200,
}
_AFTER = {"500-after": 500, "502-html-after": 502, "408-after": 408, "no-id": 201}


@pytest.mark.parametrize(("fault", "status"), _BEFORE.items())
def test_a_fault_before_the_work_makes_nothing(fault: str, status: int) -> None:
    api = Api(faults=[fault])

    assert api.create().status_code == status
    assert api.names() == []
    assert api.create().status_code == 201


@pytest.mark.parametrize(("fault", "status"), _AFTER.items())
def test_a_fault_after_the_work_leaves_a_campaign(fault: str, status: int) -> None:
    api = Api(faults=[fault])

    assert api.create().status_code == status
    assert api.names() == ["Spring renewals"]
    assert api.made("another")["campaignName"] == "another"


def test_errors_have_the_documented_body_and_a_gateway_answers_html() -> None:
    api = Api(faults=["503-before", "html-200", "502-html-after"])

    assert api.body(api.create(), 503) == {
        "error": "Service Unavailable",
        "message": "as the fault asks",
        "path": "/v1/campaigns",
        "status": 503,
        "timestamp": "2026-11-22T21:40:00.000Z",
    }
    for response in (api.create(), api.create()):
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert response.text.startswith("<html>")


def test_429_says_when_to_come_back() -> None:
    assert Api(faults=["429"]).create().headers["Retry-After"] == "1"


def test_a_redirect_leads_to_a_host_that_cannot_exist() -> None:
    assert Api(faults=["redirect"]).create().headers["Location"] == "http://elsewhere.invalid/v1/campaigns"


def test_an_answer_without_an_id_has_everything_else() -> None:
    api = Api(faults=["no-id"])

    answered = api.body(api.create(), 201)

    (campaign,) = api.page()["data"]
    assert answered == {name: value for name, value in campaign.items() if name != "campaignId"}


def test_a_wrong_instant_is_an_hour_late() -> None:
    api = Api(faults=["wrong-instant"])
    api.made("immediate", FIELDS)

    campaign = api.made("wrong")

    assert campaign["scheduledDate"] == "2027-03-01T18:00:00.000Z"
    assert api.find(campaign) == campaign
    assert api.made("right")["scheduledDate"] == "2027-03-01T17:00:00.000Z"


def test_live_starts_a_scheduled_campaign_at_once() -> None:
    api = Api(faults=["live"])

    campaign = api.made("wrong")

    assert (campaign["campaignStatus"], campaign["scheduled"], campaign["scheduledDate"]) == ("live", False, None)
    assert api.lines[-1].endswith("would dial 3 contacts NOW")
    assert api.made("right")["campaignStatus"] == "scheduled"


def test_row_errors_are_those_of_the_documentation() -> None:
    api = Api(faults=["row-errors"])

    campaign = api.made("wrong")

    assert campaign["errors"] == [
        "Row 3: missing required variable 'customer_name'",
        "Row 7: invalid phone number '+1234'",
    ]
    assert api.made("right")["errors"] is None


def test_bare_ids_are_answered_for_as_long_as_the_campaign_lives() -> None:
    api = Api(faults=["bare-id"])

    campaign = api.made("wrong")

    assert campaign["campaignId"].startswith("camp-")
    assert campaign["agent"]["agentId"] == "D5D0p7TUs66TTAEAx"
    assert api.find(campaign) == campaign
    assert api.page()["data"] == [campaign]
    assert api.made("right")["campaignId"].startswith("camp_")


def test_slow_waits_a_second() -> None:
    api = Api(faults=["slow"])

    before = time.monotonic()
    api.made("slow")
    between = time.monotonic()
    api.made("fast")

    assert between - before >= 1
    assert time.monotonic() - between < 1


def test_lag_hides_new_campaigns_from_the_next_lists() -> None:
    api = Api(faults=["lag:2"])
    api.page()
    campaign = api.made("new")

    assert api.page()["totalCount"] == 0
    assert api.find(campaign) == campaign
    assert [api.names(), api.names()] == [[], ["new"]]
    api.made("newer")
    assert api.names() == ["newer", "new"]


def test_a_list_that_fails_says_500() -> None:
    api = Api(faults=["list-500:2"])
    api.made("one")

    assert [api.request("GET", "/v1/campaigns").status_code for _ in range(3)] == [500, 500, 200]


def test_a_shift_repeats_one_campaign_and_misses_another_and_the_total_tells() -> None:
    api = Api(faults=["shift"])
    for name in "abcd":
        api.made(name)

    first, second = api.page(size=2), api.page(size=2, page=1)

    names = [campaign["campaignName"] for page in (first, second) for campaign in page["data"]]
    assert names == ["d", "c", "c", "b"]
    assert (first["totalCount"], second["totalCount"]) == (4, 4)
    assert api.names(size=2, page=1) == ["b", "a"]


def test_faults_strike_in_their_order_one_a_request_and_run_out() -> None:
    api = Api(faults=["503-before", "429", "503-before"])

    statuses = [api.create().status_code for _ in range(4)]

    assert statuses == [503, 503, 429, 201]


def test_a_star_is_for_ever() -> None:
    api = Api(faults=["400:*"])

    assert {api.create().status_code for _ in range(20)} == {400}


def test_faults_of_creates_leave_other_requests_alone_and_those_of_lists_leave_creates() -> None:
    creates = [fault.label for fault in Fault if fault.stage is not Stage.LISTING]
    lists = [fault.label for fault in Fault if fault.stage is Stage.LISTING]

    assert Api(faults=creates).page()["data"] == []
    assert Api(faults=lists).create().status_code == 201


def test_a_refused_create_uses_up_no_fault_of_the_work() -> None:
    api = Api(faults=["500-after"])

    assert api.create({}).status_code == 400
    assert api.create().status_code == 500


def test_a_fault_can_be_added_later(api: Api) -> None:
    api.made("one")

    api.sandbox.faults.add("409-before")

    assert api.create().status_code == 409


def test_the_log_names_the_fault() -> None:
    api = Api(faults=["503-before", "500-after"])

    api.create()
    api.create()

    campaign = api.page()["data"][0]["campaignId"]
    assert api.lines[:2] == [
        "POST /v1/campaigns 503-before: answers 503, creates nothing",
        f"POST /v1/campaigns 500-after {campaign} `Spring renewals`: would dial 3 contacts on 2027-03-01T17:00:00Z",
    ]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("lost", "unknown fault `lost`: the sandbox has lost-reply, hang, hang-before, 500-before"),
        ("hang:0", "`0` isn't a number of requests: write `hang:3`, or `hang:*` for all of them"),
        ("hang:", "`` isn't a number of requests: write `hang:3`, or `hang:*` for all of them"),
        ("hang:1:2", "`1:2` isn't a number of requests: write `hang:3`, or `hang:*` for all of them"),
    ],
)
def test_a_spec_that_names_no_fault_is_an_error(spec: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"unknown fault|a number of requests") as caught:
        Faults([spec])

    assert str(caught.value).startswith(message)


def test_every_fault_is_described_on_one_line() -> None:
    lines = faults.describe()

    assert len(lines) == len(Fault)
    assert lines[0] == "lost-reply      creates the campaign, then drops the connection without an answer"
    assert all(len(line) <= 100 for line in lines)


@contextmanager
def _client(api: Api) -> Iterator[httpx.Client]:
    with (
        running(api.sandbox) as url,
        httpx.Client(base_url=url, headers={"X-API-Key": "any"}, timeout=10) as client,
    ):
        yield client


def _post(client: httpx.Client, timeout: float = 10) -> httpx.Response:
    return client.post("/v1/campaigns", data=SCHEDULED, files={"file": ("contacts.csv", LIST)}, timeout=timeout)


def test_a_lost_reply_is_a_dropped_connection_after_the_work() -> None:
    api = Api(faults=["lost-reply"])

    with _client(api) as client:
        with pytest.raises(httpx.RemoteProtocolError, match="disconnected without sending a response"):
            _post(client)
        assert client.get("/v1/campaigns").json()["totalCount"] == 1
        assert _post(client).status_code == 409


@pytest.mark.parametrize(("fault", "made"), [("hang", 1), ("hang-before", 0)])
def test_a_request_that_hangs_is_never_answered(fault: str, made: int) -> None:
    api = Api(faults=[fault])

    with _client(api) as client:
        with pytest.raises(httpx.ReadTimeout):
            _post(client, timeout=0.5)
        assert client.get("/v1/campaigns").json()["totalCount"] == made
