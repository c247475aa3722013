"""The state on GitHub while GitHub fails, or answers what isn't so: it is never absent, lost or written twice."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from runner.cli.settings import read_settings
from runner.errors import RaceError, StateError, StoreError
from runner.state.store import Store
from runner.state.stores.branch_readme import Readme
from tests.fake_github import Answer, FakeGitHub, serving
from tests.state.test_record import STATE

REF = "GET .*/git/ref/heads/campaign-state"
CONTENTS = "GET .*/contents/state.json"
WRITE = "POST /graphql"
pytestmark = pytest.mark.slow

NEWER = replace(STATE, serial=STATE.serial + 1)
PAGE = Answer(502, b"<!DOCTYPE html><title>Unicorn!</title>")
MESSAGE = Answer(200, {"message": "You have exceeded a secondary rate limit."})


def stale() -> Answer:
    return Answer(200, {"data": None, "errors": [{"type": "STALE_DATA", "message": "Expected branch to point to"}]})


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FakeGitHub]:
    bare = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    with serving(FakeGitHub(bare)) as served:
        yield served


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a run would have waited."""
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


def store(hub: FakeGitHub, branch: str = "campaign-state") -> Store:
    return read_settings(None, f"github:{branch}", hub.environ).store


def commit(hub: FakeGitHub, files: dict[str, bytes], branch: str = "campaign-state") -> None:
    """Write a branch that has these files alone, at the root."""
    blobs = {name: hub.git("hash-object", "-w", "--stdin", stdin=data) for name, data in files.items()}
    tree = hub.git("mktree", stdin="".join(f"100644 blob {blob}\t{name}\n" for name, blob in blobs.items()).encode())
    hub.git("update-ref", f"refs/heads/{branch}", hub.git("commit-tree", tree, "-m", "by hand"))


def tip(hub: FakeGitHub) -> str:
    return hub.git("rev-parse", "campaign-state")


@pytest.mark.parametrize(("pattern", "times"), [(CONTENTS, 3), (REF, None), (f"{CONTENTS}|{REF}", 2)])
def test_a_404_that_passes_is_no_absence(hub: FakeGitHub, waits: list[float], pattern: str, times: int | None) -> None:
    store(hub).replace(STATE, None)
    hub.answer_instead(pattern, 404, times=times)

    assert store(hub).load() == (STATE, tip(hub))


def test_contents_that_stay_away_are_an_error_while_the_commit_has_them(hub: FakeGitHub, waits: list[float]) -> None:
    store(hub).replace(STATE, None)
    hub.answer_instead(CONTENTS, 404)

    with pytest.raises(StoreError, match="404, but its commit has that file"):
        store(hub).load()


def test_a_folder_that_github_cuts_short_proves_nothing(hub: FakeGitHub, waits: list[float]) -> None:
    commit(hub, {"other.txt": b"x"})
    hub.answer_instead("GET .*/git/trees/", Answer(200, {"sha": "a" * 40, "tree": [], "truncated": True}))

    with pytest.raises(StoreError, match="more files than GitHub lists"):
        store(hub).load()


def test_a_branch_is_absent_only_where_the_list_of_branches_says_so(hub: FakeGitHub) -> None:
    commit(hub, {"other.txt": b"x"}, "campaign-state-2")

    assert store(hub).load() == (None, None)


def test_where_github_lists_no_branches_a_readable_repository_without_its_files_has_none(hub: FakeGitHub) -> None:
    commit(hub, {"other.txt": b"x"}, "main")
    hub.answer_instead("matching-refs", 404)

    assert store(hub).load() == (None, None)


@pytest.mark.parametrize("lacking", ["/repos/me/repo$", "/git/ref/"])
def test_where_github_lists_no_branches_an_unreadable_one_is_not_taken_for_none(
    hub: FakeGitHub, waits: list[float], lacking: str
) -> None:
    commit(hub, {"state.json": b"{}"})
    hub.answer_instead("matching-refs", 404)
    hub.answer_instead(f"GET .*{lacking}", 404)
    hub.answer_instead("GET .*/git/ref/", 404)

    with pytest.raises(StoreError, match="404"):
        store(hub).load()


