import pytest

from .api import FIELDS, LIST, SCHEDULED, SCHEDULED_AT, Api


def test_a_scheduled_campaign_is_answered_with_its_instant_in_utc(api: Api) -> None:
    response = api.create({**SCHEDULED, "concurrentCalls": "7"})

    body = api.body(response, 201)
    assert body.pop("campaignId").startswith("camp_")
    assert body == {
        "campaignName": "Spring renewals",
        "campaignStatus": "scheduled",
        "scheduledDate": "2027-03-01T17:00:00.000Z",
        "scheduled": True,
        "concurrentCalls": 7,
        "agent": {"name": "Sandbox agent", "agentId": "agent_D5D0p7TUs66TTAEAx", "status": "Live"},
        "phoneNumber": {
            "sipPhoneNumber": "+14155550123",
            "provider": "byo",
            "inboundAgentId": None,
            "outboundAgentId": "agent_D5D0p7TUs66TTAEAx",
            "outboundPhoneNumber": "+14155550123",
            "active": True,
            "terminationSipURI": None,
            "friendlyName": None,
        },
        "errors": None,
    }


@pytest.mark.parametrize("fields", [FIELDS, {**SCHEDULED, "isScheduled": "false"}])
def test_a_campaign_that_is_not_scheduled_is_live_at_once(api: Api, fields: dict[str, str]) -> None:
    body = api.body(api.create(fields), 201)

    assert (body["campaignStatus"], body["scheduled"], body["scheduledDate"]) == ("live", False, None)


def test_it_says_what_it_would_dial_as_counts(api: Api) -> None:
    scheduled = api.made("Spring renewals")["campaignId"]
    immediate = api.made("Evil\x1b[2J\n\u202ename", FIELDS)["campaignId"]

    assert api.lines == [
        f"POST /v1/campaigns 201 {scheduled} `Spring renewals`: would dial 3 contacts on 2027-03-01T17:00:00Z",
        f"POST /v1/campaigns 201 {immediate} `Evil\\x1b[2J\\n\\u202ename`: would dial 3 contacts NOW",
    ]


_DIGITS = r"must match ^\+[1-9][0-9]{6,14}$"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"campaignName": ""}, "campaignName: must have at least 1 characters"),
        ({"campaignName": "x" * 129}, "campaignName: must have at most 128 characters"),
        ({"sipPhoneNumber": "14155550123"}, f"sipPhoneNumber: {_DIGITS}"),
        ({"sipPhoneNumber": "+04155550123"}, f"sipPhoneNumber: {_DIGITS}"),
        ({"sipPhoneNumber": "+141555"}, f"sipPhoneNumber: {_DIGITS}"),
        ({"sipPhoneNumber": "+14155550123\n"}, f"sipPhoneNumber: {_DIGITS}"),
        ({"sipPhoneNumber": "+1415555012345678"}, f"sipPhoneNumber: {_DIGITS}"),
        ({"agentId": ""}, "agentId: must have at least 1 characters"),
        ({"agentId": "x" * 65}, "agentId: must have at most 64 characters"),
        ({"isScheduled": "True"}, "isScheduled: must be true or false"),
        ({"concurrentCalls": "0"}, "concurrentCalls: must be at least 1"),
        ({"concurrentCalls": "-3"}, "concurrentCalls: must be at least 1"),
        ({"concurrentCalls": "five"}, "concurrentCalls: must be an integer"),
        ({"concurrentCalls": "2.5"}, "concurrentCalls: must be an integer"),
        ({"concurrentCalls": "2147483648"}, "concurrentCalls: must be at most 2147483647"),
        ({"dynamicVariables": "customer_name=Ann"}, "dynamicVariables: must be a JSON object"),
        ({"dynamicVariables": '["Ann"]'}, "dynamicVariables: must be a JSON object"),
        ({"dynamicVariables": '{"a": NaN}'}, "dynamicVariables: must be a JSON object"),
        ({"dynamicVariables": "[" * 100_000}, "dynamicVariables: must be a JSON object"),
        ({"dynamicVariables": '{"a": {}}'}, "dynamicVariables: must have strings, numbers or booleans as values"),
        ({"dynamicVariables": '{"a": null}'}, "dynamicVariables: must have strings, numbers or booleans as values"),
        ({"scheduledTime": "24:00:00"}, r"scheduledTime: must match ^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"),
        ({"scheduledTime": "09:00"}, r"scheduledTime: must match ^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"),
        (
            {"scheduledDate": "2027-03-01T09:00:00.000Z"},
            r"scheduledDate: must match ^[0-9]{4}-[0-9]{2}-[0-9]{2}(T00:00:00\.000Z)?$",
        ),
        ({"scheduledDate": "2027-02-29"}, "scheduledDate: is not a day of the calendar"),
        ({"scheduledDate": "9999-12-31", "scheduledTime": "23:00:00"}, "scheduledDate: is out of range"),
        ({"scheduledTimezone": ""}, "scheduledTimezone: must have at least 1 characters"),
        ({"scheduledTimezone": "Pacific"}, "scheduledTimezone: is not a time zone of the IANA database"),
        ({"scheduledTimezone": "../zones"}, "scheduledTimezone: is not a time zone of the IANA database"),
        ({"scheduledDate": "2026-11-22", "scheduledTime": "13:40:00"}, "scheduledDate: must be in the future"),
        (
            {"scheduledDate": "2027-03-14", "scheduledTime": "02:30:00"},
            "scheduledTime: does not exist on that day in that zone",
        ),
    ],
)
def test_a_field_that_breaks_its_rule_is_refused(api: Api, changes: dict[str, str], message: str) -> None:
    response = api.create({**SCHEDULED, **changes})

    assert api.body(response, 400) == {
        "error": "Bad Request",
        "message": message,
        "path": "/v1/campaigns",
        "status": 400,
        "timestamp": "2026-11-22T21:40:00.000Z",
    }
    assert api.lines == [f"POST /v1/campaigns 400: {message}"]
    assert api.names() == []


