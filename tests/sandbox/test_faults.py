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
    "400-field": 400,
    "401": 401,
    "402": 402,
    "403": 403,
    "404": 404,
    "422-detail": 422,
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


@pytest.mark.parametrize(
    ("fault", "message"),
    [("402", "Insufficient balance"), ("404", "Agent not found"), ("400-field", "'scheduledDate'")],
)
def test_a_refusal_says_why(fault: str, message: str) -> None:
    answer = Api(faults=[fault]).create()

    assert message in answer.json()["message"]


def test_a_refusal_may_have_its_reason_elsewhere() -> None:
    body = Api(faults=["422-detail"]).create().json()

    assert list(body) == ["detail"]
    assert body["detail"][0]["loc"] == ["body", "concurrentCalls"]


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


def test_a_campaign_can_be_paused() -> None:
    api = Api(faults=["paused"])

    campaign = api.made("wrong")

    assert (campaign["campaignStatus"], campaign["scheduledDate"]) == ("paused", "2027-03-01T17:00:00.000Z")
    assert api.find(campaign) == campaign
    assert api.made("right")["campaignStatus"] == "scheduled"


_FORMS: dict[str, dict[str, object]] = {
    "epoch-date": {"scheduledDate": 1803920400000},
    "zone-suffix": {"scheduledDate": "2027-03-01T09:00:00-08:00[America/Los_Angeles]"},
    "status-capitals": {"campaignStatus": "SCHEDULED"},
    "errors-text": {"errors": "Row 3: missing required variable 'customer_name'"},
    "errors-object": {"errors": {"3": "missing required variable 'customer_name'"}},
    "other-words": {
        "scheduledDate": "2027-03-01T09:00:00-08:00",
        "agent": {"agentId": "D5D0p7TUs66TTAEAx"},
        "phoneNumber": {"sipPhoneNumber": 14155550123},
        "errors": [],
        "contactCount": 3,
    },
}


@pytest.mark.parametrize(("fault", "fields"), _FORMS.items())
def test_a_form_is_of_answers_to_creates_reads_and_changes(fault: str, fields: dict[str, object]) -> None:
    api = Api(faults=[f"{fault}:3"])

    answers = [api.made("Spring renewals")]
    campaign = api.page()["data"][0]
    answers += [api.find(campaign), api.body(api.update(campaign), 200)]

    assert answers == [{**campaign, **fields}] * 3
    assert api.find(campaign) == campaign


def test_a_form_may_leave_out_the_date_or_all_but_the_id() -> None:
    api = Api(faults=["id-only", "no-date"])

    answered = api.made("Spring renewals")
    without_a_date = api.find(answered)
    campaign = api.find(answered)

    assert answered == {"campaignId": campaign["campaignId"]}
    assert without_a_date == {name: value for name, value in campaign.items() if name != "scheduledDate"}


@pytest.mark.parametrize("fault", _FORMS)
def test_a_campaign_that_dials_at_once_has_no_date_in_any_form(fault: str) -> None:
    assert Api(faults=[fault]).made("now", FIELDS)["scheduledDate"] is None


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault.stage is Stage.READING], ids=lambda f: f.label)
def test_a_campaign_may_be_unreadable_once(fault: Fault) -> None:
    api = Api()
    campaign = api.made("Spring renewals")
    api.sandbox.faults.add(fault.label)

    if fault is Fault.GET_LOST:
        with pytest.raises(ConnectionAbortedError):
            api.find(campaign)
    else:
        assert api.request("GET", f"/v1/campaigns/{campaign['campaignId']}").status_code == fault.status
    assert api.find(campaign) == campaign


_MOVED = "2027-03-01T18:30:00.000Z"
_UNMOVED = "2027-03-01T17:00:00.000Z"


@pytest.mark.parametrize(
    ("fault", "status", "answered", "stored"),
    [
        ("patch-400", 400, None, _UNMOVED),
        ("patch-404", 404, None, _UNMOVED),
        ("patch-409", 409, None, _UNMOVED),
        ("patch-429", 429, None, _UNMOVED),
        ("patch-500-before", 500, None, _UNMOVED),
        ("patch-500-after", 500, None, _MOVED),
        ("patch-undone", 200, _UNMOVED, _UNMOVED),
        ("patch-pretended", 200, _MOVED, _UNMOVED),
        ("patch-wrong-instant", 200, "2027-03-01T19:30:00.000Z", "2027-03-01T19:30:00.000Z"),
    ],
)
def test_a_change_may_be_answered_otherwise_than_it_was_done(
    fault: str, status: int, answered: str | None, stored: str
) -> None:
    api = Api(faults=[fault])
    campaign = api.made("Spring renewals")

    answer = api.body(api.update(campaign, scheduledTime="10:30:00"), status)

    assert answer.get("scheduledDate") == answered
    assert api.find(campaign)["scheduledDate"] == stored
    assert api.body(api.update(campaign, scheduledTime="10:30:00"), 200)["scheduledDate"] == _MOVED


