"""The plan on a pull request: whose comment is rewritten, which run may do it, and what is said where it can't be."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from runner.action.plan_comment import show_plan
from runner.action.posted_comments import PostedComments
from runner.action.token_account import token_account
from runner.action.workflow_run import WorkflowRun
from runner.github import GitHubError
from tests.action.test_pull_request_comment import change, plan
from tests.fake_github import SOMEBODY, Actor, Answer, FakeGitHub, serving

HEAD, MERGE, NEWER = "a" * 40, "b" * 40, "c" * 40
MACHINE = Actor("acme-machine", 77, "User")
OTHER_BOT = Actor("coverage-bot[bot]", 99, "Bot")
OUR_APP = Actor("acme-app[bot]", 88, "Bot")
TWO, HUNDRED = plan(change(people=2)), plan(change(people=100))


@dataclass
class PullRequest:
    """Pull request 7 on the hub; `show` is a run's plan of it."""

    hub: FakeGitHub
    summary: Path
    head: dict[str, Any] = field(default_factory=lambda: {"sha": HEAD, "repo": {"full_name": "me/repo"}})
    runs: int = 0

    def __post_init__(self) -> None:
        self.hub.pulls[7] = {"number": 7, "state": "open", "head": self.head}

    def run(self, number: int | None = None, attempt: int = 1, **about: Any) -> WorkflowRun:
        self.runs += 1
        environ = {
            **self.hub.environ,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_SHA": MERGE,
            "GITHUB_RUN_ID": str(number or self.runs),
            "GITHUB_RUN_ATTEMPT": str(attempt),
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }
        pull = {"number": 7, "head": self.head, "user": {"login": "dev-one"}, **about}
        return WorkflowRun(environ, {"pull_request": pull})

    def show(self, workflow: WorkflowRun | None = None, shown: Any = TWO) -> str:
        """Show a plan, and return what became of the comment."""
        workflow = workflow or self.run()
        show_plan(workflow, shown)
        return workflow.outputs["comment"]

    @property
    def bodies(self) -> list[str]:
        return [comment["body"] for comment in self.hub.comments.get(7, [])]


@pytest.fixture
def pull(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PullRequest]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    subprocess.run(["git", "init", "-q"], check=True)
    with serving(FakeGitHub(tmp_path / "hub.git")) as hub:
        yield PullRequest(hub, tmp_path / "summary")


def test_a_comment_names_the_commit_of_the_pull_request_and_not_its_merge(pull: PullRequest) -> None:
    assert pull.show() == "written"

    (body,) = pull.bodies
    assert HEAD in body.partition("\n")[0]
    assert f"of {HEAD[:12]}</sub>" in body
    assert MERGE[:12] not in body


def test_a_comment_tells_when_which_run_and_attempt_updated_it(pull: PullRequest) -> None:
    first, again = pull.run(31), pull.run(31, attempt=2)
    again.environ = {**again.environ, "GITHUB_RUN_NUMBER": "3"}
    when = "<sub>updated Sun 22 Nov 2026 21:40 UTC by "

    pull.show(first)
    assert f"{when}[run]({first.url}) of {HEAD[:12]}</sub>" in pull.bodies[0].split("|")[0]

    pull.show(again)
    assert f"{when}[run 3, attempt 2]({again.url}) of {HEAD[:12]}</sub>" in pull.bodies[0].split("|")[0]


@pytest.mark.parametrize(
    ("token", "author", "is_ours"),
    [
        (Actor(), Actor(), True),
        (Actor(), OTHER_BOT, False),
        (Actor(), SOMEBODY, False),
        (MACHINE, MACHINE, True),
        (MACHINE, SOMEBODY, False),
        (MACHINE, Actor(), False),
        (OUR_APP, OUR_APP, True),
        (OUR_APP, Actor(), False),
    ],
)
def test_only_the_comment_of_the_tokens_own_account_is_rewritten(
    pull: PullRequest, token: Actor, author: Actor, is_ours: bool
) -> None:
    pull.show()
    body = pull.hub.comments.pop(7)[0]["body"]
    pull.hub.actor = token
    pull.hub.add_comment(7, body, by=author)

    pull.show(shown=HUNDRED)

    assert (len(pull.bodies), pull.bodies[0] == body) == ((1, False) if is_ours else (2, True))


