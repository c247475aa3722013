"""A campaign file that breaks the schema is told so in our words, at the right line, and all at once."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.config import schema, suggestions
from runner.findings import Finding, Findings
from runner.state.encoding import StateEncoder
from runner.yamlfile.document import parse_document
from tests.paths import ROOT
from tests.state.test_record import STATE

GOOD = {
    "campaignName": "Q4 Outreach Campaign",
    "sipPhoneNumber": "+14155550123",
    "agentId": "D5D0p7TUs66TTAEAx",
    "isScheduled": "true",
    "scheduledDate": "2026-12-01",
    "scheduledTime": "12:00:00",
    "scheduledTimezone": "America/Los_Angeles",
    "concurrentCalls": "5",
    "dynamicVariables": "{customer_name: there}",
    "contacts": "contacts/q4.csv",
}
LINES = {name: number for number, name in enumerate(GOOD, start=1)}
WRITTEN = sorted(path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").glob("*.schema.json"))


def file(**changed: str | None) -> str:
    """Write a campaign with some values changed, added, or left out where None."""
    return "".join(f"{key}: {value}\n" for key, value in {**GOOD, **changed}.items() if value is not None)


def check(text: str, name: str = "campaign") -> list[Finding]:
    findings = Findings()
    document = parse_document(text.encode(), "q4.yaml", findings)
    assert document is not None
    schema.check(document, name, findings)
    return list(findings)


def said(text: str) -> list[tuple[str, str, str, str | None]]:
    """Give code, `line:column+width`, message and hint of every finding."""
    return [(f.code, f"{f.line}:{f.column}+{f.width}", f.message, f.hint) for f in check(text)]


ODD = st.sampled_from(
    [
        "",
        " ",
        "a",
        "٣",
        "12:00:00",
        "12:00:00\n",
        "2026-02-30",
        "٢٠٢٦-12-01",
        "+14155550123",
        "+14155550123\n",
        "x" * 300,
        "9f" * 32,
        "😀" * 50,
        True,
        None,
        0,
        -1,
        1.0,
        1.5,
        10**30,
        [],
        {},
        [1, True],
        {"path": "a.csv"},
        {"key": "5d41402a", "count": 1, "sketch": "AAAAAAAAAAA="},
        {"key": "5d41402a\n", "count": 1, "sketch": "AAAAAAAAAAA=\n"},
        "2026-12-01T20:00:00Z",
        "2026-12-01T20:00:00Z\n",
        "2026-02-30T20:00:00Z",
    ]
)
SCHEMAS: dict[str, dict[str, Any]] = {
    "campaign": {**GOOD, "isScheduled": True, "concurrentCalls": 5, "dynamicVariables": {"a": "b"}},
    "policy": {"limits": {"newCampaigns": 3}, "overlap": {"days": 2}, "suppression": [{"path": "a.csv"}]},
    "state": json.loads(StateEncoder().encode(STATE)),
}


@pytest.mark.parametrize("name", SCHEMAS)
@given(st.data())
def test_jsonschema_rs_says_yes_exactly_where_jsonschema_finds_nothing(name: str, data: st.DataObject) -> None:
    value: Any = copy.deepcopy(SCHEMAS[name])
    for _ in range(data.draw(st.integers(0, 2))):
        inner: Any = value
        while isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
            inner = inner[data.draw(st.sampled_from(range(len(inner)) if isinstance(inner, list) else sorted(inner)))]
        if isinstance(inner, dict):
            inner[
                data.draw(st.sampled_from(["contacts", "sha256", "rows", "columns", "path", "memory", *sorted(inner)]))
            ] = copy.deepcopy(data.draw(ODD))

    assert schema._is_valid(name)(value) == (not list(schema._validator(name).iter_errors(value)))


def test_a_campaign_as_documented_passes() -> None:
    assert check(file()) == []


def test_the_long_form_of_contacts_passes() -> None:
    written = (
        f"{{path: a.csv, phoneColumn: Mobile, columns: {{A: a}}, requiredVariables: [a], sha256: {'9f' * 32}, rows: 2}}"
    )

    assert check(file(contacts=written)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"isScheduled": "false", "scheduledDate": None, "scheduledTime": None, "scheduledTimezone": None},
        {"concurrentCalls": None, "dynamicVariables": None},
        {"concurrentCalls": "5.0"},
        {"concurrentCalls": "2147483647"},
        {"dynamicVariables": "{}"},
        {"dynamicVariables": "{a: text, b: 1, c: 2.5, d: false, e: }"},
        {"campaignName": "x" * 128, "agentId": "x" * 64},
        {"campaignName": "😀" * 128},
        {"sipPhoneNumber": "+1234567"},
        {"sipPhoneNumber": "+447700900123"},
        {"scheduledTime": "23:59:59"},
        {"scheduledDate": "2028-02-29"},
        {"agentId": "0123"},
    ],
)
def test_what_the_api_takes_passes(changed: dict[str, str | None]) -> None:
    assert check(file(**changed)) == []


@pytest.mark.parametrize(
    ("key", "written", "code", "message", "hint"),
    [
        ("campaignName", '""', "bad-value", "is empty", "write it like `campaignName: Q4 Outreach Campaign`"),
        ("campaignName", "x" * 129, "bad-value", "has 129 characters, more than 128", "shorten it to 128 characters"),
        (
            "campaignName",
            "2026",
            "wrong-type",
            "is the number `2026`, not text",
            'write it in quotes: `campaignName: "2026"`',
        ),
        ("campaignName", "true", "wrong-type", "is `true`, not text", 'write it in quotes: `campaignName: "true"`'),
        (
            "campaignName",
            "null",
            "wrong-type",
            "is `null`, not text",
            "write it like `campaignName: Q4 Outreach Campaign`",
        ),
        (
            "campaignName",
            "[a]",
            "wrong-type",
            "is a list, not text",
            "write it like `campaignName: Q4 Outreach Campaign`",
        ),
        (
            "campaignName",
            "{a: b}",
            "wrong-type",
            "is a mapping, not text",
            "write it like `campaignName: Q4 Outreach Campaign`",
        ),
        ("agentId", "12345", "wrong-type", "is the number `12345`, not text", 'write it in quotes: `agentId: "12345"`'),
        ("agentId", "1e5", "wrong-type", "is the number `1e5`, not text", 'write it in quotes: `agentId: "1e5"`'),
        ("agentId", "x" * 65, "bad-value", "has 65 characters, more than 64", "shorten it to 64 characters"),
        (
            "sipPhoneNumber",
            "14155550123",
            "wrong-type",
            "is the number `14155550123`, not text",
            "write a plus before the country code: `+14155550123`",
        ),
        (
            "sipPhoneNumber",
            "4155550123",
            "wrong-type",
            "is the number `4155550123`, not text",
            "write a plus, the country code and the number, as in `sipPhoneNumber: +14155550123`",
        ),
        (
            "sipPhoneNumber",
            "'14155550123'",
            "bad-value",
            "is `14155550123`, not a phone number in E.164 form",
            "write a plus before the country code: `+14155550123`",
        ),
        (
            "sipPhoneNumber",
            "+1 (415) 555-0123",
            "bad-value",
            "is `+1 (415) 555-0123`, not a phone number in E.164 form",
            "write it without spaces or punctuation: `+14155550123`",
        ),
        (
            "sipPhoneNumber",
            "+44 (0)7700 900123",
            "bad-value",
            "is `+44 (0)7700 900123`, not a phone number in E.164 form",
            "write it without spaces or punctuation: `+447700900123`",
        ),
        (
            "sipPhoneNumber",
            "00447700900123",
            "bad-value",
            "is `00447700900123`, not a phone number in E.164 form",
            "write a plus in place of the zeros: `+447700900123`",
        ),
        (
            "sipPhoneNumber",
            "sales",
            "bad-value",
            "is `sales`, not a phone number in E.164 form",
            "write a plus, the country code and the number, as in `sipPhoneNumber: +14155550123`",
        ),
        (
            "sipPhoneNumber",
            "+1415555012345678",
            "bad-value",
            "is `+1415555012345678`, not a phone number in E.164 form",
            "write a plus, the country code and the number, as in `sipPhoneNumber: +14155550123`",
        ),
        (
            "isScheduled",
            "yes",
            "wrong-type",
            "is the text `yes`, not true or false",
            "write `isScheduled: true`, without quotes",
        ),
        (
            "isScheduled",
            "Off",
            "wrong-type",
            "is the text `Off`, not true or false",
            "write `isScheduled: false`, without quotes",
        ),
        (
            "isScheduled",
            "'true'",
            "wrong-type",
            "is the text `true`, not true or false",
            "write `isScheduled: true`, without quotes",
        ),
        (
            "isScheduled",
            "1",
            "wrong-type",
            "is the number `1`, not true or false",
            "write `isScheduled: true` or `isScheduled: false`",
        ),
        (
            "isScheduled",
            "maybe",
            "wrong-type",
            "is the text `maybe`, not true or false",
            "write `isScheduled: true` or `isScheduled: false`",
        ),
        (
            "scheduledDate",
            "2026-02-30",
            "bad-value",
            "is `2026-02-30`, not a date that exists",
            "the last day of that month is `2026-02-28`",
        ),
        (
            "scheduledDate",
            "2026-13-01",
            "bad-value",
            "is `2026-13-01`, not a date that exists",
            "write year, month and day, as in `scheduledDate: 2026-12-01`",
        ),
        (
            "scheduledDate",
            "2026-12-01T00:00:00.000Z",
            "bad-value",
            "is `2026-12-01T00:00:00.000Z`, not a date as YYYY-MM-DD",
            "write the date alone, `2026-12-01`: the time belongs in `scheduledTime`",
        ),
        (
            "scheduledDate",
            "2026-1-5",
            "bad-value",
            "is `2026-1-5`, not a date as YYYY-MM-DD",
            "write it as `2026-01-05`",
        ),
        (
            "scheduledDate",
            "2026/12/01",
            "bad-value",
            "is `2026/12/01`, not a date as YYYY-MM-DD",
            "write it as `2026-12-01`",
        ),
        (
            "scheduledDate",
            "01.12.2026",
            "bad-value",
            "is `01.12.2026`, not a date as YYYY-MM-DD",
            "write year, month and day, as in `scheduledDate: 2026-12-01`",
        ),
        (
            "scheduledDate",
            "20261201",
            "wrong-type",
            "is the number `20261201`, not text",
            "write year, month and day, as in `scheduledDate: 2026-12-01`",
        ),
        (
            "scheduledTime",
            "12:00",
            "bad-value",
            "is `12:00`, not a time as HH:mm:ss",
            "write the seconds too: `12:00:00`",
        ),
        ("scheduledTime", "9:30:00", "bad-value", "is `9:30:00`, not a time as HH:mm:ss", "write it as `09:30:00`"),
        (
            "scheduledTime",
            "9:30 pm",
            "bad-value",
            "is `9:30 pm`, not a time as HH:mm:ss",
            "write it on the 24-hour clock: `21:30:00`",
        ),
        (
            "scheduledTime",
            "12:15 A.M.",
            "bad-value",
            "is `12:15 A.M.`, not a time as HH:mm:ss",
            "write it on the 24-hour clock: `00:15:00`",
        ),
        (
            "scheduledTime",
            "24:00:00",
            "bad-value",
            "is `24:00:00`, not a time as HH:mm:ss",
            "write `00:00:00`, and the next day as the date",
        ),
        (
            "scheduledTime",
            "12:00:00Z",
            "bad-value",
            "is `12:00:00Z`, not a time as HH:mm:ss",
            "write the time alone, `12:00:00`: the zone belongs in `scheduledTimezone`",
        ),
        (
            "scheduledTime",
            "12:00+02:00",
            "bad-value",
            "is `12:00+02:00`, not a time as HH:mm:ss",
            "write the time alone, `12:00:00`: the zone belongs in `scheduledTimezone`",
        ),
        (
            "scheduledTime",
            "12:00:00.000",
            "bad-value",
            "is `12:00:00.000`, not a time as HH:mm:ss",
            "write it as `12:00:00`",
        ),
        (
            "scheduledTime",
            "25:00:00",
            "bad-value",
            "is `25:00:00`, not a time as HH:mm:ss",
            "write hours, minutes and seconds, as in `scheduledTime: 12:00:00`",
        ),
        (
            "scheduledTime",
            "noon",
            "bad-value",
            "is `noon`, not a time as HH:mm:ss",
            "write hours, minutes and seconds, as in `scheduledTime: 12:00:00`",
        ),
        (
            "scheduledTime",
            "1200",
            "wrong-type",
            "is the number `1200`, not text",
            "write hours, minutes and seconds, as in `scheduledTime: 12:00:00`",
        ),
        ("scheduledTimezone", "''", "bad-value", "is empty", "write it like `scheduledTimezone: America/Los_Angeles`"),
        ("concurrentCalls", "0", "bad-value", "is `0`, less than 1", "write it like `concurrentCalls: 5`"),
        (
            "concurrentCalls",
            "2147483648",
            "bad-value",
            "is `2147483648`, more than 2,147,483,647",
            "write it like `concurrentCalls: 5`",
        ),
        (
            "concurrentCalls",
            "0.5",
            "wrong-type",
            "is the number `0.5`, not a whole number",
            "write it like `concurrentCalls: 5`",
        ),
        (
            "concurrentCalls",
            '"5"',
            "wrong-type",
            "is the text `5`, not a whole number",
            "write `concurrentCalls: 5`, without quotes",
        ),
        (
            "concurrentCalls",
            "five",
            "wrong-type",
            "is the text `five`, not a whole number",
            "write it like `concurrentCalls: 5`",
        ),
        (
            "concurrentCalls",
            "true",
            "wrong-type",
            "is `true`, not a whole number",
            "write it like `concurrentCalls: 5`",
        ),
        (
            "dynamicVariables",
            "there",
            "wrong-type",
            "is the text `there`, not a mapping",
            "write it like `dynamicVariables: {customer_name: there}`",
        ),
        (
            "contacts",
            "[a.csv]",
            "wrong-type",
            "is a list, not text or a mapping",
            "write it like `contacts: contacts/q4.csv`",
        ),
        (
            "contacts",
            "12",
            "wrong-type",
            "is the number `12`, not text or a mapping",
            'write it in quotes: `contacts: "12"`',
        ),
        ("contacts", "''", "bad-value", "is empty", "write it like `contacts: contacts/q4.csv`"),
    ],
)
def test_a_value_that_wont_do_is_shown_with_what_to_write(
    key: str, written: str, code: str, message: str, hint: str
) -> None:
    place = f"{LINES[key]}:{len(key) + 3}+{min(len(written), 98 - len(key))}"

    assert said(file(**{key: written})) == [(code, place, f"`{key}` {message}", hint)]


@pytest.mark.parametrize("key", ["scheduledDate", "sipPhoneNumber", "scheduledTime"])
def test_a_line_break_after_the_value_is_no_part_of_it(key: str) -> None:
    assert [finding.code for finding in check(file(**{key: f"|\n  {GOOD[key]}"}))] == ["bad-value"]


def test_other_digits_than_ascii_are_no_digits() -> None:
    written = "2026-12-\N{ARABIC-INDIC DIGIT ONE}1"

    told = [finding.message for finding in check(file(scheduledDate=written))]

    assert told == [f"`scheduledDate` is `{written}`, not a date as YYYY-MM-DD"]


def test_a_value_left_empty_is_placed_at_its_key() -> None:
    assert said(file(concurrentCalls="", agentId="", dynamicVariables="")) == [
        ("bad-value", "3:1+7", "`agentId` is empty", "write it like `agentId: D5D0p7TUs66TTAEAx`"),
        (
            "wrong-type",
            "8:1+15",
            "`concurrentCalls` is empty, not a whole number",
            "write it like `concurrentCalls: 5`",
        ),
        (
            "wrong-type",
            "9:1+16",
            "`dynamicVariables` is empty, not a mapping",
            "write it like `dynamicVariables: {customer_name: there}`",
        ),
    ]


def test_a_variable_is_named_with_what_it_stands_in() -> None:
    assert said(file(dynamicVariables="{a: [1], '': 2, b: null}")) == [
        (
            "wrong-type",
            "9:23+3",
            "`a` of `dynamicVariables` is a list, not text or a number or true or false",
            "write it like `a: there`",
        ),
        ("bad-value", "9:28+2", "`` isn't a name in `dynamicVariables`", "write a name, or remove the entry"),
        (
            "wrong-type",
            "9:38+4",
            "`b` of `dynamicVariables` is `null`, not text or a number or true or false",
            "write it like `b: there`",
        ),
    ]


def test_what_is_nested_in_contacts_is_named_with_what_it_stands_in() -> None:
    text = (
        "contacts:\n"
        "  columns: {Full Name: 5, '': a}\n"
        "  requiredVariables: [a, b, a, 1, '']\n"
        "  sha256: 9f2c\n"
        "  rows: 0\n"
        "  phone: Mobile\n"
    )

    findings = said(file(contacts=None) + text)

    assert findings == [
        ("missing-key", "10:1+8", "`path` is missing in `contacts`", "add a line like `path: contacts/q4.csv`"),
        (
            "wrong-type",
            "11:24+1",
            "`Full Name` of `columns` of `contacts` is the number `5`, not text",
            'write it in quotes: `Full Name: "5"`',
        ),
        ("bad-value", "11:27+2", "`` isn't a name in `columns` of `contacts`", "write a name, or remove the entry"),
        (
            "bad-value",
            "12:29+1",
            "an entry of `requiredVariables` of `contacts` is `a`, which is in the list already",
            "remove one of the two",
        ),
        (
            "wrong-type",
            "12:32+1",
            "an entry of `requiredVariables` of `contacts` is the number `1`, not text",
            'write it in quotes: `"1"`',
        ),
        (
            "bad-value",
            "12:35+2",
            "an entry of `requiredVariables` of `contacts` is empty",
            "write it like `customer_name`",
        ),
        (
            "bad-value",
            "13:11+4",
            "`sha256` of `contacts` is `9f2c`, not 64 hexadecimal digits",
            "copy it whole: `sha256sum` prints it",
        ),
        ("bad-value", "14:9+1", "`rows` of `contacts` is `0`, less than 1", "write it like `rows: 4812`"),
        ("unknown-key", "15:3+5", "`phone` is not a known key of `contacts`", "did you mean `phoneColumn`?"),
    ]


def test_a_list_that_is_no_list_gets_brackets() -> None:
    assert said(file(contacts="{path: a.csv, requiredVariables: customer_name}")) == [
        (
            "wrong-type",
            "10:44+13",
            "`requiredVariables` of `contacts` is the text `customer_name`, not a list",
            "write a list: `requiredVariables: [customer_name]`",
        )
    ]


def test_every_missing_key_is_told_with_a_line_to_write() -> None:
    assert said("concurrentCalls: 5\n") == [
        (
            "implicit-immediate",
            "1:1+1",
            "`isScheduled` is missing: the API would dial as soon as the campaign is created",
            "write `isScheduled: true` with date, time and zone, or `isScheduled: false` to dial at once",
        ),
        ("missing-key", "1:1+1", "`agentId` is missing", "add a line like `agentId: D5D0p7TUs66TTAEAx`"),
        ("missing-key", "1:1+1", "`campaignName` is missing", "add a line like `campaignName: Q4 Outreach Campaign`"),
        ("missing-key", "1:1+1", "`contacts` is missing", "add a line like `contacts: contacts/q4.csv`"),
        ("missing-key", "1:1+1", "`sipPhoneNumber` is missing", "add a line like `sipPhoneNumber: +14155550123`"),
    ]


def test_what_a_schedule_lacks_is_told_at_is_scheduled() -> None:
    assert said(file(scheduledDate=None, scheduledTime=None, scheduledTimezone=None)) == [
        (
            "missing-key",
            "4:1+11",
            "`scheduledDate` is missing, and `isScheduled` is true",
            "add a line like `scheduledDate: 2026-12-01`",
        ),
        (
            "missing-key",
            "4:1+11",
            "`scheduledTime` is missing, and `isScheduled` is true",
            "add a line like `scheduledTime: 12:00:00`",
        ),
        (
            "missing-key",
            "4:1+11",
            "`scheduledTimezone` is missing, and `isScheduled` is true",
            "add a line like `scheduledTimezone: America/Los_Angeles`",
        ),
    ]


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("campainName", "campaignName"),
        ("campaign_name", "campaignName"),
        ("campaign-name", "campaignName"),
        ("CAMPAIGNNAME", "campaignName"),
        ("Campaign Name", "campaignName"),
        ("name", "campaignName"),
        ("phoneNumber", "sipPhoneNumber"),
        ("phone_number", "sipPhoneNumber"),
        ("from", "sipPhoneNumber"),
        ("callerId", "sipPhoneNumber"),
        ("agent", "agentId"),
        ("agent_id", "agentId"),
        ("scheduled", "isScheduled"),
        ("is_scheduled", "isScheduled"),
        ("date", "scheduledDate"),
        ("time", "scheduledTime"),
        ("timezone", "scheduledTimezone"),
        ("time_zone", "scheduledTimezone"),
        ("scheduleTimezone", "scheduledTimezone"),
        ("scheduledTimeZone", "scheduledTimezone"),
        ("concurrency", "concurrentCalls"),
        ("concurrentCall", "concurrentCalls"),
        ("variables", "dynamicVariables"),
        ("dynamicVariable", "dynamicVariables"),
        ("file", "contacts"),
        ("csv", "contacts"),
        ("contact", "contacts"),
    ],
)
def test_a_key_that_isnt_known_is_told_with_the_one_that_was_meant(key: str, meant: str) -> None:
    expected = ("unknown-key", f"11:1+{len(key)}", f"`{key}` is not a known key", f"did you mean `{meant}`?")

    assert said(file(**{key: "x"})) == [expected]


@pytest.mark.parametrize(
    ("key", "meant"),
    [("file", "path"), ("phone_column", "phoneColumn"), ("variables", "requiredVariables"), ("checksum", "sha256")],
)
def test_within_contacts_its_own_keys_are_meant(key: str, meant: str) -> None:
    found = said(file(contacts=f"{{path: a.csv, {key}: x}}"))

    assert found == [
        ("unknown-key", f"10:25+{len(key)}", f"`{key}` is not a known key of `contacts`", f"did you mean `{meant}`?")
    ]


@pytest.mark.parametrize("key", ["zzz", "budget", "retries"])
def test_a_key_like_no_other_is_told_with_all_that_are_known(key: str) -> None:
    known = ", ".join(f"`{name}`" for name in schema.load("campaign")["properties"])

    found = said(file(**{key: "1"}))

    assert found == [("unknown-key", f"11:1+{len(key)}", f"`{key}` is not a known key", f"the keys here are {known}")]


def test_an_anchor_is_no_part_of_what_to_write() -> None:
    told = [finding.hint for finding in check(file(agentId="&a 12345"))]

    assert told == ['write it in quotes: `agentId: "12345"`']


def test_a_merge_key_is_told_that_nothing_is_merged() -> None:
    assert said(file(**{"<<": "{}"})) == [
        ("unknown-key", "11:1+2", "`<<` is not a known key", "write the keys out: nothing is merged here")
    ]


def test_a_finding_shows_its_line_and_cuts_what_is_long() -> None:
    assert check(file(sipPhoneNumber="x" * 200)) == [
        Finding(
            "bad-value",
            f"`sipPhoneNumber` is `{'x' * 59}…`, not a phone number in E.164 form",
            "q4.yaml",
            2,
            17,
            hint="write a plus, the country code and the number, as in `sipPhoneNumber: +14155550123`",
            excerpt=f"sipPhoneNumber: {'x' * 83}…",
            width=84,
        )
    ]


def test_other_schemas_are_told_in_the_same_words() -> None:
    text = "version: 2\nlineage: ''\nserial: -1\napi: https://api.sigmamind.ai\ncampaigns: {Q4: {status: made}}\n"

    told = [(f.code, f"{f.line}:{f.column}", f.message) for f in check(text, "state") if f.code != "missing-key"]

    assert told == [
        ("bad-value", "1:10", "`version` is `2`, not `1`"),
        ("bad-value", "2:10", "`lineage` is empty"),
        ("bad-value", "3:9", "`serial` is `-1`, less than 0"),
        (
            "bad-value",
            "5:26",
            "`status` of `Q4` of `campaigns` is `made`, not one of `creating`, `created`, `unknown`",
        ),
    ]


KEYWORDS_THAT_HIDE_THE_FAULT = {"anyOf", "oneOf"}


def nodes(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from nodes(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from nodes(inner)


@pytest.mark.parametrize("name", WRITTEN)
def test_the_schemas_are_draft_7_and_their_faults_can_be_told(name: str) -> None:
    loaded = schema.load(name)

    jsonschema.Draft7Validator.check_schema(loaded)
    assert loaded["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert not any(KEYWORDS_THAT_HIDE_THE_FAULT & node.keys() for node in nodes(loaded))


def properties(part: dict[str, Any], root: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every key that can be written, with its field; those of a list's entries too."""
    for name, field in part.get("properties", {}).items():
        resolved = root["definitions"][field["$ref"].rpartition("/")[2]] if "$ref" in field else field
        yield f"{path}{name}", resolved
        yield from properties(resolved, root, f"{path}{name}.")
    if isinstance(items := part.get("items"), dict):
        yield from properties(items, root, f"{path[:-1]}[].")


@pytest.mark.parametrize(
    ("root", "field"),
    [
        pytest.param(root, field, id=key)
        for root in (schema.load("campaign"), schema.load("defaults"), schema.load("policy"))
        for key, field in [("the file", root), *properties(root, root)]
    ],
)
def test_every_key_is_documented_where_an_editor_shows_it(root: dict[str, Any], field: dict[str, Any]) -> None:
    whole = {**field, "definitions": root.get("definitions", {})}

    assert re.fullmatch(r"[A-Z].+[^.]", field["title"])
    assert re.fullmatch(r"(?s)[A-Z`].+\.", field["description"])
    examples = suggestions.examples(field)
    assert examples
    for example in examples:
        jsonschema.Draft7Validator(whole, format_checker=jsonschema.FormatChecker()).validate(example)


def test_the_schema_of_a_campaign_leaves_no_key_open() -> None:
    loaded = schema.load("campaign")

    assert loaded["additionalProperties"] is False
    assert loaded["properties"]["contacts"]["additionalProperties"] is False
