"""The stories of tests/action/cases: what must come out of each, whatever GitHub does meanwhile."""

import contextlib
import html
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runner.sandbox.app import Sandbox
from runner.sandbox.server import running
from tests.action.story import CASES, Story
from tests.action.test_step import create_by_hand
from tests.fake_github import Actor, FakeGitHub, serving

pytestmark = pytest.mark.slow

Play = Callable[..., Story]


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """Return what plays a case to its end; `said` does what its steps say in words."""
    with contextlib.ExitStack() as open_until_then:

        def play(
            name: str,
            said: Callable[[Story, str, str], None] = _unexpected,
            *,
            branch: str = "main",
            answer: int | None = None,
            actor: Actor | None = None,
            fault: Callable[[str, str], None] = lambda method, path: None,
            begin: Callable[[Story], None] = lambda _: None,
            after: Callable[[Story], None] = lambda _: None,
        ) -> Story:
            bare = tmp_path / "hub.git"
            subprocess.run(["git", "init", "-q", "--bare", "-b", branch, str(bare)], check=True)
            subprocess.run(["git", "-C", str(bare), "config", "uploadpack.allowAnySHA1InWant", "true"], check=True)
            sandbox = Sandbox(now=lambda: datetime.now(UTC), log=lambda line: None)
            hub = open_until_then.enter_context(
                serving(FakeGitHub(bare, fault=fault, default_branch=branch, actor=actor or Actor()))
            )
            url = open_until_then.enter_context(running(sandbox))
            story = Story(CASES / name, tmp_path, hub, sandbox, url, said, branch, answer, after)
            begin(story)
            story.play()
            return story

        yield play


def _unexpected(story: Story, kind: str, what: str) -> None:
    raise AssertionError(f"{story.case.name}: what is {kind}: {what}?")


@pytest.mark.parametrize(
    "case",
    ["opted-out-on-the-tip", "hold-above-on-the-tip", "stricter-policy-above", "root-folder-taken-back"],
)
def test_an_old_run_creates_nothing_where_the_tip_has_other_inputs(play: Play, case: str) -> None:
    story = play(case)

    assert story.creates == 0
    assert (story.ended[0].code, story.ended[0].outputs["result"]) == (0, "superseded"), story.ended[0].log


def test_commits_that_have_nothing_to_do_with_a_run_dont_supersede_it(play: Play) -> None:
    story = play("unrelated-commits")

    assert (story.ended[0].code, story.ended[0].outputs["result"]) == (0, "applied"), story.ended[0].log
    assert len(story.created) == 1


def test_a_run_that_waited_for_another_looks_at_the_tip_again(play: Play) -> None:
    killed = threading.Event()
    stories: list[Story] = []

    def record_nothing_after_the_first_create(method: str, path: str) -> None:
        if path == "/graphql" and stories and stories[0].creates:
            killed.wait(20)

    def said(story: Story, kind: str, what: str) -> None:
        if kind == "kill":
            story.wait_until(lambda: story.creates > 0)
            story.kill()
            killed.set()
        else:
            looks, reads = (("GET", f"/repos/me/repo/git/ref/heads/{name}") for name in ("main", "campaign-state"))
            before = story.hub.requests.count(looks)
            story.wait_until(lambda: story.hub.requests.count(looks) > before)
            before = story.hub.requests.count(reads)
            story.wait_until(lambda: story.hub.requests.count(reads) > before + 1)

    story = play("hold-while-waiting", said, fault=record_nothing_after_the_first_create, begin=stories.append)
    waited = story.ended[-1]

    assert len(story.created) == 1, waited.log
    assert waited.outputs["result"] in ("superseded", "refused")


def test_a_commit_that_isnt_the_runs_own_is_refused(play: Play) -> None:
    story = play("comment-event-with-a-pull-requests-head")
    (ended,) = story.ended

    assert (ended.code, story.creates) == (7, 0), ended.log
    assert "GITHUB_SHA" in ended.log


