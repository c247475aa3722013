"""An apply sends only what is as its commit has it on the default branch's tip, now and not an hour ago."""

import html
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.action.test_step import Workflow, workflow
from tests.fake_github import Answer

__all__ = ["workflow"]

pytestmark = pytest.mark.slow


def commit_at_the_tip(workflow: Workflow, **files: str | None) -> None:
    """Commit files, None deletes one, push them, and check the commit before that out again."""
    old = workflow.git("rev-parse", "HEAD")
    for path, text in files.items():
        place = workflow.checkout / path
        if text is None:
            place.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
    workflow.push()
    workflow.git("checkout", "-q", old)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("HOLD", "stop"),
        ("campaigns/Hold.txt", ""),
        ("campaigns/policy.yaml", "limits: {contactsPerApply: 1}\n"),
        ("campaigns/q4.yaml", None),
        ("campaigns/contacts/q4.csv", "Phone Number,customer_name\n+14155550101,Ada\n"),
        ("campaigns/emea/new.yml", "campaignName: New\n"),
    ],
)
def test_an_old_run_says_which_of_its_paths_differs_at_the_tip(workflow: Workflow, path: str, text: str | None) -> None:
    commit_at_the_tip(workflow, **{path: text})
    ended = workflow.step_here("push")

    assert (ended.code, ended.outputs["result"], ended.outputs["created"]) == (0, "superseded", "0"), ended.log
    assert f"::notice::superseded: `{path}` " in ended.log
    assert "Superseded" in ended.summary
    assert (workflow.created, workflow.hub.issues) == ([], [])


def test_a_file_that_becomes_executable_or_a_link_is_another(workflow: Workflow) -> None:
    (workflow.checkout / "campaigns" / "q4.yaml").chmod(0o755)
    old = workflow.git("rev-parse", "HEAD")
    workflow.push()
    workflow.git("checkout", "-q", old)

    assert workflow.step_here("push").outputs["result"] == "superseded"


def test_commits_that_change_nothing_of_it_supersede_no_run(workflow: Workflow) -> None:
    workflow.add('r\xe9sum\xe9 "2"', contacts="Phone Number\n+14155550111\n")
    workflow.push()
    paths = ("README.md", "campaigns/README.md", "campaigns/contacts/next.csv", "other/HOLD")
    commit_at_the_tip(workflow, **dict.fromkeys(paths, "x"))

    ended = workflow.step_here("push")

    assert (ended.outputs["result"], ended.outputs["created"]) == ("applied", "2"), ended.log


def test_one_look_at_the_tip_costs_one_request(workflow: Workflow) -> None:
    assert workflow.step_here("push").code == 0

    looks = [path for _, path in workflow.hub.requests if path.endswith("/git/ref/heads/main")]
    assert len(looks) == 2
    assert not [path for _, path in workflow.hub.requests if "/compare/" in path or "?recursive" in path]


def test_another_commit_than_the_runs_is_refused(workflow: Workflow) -> None:
    workflow.environ["GITHUB_SHA"] = workflow.git("rev-parse", "HEAD")
    workflow.add("never-reviewed")
    workflow.git("add", "-A")
    workflow.git("commit", "-qm", "not pushed")
    ended = workflow.step_here("issue_comment", command="apply")

    assert (ended.code, ended.outputs["result"], workflow.created) == (7, "refused", [])
    assert "is checked out, but GITHUB_SHA, this run's commit, is " in ended.log
    assert "actions/checkout" in ended.log


@pytest.mark.parametrize(
    ("path", "added"),
    [
        ("campaigns/contacts/q4.csv", False),
        ("campaigns/policy.yaml", False),
        ("campaigns/new.yaml", False),
        ("campaigns/emea/new.yml", True),
    ],
)
def test_what_a_step_of_the_job_wrote_was_not_merged(workflow: Workflow, path: str, *, added: bool) -> None:
    (workflow.checkout / path).parent.mkdir(exist_ok=True)
    with (workflow.checkout / path).open("a") as file:
        file.write("\n")
    workflow.git("add", *(["-A"] if added else ["campaigns/q4.yaml"]))
    workflow.environ["GITHUB_SHA"] = workflow.git("rev-parse", "HEAD")
    ended = workflow.step_here("push")

    assert (ended.code, ended.outputs["result"], workflow.created) == (7, "refused", [])
    assert f"`{path}` isn't as the commit has it" in ended.log


