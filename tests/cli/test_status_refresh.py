"""status --refresh: what the account doesn't have any more, and what can't be known."""

import json

import httpx
import pytest

from runner import retry
from tests import fake_api
from tests.project import Project

NAMES = ["A", "B", "C"]


@pytest.fixture
def recorded(project: Project) -> Project:
    """A project with three campaigns that are still to dial."""
    for name in NAMES:
        project.add(f"{name}.yaml", campaignName=name)
    assert project.apply().code == 0
    project.api.requests.clear()
    return project


def delete(project: Project, *names: str) -> None:
    """Delete campaigns in the dashboard."""
    project.api.campaigns = [each for each in project.api.campaigns if each["campaignName"] not in names]


def test_an_account_with_all_that_is_to_dial_is_no_difference(recorded: Project) -> None:
    assert recorded.run("status", "--refresh").code == 0
    assert recorded.run("status", "--refresh", "--format", "json").code == 0


@pytest.mark.parametrize("gone", [("A",), ("A", "C"), ("A", "B", "C")])
def test_what_is_to_dial_and_gone_ends_with_5_and_is_named(recorded: Project, gone: tuple[str, ...]) -> None:
    delete(recorded, *gone)

    text = recorded.run("status", "--refresh")
    as_json = recorded.run("status", "--refresh", "--format", "json")

    assert (text.code, as_json.code) == (5, 5)
    warned = {
        campaign["campaignName"]: [finding["code"] for finding in campaign.get("findings", [])]
        for campaign in as_json.json["campaigns"]
    }
    assert warned == {name: ["gone-from-account"] if name in gone else [] for name in NAMES}
    for name in gone:
        assert f"`{name}`, {recorded.recorded[name]['campaignId']}, is gone from the account" in text.out
    assert ("SIGMAMIND_API_KEY" in text.err) == (len(gone) == len(NAMES))
    assert recorded.run("status").code == 0, "without --refresh nobody has looked"


def test_the_whole_list_of_another_account_leads_to_the_key(recorded: Project) -> None:
    delete(recorded, *NAMES)
    recorded.api.create({"campaignName": "Theirs", "agentId": "x", "sipPhoneNumber": "+14155550100"})
    recorded.api.campaigns[0]["campaignId"] = "camp_of_theirs"

    result = recorded.run("status", "--refresh", "--format", "json")

    assert (result.code, "SIGMAMIND_API_KEY" in result.err) == (5, True)


def test_what_has_dialed_may_be_gone(recorded: Project) -> None:
    recorded.clock.move(days=30)
    delete(recorded, *NAMES)

    result = recorded.run("status", "--refresh", "--format", "json")

    assert result.code == 0
    assert [campaign["live"] for campaign in result.json["campaigns"]] == [{"found": False}] * 3


def test_a_list_that_lags_is_completed_by_ids(recorded: Project) -> None:
    recorded.api.hidden = {"A", "B"}

    assert recorded.run("status", "--refresh").code == 0


def test_a_campaign_that_lags_behind_its_create_is_looked_for_again(
    recorded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = list(recorded.api.campaigns)
    delete(recorded, "B")
    waits: list[float] = []

    def catch_up(seconds: float) -> None:
        waits.append(seconds)
        recorded.api.campaigns = held

    monkeypatch.setattr("runner.cli.commands.status.time.sleep", catch_up)
    recorded.environ["CAMPAIGNS_SETTLE_SECONDS"] = "30"
    recorded.clock.move(seconds=10)

    result = recorded.run("status", "--refresh")

    assert (result.code, waits) == (0, [20.0])
    assert "looking again in 20 s" in result.err


@pytest.mark.parametrize("answer", [fake_api.error(500, "down"), fake_api.error(503, "busy")])
def test_one_failed_answer_is_no_proof_that_anything_is_gone(recorded: Project, answer: httpx.Response) -> None:
    recorded.api.on_get = [answer]
    assert recorded.run("status", "--refresh").code == 0
    recorded.api.hidden = {"B"}
    recorded.api.on_get = [_page(recorded, "A", "C"), answer]
    assert recorded.run("status", "--refresh").code == 0


def test_an_account_that_does_not_answer_is_not_an_empty_one(recorded: Project) -> None:
    recorded.api.hidden = {"B"}
    recorded.api.on_get = [_page(recorded, "A", "C"), *[fake_api.error(500, "down")] * retry.ATTEMPTS]

    assert recorded.run("status", "--refresh").code == 4


def test_a_list_that_never_agrees_with_itself_proves_nothing(recorded: Project) -> None:
    delete(recorded, "B")
    recorded.api.on_get = [_page(recorded, "A", total=9)] * 6

    result = recorded.run("status", "--refresh")

    assert result.code == 4
    assert "changed each time" in result.err


def _page(project: Project, *names: str, total: int | None = None) -> httpx.Response:
    data = [each for each in project.api.campaigns if each["campaignName"] in names]
    count = len(data) if total is None else total
    return httpx.Response(200, json={"data": data, "page": 0, "size": 100, "totalCount": count, "hasNext": False})


def test_what_is_known_to_be_gone_is_not_waited_for(recorded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    assert recorded.run("delete", "A").code == 0
    delete(recorded, "B")
    recorded.run("apply", "--accept-account")
    recorded.environ["CAMPAIGNS_SETTLE_SECONDS"] = "30"

    assert (recorded.run("status", "--refresh").code, waits) == (0, [])


@pytest.mark.parametrize(
    ("patterns", "listed", "others"),
    [
        ([], ["Support 1", "Support [EU]", "survey"], None),
        (["Support *"], ["survey"], 2),
        (["Support ?", "Sur*"], ["Support [EU]", "survey"], 1),
        (["Support [[]EU]", "survey"], ["Support 1"], 2),
        (["Support [EU]"], ["Support 1", "survey"], 1),
        (["*"], [], 3),
    ],
)
def test_campaigns_that_the_policy_says_belong_to_others_are_counted_not_listed(
    recorded: Project, patterns: list[str], listed: list[str], others: int | None
) -> None:
    for name in ("Support 1", "Support [EU]", "survey"):
        recorded.api.create({"campaignName": name, "agentId": "x", "sipPhoneNumber": "+14155550100"})
    recorded.write("policy.yaml", f"otherCampaigns: {json.dumps(patterns)}\n")

    status = recorded.run("status", "--refresh", "--format", "json").json
    text = recorded.run("status", "--refresh").out

    assert sorted(each["campaignName"] for each in status["strangers"]) == listed
    assert status.get("others") == others
    assert ("of others, by the policy's `otherCampaigns`" in text) == (others is not None)
    assert [name for name in ("Support 1", "Support [EU]", "survey") if name in text] == listed


def test_an_unrecorded_campaign_of_a_files_name_is_listed(recorded: Project) -> None:
    recorded.add("new.yaml", campaignName="New")
    recorded.api.create({"campaignName": "New", "agentId": "x", "sipPhoneNumber": "+14155550100"})

    status = recorded.run("status", "--refresh", "--format", "json").json
    text = recorded.run("status", "--refresh").out

    assert [each["campaignName"] for each in status["namesakes"]] == ["New"]
    assert status["strangers"] == []
    assert "has a file's name, but isn't recorded" in text


def test_a_pattern_hides_no_campaign_that_is_recorded(recorded: Project) -> None:
    recorded.write("policy.yaml", 'otherCampaigns: ["*"]\n')
    delete(recorded, "A")

    assert recorded.run("status", "--refresh").code == 5
