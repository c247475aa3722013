"""Fixes of a campaign file: only what has exactly one reading, and no other byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.config import schema
from runner.config.fixes import fix
from runner.findings import Findings
from runner.yamlfile.document import parse_document

FIXED = {
    "campaignName": [("' Q4 '", "'Q4'"), ('"Q4\\n"', '"Q4"'), ("2026", '"2026"')],
    "agentId": [("12345", '"12345"'), ("1e5", '"1e5"'), ("'a '", "'a'")],
    "sipPhoneNumber": [
        ("+1 (415) 555-0100", '"+14155550100"'),
        ("'+44 (0)20 7946 0000'", "'+442079460000'"),
        ("+39 (0)6 1234 5678", '"+390612345678"'),
        ("+49 30/123456", '"+4930123456"'),
        ("tel:+1-415-555-0100", '"+14155550100"'),
    ],
    "isScheduled": [("yes", "true"), ('"true"', "true"), ("True", "true"), ("on", "true")],
    "scheduledDate": [
        ("2026-12-1", "2026-12-01"),
        ("2026/12/01", "2026-12-01"),
        ("2026.2.3", "2026-02-03"),
        ("'2026-12-01 '", "'2026-12-01'"),
    ],
    "scheduledTime": [
        ("10:00", "10:00:00"),
        ("T09:30", "09:30:00"),
        ("10:00:00.000", "10:00:00"),
        ("2 pm", "14:00:00"),
        ("9:30 a.m.", "09:30:00"),
        ("11:05:07PM", "23:05:07"),
    ],
    "scheduledTimezone": [
        ("america/los_angeles", "America/Los_Angeles"),
        ("America/New York", "America/New_York"),
        ("'Europe/Berlin '", "'Europe/Berlin'"),
        ("us/eastern", "US/Eastern"),
    ],
    "concurrentCalls": [('"5"', "5")],
}
AMBIGUOUS = {
    "campaignName": ["Q4", "' '", "true", "null", "[a]"],
    "agentId": ["true", "''"],
    "sipPhoneNumber": [
        "14155550100",
        "0044 20 7946 0000",
        "415 555 0100",
        "+1 415 555 010",
        "+1 415-555-0100 x5",
        "+1 415 555 0100 / +1 415 555 0101",
        "+4402079460000",
    ],
    "isScheduled": ["no", "off", '"false"', "False", "maybe", "1"],
    "scheduledDate": ["12/01/2026", "01.12.2026", "2026-2-30", "2026-12/01", "2026-12-1T10:00", "26-12-01", "20261201"],
    "scheduledTime": ["9:30", "2:00", "12 pm", "12:30 am", "24:00", "10:00 PST", "10:00Z", "13 pm", "25:00", "1000"],
    "scheduledTimezone": [
        "los angeles",
        "PST",
        "est",
        "utc",
        "etc/gmt+5",
        "America",
        "Eastern Time",
        "America/Los_Angles",
    ],
    "concurrentCalls": ['"05"', "5.5", '"-1"', '"5 lines"', "0"],
}


@pytest.mark.parametrize(("key", "before", "after"), [(key, *pair) for key, pairs in FIXED.items() for pair in pairs])
def test_a_value_with_one_reading_is_written_as_the_schema_asks_for(key: str, before: str, after: str) -> None:
    fixed = fix(f"# x\n{key}: {before}  # y\n".encode(), "q4.yaml")

    assert fixed is not None
    assert fixed.data == f"# x\n{key}: {after}  # y\n".encode()
    assert [(one.line, one.key, one.before, one.after) for one in fixed.fixes] == [
        (2, key, f"{key}: {before}", f"{key}: {after}")
    ]


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in AMBIGUOUS.items() for value in values])
def test_a_value_with_no_or_several_readings_stays(key: str, value: str) -> None:
    assert fix(f"{key}: {value}\n".encode(), "q4.yaml") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("campainName: Q4", "campaignName: Q4"),
        ("campaign_name: Q4", "campaignName: Q4"),
        ("'Agent-Id': a", '"agentId": a'),
        ("isSchedule: true", "isScheduled: true"),
        ("scheduledDtae: 2026-12-1", "scheduledDate: 2026-12-01"),
        ("contacs: {path: a.csv, requiredVariable: [a]}", "contacts: {path: a.csv, requiredVariables: [a]}"),
        ("contacts:\n  path: a.csv\n  phone_column: Mobile", "contacts:\n  path: a.csv\n  phoneColumn: Mobile"),
        ("contacts:\n  path: a.csv\n  header_row: '3'", "contacts:\n  path: a.csv\n  headerRow: 3"),
    ],
)
def test_a_misspelled_key_becomes_the_one_key_that_is_near(before: str, after: str) -> None:
    fixed = fix(f"{before}\n".encode(), "q4.yaml")

    assert fixed is not None
    assert fixed.data is not None
    assert fixed.data.decode().replace("'", '"') == f"{after}\n".replace("'", '"')


@pytest.mark.parametrize(
    "text",
    [
        "name: Q4",  # another word
        "campainName: Q4\ncampaignName: Q5",  # the key is there
        "campainName: Q4\ncampaignNam: Q5",  # two that mean the same
        "scheduledTim: 10:00:00\nscheduledTime: 10:00:00",
        "scheduledTimezo: a",  # two letters from two keys
        "isSchedule: false",  # it would dial at once
        "isSchedule: no",
        "concurentCalls: many",  # no value of that key
        "contacts: {path: a.csv, row: 3}",  # a short key
        "dynamicVariables: {customer_nam: there}",  # the names of variables are the agent's
    ],
)
def test_a_key_that_may_mean_something_else_stays(text: str) -> None:
    assert fix(f"{text}\n".encode(), "q4.yaml") is None


def test_many_and_long_keys_cost_no_more_than_reading_them() -> None:
    keys = [*(f"concurrentCall{number}" for number in range(2_000)), "x" * 100_000]

    assert fix("".join(f"{key}: 5\n" for key in keys).encode(), "q4.yaml") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbfscheduledTime: 10:00\r\n# x\r\n", b"\xef\xbb\xbfscheduledTime: 10:00:00\r\n# x\r\n"),
        (b"{scheduledTime: 10:00, concurrentCalls: '5'}", b"{scheduledTime: 10:00:00, concurrentCalls: 5}"),
        (b"scheduledTime:\n  10:00\n", b"scheduledTime:\n  10:00:00\n"),
    ],
)
def test_layout_stays(before: bytes, after: bytes) -> None:
    fixed = fix(before, "q4.yaml")

    assert fixed is not None
    assert fixed.data == after


@pytest.mark.parametrize(
    "text",
    ["scheduledTime: &t 10:00\nagentId: *t\n", "scheduledTime: |\n  10:00\n", "concurrentCalls: !!str 5\n"],
)
def test_what_can_not_be_edited_in_place_is_not_written(text: str) -> None:
    fixed = fix(text.encode(), "q4.yaml")

    assert fixed is None or fixed.data is None


@pytest.mark.parametrize("data", [b"a: [", b"\xff", b"- a", b"agentId: 1\nagentId: 2\n", b"agentId: !x 1\n", b""])
def test_a_file_that_is_no_yaml_mapping_has_no_fix(data: bytes) -> None:
    assert fix(data, "q4.yaml") is None


@settings(max_examples=40)
@given(
    st.fixed_dictionaries(
        {key: st.sampled_from([*(before for before, _ in pairs), *AMBIGUOUS[key]]) for key, pairs in FIXED.items()}
    ),
    st.sampled_from(["", "x"]),
)
def test_a_fix_leaves_nothing_to_fix_and_adds_no_error(values: dict[str, str], letter: str) -> None:
    text = "".join(f"{key}{letter}: {value}\n" for key, value in values.items()).encode()

    fixed = fix(text, "q4.yaml")

    if fixed is not None and fixed.data is not None:
        assert fix(fixed.data, "q4.yaml") is None
        assert _errors(fixed.data) <= _errors(text)
        assert len(fixed.data.splitlines()) == len(text.splitlines())


def _errors(data: bytes) -> int:
    document = parse_document(data, "q4.yaml", Findings())
    assert document is not None
    return len(list(schema.errors(document.value, "campaign")))