def test_a_list_that_git_does_not_track_may_come_with_the_job(workflow: Workflow) -> None:
    (workflow.checkout / "campaigns" / "policy.yaml").write_text("suppression: [{path: opted-out.txt}]\n")
    workflow.push()
    (workflow.checkout / "campaigns" / "opted-out.txt").write_text("+14155550199\n")
    (workflow.checkout / "app.py").write_text("")
    ended = workflow.step_here("push")

    assert ended.outputs["result"] == "applied", ended.log


def test_a_checkout_without_git_is_refused(workflow: Workflow) -> None:
    workflow.environ["GITHUB_SHA"] = workflow.git("rev-parse", "HEAD")
    (workflow.checkout / ".git").rename(workflow.temp / "git")
    workflow.git = lambda *args: workflow.environ["GITHUB_SHA"]  # type: ignore[method-assign]
    ended = workflow.step_here("push")

    assert (ended.code, ended.outputs["result"], workflow.created) == (7, "refused", [])
    assert "git doesn't say what is checked out" in ended.log


def test_a_commit_that_the_default_branch_doesnt_contain_is_refused(workflow: Workflow) -> None:
    old = workflow.git("rev-parse", "HEAD")
    workflow.git("commit", "-q", "--amend", "--allow-empty", "-m", "another")
    workflow.git("push", "-qf", str(workflow.hub.bare), "HEAD:main")
    workflow.git("checkout", "-q", old)
    ended = workflow.step_here("push")

    assert (ended.code, ended.outputs["result"], workflow.created) == (7, "refused", [])
    assert "`main` doesn't contain" in ended.log


def test_a_tree_that_is_cut_short_is_refused(workflow: Workflow) -> None:
    commit_at_the_tip(workflow, **{"README.md": "x"})
    workflow.hub.truncated = True
    ended = workflow.step_here("push")

    assert (ended.code, ended.outputs["result"], workflow.created) == (7, "refused", [])
    assert "lists only some of the files" in ended.log


@pytest.mark.parametrize("answer", [Answer(200, {"object": None}), Answer(200, []), Answer(404), Answer(403)])
def test_a_tip_that_cant_be_read_is_not_taken_for_the_runs_own(workflow: Workflow, answer: Answer) -> None:
    workflow.hub.answer_instead(r"^GET /repos/me/repo/git/ref/heads/main", answer)
    ended = workflow.step_here("push")

    assert (ended.code, ended.outputs["result"], workflow.created) == (4, "failed", [])


@pytest.mark.parametrize("lacking", ["campaigns/q4.yaml", "campaigns/contacts/q4.csv", "campaigns/HOLD"])
@pytest.mark.parametrize("command", ["apply", "plan"])
def test_a_sparse_checkout_that_lacks_what_counts_is_refused(workflow: Workflow, command: str, lacking: str) -> None:
    workflow.add("other")
    (workflow.checkout / "campaigns" / "HOLD").write_text("wrong list")
    workflow.push()
    workflow.git("sparse-checkout", "set", "--no-cone", "/*", f"!{lacking}")
    ended = workflow.step_here("push", command=command)

    assert not (workflow.checkout / lacking).exists()
    assert (ended.code, ended.outputs["result"], workflow.created) == (7, "refused", [])
    assert f"`{lacking}` is in the commit, but not checked out" in ended.log
    assert "sparse-checkout" in ended.log


def test_a_sparse_checkout_of_all_that_counts_is_as_good_as_any(workflow: Workflow) -> None:
    (workflow.checkout / "app.py").write_text("")
    workflow.push()
    workflow.git("sparse-checkout", "set", "--no-cone", "/campaigns")

    assert not (workflow.checkout / "app.py").exists()
    assert workflow.step_here("push").outputs["result"] == "applied"


@pytest.mark.parametrize("command", ["apply", "plan"])
def test_a_folder_that_is_a_link_out_of_the_repository_is_not_read(workflow: Workflow, command: str) -> None:
    outside = workflow.temp / "outside"
    (workflow.checkout / "campaigns").rename(outside)
    (workflow.checkout / "campaigns").symlink_to(outside)
    workflow.push()
    ended = workflow.step_here("push", command=command)

    assert (ended.code, ended.outputs["result"], workflow.created) == (7, "refused", [])
    assert "outside the repository" in ended.log


