"""A document that the schema passes becomes a frozen `Campaign`, and what the API would trip over is found."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.config import schema
from runner.config.campaign import SCHEDULE, Campaign, ContactsSource, build_campaign
from runner.findings import Finding, Findings
from runner.yamlfile.document import parse_document

SCHEDULED = """\
campaignName: Q4 Outreach Campaign
sipPhoneNumber: +14155550123
agentId: D5D0p7TUs66TTAEAx
isScheduled: true
scheduledDate: 2026-12-01
scheduledTime: 12:00:00
scheduledTimezone: America/Los_Angeles
"""
IMMEDIATE = "campaignName: Now\nsipPhoneNumber: +14155550123\nagentId: D5D0p7TUs66TTAEAx\nisScheduled: false\n"


def build(text: str) -> tuple[Campaign | None, list[Finding]]:
    findings = Findings()
    document = parse_document(text.encode(), "q4.yaml", findings)
    assert document is not None
    schema.check(document, "campaign", findings)
    assert list(findings) == []
    return build_campaign(document, findings), list(findings)


def built(text: str) -> Campaign:
    made, findings = build(text)
    assert made is not None
    assert findings == []
    return made


def test_a_scheduled_campaign_is_built_with_the_apis_names() -> None:
    text = SCHEDULED + "concurrentCalls: 5\ndynamicVariables: {name: there, age: 5, vip: false}\ncontacts: q4.csv\n"

    assert built(text) == Campaign(
        campaignName="Q4 Outreach Campaign",
        sipPhoneNumber="+14155550123",
        agentId="D5D0p7TUs66TTAEAx",
        isScheduled=True,
        contacts=ContactsSource("q4.csv"),
        scheduledDate="2026-12-01",
        scheduledTime="12:00:00",
        scheduledTimezone="America/Los_Angeles",
        concurrentCalls=5,
        dynamicVariables={"name": "there", "age": 5, "vip": False},
    )


def test_the_long_form_of_contacts_is_read_whole() -> None:
    contacts = (
        "contacts:\n"
        "  path: q4.csv\n"
        "  phoneColumn: Mobile\n"
        "  columns: {Full Name: customer_name}\n"
        "  requiredVariables: [customer_name, city]\n"
        f"  sha256: {'9f' * 32}\n"
        "  rows: 4812\n"
    )

    assert built(IMMEDIATE + contacts).contacts == ContactsSource(
        path="q4.csv",
        phoneColumn="Mobile",
        columns={"Full Name": "customer_name"},
        requiredVariables=("customer_name", "city"),
        sha256="9f" * 32,
        rows=4812,
    )


def test_both_forms_of_contacts_mean_the_same() -> None:
    assert built(IMMEDIATE + "contacts: q4.csv\n") == built(IMMEDIATE + "contacts: {path: q4.csv}\n")


def test_a_whole_number_is_an_integer_however_it_is_written() -> None:
    made = built(IMMEDIATE + "concurrentCalls: 5.0\ncontacts: {path: q4.csv, rows: 2e2}\n")

    assert (made.concurrentCalls, made.contacts.rows) == (5, 200)
    assert {type(made.concurrentCalls), type(made.contacts.rows)} == {int}


def test_no_default_values_are_the_same_as_none_given() -> None:
    empty = built(IMMEDIATE + "dynamicVariables: {}\ncontacts: q4.csv\n")

    assert empty == built(IMMEDIATE + "contacts: q4.csv\n")
    assert empty.dynamicVariables is None


def test_the_request_holds_what_was_asked_for_and_nothing_else() -> None:
    assert built(SCHEDULED + "concurrentCalls: 5\ndynamicVariables: {a: 1}\ncontacts: q4.csv\n").request() == {
        "campaignName": "Q4 Outreach Campaign",
        "sipPhoneNumber": "+14155550123",
        "agentId": "D5D0p7TUs66TTAEAx",
        "isScheduled": True,
        "scheduledDate": "2026-12-01",
        "scheduledTime": "12:00:00",
        "scheduledTimezone": "America/Los_Angeles",
        "concurrentCalls": 5,
        "dynamicVariables": {"a": 1},
    }
    assert built(SCHEDULED + "contacts: q4.csv\n").request().keys() == {
        "campaignName",
        "sipPhoneNumber",
        "agentId",
        "isScheduled",
        "scheduledDate",
        "scheduledTime",
        "scheduledTimezone",
    }


def test_the_request_of_an_immediate_campaign_says_so_and_has_no_schedule() -> None:
    made, _ = build(SCHEDULED.replace("true", "false") + "contacts: q4.csv\n")

    assert made is not None
    assert made.request() == {
        "campaignName": "Q4 Outreach Campaign",
        "sipPhoneNumber": "+14155550123",
        "agentId": "D5D0p7TUs66TTAEAx",
        "isScheduled": False,
    }


def test_a_schedule_that_wont_be_kept_is_an_error_at_its_first_key() -> None:
    made, findings = build(SCHEDULED.replace("true", "false") + "contacts: q4.csv\n")

    assert made is not None
    assert made.scheduledDate == "2026-12-01"
    assert findings == [
        Finding(
            "schedule-ignored",
            "`scheduledDate`, `scheduledTime`, `scheduledTimezone` have no effect: "
            "this campaign dials as soon as it is created",
            "q4.yaml",
            5,
            hint="set `isScheduled: true` to wait until then, or remove what has no effect",
            excerpt="scheduledDate: 2026-12-01",
            width=13,
        )
    ]


@pytest.mark.parametrize(
    ("written", "faults"),
    [
        ('" Q4"', [("`campaignName` starts or ends with white space", "write `Q4`")]),
        ('"Q4\\u00a0"', [("`campaignName` starts or ends with white space", "write `Q4`")]),
        ('"Q4\\n"', [("`campaignName` starts or ends with white space", "write `Q4`")]),
        ('"Q4\\tOutreach"', [("`campaignName` has the control character U+0009", "write a space instead")]),
        (
            '"Q4\\0\\0x\\u2028y"',
            [
                ("`campaignName` has the control character U+0000", "write a space instead"),
                ("`campaignName` has the control character U+2028", "write a space instead"),
            ],
        ),
        (
            '" Q4\\u0085x"',
            [
                ("`campaignName` has the control character U+0085", "write a space instead"),
                ("`campaignName` starts or ends with white space", "write `Q4 x`"),
            ],
        ),
        ('"  "', [("`campaignName` is only white space", "give it a value")]),
    ],
)
def test_a_name_that_couldnt_be_found_again_is_refused(written: str, faults: list[tuple[str, str]]) -> None:
    text = IMMEDIATE.replace("Now", written) + "contacts: q4.csv\n"

    expected = [
        Finding(
            "bad-value", message, "q4.yaml", 1, 15, hint=hint, excerpt=f"campaignName: {written}", width=len(written)
        )
        for message, hint in faults
    ]
    assert build(text) == (None, expected)


@given(st.dictionaries(st.sampled_from(SCHEDULE), st.just("x")), st.none() | st.integers(1), st.booleans())
def test_a_request_is_never_half_a_schedule(schedule: dict[str, Any], calls: int | None, scheduled: bool) -> None:
    made = Campaign("n", "+14155550123", "a", scheduled, ContactsSource("c"), concurrentCalls=calls, **schedule)

    request = made.request()

    assert None not in request.values()
    assert {key for key in request if key in SCHEDULE} == (set(schedule) if scheduled else set())
