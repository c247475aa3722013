"""What a create is answered: asked for once more where it says too little, and never agreed where it can't be read."""

import re
import shlex
from typing import Any

import httpx
import pytest

from tests.fake_api import FakeApi, Json, answers, error, makes, says
from tests.project import Project, Result

Q4 = "Q4 Outreach Campaign"
ONE = ("GET", "/v1/campaigns/camp_0000000000000001")


def answers_with(body: Json, **campaign: Any) -> Any:
    """Do the work, with these fields in the campaign, and answer something else."""

    def behave(api: FakeApi, fields: Json) -> httpx.Response:
        created = api.create(fields, **campaign)
        return httpx.Response(201, json={"campaignId": created["campaignId"], **body})

    return behave


def outcome(result: Result) -> tuple[str, str]:
    (one,) = result.json["outcomes"]
    return one["outcome"], one["message"]


def test_an_answer_with_an_id_alone_is_completed_by_one_read(project: Project) -> None:
    project.add()
    project.api.on_post = [answers_with({})]

    result = project.apply()

    assert (result.code, outcome(result)) == (0, ("created", "created"))
    assert project.api.requests.count(ONE) == 1
    assert project.recorded[Q4]["differences"] == []
    assert project.recorded[Q4]["account"] == {
        "launchAt": "2026-12-01T20:00:00Z",
        "status": "scheduled",
        "seenAt": "2026-11-22T21:40:00Z",
    }


def test_a_complete_answer_is_not_asked_for_again(project: Project) -> None:
    project.add()

    assert project.apply().code == 0
    assert ONE not in project.api.requests


@pytest.mark.parametrize("read", ["as little", "not JSON", "refused", "absent", "another", "lost"])
def test_what_stays_unconfirmed_is_said_with_its_id_and_never_sent_again(project: Project, read: str) -> None:
    reads: dict[str, list[httpx.Response | Exception]] = {
        "as little": [httpx.Response(200, json={"campaignId": "camp_0000000000000001"})],
        "not JSON": [httpx.Response(200, content=b"<html>")] * 9,
        "refused": [error(403, "no")],
        "absent": [error(404, "no such campaign")],
        "another": [httpx.Response(200, json={"campaignId": "camp_9"})],
        "lost": [httpx.ReadTimeout("timed out")] * 9,
    }
    project.add()

    def creates(api: FakeApi, fields: Json) -> httpx.Response:
        created = api.create(fields)
        api.on_get = reads[read]
        return httpx.Response(201, json={"campaignId": created["campaignId"]})

    project.api.on_post = [creates]

    result = project.apply()

    assert (result.code, outcome(result)[0]) == (5, "created")
    assert outcome(result)[1].endswith(
        "campaignName, scheduledDate, campaignStatus, agentId, sipPhoneNumber and concurrentCalls are not confirmed"
    )
    assert project.recorded[Q4]["campaignId"] == "camp_0000000000000001"
    project.api.on_get = []
    project.apply()
    assert len(project.api.posts) == 1


@pytest.mark.parametrize(
    "fields", [{"scheduledDate": 1796155200000}, {"campaignStatus": 3}, {"agent": 7}, {"phoneNumber": "Object"}]
)
def test_what_cannot_be_read_is_read_once_more_and_then_differs(project: Project, fields: dict[str, Any]) -> None:
    project.add()
    project.api.on_post = [makes(**fields)]

    result = project.apply()

    assert (result.code, outcome(result)[0]) == (5, "created")
    assert "is unreadable (" in outcome(result)[1]
    assert project.api.requests.count(ONE) == 1
    assert "answer-differs" in project.run("plan").out


def test_an_unreadable_answer_that_a_read_corrects_is_fine(project: Project) -> None:
    project.add()
    project.api.on_post = [answers_with({"scheduledDate": 1796155200000, "campaignStatus": ["scheduled"]})]

    assert project.apply().code == 0
    assert project.recorded[Q4]["differences"] == []


