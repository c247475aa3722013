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
    """GitHub refused, or gave no answer; `status` is None without one."""

    def __init__(self, message: str, *, hint: str | None = None, status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


@dataclass(frozen=True, slots=True)
class GitHub:
    """The repository `owner/name`; `api` and `graphql` are addresses, the token stays out of its `repr`.

    Reads are tried again after a 5xx or a failed connection, writes never. Every failure is a GitHubError that says
    what couldn't be done, with GitHub's own words.
    """

    repository: str
    api: str
    graphql: str
    token: str | None = field(default=None, repr=False)

    def find(self, path: str, what: str, **headers: str) -> httpx.Response | None:
        """Give the answer to a read; None where there is no such thing, or none that the token may see."""
        answer = self._read(path, what, headers)
        return None if answer.status_code == 404 else self._good(answer, what)

    def read(self, path: str, what: str) -> Any:
        return self._parsed(self._good(self._read(path, what, {}), what), what)

    def pages(self, path: str, what: str) -> Iterator[Any]:
        """Give the entries of a list, from all its pages."""
        page = 1
        while True:
            found = self.read(f"{path}{'&' if '?' in path else '?'}per_page={PAGE}&page={page}", what)
            yield from found
            if len(found) < PAGE:
                return
            page += 1

    def write(self, method: str, path: str, body: Any, what: str) -> Any:
        return self._parsed(self._good(self._send(method, self._address(path), what, json=body), what), what)

    def mutate(self, query: str, variables: Any, what: str) -> Any:
        """Send a GraphQL mutation and give its `data`."""
        sent = self._send("POST", self.graphql, what, json={"query": query, "variables": variables})
        answer = self._parsed(self._good(sent, what), what)
        if errors := answer.get("errors"):
            raise self.failure(what, one_line(str(errors[0].get("message"))))
        return answer["data"]

    def failure(self, what: str, why: str, status: int | None = None) -> GitHubError:
        return GitHubError(f"GitHub: can't {what} in {self.repository}: {why}", status=status)

    def _read(self, path: str, what: str, headers: Mapping[str, str]) -> httpx.Response:
        def attempt() -> httpx.Response:
            answer = self._send("GET", self._address(path), what, headers=headers)
            if answer.status_code in retry.STATUSES:
                raise RetryableError(self.failure(what, str(answer.status_code), answer.status_code))
            return answer

        return retry.call(attempt, time.sleep)

    def _address(self, path: str) -> str:
        return f"{self.api}/repos/{self.repository}" + (f"/{path}" if path else "")

    def _send(
        self, method: str, url: str, what: str, *, headers: Mapping[str, str] | None = None, json: Any = None
    ) -> httpx.Response:
        try:
            return httpx.request(method, url, headers={**self._known, **(headers or {})}, json=json, timeout=SECONDS)
        except httpx.HTTPError as exc:
            failure = self.failure(what, f"{method} {url}: {type(exc).__name__}")
            raise (RetryableError(failure) if method == "GET" else failure) from exc

    def _good(self, answer: httpx.Response, what: str) -> httpx.Response:
        if answer.is_success:
            return answer
        try:
            body = answer.json()
        except ValueError:
            body = None
        words = body.get("message") if isinstance(body, dict) else None
        why = f"{answer.status_code}" + (f" ({one_line(words)})" if isinstance(words, str) else "")
        raise self.failure(what, why, answer.status_code)

    def _parsed(self, answer: httpx.Response, what: str) -> Any:
        try:
            return answer.json()
        except ValueError as exc:
            raise self.failure(what, f"{answer.status_code}, and no JSON", answer.status_code) from exc

    @property
    def _known(self) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"X-GitHub-Api-Version": "2022-11-28", "User-Agent": f"campaign-runner/{__version__}", **token}
