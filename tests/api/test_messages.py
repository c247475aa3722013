"""The API's words about an error: of any form, with the names of our fields and without what it quotes."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.api import messages

ADA = "Ada 14155550161"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"message": "Agent not found", "error": "Not Found", "path": "/v1/campaigns"}, "Agent not found"),
        ({"error": "Not Found", "status": 404}, "Not Found"),
        ({"error": {"code": "balance", "message": "no balance"}}, "no balance"),
        ({"detail": "no balance"}, "no balance"),
        ({"detail": {"message": "no balance"}}, "no balance"),
        ({"title": "Bad", "detail": "no balance", "type": "about:blank", "instance": "/x"}, "no balance"),
        ({"message": ["agentId is blank", "no balance"]}, "agentId is blank; no balance"),
        (
            {"detail": [{"loc": ["body", "concurrentCalls"], "msg": "must be at most 20", "input": ADA}]},
            "must be at most 20; names concurrentCalls",
        ),
        ({"errors": {"scheduledDate": ["must be a date"]}}, "must be a date; names scheduledDate"),
        ({"errors": {"scheduledDate": "must be a date", "other": ADA}}, "must be a date; names scheduledDate"),
        ({"errors": "must be a date"}, "must be a date"),
        (
            {"fieldErrors": [{"field": "scheduled_date", "defaultMessage": "must be a date", "rejectedValue": ADA}]},
            "must be a date; names scheduled_date (scheduledDate)",
        ),
        (
            {"invalid-params": [{"name": "agentId", "reason": f"no agent {ADA[4:]}"}]},
            "no agent …; names agentId",
        ),
        (
            {"errors": [{"detail": "must be a date", "pointer": "#/scheduledDate"}]},
            "must be a date; names scheduledDate",
        ),
        ({"issues": [{"path": ["concurrentCalls"], "message": "bad", "received": ADA}]}, "bad; names concurrentCalls"),
        ({"violations": [{"propertyPath": "create.sipPhoneNumber", "message": "bad"}]}, "bad; names sipPhoneNumber"),
        ("no balance", "no balance"),
        ({"code": "AGENT_NOT_FOUND", "status": 404}, "AGENT_NOT_FOUND"),
        ({"error": {"type": "insufficient_funds", "code": 7}}, "insufficient_funds"),
        ({"code": ADA, "type": "Ada"}, ""),
        (
            {"errors": [{"row": 3, "message": "missing required variable 'customer_name'"}]},
            "1 row error, rows as the API counts them: row 3 has no `customer_name`",
        ),
        ({}, ""),
        (None, ""),
        (7, ""),
    ],
)
def test_the_words_of_any_form_are_read(answer: Any, words: str) -> None:
    assert messages.words(answer) == words


@pytest.mark.parametrize(
    "name",
    [
        *("campaignName", "sipPhoneNumber", "agentId", "isScheduled", "scheduledDate", "scheduledTime"),
        *("scheduledTimezone", "scheduledTimeZone", "concurrentCalls", "dynamicVariables", "variables", "file"),
        *("scheduled_date", "scheduled-date", "Scheduled Date", "SCHEDULED_TIME", "agent_id", "sip_phone_number"),
    ],
)
@pytest.mark.parametrize("quotes", ["''", '""', "``", "\u201c\u201d", "\u00ab\u00bb", "[]"])
def test_our_own_field_is_named_however_it_is_quoted(name: str, quotes: str) -> None:
    message = f"type {quotes[0]}java.lang.String{quotes[1]} of {quotes[0]}{name}{quotes[1]}; rejected '{ADA}'"

    words = messages.words({"message": message})

    assert name in words
    assert "Ada" not in words
    assert "555" not in words


def test_a_long_message_keeps_the_field_at_its_end() -> None:
    assert messages.words({"message": "x" * 300 + " scheduledDate"}).endswith("; names scheduledDate")


def test_many_errors_are_counted() -> None:
    assert messages.words({"errors": [{"message": f"bad {n}"} for n in "abcdefg"]}) == (
        "bad a; bad b; bad c; bad d; bad e; and 2 more"
    )


@given(st.text("abcé Ñ漢", min_size=3))
def test_what_was_sent_is_not_repeated(cell: str) -> None:
    cell = f"~{cell}~"
    answer = {
        "detail": [{"loc": ["body"], "msg": "bad", "input": {"x": cell}, "ctx": cell, "value": cell}],
        "errors": {"3": f"invalid phone number '{cell}' ({cell})", cell: cell},
        "rejectedValue": cell,
        "message": f"'{cell}'",
    }

    assert cell not in messages.words(json.loads(json.dumps(answer)))


def test_a_message_of_any_length_is_masked_at_once_and_safely() -> None:
    for text in ("a" * 200_000 + "@", "x '" + "a " * 2_000 + "'", '"' + "a " * 2_000):
        started = time.monotonic()
        assert len(messages.words({"message": text + ADA})) <= 200
        assert time.monotonic() - started < 2
    assert messages.words({"message": "x 'Ada " + "a " * 2_000 + "'"}) == "x …"