def test_what_a_reviewer_rejected_isnt_sent_by_the_next_run(play: Play) -> None:
    story = play("rejected-then-the-next-push")
    (ended,) = story.ended

    assert (ended.code, ended.outputs["result"], story.creates) == (7, "refused", 0), ended.log
    assert ended.summary.startswith("**Apply did not start.**")
    assert "campaigns/renewals.yaml" in ended.summary


def test_a_state_that_a_pull_request_empties_is_an_error_and_the_bases_counts(play: Play) -> None:
    story = play("state-dropped-in-a-pull-request")
    applied, planned = story.ended
    (campaign,) = story.campaigns
    (comment,) = story.comments()

    assert applied.code == 0, applied.log
    assert (planned.code, planned.outputs["result"]) == (1, "blocked"), planned.log
    assert "state-edited" in planned.log
    assert campaign["campaignId"] in html.unescape(planned.log + comment)


def test_a_pull_request_from_before_the_states_last_commit_edits_no_state(play: Play) -> None:
    story = play("state-that-is-newer-on-main")
    planned = story.ended[-1]

    assert (planned.code, planned.outputs["result"]) == (0, "planned"), planned.log
    assert "state-edited" not in planned.log
    assert _actions(planned.outputs["plan-json"]) == {"Renewals": "unchanged", "Reminders": "create"}


def test_a_state_that_isnt_found_for_a_moment_is_never_taken_for_an_empty_one(play: Play) -> None:
    story = play("state-not-found-for-a-moment")

    assert sorted(story.state()["campaigns"]) == story.created == ["Reminders", "Renewals"], story.ended[-1].log


def test_a_plan_promises_nothing_while_the_state_isnt_found(play: Play) -> None:
    story = play("plan-while-the-state-is-not-found")
    planned = story.ended[-1]

    assert (planned.code, planned.outputs["result"]) == (4, "failed"), planned.log
    assert "would create" not in planned.log + planned.summary
    assert not story.comments()


def test_a_first_run_finds_no_state_because_the_commit_has_none(play: Play) -> None:
    story = play("first-run-without-a-state")

    assert [(ended.code, ended.outputs["result"]) for ended in story.ended] == [(0, "applied"), (0, "nothing")]
    assert story.creates == 1


def test_the_plan_in_another_bots_comment_approves_nothing(play: Play) -> None:
    def said(story: Story, kind: str, what: str) -> None:
        (ours,) = story.hub.comments.pop(7)
        story.hub.add_comment(7, ours["body"], by=Actor("coverage-bot[bot]", 4242, "Bot"))

    story = play("another-bots-comment", said)
    ended = story.ended[-1]

    assert (ended.code, ended.outputs["result"], story.creates) == (7, "refused", 0), ended.log


def test_a_hold_that_leads_out_of_the_repository_is_never_read(play: Play) -> None:
    story = play("hold-leads-out")
    (ended,) = story.ended
    outputs = ended.log + ended.summary + str(ended.outputs) + str(story.hub.issues)

    assert (ended.code, story.creates) in {(1, 0), (7, 0)}, ended.log
    assert "path-outside" in outputs
    assert not [line for line in Path("/etc/passwd").read_text().splitlines() if line and line in outputs]


def test_drift_finds_the_default_branch_where_the_payload_has_no_repository(play: Play) -> None:
    def said(story: Story, kind: str, what: str) -> None:
        (campaign,) = story.campaigns
        story.change(campaign["campaignId"], concurrentCalls=50)

    story = play("drift-on-master", said, branch="master")
    (issue,) = story.open_issues

    assert story.ended[-1].outputs["result"] == "drift"
    assert "concurrentCalls is 50, not 5" in issue["body"]