def test_what_is_adopted_from_a_list_without_details_is_read_by_its_id(project: Project) -> None:
    project.add()

    def loses(api: FakeApi, fields: Json) -> httpx.Response:
        created = api.create(fields)
        brief = {"campaignId": created["campaignId"], "campaignName": Q4}
        api.on_get = [httpx.Response(200, json={"data": [brief], "totalCount": 1, "hasNext": False})]
        raise httpx.ReadError("connection reset")

    project.api.on_post = [loses]

    result = project.apply()

    assert (result.code, outcome(result)[0]) == (0, "adopted")
    assert project.api.requests.count(ONE) == 1


@pytest.mark.parametrize("entry", [{}, {"campaignName": 4}, {"campaignName": ["Q4"]}])
def test_a_list_without_names_hides_no_campaign(project: Project, entry: Json) -> None:
    created = project.api.create({"campaignName": Q4, "sipPhoneNumber": "+1", "agentId": "x"})
    page = {"data": [{"campaignId": created["campaignId"], **entry}], "totalCount": 1, "hasNext": False}
    project.api.on_get = [httpx.Response(200, json=page)]
    project.add()

    result = project.apply()

    assert (result.code, outcome(result)[0]) == (5, "rejected")
    assert project.api.posts == []


def test_nothing_is_sent_where_a_campaign_in_the_list_has_no_name_that_can_be_read(project: Project) -> None:
    project.api.create({"campaignName": 4, "sipPhoneNumber": "+1", "agentId": "x"})
    project.add()

    assert project.apply().code == 4
    assert project.api.posts == []


def test_a_campaign_without_a_name_in_the_account_stops_nobody(project: Project) -> None:
    project.api.create({"campaignName": None, "sipPhoneNumber": "+1", "agentId": "x"})
    project.add()

    assert project.apply().code == 0


def test_a_list_without_details_is_no_drift(project: Project) -> None:
    project.add()
    project.apply()
    brief = {"campaignId": "camp_0000000000000001", "campaignName": Q4}
    project.api.on_get = [httpx.Response(200, json={"data": [brief], "totalCount": 1, "hasNext": False})]

    (shown,) = project.run("status", "--refresh", "--format", "json").json["campaigns"]

    assert shown["drift"] == []


def test_a_launch_that_is_off_by_minutes_may_be_rounded_and_differs(project: Project) -> None:
    project.add()
    project.api.on_post = [makes(scheduledDate="2026-12-01T20:05:00.000Z")]

    result = project.apply()

    assert result.code == 5
    assert "2026-12-01T20:05:00.000Z (the API may have rounded it)" in outcome(result)[1]


def test_a_launch_that_is_off_by_an_hour_is_not_rounded(project: Project) -> None:
    project.add()
    project.api.on_post = [makes(scheduledDate="2026-12-01T13:00-08:00[America/Los_Angeles]")]

    result = project.apply()

    assert result.code == 5
    assert "rounded" not in result.out


@pytest.mark.parametrize(("status", "message"), [(402, "Insufficient balance"), (404, "Agent not found"), (405, "no")])
def test_a_clear_refusal_is_rejected_once_two_whole_readings_show_nothing(
    project: Project, status: int, message: str
) -> None:
    project.add()
    project.api.on_post = [answers(status, message)]

    result = project.apply()

    assert (result.code, outcome(result)[0]) == (5, "rejected")
    assert f"{status} ({message}); nothing was created" in outcome(result)[1]
    assert project.recorded == {}
    after = project.api.requests[project.api.requests.index(("POST", "/v1/campaigns")) :]
    assert after.count(("GET", "/v1/campaigns")) >= 2


def test_a_clear_refusal_of_what_the_list_shows_is_adopted(project: Project) -> None:
    project.add()
    project.api.on_post = [answers(404, "Agent not found", after_work=True)]

    result = project.apply()

    assert (result.code, outcome(result)[0]) == (0, "adopted")
    assert project.recorded[Q4]["campaignId"] == "camp_0000000000000001"


def test_a_clear_refusal_behind_a_list_that_fails_stays_unknown(project: Project) -> None:
    def declines(api: FakeApi, fields: Json) -> httpx.Response:
        api.on_get = [error(404, "gone")] * 9
        return error(402, "Insufficient balance")

    project.add()
    project.api.on_post = [declines]

    result = project.apply()

    assert (result.code, outcome(result)[0]) == (6, "unknown")
    assert project.recorded[Q4]["status"] == "unknown"


