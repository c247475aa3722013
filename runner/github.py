"""GitHub's REST and GraphQL APIs for one repository."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from runner import __version__, retry
from runner.errors import StoreError
from runner.formatting import one_line
from runner.retry import RetryableError

SECONDS = 30.0
PAGE = 100


class GitHubError(StoreError):
    """GitHub refused, or didn't answer; `status` is None without an answer."""

    def __init__(self, message: str, *, hint: str | None = None, status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


@dataclass(frozen=True, slots=True)
class GitHub:
    """The repository `owner/name`; `api` and `graphql` are URLs, and the token isn't in the `repr`.

    Reads are retried, writes never. Every failure is a GitHubError with what couldn't be done and GitHub's own words.
    """

    repository: str
    api: str
    graphql: str
    token: str | None = field(default=None, repr=False)

    def find(self, path: str, what: str, **headers: str) -> httpx.Response | None:
        """Return the answer to a read; None for a 404, which is also what a token without access gets."""
        answer = self._read(path, what, headers)
        return None if answer.status_code == 404 else self._check_status(answer, what)

    def read(self, path: str, what: str) -> Any:
        return self._json(self._check_status(self._read(path, what, {}), what), what)

    def pages(self, path: str, what: str) -> Iterator[Any]:
        """Yield the entries of all pages of a list."""
        page = 1
        while True:
            entries = self.read(f"{path}{'&' if '?' in path else '?'}per_page={PAGE}&page={page}", what)
            yield from entries
            if len(entries) < PAGE:
                return
            page += 1

    def write(self, method: str, path: str, body: Any, what: str) -> Any:
        return self._json(self._check_status(self._send(method, self._url(path), what, json=body), what), what)

    def mutate(self, query: str, variables: Any, what: str) -> Any:
        """Send a GraphQL mutation, and return its `data`."""
        sent = self._send("POST", self.graphql, what, json={"query": query, "variables": variables})
        answer = self._json(self._check_status(sent, what), what)
        if errors := answer.get("errors"):
            raise self.failure(what, one_line(str(errors[0].get("message"))))
        return answer["data"]

    def failure(self, what: str, why: str, status: int | None = None) -> GitHubError:
        return GitHubError(f"GitHub: can't {what} in {self.repository}: {why}", status=status)

    def _read(self, path: str, what: str, headers: Mapping[str, str]) -> httpx.Response:
        def attempt() -> httpx.Response:
            answer = self._send("GET", self._url(path), what, headers=headers)
            if answer.status_code in retry.STATUSES:
                raise RetryableError(self.failure(what, str(answer.status_code), answer.status_code))
            return answer

        return retry.call(attempt, time.sleep)

    def _url(self, path: str) -> str:
        return f"{self.api}/repos/{self.repository}" + (f"/{path}" if path else "")

    def _send(
        self, method: str, url: str, what: str, *, headers: Mapping[str, str] | None = None, json: Any = None
    ) -> httpx.Response:
        try:
            return httpx.request(method, url, headers={**self._headers, **(headers or {})}, json=json, timeout=SECONDS)
        except httpx.HTTPError as exc:
            failure = self.failure(what, f"{method} {url}: {type(exc).__name__}")
            raise (RetryableError(failure) if method == "GET" else failure) from exc

    def _check_status(self, answer: httpx.Response, what: str) -> httpx.Response:
        if answer.is_success:
            return answer
        try:
            body = answer.json()
        except ValueError:
            body = None
        message = body.get("message") if isinstance(body, dict) else None
        why = f"{answer.status_code}" + (f" ({one_line(message)})" if isinstance(message, str) else "")
        raise self.failure(what, why, answer.status_code)

    def _json(self, answer: httpx.Response, what: str) -> Any:
        try:
            return answer.json()
        except ValueError as exc:
            raise self.failure(what, f"{answer.status_code}, but the answer isn't JSON", answer.status_code) from exc

    @property
    def _headers(self) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"X-GitHub-Api-Version": "2022-11-28", "User-Agent": f"campaign-runner/{__version__}", **token}