def test_where_github_lists_no_branches_one_that_has_files_is_looked_for_again(
    hub: FakeGitHub, waits: list[float]
) -> None:
    store(hub).replace(STATE, None)
    hub.answer_instead("matching-refs", 404)
    hub.answer_instead(REF, 404, times=1)

    assert store(hub).load() == (STATE, tip(hub))


def test_a_branch_with_neither_state_nor_page_has_no_state_yet(hub: FakeGitHub) -> None:
    commit(hub, {"README.md": b"# Ours\n"})

    assert store(hub).load() == (None, tip(hub))


def test_a_page_of_ours_without_its_state_is_refused_with_the_way_out(hub: FakeGitHub) -> None:
    commit(hub, {"README.md": Readme().text(STATE, "state.json").encode()})

    with pytest.raises(StateError, match=r"`README\.md`, which is written with it, is still there") as stopped:
        store(hub).load()

    assert "restore `state.json` from the history of its branch" in str(stopped.value.hint)


@pytest.mark.parametrize("path", ["state.json", "eu/state.json"])
def test_a_state_that_was_deleted_with_its_page_is_refused_too(hub: FakeGitHub, path: str) -> None:
    run = store(hub, f"campaign-state:{path}")
    run.replace(STATE, None)
    empty = hub.git("commit-tree", hub.git("mktree"), "-p", "campaign-state", "-m", "clean up")
    hub.git("update-ref", "refs/heads/campaign-state", empty)

    with pytest.raises(StateError, match=f"{empty[:12]} deleted it"):
        run.load()


@pytest.mark.parametrize("pattern", ["GET .*/git/ref/", "GET .*/matching-refs/", "GET .*/git/trees/"])
def test_an_answer_of_another_form_is_an_error_and_no_absence(
    hub: FakeGitHub, waits: list[float], pattern: str
) -> None:
    if "trees" in pattern:
        commit(hub, {"README.md": b"# Ours\n"})
    bodies: tuple[object, ...] = ({}, {"object": None}, {"object": {"sha": 7}}, [7], [{}], None, b"<html>")
    for body in bodies:
        hub.faults.clear()
        hub.answer_instead(pattern, Answer(200, body))
        with pytest.raises(StoreError, match=r"documented form|isn't JSON"):
            store(hub).load()


PASSING = {
    "a page of 502": PAGE,
    "500": Answer(500),
    "503": Answer(503),
    "504": Answer(504),
    "no answer": Answer(None),
    "403 with Retry-After": Answer(403, headers={"Retry-After": "7"}),
    "429 with Retry-After": Answer(429, headers={"Retry-After": "7"}),
    "a message alone": MESSAGE,
    "no data": Answer(200, {"data": {"createCommitOnBranch": None}}),
    "an error of no type": Answer(200, {"errors": [{"message": "Something went wrong"}], "data": None}),
    "stale, and it isn't": stale(),
    "text": Answer(200, b"<html>"),
}


@pytest.mark.parametrize("answer", PASSING.values(), ids=PASSING)
def test_a_commit_is_sent_again_after_a_failure_that_passes(
    hub: FakeGitHub, waits: list[float], answer: Answer
) -> None:
    first = store(hub).replace(STATE, None)
    sent = len(hub.requests)
    hub.answer_instead(WRITE, answer, times=2)

    second = store(hub).replace(NEWER, first)

    assert store(hub).load() == (NEWER, second)
    assert hub.git("rev-list", "campaign-state").split() == [second, first]
    assert [path for _, path in hub.requests[sent:]].count("/graphql") == 3
    assert waits.count(7.0) == (2 if "Retry-After" in answer.headers else 0)


