"""The engine of changes: what is sent and what is recorded, whatever the API answers."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from runner.api.client import Client
from runner.apply import alter
from runner.apply.alteration import Alteration
from runner.apply.outcome import Outcome
from runner.apply.run import Run
from runner.apply.signals import Interrupt
from runner.errors import ApiError, KeyRefusedError, StoppedError
from runner.state.session import Ledger
from runner.state.stores.file import FileStore
from tests.fake_api import Behaviour, FakeApi, Json, answers, loses_the_answer, says, times_out
from tests.project import Project

Q4, Q5 = "Q4 Outreach Campaign", "Q5"
OLD, NEW = "2026-12-01T20:00:00Z", "2026-12-08T20:00:00Z"
WEEK_LATER = {
    "scheduledDate": "2026-12-08",
    "scheduledTime": "12:00:00",
    "scheduledTimezone": "America/Los_Angeles",
}
POSTPONE = Alteration(Q4, "campaigns/q4.yaml", "postpone", WEEK_LATER, NEW)
POSTPONE_Q5 = Alteration(Q5, "campaigns/q5.yaml", "postpone", WEEK_LATER, NEW)
DELETE = Alteration(Q4, "campaigns/q4.yaml", "delete", {}, None)


@pytest.fixture
def run(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """One run of the engine on two recorded campaigns, of which the second launches first."""
    monkeypatch.setattr(alter, "BACKOFF_SECONDS", (0.0, 0.0))
    monkeypatch.setattr("runner.retry._BACKOFF", lambda state: 0.0)
    project.add()
    project.add("q5.yaml", campaignName=Q5, scheduledDate="2026-11-30")
    project.apply()
    project.api.requests.clear()
    store = FileStore(project.state_file, "campaigns/state.json")
    with Interrupt() as interrupt, store.lock(1):
        client = Client(
            "https://api.sigmamind.ai", "k", timeout=5, sleep=interrupt.sleep, transport=project.api.transport
        )
        ledger = Ledger(store, "https://api.sigmamind.ai", "campaigns")
        yield Run(client, ledger, interrupt, project.clock, 0.0, {"id": "r", "attempt": 1, "host": "h"}, print)


def change(run: Run, *alterations: Alteration) -> list[Outcome]:
    return list(alter.alter(run, alterations or (POSTPONE,)))


def update(**fields: Any) -> Alteration:
    request = {"campaignName": Q4, **fields}
    return Alteration(Q4, "campaigns/moved.yaml", "update", fields, OLD, request, f"v1:{'1' * 64}")


def always(behaviour: Behaviour) -> list[Behaviour]:
    return [behaviour] * 9


def does_nothing(api: FakeApi, asked: Json) -> httpx.Response:
    """Answer with success, and change nothing."""
    return httpx.Response(200, json=api.find(asked["campaignId"]))


def moves_to(launch: str | None) -> Behaviour:
    """Answer with success, and move the launch to another instant than was asked for."""

    def behave(api: FakeApi, asked: Json) -> httpx.Response:
        campaign = api.find(asked["campaignId"])
        assert campaign
        campaign["scheduledDate"] = launch
        return httpx.Response(200, json=campaign)

    return behave


def says_nothing_done(api: FakeApi, asked: Json) -> httpx.Response:
    """Answer with success without a body, and do nothing."""
    return httpx.Response(204)


def test_a_postponement_is_sent_read_back_and_recorded(project: Project, run: Run) -> None:
    [outcome] = change(run)

    assert (outcome.outcome, outcome.launch_at, outcome.differs) == ("postponed", NEW, False)
    assert [method for method, _ in project.api.requests] == ["GET", "PATCH", "GET"]
    assert project.api.patches == [WEEK_LATER]
    record = project.recorded[Q4]
    assert record["launchAt"] == NEW
    assert record["postponed"] == {**WEEK_LATER, "from": OLD, "at": "2026-11-22T21:40:00Z"}
    assert record["account"] == {"launchAt": NEW, "status": "scheduled", "seenAt": "2026-11-22T21:40:00Z"}
    assert record["request"]["scheduledDate"] == "2026-12-01"
    assert "changing" not in record


def test_the_intent_is_recorded_before_the_first_request(project: Project, run: Run) -> None:
    seen: list[Any] = []

    def look(api: FakeApi, asked: Json) -> httpx.Response:
        seen.append(project.recorded[Q4]["changing"])
        return api.work(asked)

    project.api.on_patch = [look]
    change(run)
    assert (seen[0]["kind"], seen[0]["patch"], seen[0]["launchAt"]) == ("postpone", WEEK_LATER, NEW)


def test_what_the_account_shows_already_is_recorded_without_a_request(project: Project, run: Run) -> None:
    change(run)
    [outcome] = change(run)
    assert (outcome.outcome, len(project.api.patches)) == ("postponed", 1)
    assert project.recorded[Q4]["postponed"]["from"] == OLD


def test_moving_it_back_to_the_files_instant_releases_it(project: Project, run: Run) -> None:
    change(run)
    back = {**WEEK_LATER, "scheduledDate": "2026-12-01"}
    change(run, replace(POSTPONE, patch=back, launch_at=OLD))
    assert "postponed" not in project.recorded[Q4]
    assert project.recorded[Q4]["launchAt"] == OLD


@pytest.mark.parametrize(
    "behaviour", [loses_the_answer, answers(500, after_work=True), answers(503), answers(429), answers(408), times_out]
)
def test_doubt_is_settled_by_reading_and_the_change_is_repeated(
    project: Project, run: Run, behaviour: Behaviour
) -> None:
    project.api.on_patch = [behaviour]
    [outcome] = change(run)
    assert (outcome.outcome, project.recorded[Q4]["launchAt"]) == ("postponed", NEW)
    assert len(project.api.patches) <= 2


@pytest.mark.parametrize("behaviour", [answers(503), times_out, says(302, b"", after_work=False)])
def test_a_change_in_doubt_after_three_requests_keeps_its_intent(
    project: Project, run: Run, behaviour: Behaviour
) -> None:
    project.api.on_patch = always(behaviour)
    [outcome] = change(run)
    assert (outcome.outcome, len(project.api.patches)) == ("unknown", 3)
    assert project.recorded[Q4]["launchAt"] == OLD
    assert project.recorded[Q4]["changing"]["launchAt"] == NEW


@pytest.mark.parametrize("status", [400, 404, 405, 409, 410, 413, 422, 451])
def test_a_clear_refusal_leaves_the_record_as_it_was(project: Project, run: Run, status: int) -> None:
    project.api.on_patch = always(answers(status, "no"))
    [outcome] = change(run)
    assert (outcome.outcome, len(project.api.patches)) == ("rejected", 1)
    assert "still launches Tue 1 Dec 2026 12:00 America/Los_Angeles" in outcome.message
    assert project.recorded[Q4]["launchAt"] == OLD
    assert not {"changing", "postponed"} & project.recorded[Q4].keys()


def test_success_that_changed_nothing_is_no_success(project: Project, run: Run) -> None:
    project.api.on_patch = always(does_nothing)
    [outcome] = change(run)
    assert outcome.outcome == "rejected"
    assert "200, but it still launches" in outcome.message
    assert project.recorded[Q4]["launchAt"] == OLD


@pytest.mark.parametrize("launch", ["2026-12-08T12:00:00.000Z", None, "soon", 1796756400000])
def test_a_launch_that_isnt_as_asked_for_is_a_difference(project: Project, run: Run, launch: Any) -> None:
    project.api.on_patch = always(moves_to(launch))
    [outcome] = change(run)
    assert (outcome.outcome, outcome.differs) == ("postponed", True)
    assert [each["field"] for each in project.recorded[Q4]["differences"]] == ["scheduledDate"]
    assert project.recorded[Q4]["account"]["launchAt"] != NEW
    assert project.recorded[Q4]["launchAt"] == ("2026-12-08T12:00:00Z" if launch == "2026-12-08T12:00:00.000Z" else OLD)


def test_an_update_that_became_another_launch_is_recorded_as_the_account_has_it(project: Project, run: Run) -> None:
    """What the file asks for is what a postponement goes back to."""
    project.api.on_patch = always(moves_to("2026-12-08T12:00:00.000Z"))
    request = {**project.recorded[Q4]["request"], **WEEK_LATER}
    one = replace(update(**WEEK_LATER), launch_at=NEW, request=request)
    [outcome] = change(run, one)
    assert (outcome.outcome, outcome.differs, outcome.launch_at) == ("updated", True, "2026-12-08T12:00:00Z")
    record = project.recorded[Q4]
    assert (record["launchAt"], record["postponed"]["from"]) == ("2026-12-08T12:00:00Z", NEW)
    assert record["postponed"]["scheduledTime"] == "04:00:00"


@pytest.mark.parametrize("one", [POSTPONE, DELETE], ids=lambda one: one.kind)
def test_an_answer_404_isnt_believed_while_the_list_shows_the_campaign(
    project: Project, run: Run, one: Alteration
) -> None:
    project.api.on_get = [httpx.Response(404)]
    [outcome] = change(run, one)
    assert outcome.outcome in ("postponed", "deleted")
    assert "gone" not in project.recorded[Q4]


def test_a_delete_isnt_recorded_while_the_list_shows_the_campaign(project: Project, run: Run) -> None:
    project.api.on_delete = [says_nothing_done]
    real = project.api.find(project.recorded[Q4]["campaignId"])
    project.api.on_get = [httpx.Response(200, json=real), httpx.Response(404)]
    [outcome] = change(run, DELETE)
    assert (outcome.outcome, "deleted" in project.recorded[Q4]) == ("rejected", False)


@pytest.mark.parametrize("status", ["live", "completed", "ended", None])
def test_only_what_is_still_to_dial_gets_a_patch(project: Project, run: Run, status: str | None) -> None:
    project.api.campaigns[0]["campaignStatus"] = status
    [outcome] = change(run)
    assert (outcome.outcome, project.api.patches) == ("rejected", [])
    assert project.recorded[Q4]["launchAt"] == OLD


@pytest.mark.parametrize("status", ["paused", "SCHEDULED"])
def test_what_is_paused_may_be_moved(project: Project, run: Run, status: str) -> None:
    project.api.campaigns[0]["campaignStatus"] = status
    [outcome] = change(run)
    assert (outcome.outcome, outcome.differs) == ("postponed", False)


def test_a_launch_moved_further_in_the_dashboard_isnt_brought_forward(project: Project, run: Run) -> None:
    project.api.campaigns[0]["scheduledDate"] = "2026-12-24T20:00:00.000Z"
    [outcome] = change(run)
    assert (outcome.outcome, project.api.patches) == ("rejected", [])
    assert "2026-12-24T20:00:00Z" in outcome.message


def test_what_began_to_dial_before_the_patch_is_said_to_dial(project: Project, run: Run) -> None:
    def begins(api: FakeApi, asked: Json) -> httpx.Response:
        api.campaigns[0]["campaignStatus"] = "live"
        return httpx.Response(409)

    project.api.on_patch = [begins]
    [outcome] = change(run)
    assert "it is dialing already" in outcome.message
    assert "still launches" not in outcome.message


def test_what_the_account_lacks_is_gone(project: Project, run: Run) -> None:
    project.api.campaigns.clear()
    [outcome] = change(run)
    assert (outcome.outcome, project.api.patches) == ("rejected", [])
    assert project.recorded[Q4]["gone"] == {"at": "2026-11-22T21:40:00Z"}


def test_an_update_that_is_in_doubt_waits_for_the_next_apply(project: Project, run: Run) -> None:
    project.api.on_patch = [answers(500)]
    [outcome] = change(run, update(concurrentCalls=9))
    assert (outcome.outcome, len(project.api.patches)) == ("unknown", 1)
    assert list(alter.settle(run)) == []
    [outcome] = change(run, update(concurrentCalls=9))
    assert outcome.outcome == "updated"
    record = project.recorded[Q4]
    assert (record["request"]["concurrentCalls"], record["path"]) == (9, "campaigns/moved.yaml")
    assert record["fingerprint"] == f"v1:{'1' * 64}"


def test_lines_may_change_while_it_dials_and_nothing_else_may(project: Project, run: Run) -> None:
    project.api.campaigns[0]["campaignStatus"] = "live"
    assert change(run, update(concurrentCalls=9))[0].outcome == "updated"
    assert change(run, update(concurrentCalls=9, agentId="E6"))[0].outcome == "rejected"
    assert len(project.api.patches) == 1


def test_a_field_that_the_answer_lacks_isnt_confirmed(project: Project, run: Run) -> None:
    def forgets(api: FakeApi, asked: Json) -> httpx.Response:
        answer = api.work(asked)
        del api.campaigns[0]["concurrentCalls"]
        return answer

    project.api.on_patch = [forgets]
    [outcome] = change(run, update(concurrentCalls=9))
    assert (outcome.outcome, outcome.differs) == ("updated", True)


def test_what_dials_first_is_changed_first(project: Project, run: Run) -> None:
    assert [each.name for each in change(run, POSTPONE, POSTPONE_Q5)] == [Q5, Q4]


def test_one_that_cant_be_read_stops_no_other(project: Project, run: Run) -> None:
    project.api.on_get = [httpx.Response(500) for _ in range(4)]
    first, second = change(run, POSTPONE, POSTPONE_Q5)
    assert (first.name, first.outcome, second.outcome) == (Q5, "rejected", "postponed")
    assert "nothing was sent" in first.message
    assert "changing" not in project.recorded[Q5]


def test_an_api_that_is_down_ends_the_run_and_leaves_no_intent(
    project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alter, "MAX_FAILURES", 1)
    project.api.on_get = [httpx.Response(503) for _ in range(9)]
    outcomes: list[Outcome] = []
    with pytest.raises(ApiError):
        outcomes.extend(alter.alter(run, [POSTPONE, POSTPONE_Q5]))
    assert [each.outcome for each in outcomes] == ["skipped", "skipped"]
    assert not any("changing" in record for record in project.recorded.values())


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_ends_the_run(project: Project, run: Run, status: int) -> None:
    project.api.on_patch = always(answers(status))
    with pytest.raises(KeyRefusedError):
        change(run, POSTPONE, POSTPONE_Q5)
    assert len(project.api.patches) == 1
    assert not any("changing" in record for record in project.recorded.values())


def test_after_a_signal_nothing_more_is_sent(project: Project, run: Run) -> None:
    def stops(api: FakeApi, asked: Json) -> httpx.Response:
        os.kill(os.getpid(), signal.SIGTERM)
        return api.work(asked)

    project.api.on_patch = [stops]
    outcomes: list[Outcome] = []
    with pytest.raises(StoppedError) as stopped:
        outcomes.extend(alter.alter(run, [POSTPONE, POSTPONE_Q5]))
    assert stopped.value.exit_code == 143
    assert {each.name: each.outcome for each in outcomes} == {Q5: "postponed", Q4: "skipped"}
    assert (project.recorded[Q5]["launchAt"], project.recorded[Q4]["launchAt"]) == (NEW, OLD)
    assert not any("changing" in record for record in project.recorded.values())


def test_a_campaign_is_deleted_once_the_account_doesnt_show_it(project: Project, run: Run) -> None:
    [outcome] = change(run, DELETE)
    assert (outcome.outcome, project.api.deletes) == ("deleted", ["camp_0000000000000001"])
    assert project.recorded[Q4]["deleted"] == {"at": "2026-11-22T21:40:00Z"}
    assert "changing" not in project.recorded[Q4]


@pytest.mark.parametrize("behaviour", [answers(405), answers(404), answers(400), answers(409), says_nothing_done])
def test_a_delete_that_did_nothing_leaves_the_record_as_it_was(
    project: Project, run: Run, behaviour: Behaviour
) -> None:
    project.api.on_delete = always(behaviour)
    before = project.recorded[Q4]
    [outcome] = change(run, DELETE)
    assert (outcome.outcome, len(project.api.deletes)) == ("rejected", 1)
    assert "the account still shows it" in outcome.message
    assert {**project.recorded[Q4], "account": None} == {**before, "account": None}


def test_what_is_gone_is_deleted_already(project: Project, run: Run) -> None:
    project.api.campaigns.clear()
    [outcome] = change(run, DELETE)
    assert (outcome.outcome, outcome.message) == ("deleted", "deleted already: the account doesn't have it")


def test_a_delete_in_doubt_is_looked_at_and_repeated(project: Project, run: Run) -> None:
    project.api.on_delete = [answers(500), loses_the_answer]
    [outcome] = change(run, DELETE)
    assert (outcome.outcome, len(project.api.deletes)) == ("deleted", 2)


def begun(project: Project, run: Run, alteration: Alteration) -> None:
    """Record an intent as a run does that dies right after it."""
    record = run.ledger.records[alteration.name]
    run.ledger.record({alteration.name: alteration.intent(record, run.now(), run.identity)})


@pytest.mark.parametrize("sent", [True, False])
def test_what_a_dead_run_postponed_is_found_out_by_reading(project: Project, run: Run, sent: bool) -> None:
    begun(project, run, POSTPONE)
    if sent:
        project.api.change(project.api.campaigns[0], WEEK_LATER)
    [outcome] = alter.settle(run)
    assert (outcome.outcome, project.api.patches) == ("postponed" if sent else "rejected", [])
    assert project.recorded[Q4]["launchAt"] == (NEW if sent else OLD)
    assert "changing" not in project.recorded[Q4]


@pytest.mark.parametrize("sent", [True, False])
def test_what_a_dead_run_deleted_is_found_out_by_reading(project: Project, run: Run, sent: bool) -> None:
    begun(project, run, DELETE)
    if sent:
        project.api.campaigns.pop(0)
    [outcome] = alter.settle(run)
    assert (outcome.outcome, project.api.deletes) == ("deleted" if sent else "rejected", [])
    assert ("deleted" in project.recorded[Q4]) is sent


def test_a_dead_run_whose_campaign_is_gone_or_elsewhere_is_told_apart(project: Project, run: Run) -> None:
    begun(project, run, POSTPONE)
    begun(project, run, POSTPONE_Q5)
    project.api.campaigns.pop(0)
    project.api.campaigns[0]["scheduledDate"] = "2026-12-09T20:00:00.000Z"
    gone, elsewhere = alter.settle(run)
    assert (gone.outcome, elsewhere.outcome, elsewhere.differs) == ("rejected", "postponed", True)
    assert "gone" in project.recorded[Q4]


def test_what_cant_be_read_keeps_its_intent(project: Project, run: Run) -> None:
    begun(project, run, POSTPONE)
    project.api.on_get = [httpx.Response(503) for _ in range(4)]
    [outcome] = alter.settle(run)
    assert outcome.outcome == "unknown"
    assert "changing" in project.recorded[Q4]


def test_a_launch_that_was_never_readable_isnt_taken_for_the_old_one(project: Project, run: Run) -> None:
    unread = {"field": "scheduledDate", "asked": OLD, "answered": "unreadable (a number)"}
    run.ledger.record({Q4: replace(run.ledger.records[Q4], acceptedDifferences=[unread])})
    project.api.campaigns[0]["scheduledDate"] = 1796155200000
    project.api.on_patch = always(does_nothing)
    [outcome] = change(run)
    assert (outcome.outcome, outcome.differs) == ("postponed", True)
