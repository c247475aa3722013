"""The account that the token acts as: only its comments are the action's own."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runner import retry
from runner.github import GitHub, GitHubError

GITHUB_ACTIONS = "github-actions[bot]"
"""Who writes with the token that every job gets."""
_WHAT = "read whose token this is"
_APP = (403, 404)
"""What `GET /user` answers to an app's token, which belongs to no user."""
_NO_VIEWER = (200, 400, 404, 422)
"""Answers of a GraphQL API that doesn't know the viewer; any other failure leaves open who it is."""


@dataclass(frozen=True, slots=True)
class TokenAccount:
    """A user, or the bot of an app; `id` is None where only the login is known."""

    login: str
    id: int | None

    def wrote(self, comment: Mapping[str, Any]) -> bool:
        """Whether a comment is by this account; that of a deleted account has no author."""
        author = comment.get("user")
        if not isinstance(author, dict):
            return False
        if self.id is not None and isinstance(author.get("id"), int):
            return bool(author["id"] == self.id)
        return bool(author.get("login") == self.login)


def token_account(github: GitHub) -> TokenAccount:
    """Return whose token it is: a user's, an app's, or GitHub's own; GitHubError where that can't be read."""
    try:
        user = github.read("/user", _WHAT)
    except GitHubError as exc:
        if exc.status not in _APP:
            raise
        user = _viewer(github)
    if not isinstance(user, dict) or not isinstance(login := user.get("login"), str) or not login:
        raise github.failure(_WHAT, "the answer names no account")
    number = user.get("id", user.get("databaseId"))
    return TokenAccount(login, number if isinstance(number, int) else None)


def _viewer(github: GitHub) -> Any:
    """Return the account that GraphQL names, which knows the bots of apps, too."""

    github_actions = {"login": GITHUB_ACTIONS}

    def ask() -> Any:
        return github.mutate("query { viewer { login databaseId } }", {}, _WHAT).get("viewer") or github_actions

    try:
        return retry.call(ask, time.sleep)
    except GitHubError as exc:
        if exc.status not in _NO_VIEWER:
            raise
        return github_actions
