"""What the API says: read tolerantly, compared with what was asked, and repeated without anybody's data."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.api import create_result, messages, responses
from runner.api.create_result import Ambiguous, Created, Declined, NameConflict, RateLimited, Refused, Unauthorized
from runner.api.responses import Live

NOW = datetime(2026, 11, 22, 21, 40, tzinfo=UTC)
LAUNCH = "2026-12-01T20:00:00Z"
REQUEST = {
    "campaignName": "Q4",
    "sipPhoneNumber": "+14155550100",
    "agentId": "D5D0p7TUs66TTAEAx",
    "isScheduled": True,
    "concurrentCalls": 5,
}
CAMPAIGN: dict[str, Any] = {
    "campaignId": "camp_1",
    "campaignName": "Q4",
    "campaignStatus": "scheduled",
    "scheduledDate": "2026-12-01T20:00:00.000Z",
    "scheduled": True,
    "concurrentCalls": 5,
    "agent": {"agentId": "agent_D5D0p7TUs66TTAEAx"},
    "phoneNumber": {"sipPhoneNumber": "+14155550100"},
    "errors": [],
}


def differing(launch: str | None = LAUNCH, now: datetime = NOW, **fields: Any) -> list[str]:
    found = responses.differences(REQUEST, launch, Live.read({**CAMPAIGN, **fields}), now)
    return [f"{d['field']}: {d['asked']} -> {d['answered']}" for d in found]


def test_the_campaign_that_was_asked_for_has_no_differences() -> None:
    assert differing() == []


@pytest.mark.parametrize(
    ("fields", "difference"),
    [
        ({"scheduledDate": "2026-12-01T21:00:00.000Z"}, f"scheduledDate: {LAUNCH} -> 2026-12-01T21:00:00.000Z"),
        ({"scheduledDate": None}, f"scheduledDate: {LAUNCH} -> at once"),
        ({"scheduled": False}, "isScheduled: true -> false"),
        ({"campaignStatus": "live"}, "campaignStatus: scheduled -> live"),
        ({"campaignStatus": "paused"}, "campaignStatus: scheduled -> paused"),
        ({"campaignName": "Q4 (1)"}, "campaignName: Q4 -> Q4 (1)"),
        ({"agent": {"agentId": "agent_other"}}, "agentId: D5D0p7TUs66TTAEAx -> agent_other"),
        ({"phoneNumber": {"sipPhoneNumber": "+14155550199"}}, "sipPhoneNumber: +14155550100 -> 14155550199"),
        ({"concurrentCalls": 50}, "concurrentCalls: 5 -> 50"),
    ],
)
def test_each_field_that_is_not_as_asked_is_named(fields: dict[str, Any], difference: str) -> None:
    assert differing(**fields) == [difference]


@pytest.mark.parametrize(
    "fields",
    [
        {"agent": {"agentId": "agent-D5D0p7TUs66TTAEAx"}},
        {"agent": {"agentId": "D5D0p7TUs66TTAEAx"}},
        {"agent": None, "agentId": "agent_D5D0p7TUs66TTAEAx"},
        {"phoneNumber": {"sipPhoneNumber": "14155550100"}},
        {"phoneNumber": {"sipPhoneNumber": 14155550100}},
        {"phoneNumber": {"sipPhoneNumber": "+1 (415) 555-0100"}},
        {"phoneNumber": "+14155550100"},
        {"scheduledDate": "2026-12-01T12:00:00.000-08:00"},
        {"scheduledDate": "2026-12-01T20:00:00z"},
        {"scheduledDate": "2026-12-01T20:00Z"},
        {"scheduledDate": "2026-12-01T20:00:00.000+0000"},
        {"scheduledDate": "2026-12-01T20:00:00.000000000Z"},
        {"scheduledDate": "2026-12-01T12:00:00-08:00[America/Los_Angeles]"},
        {"scheduledDate": "2026-12-01T20:00:00Z[America/Los_Angeles]"},
        {"scheduledDate": "2026-12-01T20:00Z[UTC]"},
        {"scheduledDate": "2026-12-01T12:00:00-08:00[!America/Los_Angeles][u-ca=gregory]"},
        {"scheduledDate": "2026-12-01T12:00:00-08:00[GMT-08:00]"},
        {"scheduledDate": "2026-12-01T12:00:00-08:00[UTC-8]"},
        {"scheduledDate": "2026-12-01T12:00:00-08:00[-08:00][!u-ca=iso8601]"},
        {"scheduledDate": "2026-12-01T20:00:00Z[u-ca=hebrew]"},
        {"scheduledDate": "2026-12-02T10:00:00+14:00"},
        {"scheduledDate": "2026-12-01T20:00:00,000Z"},
        {"scheduledDate": "2026-W49-2T20:00:00Z"},
        {"scheduledDate": "20261201T200000Z"},
        {"campaignStatus": "SCHEDULED"},
        {"campaignStatus": " Scheduled\n"},
        {"concurrentCalls": 5.0},
        {"concurrentCalls": "5"},
        {"scheduled": "true"},
        {"scheduled": None},
        *({"errors": json.loads(none)} for none in ("null", "[]", "{}", '""', '" "')),
        {"contactCount": 3, "phone": "x"},
    ],
)
def test_what_means_the_same_in_other_words_is_no_difference(fields: dict[str, Any]) -> None:
    assert differing(**fields) == []


@pytest.mark.parametrize("agent", ["agent-é", "sales agent", "代理"])
def test_an_agent_id_of_any_characters_agrees_with_itself(agent: str) -> None:
    live = Live.read({**CAMPAIGN, "agent": {"agentId": agent}})

    assert responses.differences({**REQUEST, "agentId": agent}, LAUNCH, live, NOW) == []


@pytest.mark.parametrize(
    ("fields", "difference"),
    [
        ({"scheduledDate": 1796155200000}, f"scheduledDate: {LAUNCH} -> unreadable (a number)"),
        *(
            ({"scheduledDate": text}, f"scheduledDate: {LAUNCH} -> unreadable (text that is no instant)")
            for text in (
                "1796155200000",
                "2026-12-01",
                "2026-12-01T20:00:00",
                "2026-12-01T12:00:00",
                "2026-12-01T12:00:00[America/Los_Angeles]",
                "2026-12-01T12:00:00-07:00[America/Los_Angeles]",
                "2026-12-01T20:00:00Z[!Mars/Olympus]",
                "2026-12-01T12:00:00-08:00[-07:00]",
                "2026-12-01T12:00:00-08:00[GMT+08:00]",
                "2026-12-01T12:00:00-08:00[America/Los_Angeles][Europe/Berlin]",
                "2026-12-01T12:00:00-08:00[!u-ca=hebrew]",
                "2026-12-01T20.0Z",
                "2026-12-01T20:00.0Z",
                "2026-12-01T20:00:00Z\0",
                "2026-12-01T12:00:00-07:60",
                "2026-12-01T24:00:00Z",
                "2026-12-01T19:59:60Z",
                "12026-12-01T20:00:00Z",
                "Tue, 01 Dec 2026 20:00:00 GMT",
                "0001-01-01T00:00:00+14:00",
                "soon",
                "",
            )
        ),
        ({"scheduledDate": ["2026-12-01T20:00:00Z"]}, f"scheduledDate: {LAUNCH} -> unreadable (a list)"),
        ({"scheduledDate": {"at": 1}}, f"scheduledDate: {LAUNCH} -> unreadable (an object)"),
        ({"campaignStatus": 1}, "campaignStatus: scheduled -> unreadable (a number)"),
        ({"campaignStatus": ""}, "campaignStatus: scheduled -> unreadable (text)"),
        ({"campaignStatus": {"value": "scheduled"}}, "campaignStatus: scheduled -> unreadable (an object)"),
        ({"campaignStatus": "failed: Ada Quill"}, "campaignStatus: scheduled -> unreadable (text)"),
        ({"agent": {"agentId": "Ada Quill"}}, "agentId: D5D0p7TUs66TTAEAx -> unreadable (text)"),
        ({"agent": ""}, "agentId: D5D0p7TUs66TTAEAx -> unreadable (text)"),
        ({"scheduled": "yes"}, "isScheduled: true -> unreadable (text)"),
        ({"scheduled": 1}, "isScheduled: true -> unreadable (a number)"),
        ({"campaignName": 4}, "campaignName: Q4 -> unreadable (a number)"),
        ({"agent": [1]}, "agentId: D5D0p7TUs66TTAEAx -> unreadable (a list)"),
        ({"agent": {"agentId": 7}}, "agentId: D5D0p7TUs66TTAEAx -> unreadable (a number)"),
        ({"phoneNumber": "Object"}, "sipPhoneNumber: +14155550100 -> unreadable (text)"),
        ({"phoneNumber": {"sipPhoneNumber": True}}, "sipPhoneNumber: +14155550100 -> unreadable (true or false)"),
        ({"concurrentCalls": "five"}, "concurrentCalls: 5 -> unreadable (text)"),
        ({"concurrentCalls": 5.5}, "concurrentCalls: 5 -> unreadable (a number)"),
        ({"concurrentCalls": True}, "concurrentCalls: 5 -> unreadable (true or false)"),
    ],
)
def test_what_is_there_and_cannot_be_read_is_a_difference(fields: dict[str, Any], difference: str) -> None:
    assert differing(**fields) == [difference]


@pytest.mark.parametrize(
    ("absent", "fields"),
    [
        ("campaignName", {"campaignName": None}),
        ("campaignStatus", {"campaignStatus": None}),
        ("agentId", {"agent": {}}),
        ("agentId", {"agent": None}),
        ("sipPhoneNumber", {"phoneNumber": None}),
        ("concurrentCalls", {"concurrentCalls": None}),
    ],
)
def test_what_an_answer_leaves_out_is_not_confirmed(absent: str, fields: dict[str, Any]) -> None:
    (difference,) = differing(**fields)

    assert difference.startswith(absent)
    assert difference.endswith(" -> not confirmed")


def test_a_scheduled_campaign_without_a_date_is_not_confirmed() -> None:
    live = Live.read({key: value for key, value in CAMPAIGN.items() if key != "scheduledDate"})

    (difference,) = responses.differences(REQUEST, LAUNCH, live, NOW)

    assert difference == {"field": "scheduledDate", "asked": LAUNCH, "answered": "not confirmed"}


def test_once_it_dials_as_it_was_asked_to_no_date_is_needed() -> None:
    fields = {key: value for key, value in CAMPAIGN.items() if key != "scheduledDate"}
    live = Live.read({**fields, "campaignStatus": "live"})

    assert responses.differences(REQUEST, LAUNCH, live, datetime(2026, 12, 1, 20, 1, tzinfo=UTC)) == []


def test_of_two_answers_the_later_one_counts_where_it_can_be_read_and_no_row_error_is_forgotten() -> None:
    first = Live.read({**CAMPAIGN, "scheduledDate": 5, "campaignStatus": "live", "errors": ["Row 3: ?"]})
    later = Live.read({**CAMPAIGN, "agent": [], "concurrentCalls": None, "errors": None})

    both = first.updated_by(later)

    assert (both.launch, both.status, both.agent_id) == (later.launch, "scheduled", first.agent_id)
    assert (both.concurrent_calls, both.row_errors) == (5, first.row_errors)


def test_what_the_account_was_seen_to_hold_is_in_utc_and_null_where_it_is_unknown() -> None:
    seen = Live.read({**CAMPAIGN, "scheduledDate": "2026-12-01T12:00-08:00"}).seen(NOW)

    assert seen == {"launchAt": LAUNCH, "status": "scheduled", "seenAt": "2026-11-22T21:40:00Z"}
    assert Live.read({"scheduledDate": 5, "campaignStatus": []}).seen(NOW) == {
        "launchAt": None,
        "status": None,
        "seenAt": "2026-11-22T21:40:00Z",
    }


@pytest.mark.parametrize("status", ["scheduled", "live", "completed"])
def test_once_the_instant_has_passed_live_and_completed_are_fine(status: str) -> None:
    assert differing(now=datetime(2026, 12, 1, 20, 0, tzinfo=UTC), campaignStatus=status) == []


def test_an_immediate_campaign_is_live_and_has_no_date() -> None:
    request = {**REQUEST, "isScheduled": False}
    live = Live.read({**CAMPAIGN, "campaignStatus": "live", "scheduled": False, "scheduledDate": None})
    late = Live.read({**CAMPAIGN, "campaignStatus": "scheduled", "scheduled": True})

    assert responses.differences(request, None, live, NOW) == []
    assert [d["field"] for d in responses.differences(request, None, late, NOW)] == [
        "isScheduled",
        "scheduledDate",
        "campaignStatus",
    ]


def test_row_errors_are_reduced_to_row_kind_and_variable_and_the_others_counted() -> None:
    errors = [
        "Row 3: missing required variable 'customer_name'",
        "Row 7: invalid phone number '+1234'",
        "Row 9: Ada Quill does not like calls",
        {"row": 11},
    ]

    assert differing(errors=errors) == [
        "errors: none -> 4 row errors, rows as the API counts them: row 3 has no `customer_name`, "
        "the number in row 7 was refused, 2 of another kind"
    ]


@pytest.mark.parametrize(
    ("errors", "clause"),
    [
        ("Row 3: invalid phone number '+1415' (Ada Quill)", "the number in row 3 was refused"),
        ("row 3: missing required variable 'city'; Row 4: Ada Quill", "row 3 has no `city`, 1 of another kind"),
        ("Ada Quill has no telephone", "1 of another kind"),
        (['Row 3: missing required variable "city".'], "row 3 has no `city`"),
        (["Row 3: missing required variable 'Ada's'"], "1 of another kind"),
        (["Row 3: missing required variable 'Ada' Quill'"], "1 of another kind"),
        ({"3": "missing required variable 'city'"}, "row 3 has no `city`"),
        ({"3": ["missing required variable 'city'", "Ada Quill"]}, "row 3 has no `city`, 1 of another kind"),
        ([{"row": 3, "message": "missing required variable 'city'", "value": "Ada"}], "row 3 has no `city`"),
        ([{"row": 3, "error": "Ada Quill"}, 7], "2 of another kind"),
        ({"rows": ["Row 3: missing required variable 'city'"]}, "row 3 has no `city`"),
        *((json.loads(there), "1 of another kind") for there in ("true", "false", "2", "0", "0.0", "[null]", "[[]]")),
        *((json.loads(there), "1 of another kind") for there in ("[{}]", '[""]', "[0]", '{"rows": []}', '{"3": null}')),
        ([None, None], "2 of another kind"),
        ([None, "Row 3: missing required variable 'city'"], "row 3 has no `city`, 1 of another kind"),
    ],
)
def test_row_errors_count_in_any_form(errors: Any, clause: str) -> None:
    (difference,) = differing(errors=errors)

    assert difference.endswith(": " + clause)
    assert "Ada" not in difference
    assert "1415" not in difference


def test_many_row_errors_are_cut_and_counted() -> None:
    (said,) = differing(errors=[f"Row {row}: invalid phone number '+1234'" for row in range(2, 102)])

    assert "100 row errors" in said or said.endswith("…")
    assert len(said) < 300


@given(cell=st.text(min_size=4, max_size=30).filter(lambda text: text.strip() and "Row" not in text))
def test_no_cell_that_the_api_quotes_is_repeated(cell: str) -> None:
    errors = [f"Row 3: missing required variable '{cell} {cell}'", f"Row 7: invalid phone number '{cell}'", cell]

    said = json.dumps(differing(errors=errors), ensure_ascii=False)

    assert said == (
        '["errors: none -> 3 row errors, rows as the API counts them: the number in row 7 was refused, '
        '2 of another kind"]'
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("name 'Ada' is bad", "name '…' is bad"),
        ("name 'O'Brien' is bad", "name '…' is bad"),
        ('"Ada" and "Bo"', '"…"'),
        ("`Ada`", "`…`"),
        ("\u201cAda\u201d", "\u201c…\u201d"),
        ("number +1 (415) 555-0101 is bad", "number +… is bad"),
        ("row 123", "row 123"),
        ("row 1234", "row …"),
        ("two\nlines\x1b[31m", "two lines\ufffd[31m"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_quoted_parts_and_numbers_in_messages_are_masked(text: str, masked: str) -> None:
    assert messages.mask(text) == masked


@pytest.mark.slow
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from([*CAMPAIGN, "agentId", "sipPhoneNumber"]), inner)
        ),
    )
)
def test_any_json_is_read_as_a_campaign_without_an_exception(body: Any) -> None:
    live = Live.read(body)

    responses.differences(REQUEST, LAUNCH, live, NOW)
    assert live.id is None or live.id.isprintable()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (201, b'{"campaignId": "camp_1"}', Created),
        (200, b'{"campaignId": "camp_1"}', Created),
        (201, b"{}", Ambiguous),
        (201, b'{"campaignId": ""}', Ambiguous),
        (200, b"<html>", Ambiguous),
        (204, b"", Ambiguous),
        (307, b"", Ambiguous),
        (400, b'{"message": "Invalid request parameters"}', Refused),
        (400, b'{"message": "campaignName already exists"}', NameConflict),
        (400, b'{"message": "the agent does not exist"}', Refused),
        (422, b'{"message": "scheduledDate has already passed"}', Refused),
        (404, b"", Ambiguous),
        (404, b"<html>", Ambiguous),
        (404, b'{"message": "Agent not found"}', Declined),
        (402, b'{"detail": "Insufficient balance"}', Declined),
        (405, b'{"errors": [{"detail": "no"}]}', Declined),
        (404, b'{"code": "AGENT_NOT_FOUND"}', Declined),
        (402, b'{"status": 402}', Declined),
        (402, b'{"success": false, "data": {"message": "no balance"}}', Declined),
        (404, b"{}", Ambiguous),
        (404, b'{"message": ""}', Ambiguous),
        (404, b"[]", Ambiguous),
        (410, b'{"message": "this name is already taken"}', NameConflict),
        (408, b'{"message": "Request Timeout"}', Ambiguous),
        (499, b'{"message": "closed"}', Ambiguous),
        (413, b"<html>", Refused),
        (415, b"", Refused),
        (409, b"", NameConflict),
        (401, b"", Unauthorized),
        (403, b"", Unauthorized),
        (408, b"", Ambiguous),
        (500, b"", Ambiguous),
        (502, b"<html>", Ambiguous),
        (503, b"", Ambiguous),
    ],
)
def test_each_answer_proves_what_it_proves(status: int, body: bytes, kind: type) -> None:
    assert type(create_result.classify("POST /v1/campaigns", status, None, body)) is kind


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, 1.0), ("2", 2.0), ("-5", 1.0), ("9999", 60.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 60.0)],
)
def test_retry_after_is_obeyed_up_to_a_cap(header: str | None, seconds: float) -> None:
    busy = create_result.classify("POST /v1/campaigns", 429, header, b"")

    assert isinstance(busy, RateLimited)
    assert busy.seconds == seconds


def test_a_refusal_says_verb_path_status_and_the_masked_words_of_the_api() -> None:
    body = json.dumps({"error": "Bad Request", "message": "bad name 'Ada'"}).encode()

    refused = create_result.classify("POST /v1/campaigns", 400, None, body)

    assert refused == Refused("POST /v1/campaigns: 400 (bad name '…')")


def test_a_key_that_stands_twice_is_no_answer() -> None:
    twice = json.dumps({**CAMPAIGN, "campaignStatus": "live"})[:-1] + ', "campaignStatus": "scheduled"}'

    assert str(Live.read(responses.parse(twice.encode())).status) == "unreadable (a list)"
    assert Live.read(responses.parse(b'{"campaignId": "camp_1", "campaignId": "camp_2"}')).id is None