@pytest.mark.parametrize("missing", ["campaignName", "sipPhoneNumber", "agentId"])
def test_a_required_field_that_is_missing_is_refused(api: Api, missing: str) -> None:
    fields = {name: value for name, value in FIELDS.items() if name != missing}

    assert api.refusal(api.create(fields)) == (400, f"{missing}: is required")


@pytest.mark.parametrize("missing", ["scheduledDate", "scheduledTime", "scheduledTimezone"])
def test_a_schedule_needs_all_three_fields(api: Api, missing: str) -> None:
    fields = {name: value for name, value in SCHEDULED.items() if name != missing}

    assert api.refusal(api.create(fields)) == (400, f"{missing}: is required when isScheduled is true")


def test_every_broken_rule_is_named_at_once(api: Api) -> None:
    response = api.create({"campaignName": "", "sipPhoneNumber": "1", "isScheduled": "true"})

    assert api.refusal(response) == (
        400,
        f"agentId: is required; campaignName: must have at least 1 characters; sipPhoneNumber: {_DIGITS}; "
        "scheduledDate: is required when isScheduled is true; scheduledTime: is required when isScheduled is true; "
        "scheduledTimezone: is required when isScheduled is true",
    )


def test_the_list_must_be_uploaded_as_a_file(api: Api) -> None:
    text = {name: (None, value) for name, value in FIELDS.items()}

    without = api.request("POST", "/v1/campaigns", files=text)
    as_text = api.request("POST", "/v1/campaigns", files={**text, "file": (None, LIST)})
    name_as_file = api.request(
        "POST", "/v1/campaigns", files={**text, "campaignName": ("a", b"a"), "file": ("a", LIST)}
    )

    assert api.refusal(without) == (400, "file: is required")
    assert api.refusal(as_text) == (400, "file: must be uploaded as a file")
    assert api.refusal(name_as_file) == (400, "campaignName: must be a string")


def test_a_known_field_that_is_given_twice_is_refused(api: Api) -> None:
    parts = [(name, (None, value)) for name, value in FIELDS.items()]
    parts += [(name, (None, "again")) for name in ("agentId", "unknown", "unknown")]

    response = api.request("POST", "/v1/campaigns", files=[*parts, ("file", ("contacts.csv", LIST))])

    assert api.refusal(response) == (400, "agentId: is given more than once")


def test_only_multipart_is_taken(api: Api) -> None:
    expected = (415, "Content-Type: must be multipart/form-data")

    assert api.refusal(api.request("POST", "/v1/campaigns", json=FIELDS)) == expected
    assert api.refusal(api.request("POST", "/v1/campaigns", data=FIELDS)) == expected
    assert api.refusal(api.request("POST", "/v1/campaigns")) == expected


