"""Each folder of campaigns has its own state on the branch, and keeps the one that has its records."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from runner.action.folder_state import choose_state, state_name
from runner.cli.settings import read_settings
from runner.errors import RefusedError, StateError
from runner.state.record import State, empty_state
from runner.state.stores.branch import BranchStore
from tests.fake_github import FakeGitHub, serving
from tests.project import CAMPAIGN, CONTACTS
from tests.state.test_record import RECORD

API = "https://api.sigmamind.ai"
US, DE, OLD = "us/campaigns.json", "de/campaigns.json", "state.json"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    """GitHub, and a checkout whose folder us/campaigns has one campaign, Renewals."""
    bare = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    folder = tmp_path / "checkout" / "us" / "campaigns"
    (folder / "contacts").mkdir(parents=True)
    (tmp_path / "checkout" / ".git").mkdir()
    (folder / "renewals.yaml").write_text(json.dumps({**CAMPAIGN, "campaignName": "Renewals"}))
    (folder / "contacts" / "q4.csv").write_text(CONTACTS)
    monkeypatch.chdir(tmp_path / "checkout")
    with serving(FakeGitHub(bare)) as served:
        yield served


def record(hub: FakeGitHub, path: str, **files: str) -> None:
    """Write a state of campaigns by name, each with the path of its file."""
    campaigns = {name: replace(RECORD, path=file) for name, file in files.items()}
    state = State("one", 1, API, campaigns)
    store = read_settings(None, f"github:campaign-state:{path}", hub.environ).store
    assert isinstance(store, BranchStore)
    store.replace(state, store.remote.tip())


def chosen(hub: FakeGitHub, directory: str = "us/campaigns") -> str:
    return choose_state(directory, hub.environ).removeprefix("github:campaign-state:")


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("campaigns", ""),
        ("us/campaigns", ":us/campaigns.json"),
        ("Kampagnen Süd", ":Kampagnen Süd.json"),
        ("state", ":state-4ba69735.json"),
        ("README", ":README-"),
        ("us/State", ":us-State-"),
        ("us.json/campaigns", ":us-json-campaigns-"),
        (".github/campaigns", ":github-campaigns-c6b93c65.json"),
        ("us#1/campaigns", ":us-1-campaigns-"),
        (".", ":root-"),
    ],
)
def test_a_folder_names_its_state(folder: str, name: str) -> None:
    store = state_name(folder)

    assert store.startswith(f"github:campaign-state{name}")
    read_settings(None, store, {"GITHUB_REPOSITORY": "me/repo"})


@pytest.mark.parametrize("directory", ["us/campaigns", "./us/campaigns/", "us/../us/campaigns"])
def test_a_first_run_has_a_state_of_its_own_however_the_folder_is_written(hub: FakeGitHub, directory: str) -> None:
    assert chosen(hub, directory) == US


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ({DE: {"Erinnerung": "de/campaigns/e.yaml"}}, US),
        ({OLD: {"Renewals": "us/campaigns/renewals.yaml", "Erinnerung": "de/campaigns/e.yaml"}}, OLD),
        ({OLD: {"Gone since": "us/campaigns/2025/gone.yaml"}}, OLD),
        ({OLD: {"Erinnerung": "de/campaigns/e.yaml"}}, US),
        ({OLD: {"Renewals": "us/campaigns/renewals.yaml"}, US: {"Renewals": "us/campaigns/renewals.yaml"}}, US),
        ({"usa.json": {"Renewals": "usa/renewals.yaml", "Older": "usa/older.yaml"}}, "usa.json"),
        ({OLD: {"Renewals": "campaigns/renewals.yaml"}}, OLD),
    ],
)
def test_a_state_with_the_folders_records_is_kept(
    hub: FakeGitHub, states: dict[str, dict[str, str]], state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, files in states.items():
        record(hub, path, **files)

    assert chosen(hub) == state
    assert ("::notice::" in capsys.readouterr().out) == (state != US)


def test_a_state_that_was_begun_for_the_folder_is_kept(hub: FakeGitHub) -> None:
    store = read_settings(None, "github:campaign-state:prod.json", hub.environ).store
    store.replace(empty_state(API, "us/campaigns"), None)

    assert chosen(hub) == "prod.json"


def test_two_states_with_the_folders_records_are_refused(hub: FakeGitHub) -> None:
    record(hub, OLD, Renewals="us/campaigns/renewals.yaml")
    record(hub, "prod.json", Other="us/campaigns/other.yaml")

    with pytest.raises(RefusedError, match=r"`prod.json` and `state.json` record campaigns of `us/campaigns`"):
        chosen(hub)


def test_a_state_that_cannot_be_read_is_not_taken_for_none(hub: FakeGitHub) -> None:
    record(hub, OLD, Renewals="us/campaigns/renewals.yaml")
    store = read_settings(None, "github:campaign-state", hub.environ).store
    assert isinstance(store, BranchStore)
    store.remote.commit(store.remote.tip(), {OLD: b"{}"}, "by hand")

    with pytest.raises(StateError, match=r"`state.json` can.t be read"):
        chosen(hub)


def test_another_file_of_the_branch_is_no_state(hub: FakeGitHub) -> None:
    record(hub, DE, Erinnerung="de/campaigns/e.yaml")
    store = read_settings(None, "github:campaign-state", hub.environ).store
    assert isinstance(store, BranchStore)
    store.remote.commit(store.remote.tip(), {"notes.json": b"{}", "notes.md": b"# Notes\n"}, "by hand")

    assert chosen(hub) == US
    assert list(store.neighbors()) == [DE]