def test_a_link_to_the_folder_may_not_lead_elsewhere_at_the_tip(workflow: Workflow) -> None:
    (workflow.checkout / "current").symlink_to("campaigns")
    (workflow.checkout / "next").mkdir()
    (workflow.checkout / "next" / "README.md").write_text("")
    old = workflow.push()
    (workflow.checkout / "current").unlink()
    (workflow.checkout / "current").symlink_to("next")
    workflow.push()
    workflow.git("checkout", "-q", old)

    assert workflow.step_here("push", dir="current").outputs["result"] == "superseded"


def test_a_submodule_that_isnt_checked_out_is_refused(workflow: Workflow, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    subprocess.run(["git", "init", "-q", str(shared)], check=True)
    identity = ["-c", "user.name=me", "-c", "user.email=me@example.com"]
    subprocess.run(["git", "-C", str(shared), *identity, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    workflow.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(shared), "campaigns/shared")
    workflow.push()
    assert workflow.step_here("push", command="plan").code == 0

    workflow.git("submodule", "-q", "deinit", "-f", "campaigns/shared")
    ended = workflow.step_here("push")
    assert (ended.code, workflow.created) == (7, [])
    assert "`campaigns/shared` is a submodule that isn't checked out" in ended.log


@pytest.fixture
def two(workflow: Workflow, monkeypatch: pytest.MonkeyPatch) -> Workflow:
    """Two campaigns to create, and a run that looks at the tip before each of them."""
    monkeypatch.setattr("runner.cli.hold.CURRENT_SECONDS", 0.0)
    workflow.add("second", contacts="Phone Number\n+14155550111\n")
    workflow.push()
    return workflow


def after_the_first_create(workflow: Workflow, then: Callable[[], None]) -> None:
    """Let something happen once, between the first create and the next look at the tip."""
    happened: list[bool] = []

    def fault(method: str, path: str) -> None:
        if workflow.requested and not happened and path.endswith("/git/ref/heads/main"):
            happened.append(True)
            then()

    workflow.hub.fault = fault


def test_what_is_left_when_a_newer_policy_comes_is_left_to_its_run(two: Workflow) -> None:
    two.pull_request()
    two.push(pull=7)
    policy = {"campaigns/policy.yaml": "limits: {newCampaigns: 9}\n"}
    after_the_first_create(two, lambda: commit_at_the_tip(two, **policy))
    ended = two.step_here("push")

    assert (ended.code, ended.outputs["result"], ended.outputs["created"]) == (0, "superseded", "1"), ended.log
    assert list(json.loads(ended.outputs["campaign-ids"])) == two.created == ["q4"]
    assert "::notice::superseded: `campaigns/policy.yaml` is new at " in ended.log
    for text in (ended.summary, html.unescape(two.comment())):
        assert "Superseded, 1 campaign sent" in text
        assert "second" in text
    assert list(json.loads(two.hub.git("show", "campaign-state:state.json"))["campaigns"]) == ["q4"]
    assert two.hub.issues == []

    two.git("checkout", "-q", "main")
    ended = two.step_here("push")

    assert (ended.outputs["result"], list(json.loads(ended.outputs["campaign-ids"]))) == ("applied", ["second"])
    assert two.requested == 2


def test_a_tip_that_cant_be_read_in_the_middle_ends_the_run(two: Workflow) -> None:
    two.hub.answer_instead(r"^GET /repos/me/repo/git/ref/heads/main", Answer(404), first=5)
    ended = two.step_here("push")

    assert (ended.code, ended.outputs["result"], two.created) == (4, "partial", ["q4"]), ended.log
    assert "whether these campaigns are current is unknown; nothing more is sent" in ended.outputs["failure-reason"]
    assert list(json.loads(two.hub.git("show", "campaign-state:state.json"))["campaigns"]) == ["q4"]
    assert len(two.hub.issues) == 1


def test_an_update_is_not_made_from_files_that_are_no_longer_current(two: Workflow) -> None:
    (two.checkout / "campaigns" / "policy.yaml").write_text("updates: scheduled\n")
    two.push()
    assert two.step_here("push").code == 0
    two.add(concurrentCalls=9)
    two.push()
    seen: list[str] = []

    def fault(method: str, path: str) -> None:
        if path.endswith("/git/ref/heads/main"):
            seen.append(path)
            if len(seen) == 3:
                commit_at_the_tip(two, **{"campaigns/HOLD": "stop"})

    two.hub.fault = fault
    ended = two.step_here("push")

    assert (ended.code, ended.outputs["result"]) == (0, "superseded"), ended.log
    assert two.sandbox.requests["PATCH", "/v1/campaigns/{campaignId}"] == 0