@pytest.mark.parametrize("answer", [PAGE, MESSAGE, Answer(None)], ids=["502", "a message alone", "no answer"])
def test_a_commit_that_arrived_is_not_sent_again(hub: FakeGitHub, answer: Answer) -> None:
    first = store(hub).replace(STATE, None)
    hub.answer_instead(WRITE, replace(answer, after=True))

    second = store(hub).replace(NEWER, first)

    assert (second, hub.requests.count(("POST", "/graphql"))) == (tip(hub), 1)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("trees", PAGE),
        ("commits", MESSAGE),
        ("refs", MESSAGE),
        ("refs", Answer(403, headers={"Retry-After": "7"})),
        ("refs", replace(PAGE, after=True)),
        ("refs", replace(MESSAGE, after=True)),
    ],
)
def test_the_first_commit_is_sent_again_too(hub: FakeGitHub, waits: list[float], step: str, answer: Answer) -> None:
    hub.answer_instead(f"POST .*/git/{step}$", answer, times=1)

    version = store(hub).replace(STATE, None)

    assert store(hub).load() == (STATE, version)
    assert hub.git("rev-list", "campaign-state").split() == [version]


REFUSED = {
    "401": Answer(401),
    "403": Answer(403, {"message": "Resource not accessible by integration"}),
    "404": Answer(404),
    "422": Answer(422),
    "forbidden": Answer(200, {"errors": [{"type": "FORBIDDEN", "message": "no"}]}),
    "a wait that is longer than a lease": Answer(403, headers={"Retry-After": "3600"}),
    "a wait until a day": Answer(429, headers={"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}),
}


@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED)
def test_a_commit_that_is_refused_is_sent_once(hub: FakeGitHub, waits: list[float], answer: Answer) -> None:
    first = store(hub).replace(STATE, None)
    sent = len(hub.requests)
    hub.answer_instead(WRITE, answer)

    with pytest.raises(StoreError):
        store(hub).replace(NEWER, first)

    assert [path for _, path in hub.requests[sent:]].count("/graphql") == 1
    assert (waits, tip(hub)) == ([], first)


def test_a_failure_that_stays_ends_after_some_attempts(hub: FakeGitHub, waits: list[float]) -> None:
    first = store(hub).replace(STATE, None)
    hub.answer_instead(WRITE, PAGE)

    with pytest.raises(StoreError, match="502") as stopped:
        store(hub).replace(NEWER, first)

    assert "githubstatus.com" in str(stopped.value.hint)
    assert len(waits) == 5
    assert sum(waits) < 60


def test_another_runs_commit_between_two_attempts_is_a_lost_race(hub: FakeGitHub, waits: list[float]) -> None:
    first = store(hub).replace(STATE, None)
    theirs = store(hub).replace(replace(NEWER, serial=9), first)
    hub.answer_instead(WRITE, PAGE, times=1)

    with pytest.raises(RaceError):
        store(hub).replace(NEWER, first)

    assert tip(hub) == theirs


def test_a_run_that_waits_reads_the_state_once_a_commit(hub: FakeGitHub) -> None:
    version = store(hub).replace(STATE, None)
    run = store(hub)
    before = [run.load() for _ in range(3)]
    newer = store(hub).replace(NEWER, version)

    assert [*before, run.load()] == [*[(STATE, version)] * 3, (NEWER, newer)]
    assert [path for _, path in hub.requests if path.endswith("/contents/state.json")] == [
        "/repos/me/repo/contents/state.json"
    ] * 2


def test_the_page_is_read_once_a_run(hub: FakeGitHub) -> None:
    version = store(hub).replace(STATE, None)
    run = store(hub)
    for serial in range(2, 6):
        version = run.replace(replace(STATE, serial=serial), version)

    assert [path for _, path in hub.requests if path.endswith("/contents/README.md")] == [
        "/repos/me/repo/contents/README.md"
    ]
