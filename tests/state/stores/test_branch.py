"""The state on a branch: of a repository on disk, over HTTP, and on GitHub; each replaced by compare-and-swap."""

import concurrent.futures
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runner.cli.settings import read_settings
from runner.errors import RaceError, StoreError
from runner.state.store import Store
from tests.fake_github import FakeGitHub, serving
from tests.state.test_record import RECORD, STATE

KINDS = ("git", "http", "github")

pytestmark = pytest.mark.slow


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *args], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FakeGitHub]:
    bare = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    git(bare, "config", "http.receivepack", "true")
    with serving(FakeGitHub(bare)) as served:
        yield served


@pytest.fixture
def work(tmp_path: Path, hub: FakeGitHub) -> Path:
    """A clone with a commit of its own, something staged and something not."""
    clone = tmp_path / "work"
    subprocess.run(["git", "init", "-q", "-b", "main", str(clone)], check=True)
    git(clone, "config", "user.email", "me@example.com")
    git(clone, "config", "user.name", "Me")
    (clone / "campaigns").mkdir()
    (clone / "campaigns" / "a.txt").write_text("a")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "first")
    (clone / "staged.txt").write_text("staged")
    git(clone, "add", "staged.txt")
    (clone / "campaigns" / "a.txt").write_text("changed")
    git(clone, "remote", "add", "origin", str(hub.bare))
    return clone


@pytest.fixture(params=KINDS)
def opened(request: pytest.FixtureRequest, work: Path, hub: FakeGitHub) -> Callable[..., Store]:
    """Open the store as one run does, by its name."""
    if request.param == "http":
        git(work, "remote", "set-url", "origin", f"{hub.url}/repo.git")

    def open_(spec: str = "campaign-state") -> Store:
        kind = "github" if request.param == "github" else "git"
        environ = {**os.environ, **hub.environ}
        return read_settings(str(work / "campaigns"), f"{kind}:{spec}", environ).store

    return open_


def test_a_branch_that_is_not_there_has_no_state_and_no_version(opened: Callable[..., Store]) -> None:
    assert opened().load() == (None, None)


def test_what_is_replaced_is_loaded_by_another_run(opened: Callable[..., Store], hub: FakeGitHub) -> None:
    first = opened().replace(STATE, None)
    newer = replace(STATE, serial=STATE.serial + 1)

    second = opened().replace(newer, first)

    assert opened().load() == (newer, second)
    assert hub.git("rev-list", "campaign-state").splitlines() == [second, first]
    assert hub.git("ls-tree", "--name-only", "campaign-state").splitlines() == ["README.md", "state.json"]


def test_the_state_may_lie_deeper_and_leaves_other_files_of_the_branch_alone(
    opened: Callable[..., Store], hub: FakeGitHub
) -> None:
    first = opened("memory:eu/state.json").replace(STATE, None)
    opened("memory:us/state.json").replace(STATE, first)

    names = hub.git("ls-tree", "-r", "--name-only", "memory").splitlines()
    assert names == ["eu/README.md", "eu/state.json", "us/README.md", "us/state.json"]


def test_its_neighbors_are_the_other_states_of_the_branch(opened: Callable[..., Store]) -> None:
    assert opened().neighbors() == {}
    first = opened().replace(STATE, None)
    other = replace(STATE, lineage="another", folder="Süd/campaigns")
    opened("campaign-state:Süd/campaigns.json").replace(other, first)

    assert opened().neighbors() == {"Süd/campaigns.json": other}
    assert opened("campaign-state:Süd/campaigns.json").neighbors() == {"state.json": STATE}


def test_its_names_may_have_characters_that_mean_something_in_an_address_or_a_pattern(
    opened: Callable[..., Store], hub: FakeGitHub
) -> None:
    spec = "#1%2F+a@b=c,d&(e)!:.eu/sales [1]: 50% #2 & co.json"
    first = opened(spec).replace(STATE, None)
    newer = replace(STATE, serial=2)
    second = opened(spec).replace(newer, first)

    assert opened(spec).load() == (newer, second)
    assert len(list(opened(spec).history())) == 2
    assert hub.git("ls-tree", "-r", "-z", "--name-only", "#1%2F+a@b=c,d&(e)!").split("\0")[:2] == [
        ".eu/sales [1]: 50% #2 & co.json",
        ".eu/sales [1]: 50% #2 & co.md",
    ]


def test_a_state_that_changed_meanwhile_is_not_replaced(opened: Callable[..., Store]) -> None:
    first = opened().replace(STATE, None)
    newer = opened().replace(replace(STATE, serial=2), first)

    with pytest.raises(RaceError, match="another run changed"):
        opened().replace(replace(STATE, serial=3), first)
    with pytest.raises(RaceError):
        opened().replace(replace(STATE, serial=3), None)

    assert opened().load()[1] == newer


def test_a_branch_that_was_deleted_meanwhile_is_never_begun_anew(opened: Callable[..., Store], hub: FakeGitHub) -> None:
    first = opened().replace(STATE, None)
    hub.git("update-ref", "-d", "refs/heads/campaign-state")

    with pytest.raises(StoreError, match="was deleted during this run"):
        opened().replace(replace(STATE, serial=2), first)

    assert opened().load() == (None, None)


def test_people_find_the_campaigns_beside_the_state(opened: Callable[..., Store], hub: FakeGitHub) -> None:
    opened().replace(STATE.with_records({"A|B <b>": RECORD}), None)

    page = hub.git("show", "campaign-state:README.md")
    assert "| A&#124;B &#60;b&#62;<br>" in page
    assert str(RECORD.campaignId).replace("_", "&#95;") in page