def test_the_comment_of_a_deleted_account_is_nobodys(pull: PullRequest) -> None:
    pull.show()
    pull.hub.comments[7][0]["user"] = None

    assert pull.show() == "written"
    assert len(pull.bodies) == 2


def test_the_account_is_asked_for_once_a_run_and_only_where_a_comment_may_be_ours(pull: PullRequest) -> None:
    posted = PostedComments(pull.run().github(), pull.run())
    posted.find(7)
    assert ("GET", "/user") not in pull.hub.requests
    pull.show()
    pull.show(shown=HUNDRED)
    pull.hub.requests.clear()

    posted.find(7)
    posted.find(7)

    assert pull.hub.requests.count(("GET", "/user")) == 1


@pytest.mark.parametrize("answer", [{"errors": [{"message": "no viewer"}]}, {"data": {"viewer": None}}])
def test_a_graphql_api_without_a_viewer_leaves_githubs_own_token(pull: PullRequest, answer: Any) -> None:
    pull.hub.answer_instead("POST /graphql", Answer(200, answer))

    assert token_account(pull.run().github()).login == "github-actions[bot]"


@pytest.mark.parametrize(("pattern", "status"), [("GET /user", 502), ("GET /user", 401), ("POST /graphql", 502)])
def test_an_account_that_cannot_be_read_is_no_account(pull: PullRequest, pattern: str, status: int) -> None:
    pull.hub.answer_instead(pattern, status)

    with pytest.raises(GitHubError):
        token_account(pull.run().github())


def test_a_comment_whose_address_isnt_answered_is_written_and_rewritten(pull: PullRequest) -> None:
    pull.show()
    del pull.hub.comments[7][0]["html_url"]
    workflow = pull.run()
    status = pull.show(workflow, HUNDRED)
    pull.hub.differences.clear()

    assert (status, workflow.outputs["comment-url"], len(pull.bodies)) == ("written", "", 1)
    assert "100 contacts" in pull.bodies[0]


def test_a_comment_that_the_answer_doesnt_show_is_not_taken_for_written(pull: PullRequest) -> None:
    pull.show()
    pull.hub.answer_instead("PATCH .*/issues/comments/", Answer(200, {}))

    assert pull.show(pull.run(), HUNDRED) == "replaced"
    assert "100 contacts" in pull.bodies[-1]
    pull.hub.differences.clear()


def test_a_plan_of_thousands_of_campaigns_has_a_comment_that_approves_nothing(pull: PullRequest) -> None:
    changes = [change(name=f"Campaign {n}", path=f"campaigns/c{n}.yaml") for n in range(2_000)]

    assert pull.show(shown=plan(*changes)) == "written"
    assert "create 2,000 campaigns" in pull.bodies[0]
    assert "too many campaigns for one comment" in pull.bodies[0]
    assert '"approved":[]' in pull.bodies[0]


@pytest.mark.parametrize("status", [403, 404, 422, 500, 502])
def test_a_comment_that_cannot_be_updated_is_replaced_by_a_new_one_which_says_so(
    pull: PullRequest, status: int
) -> None:
    pull.show()
    pull.hub.answer_instead("PATCH", status)

    assert pull.show(shown=HUNDRED) == "replaced"
    assert ["100 contacts" in body for body in pull.bodies] == [False, True]
    assert "This replaces [an older comment](" in pull.bodies[1]
    assert "can't be updated" in pull.summary.read_text()
    pull.hub.faults.clear()
    assert pull.show() == "written"
    assert ["100 contacts" in body for body in pull.bodies] == [False, False]


@pytest.mark.parametrize("status", [403, 404, 502])
def test_a_run_whose_plan_is_shown_nowhere_fails(pull: PullRequest, status: int) -> None:
    pull.show()
    pull.hub.answer_instead("(PATCH|POST) .*comments", status)
    workflow = pull.run()

    with pytest.raises(GitHubError, match="shows an older plan"):
        pull.show(workflow, HUNDRED)

    assert workflow.outputs["comment"] == "stale"
    assert "shows an older plan" in pull.summary.read_text()


def test_a_first_comment_that_github_loses_twice_fails(pull: PullRequest) -> None:
    pull.hub.answer_instead("POST .*comments", 502)
    workflow = pull.run()

    with pytest.raises(GitHubError, match="has no comment with this plan"):
        pull.show(workflow)

    assert workflow.outputs["comment"] == "failed"


