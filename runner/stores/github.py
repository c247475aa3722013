"""A branch on GitHub by its APIs: commits are signed there, and a checkout or an identity isn't needed."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
import tenacity

from runner import __version__
from runner.errors import StoreError
from runner.words import one_line

SECONDS = 30.0
_TRIES = 4
_RETRIED = frozenset({408, 429, *range(500, 600)})
_COMMIT = """
mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }
"""


@dataclass(frozen=True, slots=True)
class GitHubBranch:
    """A branch of the repository `owner/name`; `api` and `graphql` are addresses, the token stays out of its `repr`.

    Reads are tried again after a 5xx or a failed connection, writes never.
    """

    repository: str
    branch: str
    api: str
    graphql: str
    token: str | None = field(default=None, repr=False)

    def tip(self) -> str | None:
        answer = self._get(f"git/ref/heads/{quote(self.branch)}")
        if answer.status_code == 404:
            self._expect(self._get(""), "read the repository")  # else a token without access would look like no branch
            return None
        return str(self._expect(answer, "read the branch")["object"]["sha"])

    def read(self, commit: str, path: str) -> bytes | None:
        answer = self._get(f"contents/{quote(path)}?ref={commit}", Accept="application/vnd.github.raw+json")
        if answer.status_code == 404:
            return None
        self._expect(answer, "read the state", parsed=False)
        return answer.content

    def commit(self, parent: str | None, files: Mapping[str, bytes], message: str) -> str:
        return self._first(files, message) if parent is None else self._next(parent, files, message)

    def log(self, path: str) -> Iterator[tuple[str, str]]:
        page = 1
        while True:
            query = f"commits?sha={quote(self.branch)}&path={quote(path)}&per_page=100&page={page}"
            found = self._expect(self._get(query), "read the branch's history")
            yield from ((entry["sha"], entry["commit"]["committer"]["date"]) for entry in found)
            if len(found) < 100:
                return
            page += 1

    def _first(self, files: Mapping[str, bytes], message: str) -> str:
        entries = [
            {"path": path, "mode": "100644", "type": "blob", "content": data.decode()} for path, data in files.items()
        ]
        tree = self._post("git/trees", {"tree": entries}, "write the state")["sha"]
        # Without an author GitHub signs the commit.
        made = self._post("git/commits", {"message": message, "tree": tree, "parents": []}, "write the state")["sha"]
        self._post("git/refs", {"ref": f"refs/heads/{self.branch}", "sha": made}, "begin the branch")
        return str(made)

    def _next(self, parent: str, files: Mapping[str, bytes], message: str) -> str:
        additions = [{"path": path, "contents": base64.b64encode(data).decode()} for path, data in files.items()]
        wanted = {
            "branch": {"repositoryNameWithOwner": self.repository, "branchName": self.branch},
            "message": {"headline": message},
            "fileChanges": {"additions": additions},
            "expectedHeadOid": parent,
        }
        body = {"query": _COMMIT, "variables": {"input": wanted}}
        answer = self._expect(self._send("POST", self.graphql, json=body), "write the state")
        if errors := answer.get("errors"):
            raise self._failure("write the state", one_line(str(errors[0].get("message"))))
        return str(answer["data"]["createCommitOnBranch"]["commit"]["oid"])

    def _get(self, path: str, **headers: str) -> httpx.Response:
        for attempt in tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Again),
            stop=tenacity.stop_after_attempt(_TRIES),
            wait=tenacity.wait_random_exponential(multiplier=0.3, max=5),
            retry_error_callback=_give_up,
        ):
            with attempt:
                answer = self._send("GET", self._address(path), headers=headers)
                if answer.status_code in _RETRIED:
                    raise _Again(self._failure("read the state", str(answer.status_code)))
                return answer
        raise AssertionError("tenacity either returns or raises")  # pragma: no cover

    def _post(self, path: str, body: Any, what: str) -> Any:
        return self._expect(self._send("POST", self._address(path), json=body), what)

    def _address(self, path: str) -> str:
        return f"{self.api}/repos/{self.repository}" + (f"/{path}" if path else "")

    def _send(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None
    ) -> httpx.Response:
        try:
            return httpx.request(method, url, headers={**self._known, **(headers or {})}, json=json, timeout=SECONDS)
        except httpx.HTTPError as exc:
            failure = self._failure(f"{method} {url}", type(exc).__name__)
            raise (_Again(failure) if method == "GET" else failure) from exc

    def _expect(self, answer: httpx.Response, what: str, *, parsed: bool = True) -> Any:
        """Give a good answer's JSON; a StoreError with GitHub's own words for any other."""
        body: Any = None
        if parsed or answer.is_error:
            try:
                body = answer.json()
            except ValueError:
                body = None
        if answer.is_success and (body is not None or not parsed):
            return body
        words = body.get("message") if isinstance(body, dict) else None
        raise self._failure(what, f"{answer.status_code}" + (f" ({one_line(words)})" if isinstance(words, str) else ""))

    def _failure(self, what: str, why: str) -> StoreError:
        return StoreError(f"GitHub: can't {what} of `{self.branch}` in {self.repository}: {why}", hint=_HINT)

    @property
    def _known(self) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"X-GitHub-Api-Version": "2022-11-28", "User-Agent": f"campaign-runner/{__version__}", **token}


_HINT = (
    "check that GITHUB_TOKEN may write contents (`permissions: {contents: write}`), and that no ruleset keeps it from "
    "the branch"
)


class _Again(Exception):  # noqa: N818 - not an error yet
    """A read that may be tried again; `failure` is what it would end with."""

    def __init__(self, failure: StoreError) -> None:
        super().__init__(failure.message)
        self.failure = failure


def _give_up(state: tenacity.RetryCallState) -> Any:
    failure = state.outcome.exception() if state.outcome else None
    if isinstance(failure, _Again):
        raise failure.failure from failure
    raise AssertionError("only _Again is retried")  # pragma: no cover