@pytest.mark.parametrize(
    "body", [b"", b"<html>Not Found</html>", b" ", b"\xff\xfe", b'{"message": "cut off', b"x" * 2000]
)
def test_a_404_without_words_stays_unknown(project: Project, body: bytes) -> None:
    project.add()
    project.api.on_post = [says(404, body, after_work=False)]

    assert project.apply().code == 6


def test_plain_text_is_read_too(project: Project) -> None:
    project.add()
    project.api.on_post = [says(404, b"Agent 'x' not found", after_work=False)]

    result = project.apply()

    assert (result.code, outcome(result)[0]) == (5, "rejected")
    assert "404 (Agent '…' not found)" in outcome(result)[1]


def test_another_campaign_is_still_sent_after_a_clear_refusal(project: Project) -> None:
    project.add()
    project.add("b.yaml", campaignName="B")
    project.api.on_post = [answers(404, "Agent not found")]

    assert project.apply().code == 5
    assert list(project.recorded) == [Q4]


def large_list(project: Project, rows: int, name: str = "Guest") -> None:
    text = "".join(f"+1415{5300000 + row},{name}\n" for row in range(rows))
    project.csv(text="Phone Number,customer_name\n" + text)


@pytest.mark.parametrize("how", ["reset", "timeout", 408, 413, 500, 503])
def test_a_request_that_broke_down_with_a_large_list_says_its_size_and_how_to_split_it(
    project: Project, how: str | int
) -> None:
    def breaks(api: FakeApi, fields: Json) -> httpx.Response:
        if isinstance(how, int):
            return httpx.Response(how, content=b"<html>")
        raise httpx.ReadTimeout("timed out") if how == "timeout" else httpx.WriteError("connection reset")

    large_list(project, 10_001)
    project.add()
    project.api.on_post = [breaks]

    result = project.apply()

    assert result.code == (5 if how == 413 else 6)
    assert "0.2 MB and 10,001 rows" in outcome(result)[1]
    assert "campaigns split campaigns/q4.yaml --by size --sizes 10000 --every 1d`" in outcome(result)[1]


def test_the_command_that_a_refusal_of_a_large_list_names_works(project: Project) -> None:
    large_list(project, 10_001)
    project.add()
    project.api.on_post = [lambda api, fields: httpx.Response(413, content=b"<html>")]
    message = outcome(project.apply())[1]

    command = re.search("`campaigns (split [^`]+)`", message)
    assert command is not None
    _, _, *options = shlex.split(command[1])
    assert project.run("split", str(project.directory / "q4.yaml"), *options).code == 0
    assert [entry["contacts"] for entry in project.plan()["campaigns"]] == [10_000, 1]
    assert project.apply().json["summary"]["created"] == 2


def test_a_large_list_that_may_have_been_created_is_split_only_once_that_is_settled(project: Project) -> None:
    large_list(project, 10_001)
    path = str(project.add())
    project.api.on_post = [lambda api, fields: httpx.Response(500)]
    assert project.apply().code == 6
    split = ("split", path, "--by", "size", "--sizes", "10000")

    refused = project.run(*split)

    assert (refused.code, f"`campaigns resolve '{Q4}' --not-created`" in refused.err) == (7, True)
    assert project.run("resolve", Q4, "--not-created").code == 0
    assert project.run(*split).code == 0


def test_a_large_list_that_is_called_at_once_is_scheduled_before_it_is_split(project: Project) -> None:
    large_list(project, 10_001)
    project.add(isScheduled=False)
    project.api.on_post = [lambda api, fields: httpx.Response(413)]

    assert "set `isScheduled: true` with a date, and `campaigns split" in outcome(project.apply())[1]


def test_few_long_rows_are_split_by_their_bytes(project: Project) -> None:
    large_list(project, 3_000, "x" * 986)
    project.add()
    project.api.on_post = [says(502, b"", after_work=False)]

    assert "3.0 MB and 3,000 rows" in (message := outcome(project.apply())[1])
    assert "--sizes 999 --every 1d" in message


@pytest.mark.parametrize(("rows", "status"), [(3, 500), (10_001, 404), (10_001, 302), (10_001, 422)])
def test_no_other_answer_and_no_small_list_speaks_of_size(project: Project, rows: int, status: int) -> None:
    large_list(project, rows)
    project.add()
    project.api.on_post = [answers(status, "no")]

    assert "split" not in project.apply().out


