"""A list that git tracks in a public repository is warned of, if its numbers may be real."""

import shutil
import subprocess

import pytest

from runner.plan.checks.public_lists import may_be_real
from tests.project import Project

REAL = "Phone Number\n+12125550234\n"
PUBLIC = '{"repository": {"private": false}}'


@pytest.fixture
def public(project: Project) -> Project:
    """A public repository with a tracked list."""
    event = project.root.parent / "event.json"
    event.write_text(PUBLIC)
    project.environ["GITHUB_EVENT_PATH"] = str(event)
    project.csv("contacts/q4.csv", REAL)
    project.add("q4.yaml", contacts="contacts/q4.csv")
    for command in ("init", "add ."):
        subprocess.run(["git", "-C", project.root, *command.split()], check=True, capture_output=True)
    return project


def counts(project: Project) -> dict[str, int]:
    found: dict[str, int] = project.run("validate", "--format", "json").json["counts"]
    return {code: number for code, number in found.items() if code == "list-public"}


def test_a_tracked_list_is_warned_of(public: Project) -> None:
    assert counts(public) == {"list-public": 1}


def test_a_list_that_git_does_not_track_is_not(public: Project) -> None:
    subprocess.run(["git", "-C", public.root, "rm", "--cached", "-q", "campaigns/contacts/q4.csv"], check=True)

    assert counts(public) == {}


@pytest.mark.parametrize(
    ("visibility", "warnings"), [("public", {"list-public": 1}), ("internal", {}), ("private", {})]
)
def test_gitlab_says_whether_a_repository_is_public(public: Project, visibility: str, warnings: dict[str, int]) -> None:
    del public.environ["GITHUB_EVENT_PATH"]
    public.environ["CI_PROJECT_VISIBILITY"] = visibility

    assert counts(public) == warnings


@pytest.mark.parametrize("event", ['{"repository": {"private": true}}', '{"repository": {}}', "{}", "[]", "{"])
def test_a_repository_that_is_not_known_to_be_public_is_not_checked(public: Project, event: str) -> None:
    (public.root.parent / "event.json").write_text(event)

    assert counts(public) == {}


@pytest.mark.parametrize(
    ("environ", "message", "hint"),
    [
        ({"PATH": ""}, "git isn't installed", "install git"),
        (
            {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"},
            "it belongs to another user",
            "git config --global --add safe.directory",
        ),
        ({"GIT_DIR": "elsewhere"}, "its numbers may be real", "remove the list from git"),
    ],
)
def test_what_git_cannot_tell_is_said(public: Project, environ: dict[str, str], message: str, hint: str) -> None:
    public.environ |= environ

    (finding,) = public.run("validate", "--format", "json").json["findings"]

    assert finding["code"] == "list-public"
    assert message in finding["message"]
    assert hint in finding["hint"]


def test_a_checkout_without_git_is_said(public: Project) -> None:
    shutil.rmtree(public.root / ".git")

    assert counts(public) == {"list-public": 1}


@pytest.mark.parametrize(
    ("number", "real"),
    [(12125550100, False), (12125550199, False), (12125550200, True), (441632960001, False), (441632970001, True)],
)
def test_numbers_reserved_for_fiction_are_not_real(number: int, real: bool) -> None:
    assert may_be_real(number) is real
