"""GitHub's REST and GraphQL APIs for one repository."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from runner import __version__, connections, retry
from runner.errors import StoreError
from runner.formatting import one_line
from runner.retry import RetryableError

SECONDS = 30.0
PAGE = 100
PATIENCE = 240.0
"""Maximum seconds from the first attempt at a request to the last: less than half a lease on the state."""
WRITES = 3
"""Maximum attempts at a change of a comment or an issue."""
_PASSING_ERRORS = (None, "STALE_DATA", "RATE_LIMITED", "SERVICE_UNAVAILABLE", "INTERNAL")
"""The types of GraphQL's errors after which the same mutation may succeed; GitHub's own breakdowns have none."""

T = TypeVar("T")


class GitHubError(StoreError):
    """GitHub refused, or didn't answer; `status` is None without an answer."""

    def __init__(self, message: str, *, hint: str | None = None, status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class UnexpectedFormError(GitHubError):
    """GitHub's answer isn't of the form that its documentation says."""


def part(answer: Any, kind: type[T], *keys: str) -> T:
    """Return what a JSON answer has below `keys`; UnexpectedFormError where it isn't there or of another type."""
    value = answer
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, kind):
        where = f": no `{'.'.join(keys)}`" if keys else ""
        raise UnexpectedFormError(
            f"GitHub: an answer isn't of the documented form{where}",
            hint="run the job again; if it stays, something between here and GitHub changes its answers",
        )
    return value


def objects(answer: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; UnexpectedFormError where an answer is anything else."""
    return [part(entry, dict) for entry in part(answer, list)]


@dataclass(frozen=True, slots=True)
class GitHub:
    """The repository `owner/name`; `api` and `graphql` are URLs, and the token isn't in the `repr`.

    Every failure is a GitHubError with what couldn't be done and GitHub's own words. `attempt` and `mutate` send a
    request once, and raise RetryableError where the same request may succeed later.
    """

    repository: str
    api: str
    graphql: str
    token: str | None = field(default=None, repr=False)

    def find(self, path: str, what: str, **headers: str) -> httpx.Response | None:
        """Return the answer to a read; None for a 404, which GitHub also answers for what the token can't read."""

        def attempt() -> httpx.Response:
            return self._send("GET", self._url(path), what, headers=headers)

        answer = retry.call(attempt, time.sleep, patience=PATIENCE)
        return None if answer.status_code == 404 else self._check_status(answer, what)

    def find_object(self, path: str, what: str) -> dict[str, Any] | None:
        """Return the JSON object that a read is answered with; None for a 404."""
        try:
            return part(self.read(path, what), dict)
        except GitHubError as exc:
            if exc.status == 404:
                return None
            raise

    def read(self, path: str, what: str) -> Any:
        return retry.call(lambda: self.attempt("GET", path, None, what), time.sleep, patience=PATIENCE)

    def pages(self, path: str, what: str) -> Iterator[Any]:
        """Yield the objects of all pages of a list."""
        page = 1
        while True:
            entries = objects(self.read(f"{path}{'&' if '?' in path else '?'}per_page={PAGE}&page={page}", what))
            yield from entries
            if len(entries) < PAGE:
                return
            page += 1

    def write(self, method: str, path: str, body: Any, what: str, arrived: Callable[[], Any] | None = None) -> Any:
        """Change something. A POST is repeated only where `arrived` returns nothing of the attempt before it."""

        def attempt() -> Any:
            try:
                return self.attempt(method, path, body, what)
            except RetryableError:
                if arrived is not None and (entry := arrived()) is not None:
                    return entry
                raise

        attempts = 1 if method == "POST" and arrived is None else WRITES
        return retry.call(attempt, time.sleep, attempts, PATIENCE)

    def attempt(self, method: str, path: str, body: Any, what: str) -> Any:
        return self._json(self._check_status(self._send(method, self._url(path), what, json=body), what), what)

    def mutate(self, query: str, variables: Any, what: str) -> Any:
        """Send a GraphQL mutation once, and return its `data`."""
        sent = self._send("POST", self.graphql, what, json={"query": query, "variables": variables})
        answer = part(self._json(self._check_status(sent, what), what), dict)
        if errors := answer.get("errors"):
            error = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {}
            failure = self.failure(what, one_line(str(error.get("message"))), sent.status_code)
            raise RetryableError(failure) if error.get("type") in _PASSING_ERRORS else failure
        if not isinstance(answer.get("data"), dict):
            why = f"no data in the answer ({one_line(str(answer.get('message')))})"
            raise RetryableError(self.failure(what, why, sent.status_code), _wait(sent))
        return answer["data"]

    def failure(self, what: str, why: str, status: int | None = None, *, hint: str | None = None) -> GitHubError:
        return GitHubError(f"GitHub: can't {what} in {self.repository}: {why}", hint=hint, status=status)

    def _url(self, path: str) -> str:
        """Return the address of a path in the repository, or of one that begins with a slash in the API."""
        if path.startswith("/"):
            return f"{self.api}{path}"
        return f"{self.api}/repos/{self.repository}" + (f"/{path}" if path else "")

    def _send(
        self, method: str, url: str, what: str, *, headers: Mapping[str, str] | None = None, json: Any = None
    ) -> httpx.Response:
        """Return the answer of any status but those after which the same request may succeed: a RetryableError."""
        try:
            answer = httpx.request(
                method, url, headers={**self._headers, **(headers or {})}, json=json, timeout=SECONDS
            )
        except connections.ERRORS as exc:
            problem = connections.explain(exc)
            failure = self.failure(what, f"{method} {url}: {problem.message}", hint=problem.hint)
            raise (failure if problem.lasting else RetryableError(failure)) from exc
        seconds = _wait(answer)
        if answer.status_code in retry.STATUSES or (answer.status_code == 403 and seconds is not None):
            raise RetryableError(self._refusal(answer, what), seconds)
        return answer

    def _check_status(self, answer: httpx.Response, what: str) -> httpx.Response:
        if answer.is_success:
            return answer
        raise self._refusal(answer, what)

    def _refusal(self, answer: httpx.Response, what: str) -> GitHubError:
        try:
            body = answer.json()
        except ValueError:
            body = None
        message = body.get("message") if isinstance(body, dict) else None
        why = f"{answer.status_code}" + (f" ({one_line(message)})" if isinstance(message, str) else "")
        return self.failure(what, why, answer.status_code)

    def _json(self, answer: httpx.Response, what: str) -> Any:
        try:
            return answer.json()
        except ValueError as exc:
            why = f"{answer.status_code}, but the answer isn't JSON"
            raise RetryableError(self.failure(what, why, answer.status_code)) from exc

    @property
    def _headers(self) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"X-GitHub-Api-Version": "2022-11-28", "User-Agent": f"campaign-runner/{__version__}", **token}


def _wait(answer: httpx.Response) -> float | None:
    """Return how many seconds GitHub asks to wait: at least one, so that no limit is met by a burst."""
    seconds = retry.retry_after(answer.headers.get("Retry-After"))
    return None if seconds is None else max(seconds, 1.0)