@pytest.mark.parametrize(
    ("policy", "message", "hint"),
    [
        ("", "'scheduledDate' is bad", "`api: {scheduledDate: date-time}`"),
        ("", "scheduled_date is bad", "`api: {scheduledDate: date-time}`"),
        ("api: {scheduledDate: date-time}\n", "'scheduledDate' is bad", "`api: {scheduledDate: date}`"),
        ("", "unknown part dynamicVariables", "`api: {defaultsField: variables}`"),
        ("api: {defaultsField: variables}\n", "unknown part variables", "`api: {defaultsField: dynamicVariables}`"),
    ],
)
def test_a_refusal_of_a_field_with_two_documented_forms_hints_at_the_other(
    project: Project, policy: str, message: str, hint: str
) -> None:
    project.write("policy.yaml", policy or "{}\n")
    project.add()
    project.api.on_post = [answers(400, message)]

    result = project.apply()

    assert (result.code, outcome(result)[0]) == (5, "rejected")
    assert f"if the API wants another form, write {hint} in the policy" in outcome(result)[1]


def test_a_refusal_of_another_field_hints_at_no_form(project: Project) -> None:
    project.add()
    project.api.on_post = [answers(400, "'agentId' is bad")]

    assert "policy" not in project.apply().out


def test_the_policy_says_how_a_date_and_the_defaults_are_sent(project: Project) -> None:
    project.write("policy.yaml", "api: {scheduledDate: date-time, defaultsField: variables}\n")
    project.add(dynamicVariables={"city": "Oslo"})

    assert project.apply().code == 0
    (sent,) = project.api.posts
    assert (sent["scheduledDate"], sent["variables"]) == ("2026-12-01T00:00:00.000Z", '{"city":"Oslo"}')
    assert "dynamicVariables" not in sent
    assert project.recorded[Q4]["request"]["scheduledDate"] == "2026-12-01"
    assert project.actions() == {Q4: "unchanged"}


def test_a_page_of_a_gateway_is_no_proof_that_a_campaign_is_gone(project: Project) -> None:
    project.add()
    project.apply()
    page = httpx.Response(200, json={"data": [], "totalCount": 0, "hasNext": False})
    project.api.on_get = [page, httpx.Response(404, content=b"<html>Not Found</html>")]

    assert project.run("status", "--refresh").code == 4


@pytest.mark.parametrize("status", [400, 402, 409, 500])
def test_a_refusal_that_names_a_contact_shows_no_cell(project: Project, status: int) -> None:
    project.csv(text="Phone Number,customer_name\n+14155550161,Ada Lovelace\n+14155550162,Cem\n")
    project.add()
    project.api.on_post = [answers(status, "contact Ada Lovelace (cem's friend) has no balance")] * 3

    result = project.apply()

    assert "(contact … (…'s friend) has no balance)" in outcome(result)[1]
    for text in (result.out, result.err, project.state_file.read_text()):
        assert not re.search(r"\b(ada|lovelace|cem)\b", text, re.IGNORECASE)


def add_five(project: Project) -> None:
    for number in range(5):
        project.add(f"{number}.yaml", campaignName=f"Campaign {number}")


def kinds(result: Result) -> list[str]:
    return [each["outcome"] for each in result.json["outcomes"]]


@pytest.mark.parametrize(("status", "message"), [(402, "Insufficient balance"), (404, "Agent not found")])
def test_what_the_account_refuses_for_the_same_reason_again_and_again_ends_the_run(
    project: Project, status: int, message: str
) -> None:
    add_five(project)
    project.api.on_post = [answers(status, message)] * 5

    result = project.apply()

    assert (result.code, kinds(result)) == (5, ["rejected"] * 3 + ["skipped"] * 2)
    reason = "not sent: the account refused the last 3 campaigns for the same reason"
    assert result.json["outcomes"][-1]["message"] == reason
    assert (len(project.api.posts), project.recorded) == (3, {})
    project.api.on_post = []
    assert (project.apply().code, len(project.api.names)) == (0, 5)