def test_a_multipart_body_without_a_boundary_is_refused(api: Api) -> None:
    headers = {"X-API-Key": "any", "Content-Type": "multipart/form-data"}

    response = api.request("POST", "/v1/campaigns", content=b"--x", headers=headers)

    assert api.refusal(response) == (400, "Missing boundary in multipart.")


def test_a_field_that_the_api_does_not_know_is_ignored_but_logged(api: Api) -> None:
    campaign = api.body(api.create({**FIELDS, "variables": "{}"}), 201)

    assert api.lines == [
        "POST /v1/campaigns ignores `variables`: the API has no such field",
        f"POST /v1/campaigns 201 {campaign['campaignId']} `Spring renewals`: would dial 3 contacts NOW",
    ]


def test_a_name_exists_once_in_an_account(api: Api) -> None:
    first = api.create(FIELDS)
    second = api.create(SCHEDULED)

    assert first.status_code == 201
    assert api.refusal(second) == (409, "campaignName: another campaign of that name already exists")
    assert api.page()["totalCount"] == 1


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": ""}])
def test_a_request_without_a_key_is_refused(api: Api, headers: dict[str, str]) -> None:
    for method, path in [("GET", ""), ("POST", ""), ("GET", "/camp_1"), ("PATCH", "/camp_1")]:
        response = api.request(method, f"/v1/campaigns{path}", headers=headers)

        assert api.refusal(response) == (401, "X-API-Key: is missing or wrong")


def test_where_a_key_is_configured_another_is_refused() -> None:
    api = Api(key="right")

    right = api.request("GET", "/v1/campaigns", headers={"X-API-Key": "right"})
    wrong = api.request("GET", "/v1/campaigns", headers={"X-API-Key": "wrong"})

    assert right.status_code == 200
    assert api.refusal(wrong) == (401, "X-API-Key: is missing or wrong")


@pytest.mark.parametrize(
    ("date", "time", "zone", "instant"),
    [
        ("2027-03-01", "09:00:00", "America/Los_Angeles", "2027-03-01T17:00:00.000Z"),
        ("2027-03-01T00:00:00.000Z", "09:00:00", "America/Los_Angeles", "2027-03-01T17:00:00.000Z"),
        ("2027-07-01", "09:00:00", "America/Los_Angeles", "2027-07-01T16:00:00.000Z"),
        ("2027-03-02", "00:30:00", "Asia/Tokyo", "2027-03-01T15:30:00.000Z"),
        ("2027-11-07", "01:30:00", "America/New_York", "2027-11-07T05:30:00.000Z"),  # the first of two
        ("2026-11-22", "13:40:01", "America/Los_Angeles", "2026-11-22T21:40:01.000Z"),  # a second from now
    ],
)
def test_the_date_counts_as_it_is_written_in_the_zone(api: Api, date: str, time: str, zone: str, instant: str) -> None:
    fields = {**SCHEDULED, "scheduledDate": date, "scheduledTime": time, "scheduledTimezone": zone}

    assert api.body(api.create(fields), 201)["scheduledDate"] == instant


def test_an_agents_id_is_answered_with_one_prefix(api: Api) -> None:
    bare = api.made("bare", {**FIELDS, "agentId": "Xi"})
    prefixed = api.made("prefixed", {**FIELDS, "agentId": "agent_Xi"})

    assert (bare["agent"]["agentId"], prefixed["agent"]["agentId"]) == ("agent_Xi", "agent_Xi")


def test_empty_variables_mean_none(api: Api) -> None:
    assert api.create({**FIELDS, "dynamicVariables": ""}).status_code == 201


def test_requests_are_counted_by_method_and_path(api: Api) -> None:
    api.create()
    api.page()
    api.page()

    assert api.sandbox.requests == {("POST", "/v1/campaigns"): 1, ("GET", "/v1/campaigns"): 2}
    assert api.sandbox.requests["PATCH", "/v1/campaigns"] == 0


def test_the_instant_is_in_the_future_until_the_clock_reaches_it(api: Api) -> None:
    api.clock.time = SCHEDULED_AT

    assert api.refusal(api.create()) == (400, "scheduledDate: must be in the future")
