"""The fake GitHub answers as GitHub does: what the stories take for granted of it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fake_github import Actor, Answer, FakeGitHub, serving

TOKEN = {"Authorization": "Bearer for-tests"}
MUTATION = "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FakeGitHub]:
    bare = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    with serving(FakeGitHub(bare)) as hub:
        yield hub


def commit(hub: FakeGitHub, branch: str, files: dict[str, str]) -> str:
    """Commit the files on top of a branch, which may be new."""
    tips = [ref["object"]["sha"] for ref in hub.repository.refs(f"heads/{branch}")]
    tree = hub.repository.add_tree(tips[0] if tips else None, {path: text.encode() for path, text in files.items()})
    sha = hub.git("commit-tree", tree, *(f"-p{tip}" for tip in tips), "-m", "change")
    hub.git("update-ref", f"refs/heads/{branch}", sha)
    return sha


def get(hub: FakeGitHub, path: str, **headers: str) -> Any:
    return httpx.get(f"{hub.url}/repos/me/repo{path}", headers={**TOKEN, **headers}).json()


def test_a_tree_lists_its_entries_and_with_recursive_all_below_folders_too(hub: FakeGitHub) -> None:
    sha = commit(hub, "main", {"a.txt": "1", "teams/us/HOLD": "stop"})

    flat, deep = get(hub, f"/git/trees/{sha}"), get(hub, f"/git/trees/{sha}?recursive=1")

    assert [(entry["path"], entry["type"]) for entry in flat["tree"]] == [("a.txt", "blob"), ("teams", "tree")]
    assert [entry["path"] for entry in deep["tree"]] == ["a.txt", "teams", "teams/us", "teams/us/HOLD"]
    assert (deep["tree"][3]["mode"], deep["tree"][3]["size"], deep["truncated"]) == ("100644", 4, False)
    hub.truncated = True
    assert get(hub, f"/git/trees/{sha}?recursive=1")["truncated"] is True


def test_a_comparison_says_how_two_commits_stand(hub: FakeGitHub) -> None:
    first = commit(hub, "main", {"a.txt": "1\n" * 9})
    hub.git("update-ref", "refs/heads/side", first)
    second = commit(hub, "main", {"b.txt": "2"})
    side = commit(hub, "side", {"c.txt": "3"})
    other = commit(hub, "orphan", {"z": "z"})

    pairs = [(first, first), (first, second), (second, first), (second, side)]
    statuses = [get(hub, f"/compare/{base}...{head}")["status"] for base, head in pairs]

    assert statuses == ["identical", "ahead", "behind", "diverged"]
    assert [file["filename"] for file in get(hub, f"/compare/{second}...{side}")["files"]] == ["c.txt"]
    assert get(hub, f"/compare/{first}...{other}")["message"] == "Not Found"


def test_refs_are_listed_by_their_beginning_and_read_by_their_whole_name(hub: FakeGitHub) -> None:
    tips = {branch: commit(hub, branch, {"a": branch}) for branch in ("state", "state-2", "a#b%41")}

    listed = [ref["ref"] for ref in get(hub, "/git/matching-refs/heads/state")]

    assert listed == ["refs/heads/state", "refs/heads/state-2"]
    assert get(hub, "/git/matching-refs/heads/nowhere") == []
    assert get(hub, "/git/ref/heads/a%23b%2541")["object"]["sha"] == tips["a#b%41"]
    assert get(hub, "/git/ref/heads/stat")["message"] == "Not Found"


def test_contents_are_raw_or_json_by_the_media_type(hub: FakeGitHub) -> None:
    sha = commit(hub, "main", {"teams/state.json": "{}\n"})

    raw = httpx.get(
        f"{hub.url}/repos/me/repo/contents/teams/state.json?ref={sha}",
        headers={**TOKEN, "Accept": "application/vnd.github.raw+json"},
    )

    assert raw.text == "{}\n"
    assert get(hub, "/contents/teams/state.json")["content"] == "e30K\n"
    assert [entry["name"] for entry in get(hub, "/contents/teams")] == ["state.json"]
    assert get(hub, "/contents/nowhere")["message"] == "Not Found"


@pytest.mark.parametrize(
    ("actor", "status"), [(Actor(), 403), (Actor("acme-machine", 7, "User"), 200), (Actor("acme[bot]", 8), 403)]
)
def test_a_token_knows_whose_it_is_by_graphql_and_only_a_users_by_rest(
    hub: FakeGitHub, actor: Actor, status: int
) -> None:
    hub.actor = actor

    document = {"query": "query { viewer { login databaseId } }"}
    viewer = httpx.post(f"{hub.url}/graphql", headers=TOKEN, json=document).json()["data"]["viewer"]
    comment = httpx.post(f"{hub.url}/repos/me/repo/issues/7/comments", headers=TOKEN, json={"body": "hello"}).json()

    assert viewer == {"login": actor.login, "databaseId": actor.id}
    assert httpx.get(f"{hub.url}/user", headers=TOKEN).status_code == status
    assert (comment["user"]["login"], comment["user"]["type"]) == (actor.login, actor.type)


def test_runs_are_found_by_commit_and_event_with_their_reviews(hub: FakeGitHub) -> None:
    sha, other = "a" * 40, "b" * 40
    rejected, waits, _ = (
        hub.add_run(sha, "rejected"),
        hub.add_run(other, waiting=True),
        hub.add_run(sha, event="schedule"),
    )

    listed = get(hub, f"/actions/runs?head_sha={sha}&event=push")

    assert (listed["total_count"], [run["id"] for run in listed["workflow_runs"]]) == (1, [rejected])
    assert [review["state"] for review in get(hub, f"/actions/runs/{rejected}/approvals")] == ["rejected"]
    assert [run["id"] for run in get(hub, "/actions/runs?status=waiting")["workflow_runs"]] == [waits]
    assert get(hub, "/actions/runs/1/approvals")["message"] == "Not Found"


def test_chosen_requests_are_answered_otherwise_as_often_as_is_said(hub: FakeGitHub) -> None:
    limit = Answer(403, {"message": "You have exceeded a secondary rate limit"}, {"Retry-After": "1"})
    hub.answer_instead("GET .*/pulls$", limit, Answer(502, "<html>"), first=2, times=1)

    answers = [httpx.get(f"{hub.url}/repos/me/repo/commits/{'a' * 40}/pulls", headers=TOKEN) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 403, 502, 200]
    assert (answers[1].headers["Retry-After"], answers[2].text) == ("1", "<html>")


def test_an_answer_may_be_lost_after_the_work_was_done(hub: FakeGitHub) -> None:
    hub.answer_instead("POST .*/comments", Answer(None, after=True))

    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(f"{hub.url}/repos/me/repo/issues/7/comments", headers=TOKEN, json={"body": "hello"})

    assert [comment["body"] for comment in hub.comments[7]] == ["hello"]


@pytest.mark.parametrize(
    ("document", "variables", "difference"),
    [
        ("{ viewer { login email } }", {}, "Cannot query field 'email'"),
        (MUTATION, {"input": {"branch": {"branchName": "main"}}}, "'expectedHeadOid'"),
        (
            "mutation ($input: CommitInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
            {},
            "CommitInput",
        ),
    ],
)
def test_a_document_that_githubs_schema_refuses_is_refused_and_kept(
    hub: FakeGitHub, document: str, variables: dict[str, Any], difference: str
) -> None:
    answer = httpx.post(f"{hub.url}/graphql", headers=TOKEN, json={"query": document, "variables": variables}).json()

    assert difference in answer["errors"][0]["message"]
    assert difference in hub.differences[0]
    hub.differences.clear()


def test_a_request_that_github_doesnt_describe_ends_in_an_error(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="has no parameter sort"), serving(FakeGitHub(tmp_path)) as hub:
        get(hub, "/git/ref/heads/main?sort=name")