def test_an_account_that_stays_busy_ends_the_run(project: Project) -> None:
    add_five(project)
    project.api.on_post = [answers(429, headers={"Retry-After": "0.01"})] * 9

    result = project.apply()

    assert (result.code, kinds(result)) == (5, ["rejected"] * 3 + ["skipped"] * 2)
    assert len(project.api.posts) == 9


def test_refusals_for_other_reasons_or_between_creates_end_no_run(project: Project) -> None:
    add_five(project)
    refused = [answers(404, "Agent not found"), answers(402, "Insufficient balance")]
    project.api.on_post = [*refused, refused[0], refused[0]]

    result = project.apply()

    assert (result.code, kinds(result)) == (5, ["rejected"] * 4 + ["created"])


def test_refusals_that_prove_themselves_end_no_run(project: Project) -> None:
    add_five(project)
    project.api.on_post = [answers(400, "bad")] * 4

    assert kinds(project.apply()) == ["rejected"] * 4 + ["created"]


def test_an_answer_by_id_that_is_too_large_to_read_is_not_confirmed(project: Project) -> None:
    def creates(api: FakeApi, fields: Json) -> httpx.Response:
        created = api.create(fields)
        api.on_get = [httpx.Response(200, json={**created, "errors": ["x" * 1000] * 9000})]
        return httpx.Response(201, json={"campaignId": created["campaignId"]})

    project.add()
    project.api.on_post = [creates]

    result = project.apply()

    assert (result.code, outcome(result)[0]) == (5, "created")
    assert project.recorded[Q4]["campaignId"] == "camp_0000000000000001"


def test_two_campaigns_of_one_name_leave_the_outcome_unknown_with_both_ids(project: Project) -> None:
    def loses(api: FakeApi, fields: Json) -> httpx.Response:
        api.create(fields)
        api.create(fields)
        raise httpx.ReadTimeout("timed out")

    project.add()
    project.api.on_post = [loses]

    for result in (project.apply(), project.apply()):
        assert (result.code, outcome(result)[0]) == (6, "unknown")
        assert "has 2 campaigns of this name, camp_0000000000000001, camp_0000000000000002" in outcome(result)[1]
    assert len(project.api.posts) == 1
    assert project.run("resolve", Q4, "--created", "camp_0000000000000002").code == 0


def unconfirmed(project: Project, **fields: Any) -> None:
    """Leave a campaign that two answers don't confirm."""

    def creates(api: FakeApi, sent: Json) -> httpx.Response:
        created = api.create(sent)
        answer = {"campaignId": created["campaignId"], **fields}
        api.on_get = [httpx.Response(200, json=answer)]
        return httpx.Response(201, json=answer)

    project.add()
    project.api.on_post = [creates]
    assert project.apply().code == 5
    project.api.on_get = []


@pytest.mark.parametrize("fields", [{}, {"scheduledDate": 5, "campaignStatus": []}])
def test_what_a_later_look_confirms_is_no_difference_any_more(project: Project, fields: Json) -> None:
    unconfirmed(project, **fields)
    assert project.recorded[Q4]["differences"]

    assert project.apply().code == 0
    assert project.recorded[Q4]["differences"] == []
    assert "answer-differs" not in project.run("plan").out
    assert len(project.api.posts) == 1


def test_what_a_later_look_shows_otherwise_is_that_difference(project: Project) -> None:
    unconfirmed(project, errors=["Ada"])
    project.api.campaigns[0].update(scheduledDate="2026-12-01T19:00:00Z", concurrentCalls="many")

    project.apply()

    answered = {each["field"]: each["answered"] for each in project.recorded[Q4]["differences"]}
    assert answered == {
        "scheduledDate": "2026-12-01T19:00:00Z",
        "concurrentCalls": "not confirmed",
        "errors": "1 row error: 1 of another kind",
    }


def test_what_a_later_look_leaves_out_again_stays_not_confirmed(project: Project) -> None:
    unconfirmed(project)
    before = project.recorded[Q4]["differences"]
    brief = {"campaignId": "camp_0000000000000001", "campaignName": Q4}
    project.api.on_get = [httpx.Response(200, json={"data": [brief], "totalCount": 1, "hasNext": False})]
    project.api.on_get += [httpx.Response(200, json=brief)]

    project.apply()

    assert project.recorded[Q4]["differences"] == [each for each in before if each["field"] != "campaignName"]
