"""resolve --created: the id is read where there is a key, and may be corrected until it is confirmed."""

from typing import Any

import pytest

from runner import retry
from tests import fake_api
from tests.fake_api import loses_the_answer
from tests.project import Project

NAME = "June renewals"
RIGHT = "camp_June01"
WRONG = "camp_June0l"


@pytest.fixture
def lost(project: Project) -> Project:
    """A project with a campaign whose answer was lost, which the account has as `RIGHT` and its list doesn't show."""
    project.add("june.yaml", campaignName=NAME)
    project.api.on_post, project.api.hidden = [loses_the_answer], {NAME}
    assert project.apply().code == 6
    project.api.campaigns[0]["campaignId"] = RIGHT
    return project


def resolve(project: Project, campaign_id: str, *options: str) -> Any:
    return project.run("resolve", NAME, "--created", campaign_id, *options)


def without_key(project: Project) -> None:
    project.environ.pop("SIGMAMIND_API_KEY", None)


def test_the_right_id_is_read_and_recorded(lost: Project) -> None:
    assert resolve(lost, RIGHT).code == 0

    record = lost.recorded[NAME]
    assert (record["status"], record["campaignId"], record["differences"]) == ("created", RIGHT, [])
    assert record["account"]["status"] == "scheduled"
    assert "unconfirmed" not in record


@pytest.mark.parametrize("options", [(), ("--unchecked",), ("--format", "json")])
def test_an_id_that_the_account_does_not_have_is_refused(lost: Project, options: tuple[str, ...]) -> None:
    before = lost.state_file.read_bytes()

    result = resolve(lost, WRONG, *options)

    assert (result.code, lost.state_file.read_bytes()) == (2, before)
    assert f"the account has no campaign `{WRONG}`" in result.err
    assert resolve(lost, RIGHT).code == 0


@pytest.mark.parametrize("name", ["July renewals", "june renewals", "", None, 7])
def test_the_id_of_another_name_is_refused(lost: Project, name: object) -> None:
    before = lost.state_file.read_bytes()
    lost.api.campaigns[0]["campaignName"] = name

    result = resolve(lost, RIGHT)

    assert (result.code, lost.state_file.read_bytes()) == (2, before)
    assert "nothing was recorded" in result.err


@pytest.mark.parametrize("key", [True, False])
def test_an_id_that_is_recorded_for_another_campaign_is_refused(lost: Project, key: bool) -> None:
    lost.api.hidden = set()
    lost.add("july.yaml", campaignName="July renewals")
    lost.api.on_post = []
    lost.api.hidden = {NAME}
    state = lost.state["campaigns"][NAME]
    lost.apply()
    other = lost.recorded["July renewals"]["campaignId"]
    if not key:
        without_key(lost)

    result = resolve(lost, other, "--unchecked")

    assert (state["status"], result.code) == ("unknown", 2)
    assert "recorded already, for `July renewals`" in result.err


def test_what_differs_is_recorded_as_at_a_create(lost: Project) -> None:
    lost.api.campaigns[0] |= {"scheduledDate": "2026-12-01T21:00:00.000Z", "concurrentCalls": "many"}

    result = resolve(lost, RIGHT, "--format", "json")

    assert result.code == 5
    assert [each["field"] for each in lost.recorded[NAME]["differences"]] == ["scheduledDate", "concurrentCalls"]
    assert lost.recorded[NAME]["launchAt"] == "2026-12-01T20:00:00Z"
    assert lost.recorded[NAME]["account"]["launchAt"] == "2026-12-01T21:00:00Z"
    assert lost.run("resolve", NAME, "--accept").code == 0


def test_what_the_account_does_not_say_is_not_confirmed(lost: Project) -> None:
    del lost.api.campaigns[0]["scheduledDate"]

    assert resolve(lost, RIGHT).code == 5
    assert [each["answered"] for each in lost.recorded[NAME]["differences"]] == ["not confirmed"]


def test_an_account_that_does_not_answer_settles_nothing(lost: Project) -> None:
    before = lost.state_file.read_bytes()
    lost.api.on_get = [fake_api.error(503, "down")] * retry.ATTEMPTS

    assert (resolve(lost, RIGHT).code, lost.state_file.read_bytes()) == (4, before)


def test_without_a_key_an_id_is_recorded_only_unchecked(lost: Project) -> None:
    before = lost.state_file.read_bytes()
    without_key(lost)

    refused = resolve(lost, WRONG)
    assert (refused.code, lost.state_file.read_bytes()) == (2, before)
    assert "SIGMAMIND_API_KEY" in refused.err
    assert "--unchecked" in refused.err

    unchecked = resolve(lost, WRONG, "--unchecked")
    assert unchecked.code == 0
    assert lost.recorded[NAME]["unconfirmed"] is True
    assert [finding["code"] for finding in lost.plan()["findings"]] == ["id-unconfirmed"]
    assert lost.actions() == {NAME: "unchanged"}