@pytest.mark.parametrize("status", [403, 502])
def test_a_comment_that_cant_be_updated_isnt_left_to_say_what_was_true(play: Play, status: int) -> None:
    story = play("comment-cant-be-updated", answer=status)
    planned = story.ended[-1]
    heads = [story.pulls[7].head[:12] in comment for comment in story.comments()]

    assert planned.code != 0 or "call 100 people" in story.comments()[-1] or "100 contacts" in story.comments()[-1]
    assert planned.outputs["comment"] != "", planned.log
    assert heads[-1] or planned.code != 0


def test_a_bad_gateway_in_the_middle_costs_a_second_and_nothing_else(play: Play) -> None:
    story = play("one-bad-gateway")
    (ended,) = story.ended

    assert (ended.code, len(story.created), story.creates) == (0, 6, 6), ended.log
    assert all(record["campaignId"] for record in story.state()["campaigns"].values())


def test_the_secondary_limit_is_waited_for(play: Play) -> None:
    story = play("secondary-limit")
    (ended,) = story.ended

    assert ended.code == 0, ended.log
    assert sorted(story.state()["campaigns"]) == story.created


def test_an_answer_without_data_loses_no_id(play: Play) -> None:
    story = play("graphql-with-a-message-alone")
    (ended,) = story.ended

    assert ended.code == 0, ended.log
    assert sorted(story.state()["campaigns"]) == story.created


def test_the_comments_of_a_users_token_are_its_own(play: Play) -> None:
    story = play("a-users-token", actor=Actor("acme-machine", 77, "User"))

    assert len(story.comments()) == 1
    assert (story.ended[-1].code, story.creates) == (0, 1), story.ended[-1].log


def test_campaigns_of_others_are_listed_once_and_a_pattern_leaves_them_out(play: Play) -> None:
    def said(story: Story, kind: str, what: str) -> None:
        for campaign in _read(story.case / "account.json"):
            create_by_hand(story.api, campaign["campaignName"])

    story = play("two-repositories-one-account", said)
    (issue,) = story.open_issues

    assert story.ended[-1].outputs["result"] == "drift"
    assert issue["body"].count("Another repository's 1") == 1


def test_two_folders_on_one_branch_keep_two_states(play: Play) -> None:
    story = play("two-folders-one-branch")

    assert [ended.code for ended in story.ended] == [0, 0, 0], story.ended[-1].log
    assert not story.hub.issues
    assert len(story.created) == 2


def test_the_comment_says_that_there_is_a_hold(play: Play) -> None:
    story = play("hold-in-the-plan")
    (comment,) = story.comments()

    assert "HOLD" in comment.splitlines()[1]
    assert "until Monday" in comment
    assert _read(Path(story.ended[0].outputs["plan-json"]))["hold"] == "until Monday"


def test_a_revert_says_what_still_dials_and_its_revert_creates_nothing(play: Play) -> None:
    titles: list[str] = []
    story = play("revert-and-again", after=lambda story: titles.extend(issue["title"] for issue in story.open_issues))
    reverted, again = story.ended[-3], story.ended[-1]
    (campaign,) = [one for one in story.campaigns if one["campaignName"] == "Reminders"] or story.campaigns[:1]

    assert (reverted.code, again.code) == (5, 0), reverted.log + again.log
    assert campaign["campaignId"] in html.unescape(reverted.summary)
    assert titles
    assert not [title for title in titles if "did not create" in title]
    assert not story.open_issues


def test_the_last_campaign_goes_with_its_folder_and_still_dials(play: Play) -> None:
    story = play("the-last-campaign-goes")
    (campaign,) = story.campaigns

    assert story.ended[-1].code == 5, story.ended[-1].log
    assert campaign["campaignId"] in html.unescape(story.ended[-1].summary)


def _actions(plan: str) -> dict[str, str]:
    return {one["campaignName"]: one["action"] for one in _read(Path(plan))["campaigns"]}


def _read(file: Path) -> Any:
    return json.loads(file.read_text())
