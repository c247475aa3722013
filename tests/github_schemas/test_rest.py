"""Requests and answers are held against GitHub's description: other ones than it has are told apart."""

import json

import pytest

from tests.github_schemas import rest
from tools.github_schemas import OPERATIONS

ISSUES = "/repos/me/repo/issues"
COMMIT = "a" * 40


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "difference"),
    [
        ("GET", ISSUES, {"state": ["open"], "labels": ["a,b"], "page": ["2"]}, None, None),
        ("GET", ISSUES, {"state": ["opened"]}, None, "state"),
        ("GET", ISSUES, {"per_page": ["many"]}, None, "per_page"),
        ("GET", ISSUES, {"per_page": ["101"]}, None, "per_page"),
        ("GET", ISSUES, {"label": ["a"]}, None, "label"),
        ("GET", "/repos/me/repo/git/ref/heads/a/b", {}, None, None),
        ("GET", "/repos/me/repo/git/matching-refs/heads/a", {"per_page": ["100"]}, None, "per_page"),
        ("GET", "/repos/me/repo/pulls/seven", {}, None, "pull_number"),
        ("GET", "/repos/me/repo/tips/main", {}, None, "isn't in openapi.json"),
        ("GET", f"/repos/me/repo/commits/{COMMIT}/pulls", {}, None, None),
        ("GET", f"/repos/me/repo/commits/{COMMIT}/pulls", {}, {"body": "hello"}, "takes no body"),
        ("DELETE", ISSUES, {}, None, "isn't in openapi.json"),
        ("POST", ISSUES, {}, {"title": "hello", "labels": ["a"]}, None),
        ("POST", ISSUES, {}, {"labels": ["a"]}, "title"),
        ("POST", ISSUES, {}, {"title": "hello", "label": "a"}, "label"),
        ("PATCH", f"{ISSUES}/7", {}, {"state": "close"}, "state"),
        ("POST", "/repos/me/repo/git/trees", {}, {"tree": [{"path": "a", "mode": "644"}]}, "mode"),
    ],
)
def test_a_request_is_one_that_github_describes(
    method: str, path: str, query: dict[str, list[str]], body: object, difference: str | None
) -> None:
    differences = list(rest.request_differences(method, path, query, body))

    assert len(differences) == (0 if difference is None else 1), differences
    assert difference is None or difference in differences[0]


@pytest.mark.parametrize(
    ("status", "body", "difference"),
    [
        (200, {"number": 7, "head": {"repo": None, "sha": COMMIT}}, None),
        (200, {"number": "7"}, "number"),
        (200, {"number": 7, "merged_at": "2026-11-22"}, "merged_at"),
        (200, {"number": 7, "merge_sha": COMMIT}, "merge_sha"),
        (200, {"number": 7, "head": {"sha": None}}, "head/sha"),
        (201, {"number": 7}, "never answers with 201"),
        (404, {"message": "Not Found", "status": "404"}, None),
        (404, {"error": "Not Found"}, "error"),
    ],
)
def test_an_answer_has_only_what_github_describes(status: int, body: object, difference: str | None) -> None:
    differences = list(rest.answer_differences("GET", "/repos/me/repo/pulls/7", status, body))

    assert len(differences) == (0 if difference is None else 1), differences
    assert difference is None or difference in differences[0]


def test_the_extract_has_the_operations_that_the_tool_names() -> None:
    written = json.loads(rest.DESCRIPTION.read_text("utf-8"))["paths"]

    assert sorted(OPERATIONS) == sorted(f"{method.upper()} {path}" for path in written for method in written[path])