def test_the_history_has_every_state_newest_first(opened: Callable[..., Store]) -> None:
    version = None
    for serial in (1, 2, 3):
        version = opened().replace(replace(STATE, serial=serial), version)

    found = list(opened().history())

    assert [json.loads(snapshot.data)["serial"] for snapshot in found] == [3, 2, 1]
    assert found[0].version == version
    assert found[0].at.startswith("20")


def test_of_many_at_once_each_gets_its_turn_and_no_update_is_lost(opened: Callable[..., Store]) -> None:
    from runner.state.session import Ledger

    def record(number: int) -> None:
        ledger = Ledger(opened(), STATE.api, "campaigns")
        ledger.record({f"{number}": replace(RECORD, campaignId=f"camp_{number}")})

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        list(pool.map(record, range(6)))

    state, _ = opened().load()
    assert state is not None
    assert sorted(state.campaigns) == [str(number) for number in range(6)]
    assert state.serial == 6


def test_nothing_of_the_users_is_touched(opened: Callable[..., Store], work: Path) -> None:
    def seen() -> Any:
        kept = sorted(path for path in (work / ".git").rglob("*") if path.is_file() and "objects" not in path.parts)
        return git(work, "status", "--porcelain"), {path: path.read_bytes() for path in kept if path.name != "index"}

    before = seen()
    version = opened().replace(STATE, None)
    opened().replace(replace(STATE, serial=2), version)
    opened().load()

    assert seen() == before


@pytest.mark.parametrize("opened", ["git", "http"], indirect=True)
def test_a_push_that_a_hook_refuses_is_said_with_its_words(opened: Callable[..., Store], hub: FakeGitHub) -> None:
    hook = hub.bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'frozen until Monday' >&2\nexit 1\n")
    hook.chmod(0o755)

    with pytest.raises(StoreError, match="frozen until Monday") as stopped:
        opened().replace(STATE, None)

    assert not isinstance(stopped.value, RaceError)
    assert opened().load() == (None, None)


@pytest.mark.parametrize("opened", ["git"], indirect=True)
def test_a_remote_that_is_gone_or_missing_is_an_error_and_no_empty_state(
    opened: Callable[..., Store], work: Path, hub: FakeGitHub
) -> None:
    hub.bare.rename(hub.bare.with_name("elsewhere.git"))
    with pytest.raises(StoreError, match="`git ls-remote` failed"):
        opened().load()
    git(work, "remote", "remove", "origin")
    with pytest.raises(StoreError, match="no remote"):
        opened().load()


@pytest.mark.parametrize("opened", ["git"], indirect=True)
def test_credentials_in_an_address_are_in_no_message(opened: Callable[..., Store], work: Path) -> None:
    git(work, "remote", "set-url", "origin", "http://me:for-tests@127.0.0.1:9/repo.git")

    with pytest.raises(StoreError) as stopped:
        opened().load()

    assert "for-tests" not in stopped.value.message


@pytest.mark.parametrize("opened", ["github"], indirect=True)
@pytest.mark.parametrize("status", [502, 429])
def test_a_read_that_fails_once_is_tried_again(opened: Callable[..., Store], hub: FakeGitHub, status: int) -> None:
    opened().replace(STATE, None)
    left = [status, status]
    hub.fault = lambda method, path: left.pop() if left and method == "GET" else None

    assert opened().load()[0] == STATE


@pytest.mark.parametrize("opened", ["github"], indirect=True)
def test_a_commit_whose_answer_was_lost_is_found(opened: Callable[..., Store], hub: FakeGitHub) -> None:
    first = opened().replace(STATE, None)
    hub.fault = lambda method, path: -502 if path == "/graphql" else None

    second = opened().replace(replace(STATE, serial=2), first)

    assert hub.git("rev-parse", "campaign-state") == second != first


@pytest.mark.parametrize("opened", ["github"], indirect=True)
@pytest.mark.parametrize("status", [401, 403])
def test_a_write_that_github_refuses_is_an_error_with_what_to_look_at(
    opened: Callable[..., Store], hub: FakeGitHub, status: int
) -> None:
    first = opened().replace(STATE, None)
    hub.fault = lambda method, path: status if method == "POST" else None

    with pytest.raises(StoreError, match=str(status)) as stopped:
        opened().replace(replace(STATE, serial=2), first)

    assert "contents: write" in str(stopped.value.hint)
    assert opened().load()[1] == first


@pytest.mark.parametrize("opened", ["github"], indirect=True)
def test_a_token_without_access_is_not_taken_for_an_empty_state(opened: Callable[..., Store], hub: FakeGitHub) -> None:
    opened().replace(STATE, None)
    hub.token = "another"

    with pytest.raises(StoreError, match="404"):
        read_settings(None, "github:campaign-state", {**hub.environ, "GITHUB_TOKEN": "for-tests"}).store.load()


def test_the_token_is_in_no_repr(hub: FakeGitHub) -> None:
    assert "for-tests" not in repr(read_settings(None, "github:campaign-state", hub.environ))


def test_a_page_that_is_somebody_elses_stays_and_each_state_has_its_own(
    opened: Callable[..., Store], hub: FakeGitHub
) -> None:
    blob = hub.git("hash-object", "-w", "--stdin", stdin=b"# Ours\n")
    tree = hub.git("mktree", stdin=f"100644 blob {blob}\tREADME.md\n".encode())
    hub.git("update-ref", "refs/heads/shared", hub.git("commit-tree", tree, "-m", "ours"))
    for path in ("", ":eu.json"):
        store = opened(f"shared{path}")
        store.replace(STATE, store.load()[1])

    assert hub.git("show", "shared:README.md") == "# Ours"
    assert "Written by campaign-runner with `eu.json`" in hub.git("show", "shared:eu.md")
