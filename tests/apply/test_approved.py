"""Nothing is sent that the plan did not show, that nobody approved, or after somebody said stop."""

import os
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest

from runner.contacts.reader import canonical
from tests.fake_api import FakeApi, Json, answers, loses_the_answer, makes, times_out
from tests.project import CONTACTS, Project

Q4 = "Q4 Outreach Campaign"


def unknown(project: Project, **fields: Any) -> None:
    project.add(**fields)
    project.api.on_post = [times_out]
    assert project.apply().code == 6


@pytest.mark.parametrize("form", ["text", "markdown", "github"])
def test_an_unknown_that_was_edited_shows_what_would_be_sent_if_it_is_not_found(project: Project, form: str) -> None:
    unknown(project)
    project.csv(text=CONTACTS + "+14155550104,Dee\n")
    project.add(isScheduled=False)

    shown = project.run("plan", "--format", form).out

    assert "look up 1 campaign whose outcome is unknown and, if not found, create 1 and call 4 contacts" in shown
    assert "4 contacts IMMEDIATELY, in 1 campaign" in shown
    assert "immediate-launch" in shown
    [entry] = project.plan()["campaigns"]
    assert (entry["action"], entry["immediate"], entry["launchAt"], entry["contacts"]) == ("unknown", True, None, 4)


def test_what_stands_is_shown_as_it_was_sent_and_not_as_its_file_is_now(project: Project) -> None:
    project.add()
    project.apply()
    project.csv(text=CONTACTS + "+14155550104,Dee\n")
    project.add(isScheduled=False, campaignName="New name", concurrentCalls=9)

    [entry] = project.plan()["campaigns"]
    shown = project.run("plan").out

    assert (entry["immediate"], entry["launchAt"], entry["contacts"]) == (False, "2026-12-01T20:00:00Z", 3)
    assert f"{Q4} (its" in shown
    assert "5 lines" in shown
    assert "nothing to create, but 1 campaign still dials although its file changed" in shown


def test_the_headline_says_that_the_file_of_a_campaign_is_gone_that_still_dials(project: Project) -> None:
    project.add("a.yaml", campaignName="A")
    project.add("b.yaml", campaignName="B")
    project.apply()
    project.directory.joinpath("a.yaml").unlink()
    assert "1 campaign still dials although its file is gone" in project.run("plan").out

    project.add("b.yaml", campaignName="B", concurrentCalls=7)
    assert "2 campaigns still dial although their files changed or are gone" in project.run("plan").out