@pytest.mark.parametrize(
    ("fault", "status", "there"),
    [
        ("delete-204", 204, True),
        ("delete-404", 404, True),
        ("delete-405", 405, True),
        ("delete-409", 409, True),
        ("delete-500-before", 500, True),
        ("delete-500-after", 500, False),
    ],
)
def test_a_delete_may_be_answered_otherwise_than_it_was_done(fault: str, status: int, there: bool) -> None:
    api = Api(faults=[fault])
    campaign = api.made("Spring renewals")

    assert api.delete(campaign).status_code == status

    assert api.names() == (["Spring renewals"] if there else [])
    assert api.delete(campaign).status_code == (204 if there else 404)


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


@pytest.mark.parametrize("kind", ["POST", "PATCH", "DELETE", "GET by id", "GET of the list"])
def test_a_fault_strikes_the_requests_of_its_stage_alone(kind: str) -> None:
    api = Api()
    campaign = api.made("there before")
    for fault in Fault:
        if kind not in fault.stage.value:
            api.sandbox.faults.add(f"{fault.label}:*")

    match kind:
        case "POST":
            assert api.create().status_code == 201
        case "PATCH":
            assert api.update(campaign).json() == campaign
        case "DELETE":
            assert api.delete(campaign).status_code == 204
        case "GET by id":
            assert api.find(campaign) == campaign
        case _:
            assert api.page()["data"] == [campaign]


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
        ("lost-repl", "unknown fault `lost-repl`: did you mean `lost-reply`?"),
        ("nonsense", "unknown fault `nonsense`"),
        ("hang:0", "`0` isn't a number of requests: write `hang:3`, or `hang:*` for all of them"),
        ("hang:", "`` isn't a number of requests: write `hang:3`, or `hang:*` for all of them"),
        ("hang:1:2", "`1:2` isn't a number of requests: write `hang:3`, or `hang:*` for all of them"),
    ],
)
def test_a_spec_that_names_no_fault_is_an_error(spec: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"unknown fault|a number of requests") as caught:
        Faults([spec])

    assert str(caught.value).startswith(message)


def test_every_fault_is_described_on_one_line_under_its_stage() -> None:
    lines = faults.describe()

    assert len(lines) == len(Stage) + len(Fault)
    assert lines[:2] == ["POST, nothing is created:", "  hang-before          creates nothing and never answers"]
    assert all(len(line) <= 110 for line in lines)


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
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
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


@pytest.mark.parametrize(("fault", "there"), [("patch-lost-reply", 1), ("delete-lost-reply", 0)])
def test_the_reply_to_a_change_or_a_delete_may_be_lost_after_the_work(fault: str, there: int) -> None:
    api = Api(faults=[fault])
    path = f"/v1/campaigns/{api.made('Spring renewals')['campaignId']}"

    with _client(api) as client:
        # Whether the kernel says that it ended or that it was reset depends on what was read before.
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            client.request("PATCH" if there else "DELETE", path, json={"concurrentCalls": 9})
        page = client.get("/v1/campaigns").json()

    assert [campaign["concurrentCalls"] for campaign in page["data"]] == [9] * there


def test_a_change_that_hangs_was_made() -> None:
    api = Api(faults=["patch-hang"])
    campaign = api.made("Spring renewals")

    with _client(api) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.patch(f"/v1/campaigns/{campaign['campaignId']}", json={"concurrentCalls": 9}, timeout=0.5)
        assert client.get(f"/v1/campaigns/{campaign['campaignId']}").json()["concurrentCalls"] == 9


def test_a_large_request_is_cut_off_and_a_small_one_is_not() -> None:
    api = Api(faults=["reset-large"])
    large = b"Phone Number,name\n" + b"+14155550101,Ann\n" * 80_000

    with _client(api) as client:
        assert _post(client).status_code == 201
        with pytest.raises((httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError)):
            client.post("/v1/campaigns", data={**SCHEDULED, "campaignName": "large"}, files={"file": ("a.csv", large)})

    assert api.names() == ["Spring renewals"]
    assert api.lines[1].startswith("POST /v1/campaigns reset-large")
