"""Flags and environment."""

import subprocess
from pathlib import Path

import pytest

from runner.cli.settings import hub, read_settings
from runner.errors import UsageError
from runner.files import paths
from runner.state.stores.branch import BranchStore
from runner.state.stores.file import FileStore


@pytest.mark.parametrize(
    "url", ["https://api.sigmamind.ai", "http://127.0.0.1:8765", "http://localhost:1", "http://[::1]:8"]
)
def test_https_is_taken_and_http_on_this_machine(tmp_path: Path, url: str) -> None:
    read = read_settings(str(tmp_path / "campaigns"), None, {"SIGMAMIND_API_URL": url + "/"})

    assert (read.api_url, read.api, read.api_chosen) == (url, url, True)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.sigmamind.ai",
        "http://127.0.0.1.example.com",
        "ftp://127.0.0.1",
        "api.sigmamind.ai",
        "https://",
        "https://user:pass@api.sigmamind.ai",
        "https://api.sigmamind.ai?x=1",
        "https://api.sigmamind.ai:port",
        "https://[::1",
    ],
)
def test_any_other_address_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match="SIGMAMIND_API_URL"):
        read_settings(str(tmp_path), None, {"SIGMAMIND_API_URL": url})


def test_the_key_is_in_no_repr(tmp_path: Path) -> None:
    read = read_settings(str(tmp_path), None, {"SIGMAMIND_API_KEY": " for-tests\n"})

    assert read.api_key == "for-tests"
    assert "for-tests" not in repr(read)


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel"])
def test_a_key_that_no_header_carries_is_refused_without_showing_it(tmp_path: Path, key: str) -> None:
    with pytest.raises(UsageError) as stopped:
        read_settings(str(tmp_path), None, {"SIGMAMIND_API_KEY": key})

    assert key not in f"{stopped.value.message} {stopped.value.hint}"


@pytest.mark.parametrize("seconds", ["soon", "-1", "3601", "nan", "inf"])
def test_a_time_that_is_no_number_of_seconds_is_refused(tmp_path: Path, seconds: str) -> None:
    with pytest.raises(UsageError, match="SIGMAMIND_TIMEOUT isn't a number"):
        read_settings(str(tmp_path), None, {"SIGMAMIND_TIMEOUT": seconds})


def test_flags_win_over_the_environment(tmp_path: Path) -> None:
    environ = {"CAMPAIGNS_DIR": str(tmp_path / "a"), "CAMPAIGNS_STATE": f"file:{tmp_path / 'a.json'}"}

    by_environment = read_settings(None, None, environ)
    by_flag = read_settings(str(tmp_path / "b"), f"file:{tmp_path / 'b.json'}", environ)

    assert by_environment.directory == tmp_path / "a"
    assert by_environment.store == FileStore(tmp_path / "a.json", "a.json")
    assert by_flag.directory == tmp_path / "b"
    assert by_flag.store == FileStore(tmp_path / "b.json", "b.json")


@pytest.mark.parametrize(
    "store",
    [
        "state.json",
        "file:",
        "git:",
        "git:a..b",
        "git:-f",
        "git:a:b",
        "github:a b",
        "s3:bucket",
        "git:a:../b.json",
        "git:a:b//c.json",
        "git:@",
        "git:/a",
        "git:a/",
        "git:a//b",
        "git:.a",
        "git:a/.b",
        "git:a.",
        "git:a.lock",
        "git:a.lock/b",
        "git:a@{1}",
        "git:a\\b",
        "git:a~1",
        "git:a^",
        "git:a*",
    ],
)
def test_a_store_that_is_not_known_is_refused_with_the_form_to_write(tmp_path: Path, store: str) -> None:
    with pytest.raises(UsageError) as stopped:
        read_settings(str(tmp_path), store, {})

    assert stopped.value.hint is not None
    assert "file:PATH" in stopped.value.hint


def test_the_repository_is_the_git_work_tree_or_the_folder_above(tmp_path: Path) -> None:
    deep = tmp_path / "work" / "marketing" / "campaigns"
    deep.mkdir(parents=True)

    assert paths.repository(deep) == tmp_path / "work" / "marketing"
    (tmp_path / "work" / ".git").mkdir()
    assert paths.repository(deep) == tmp_path / "work"


@pytest.mark.parametrize(
    ("api", "graphql"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://github.example.com/api/v3/", "https://github.example.com/api/graphql"),
        ("https://api.octocorp.ghe.com", "https://api.octocorp.ghe.com/graphql"),
    ],
)
def test_the_address_of_graphql_follows_from_that_of_the_api(api: str, graphql: str) -> None:
    assert hub({"GITHUB_REPOSITORY": "me/repo", "GITHUB_API_URL": api}).graphql == graphql


@pytest.mark.parametrize(
    "branch", ["#1", "50%", "a/b-c_d.e", "über", "a&b!", "(a)", "a.lock2", "c++", "@a", "a{1}", "$x"]
)
def test_a_branch_may_have_any_name_that_git_takes(tmp_path: Path, branch: str) -> None:
    assert subprocess.run(["git", "check-ref-format", f"refs/heads/{branch}"]).returncode == 0

    assert isinstance(read_settings(str(tmp_path), f"git:{branch}:x.json", {}).store, BranchStore)