def test_a_comment_whose_answer_is_lost_is_not_written_twice(pull: PullRequest) -> None:
    pull.hub.answer_instead("POST .*comments", Answer(502, after=True), times=1)

    assert pull.show() == "written"
    assert len(pull.bodies) == 1


FORK = {"head": {"sha": HEAD, "repo": {"full_name": "you/repo"}}}
DELETED_FORK = {"head": {"sha": HEAD, "repo": None}}
DEPENDABOT: dict[str, Any] = {"user": {"login": "dependabot[bot]"}}


@pytest.mark.parametrize("about", [{}, FORK, DELETED_FORK, DEPENDABOT])
@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_cannot_write_a_first_comment_is_no_failure(
    pull: PullRequest, about: dict[str, Any], status: int
) -> None:
    pull.hub.answer_instead("(PATCH|POST) .*comments", status)

    assert pull.show(pull.run(**about)) == "read-only"


@pytest.mark.parametrize("about", [FORK, DELETED_FORK])
def test_a_forks_token_leaves_the_comment_to_the_workflow_that_writes_it(
    pull: PullRequest, about: dict[str, Any]
) -> None:
    marker = {"v": 1, "key": pull.run().folder_key, "hash": None, "approved": []}
    pull.hub.add_comment(7, f"<!-- campaign-runner:plan {json.dumps(marker)} -->\nan older plan")
    pull.hub.answer_instead("(PATCH|POST) .*comments", 403)

    assert pull.show(pull.run(**about)) == "read-only"


def test_dependabots_token_fails_where_it_leaves_an_old_plan(pull: PullRequest) -> None:
    pull.show()
    pull.hub.answer_instead("(PATCH|POST) .*comments", 403)

    with pytest.raises(GitHubError, match="shows an older plan"):
        pull.show(pull.run(**DEPENDABOT), HUNDRED)


def test_comments_that_cannot_be_read_are_not_taken_for_none(pull: PullRequest) -> None:
    pull.hub.answer_instead("GET .*comments", 403)

    with pytest.raises(GitHubError, match="has no comment with this plan"):
        pull.show()


@pytest.mark.parametrize("newer", ["outcome", "run", "attempt", "head", "closed"])
def test_an_old_job_that_is_run_again_leaves_what_is_newer(pull: PullRequest, newer: str) -> None:
    pull.show(pull.run(10, 2), HUNDRED)
    comment = pull.hub.comments[7][0]
    again = pull.run(11)
    match newer:
        case "outcome":
            comment["body"] = comment["body"].replace("campaign-runner:plan", "campaign-runner:applied", 1)
        case "run":
            again = pull.run(9, 3)
        case "attempt":
            again = pull.run(10, 1)
        case "head":
            pull.hub.pulls[7] = {"state": "open", "head": {"sha": NEWER}}
        case _:
            pull.hub.pulls[7] = {"state": "closed", "head": {"sha": HEAD}}
    before = comment["body"]

    assert pull.show(again) == "outdated"
    assert [body == before for body in pull.bodies] == [True]
    assert again.outputs["comment-url"] == comment["html_url"]


def test_an_old_job_begins_no_comment(pull: PullRequest) -> None:
    pull.hub.pulls[7]["head"] = {"sha": NEWER}

    assert pull.show() == "outdated"
    assert pull.bodies == []


@pytest.mark.parametrize("answer", [404, 403, Answer(200, {})])
def test_a_head_that_is_not_told_stops_no_plan(pull: PullRequest, answer: int | Answer) -> None:
    pull.hub.answer_instead("GET .*/pulls/7$", answer)

    assert pull.show() == "written"


@pytest.mark.parametrize("spelling", ["", "campaigns", "./campaigns", "campaigns/", "./campaigns/", "x/../campaigns"])
def test_every_spelling_of_a_folder_is_the_same_folder(pull: PullRequest, spelling: str) -> None:
    workflow = pull.run()
    other = WorkflowRun({**workflow.environ, "INPUT_DIR": spelling}, workflow.event)

    assert other.folder_key == workflow.folder_key
    assert WorkflowRun({"INPUT_DIR": "campaigns2"}, {}).folder_key != workflow.folder_key