def test_an_unchecked_id_may_be_corrected_until_it_is_confirmed(lost: Project) -> None:
    key = lost.environ["SIGMAMIND_API_KEY"]
    without_key(lost)
    assert resolve(lost, WRONG, "--unchecked").code == 0
    assert resolve(lost, "camp_another", "--unchecked").code == 0
    assert resolve(lost, RIGHT).code == 2, "without a key it needs --unchecked each time"
    lost.environ["SIGMAMIND_API_KEY"] = key
    assert resolve(lost, WRONG).code == 2
    assert lost.recorded[NAME]["campaignId"] == "camp_another"

    assert resolve(lost, RIGHT).code == 0
    assert lost.recorded[NAME]["campaignId"] == RIGHT
    assert "unconfirmed" not in lost.recorded[NAME]
    assert resolve(lost, RIGHT).code == 2, "it is confirmed"
    assert resolve(lost, WRONG, "--unchecked").code == 2


def test_apply_confirms_an_id_that_the_account_shows_under_this_name(lost: Project) -> None:
    key = lost.environ["SIGMAMIND_API_KEY"]
    without_key(lost)
    resolve(lost, RIGHT, "--unchecked")
    assert lost.apply().code == 5, "nobody has seen it"
    lost.environ["SIGMAMIND_API_KEY"] = key

    assert lost.apply().code == 0
    assert "unconfirmed" not in lost.recorded[NAME]
    assert len(lost.api.posts) == 1


def test_an_unchecked_id_that_the_account_does_not_have_is_never_taken_for_a_campaign_that_is_gone(
    lost: Project,
) -> None:
    lost.api.hidden = set()
    lost.add("july.yaml", campaignName="July renewals")
    key = lost.environ["SIGMAMIND_API_KEY"]
    without_key(lost)
    resolve(lost, WRONG, "--unchecked")
    lost.environ["SIGMAMIND_API_KEY"] = key

    assert lost.apply().code == 7, "nothing shows that it is the right account"
    assert lost.apply("--accept-account").code == 5
    assert "gone" not in lost.recorded[NAME]
    assert lost.recorded[NAME]["unconfirmed"] is True
    assert lost.api.names == ["July renewals", NAME]


@pytest.mark.parametrize("command", [("postpone", "--to", "2026-12-08 12:00"), ("delete",)])
@pytest.mark.parametrize("shown", [True, False])
def test_nothing_is_changed_by_an_unchecked_id_that_is_not_the_campaigns(
    project: Project, command: tuple[str, ...], shown: bool
) -> None:
    project.add("july.yaml", campaignName="July renewals")
    assert project.apply().code == 0
    project.add("june.yaml", campaignName=NAME)
    project.api.on_post, project.api.hidden = [loses_the_answer], {NAME}
    assert project.apply().code == 6
    if shown:
        project.api.create({"campaignName": "Theirs", "agentId": "x", "sipPhoneNumber": "+14155550100"})
        project.api.campaigns[-1]["campaignId"] = WRONG
    key = project.environ.pop("SIGMAMIND_API_KEY")
    assert resolve(project, WRONG, "--unchecked").code == 0
    project.environ["SIGMAMIND_API_KEY"] = key

    result = project.run(command[0], NAME, *command[1:])

    assert result.code == 5, result
    assert (project.api.patches, project.api.deletes) == ([], [])
    assert project.recorded[NAME]["unconfirmed"] is True
    assert not {"gone", "deleted", "changing"} & project.recorded[NAME].keys()


@pytest.mark.parametrize(("campaign_id", "code"), [(WRONG, 5), (RIGHT, 0)])
def test_status_says_that_an_id_was_not_checked(lost: Project, campaign_id: str, code: int) -> None:
    key = lost.environ.pop("SIGMAMIND_API_KEY")
    resolve(lost, campaign_id, "--unchecked")
    lost.environ["SIGMAMIND_API_KEY"] = key

    shown = lost.run("status", "--refresh")

    assert (shown.code, "warning[id-unconfirmed]" in shown.out, "gone-from-account" in shown.out) == (code, True, False)
    assert "created (unconfirmed)" in shown.out


def test_a_state_of_another_api_is_not_read_there(lost: Project) -> None:
    state = lost.state_file.read_text()
    lost.state_file.write_text(state.replace("https://api.sigmamind.ai", "http://127.0.0.1:8862"))

    assert resolve(lost, RIGHT).code == 2
    assert resolve(lost, RIGHT, "--unchecked").code == 0
    assert lost.recorded[NAME]["unconfirmed"] is True


def test_unchecked_belongs_to_created(lost: Project) -> None:
    assert lost.run("resolve", NAME, "--not-created", "--unchecked").code == 2
    assert lost.recorded[NAME]["status"] == "unknown"