def test_a_signal_while_the_list_is_prepared_is_followed_by_no_request(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = canonical

    def interrupted(*args: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return prepare(*args)

    project.add()
    monkeypatch.setattr("runner.apply.create.canonical", interrupted)

    result = project.apply()

    assert result.code == 130
    assert project.api.posts == []
    assert project.recorded == {}


@pytest.mark.parametrize("args", [("apply", "--expect", ""), ("--state", "", "plan"), ("--dir", "campaing", "apply")])
def test_a_value_that_is_empty_or_mistyped_is_no_value_left_out(
    project: Project, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(project.root)
    project.add()

    assert project.run(*args).code == 2
    assert project.api.requests == []
    assert sorted(path.name for path in project.root.iterdir()) == ["campaigns"]


@pytest.mark.parametrize("status", [300, 408, 425, 499, 500])
def test_an_answer_that_is_not_clear_leaves_a_doubt_behind_a_list_that_lags(project: Project, status: int) -> None:
    project.add()
    project.api.hidden = {Q4}
    project.api.on_post = [answers(status, after_work=True)]

    assert project.apply().code == 6
    project.api.hidden = set()
    assert project.apply().code == 0
    assert project.api.names == [Q4]


def test_an_error_of_the_system_while_sending_leaves_a_doubt(project: Project) -> None:
    def breaks(api: FakeApi, fields: Json) -> httpx.Response:
        api.create(fields)
        raise OSError(5, "Input/output error")

    project.add()
    project.api.on_post = [breaks]

    assert [outcome["outcome"] for outcome in project.apply().json["outcomes"]] == ["adopted"]


def test_a_bug_after_a_create_still_says_what_was_created(project: Project) -> None:
    def breaks(api: FakeApi, fields: Json) -> httpx.Response:
        raise KeyError("a bug")

    project.add("a.yaml", campaignName="A")
    project.add("b.yaml", campaignName="B")
    project.api.on_post = [makes(), breaks]

    result = project.apply()

    assert result.code == 70
    assert [outcome["campaignName"] for outcome in result.json["outcomes"]] == ["A"]


def test_a_refusal_that_speaks_of_what_does_not_exist_is_a_refusal(project: Project) -> None:
    unknown(project)
    project.api.on_post = [answers(400, "no agent with this id exists")]

    assert project.apply().code == 5
    assert project.recorded == {}


def test_two_records_of_one_path_are_both_spoken_of(project: Project) -> None:
    for name in "AB":
        project.add("p.yaml", campaignName=name)
        assert project.run("apply").code in (0, 5)
        if name == "A":
            project.directory.joinpath("p.yaml").rename(project.directory / "elsewhere.yaml")
    project.directory.joinpath("elsewhere.yaml").unlink()
    project.add("p.yaml", campaignName="C")

    actions = [(entry["campaignName"], entry["action"]) for entry in project.plan()["campaigns"]]

    assert ("A", "removed") in actions
    assert ("C", "changed") in actions


def test_an_import_of_an_id_that_is_recorded_is_refused(project: Project) -> None:
    project.add("a.yaml", campaignName="A")
    project.apply()
    project.api.campaigns[0]["campaignName"] = "B"
    path = project.add("b.yaml", campaignName="B")

    refused = project.run("import", "camp_0000000000000001", "--file", str(path))

    assert refused.code == 2
    assert "is recorded already, for `A`" in refused.err


def test_a_list_that_is_too_long_for_one_page_is_read_in_smaller_ones(project: Project) -> None:
    for number in range(3):
        project.api.create(
            {"campaignName": f"Old {number}", "agentId": "a", "sipPhoneNumber": "+14155550100"},
            errors=[f"Row 2: {'x' * 4_000_000}"],
        )
    project.add()

    assert [outcome["outcome"] for outcome in project.apply().json["outcomes"]] == ["created"]


def test_a_list_that_does_not_say_how_long_it_is_proves_nothing(project: Project) -> None:
    project.add()
    page = {"data": [], "page": 0, "size": 100, "hasNext": False}
    project.api.on_get = [httpx.Response(200, json=page) for _ in range(20)]

    assert project.apply().code == 4
    assert project.api.posts == []


def test_status_asks_no_other_api_than_the_states(project: Project) -> None:
    project.add()
    project.apply()
    project.environ["SIGMAMIND_API_URL"] = "https://other.example"

    assert project.run("status", "--refresh").code == 4


def test_validate_of_a_linked_file_is_validate_of_that_file(project: Project) -> None:
    link = project.add()
    target = link.rename(project.root / "shared.yaml")
    link.symlink_to(target)

    assert project.run("validate", str(link)).code == 0
    assert project.run("validate").code == 0


def test_what_is_wrong_with_a_list_that_campaigns_share_is_said_once(project: Project) -> None:
    project.csv(text="Phone Number\n" + "415\n" * 10_500)
    for name in "ABC":
        project.add(f"{name}.yaml", campaignName=name)

    result = project.run("validate", "--format", "json")

    assert result.json["counts"] == {"phone-format": 10_500}
    assert len(result.json["findings"]) == 10_000
    out = project.run("validate").out
    assert ("and 9,995 more" in out, "and 500 more" in out) == (True, True)


def test_an_edited_default_is_named_and_not_the_list(project: Project) -> None:
    project.csv(text="Phone Number,customer_name\n+14155550101,\n")
    project.add(dynamicVariables={"customer_name": "there"})
    project.apply()
    project.add(dynamicVariables={"customer_name": "friend"})

    [entry] = project.plan()["campaigns"]

    assert entry["differs"] == ["dynamicVariables"]


@pytest.mark.parametrize("cut", ["", "x" * 300])
def test_a_key_is_taken_out_before_the_words_are_masked_and_cut(project: Project, cut: str) -> None:
    key = project.environ["SIGMAMIND_API_KEY"] = "for-tests-1234567890-only"
    project.add()
    project.api.on_post = [answers(400, f"{cut[:180]} the key {key} is not valid {cut}")]

    result = project.apply()

    assert "for-tests" not in result.out + result.err


@pytest.mark.parametrize(
    "name", ["„Bo Diddley“", "\u2039Bo Diddley\u203a", "「Bo Diddley」", "&quot;Bo Diddley&quot;", "bo@Diddley.example"]
)
def test_what_the_api_quotes_is_masked_however_it_quotes(project: Project, name: str) -> None:
    project.add()
    project.api.on_post = [answers(400, f"row 3: {name} is not valid")]

    result = project.apply()

    assert "Diddley" not in result.out + result.err
    assert "is not valid" in result.out


def test_a_name_is_no_link_and_mentions_nobody_in_a_comment(project: Project) -> None:
    project.add(campaignName="see https://evil.example www.evil.example @team #12")

    page = project.run("plan", "--format", "markdown").out

    for link in ("://", "www.", "@team", "#12", "&#64;team", "&#35;12"):
        assert link not in page


def test_a_command_that_is_proposed_works_on_the_same_files_and_state(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.directory)
    store = f"file:{project.root / 'other.json'}"
    project.add()
    project.api.on_post = [loses_the_answer]
    project.api.hidden = {Q4}

    real = project.run("--state", store, "apply")
    rehearsal = project.run("apply", "--sandbox")

    assert f"`campaigns --state {store} resolve" in real.out
    assert rehearsal.code == 0
    project.add(concurrentCalls=9)
    assert "`campaigns resolve --sandbox" in project.run("apply", "--sandbox").err


def test_a_state_keeps_its_mode_and_needs_no_folder_that_can_be_synced(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add()
    project.apply()
    project.state_file.chmod(0o600)
    sync = os.fsync

    def no_folders(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").resolve().is_dir():
            raise OSError(22, "Invalid argument")
        sync(descriptor)

    monkeypatch.setattr("os.fsync", no_folders)
    project.add("b.yaml", campaignName="B")

    assert project.apply().code == 0
    assert project.state_file.stat().st_mode & 0o777 == 0o600


def test_a_folder_without_campaigns_is_said_to_have_none(project: Project) -> None:
    for command in ("plan", "validate"):
        result = project.run(command)
        assert (result.code, "there is no campaign file (*.yaml) in `campaigns`" in result.err) == (0, True)


def test_a_wait_for_the_list_to_settle_is_said(project: Project) -> None:
    project.environ["CAMPAIGNS_SETTLE_SECONDS"] = "0.6"
    unknown(project)

    assert "looking again in 1 s" in project.run("apply").err
