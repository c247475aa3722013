"""A branch on GitHub by its APIs: GitHub signs the commits, and no checkout or identity is needed."""

import base64
import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from runner import retry
from runner.errors import StoreError
from runner.github import GitHub, GitHubError, UnexpectedFormError, objects, part
from runner.retry import RetryableError

_COMMIT = """
mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }
"""
_AGAIN = "run the job again"
_DOWN = "run the failed job again; https://www.githubstatus.com says whether GitHub is down"
_DENIED = (
    "check that GITHUB_TOKEN may write contents (`permissions: {contents: write}`), and that no ruleset protects the "
    "branch from it"
)


@dataclass(frozen=True, slots=True)
class GitHubBranch:
    """A branch of a repository."""

    hub: GitHub
    branch: str

    def tip(self) -> str | None:
        what = f"read the branch `{self.branch}`"

        def attempt() -> str | None:
            if (ref := self.hub.find_object(f"git/ref/heads/{quote(self.branch)}", what)) is not None:
                return part(ref, str, "object", "sha")
            return self._listed_tip(what)

        with _store_errors():
            return retry.call(attempt, time.sleep)

    def paths(self, commit: str) -> list[str]:
        what = f"list the files of `{self.branch}`"
        with _store_errors():
            listed = self.hub.read(f"git/trees/{commit}?recursive=1", what)
            entries = part(listed, list, "tree")
            if listed.get("truncated"):
                raise self.hub.failure(what, "it has more files than GitHub lists")
            return [part(entry, str, "path") for entry in entries]

    def read(self, commit: str, path: str) -> bytes | None:
        where = f"contents/{quote(path)}?ref={commit}"
        what = f"read `{path}` of `{self.branch}`"

        def attempt() -> bytes | None:
            answer = self.hub.find(where, what, Accept="application/vnd.github.raw+json")
            if answer is not None:
                return bytes(answer.content)
            if self._has(commit, path, what):
                raise RetryableError(self.hub.failure(what, "404, but its commit has that file", 404, hint=_AGAIN))
            return None

        with _store_errors():
            return retry.call(attempt, time.sleep)

    def commit(self, parent: str | None, files: Mapping[str, bytes], message: str) -> str:
        with _store_errors():
            try:
                return self._first(files, message) if parent is None else self._next(parent, files, message)
            except UnexpectedFormError as exc:
                raise RetryableError(exc) from exc

    def log(self, path: str) -> Iterator[tuple[str, str]]:
        query = f"commits?sha={quote(self.branch)}&path={quote(path)}"
        with _store_errors():
            for entry in self.hub.pages(query, f"read the history of `{self.branch}`"):
                yield part(entry, str, "sha"), part(entry, str, "commit", "committer", "date")

    def _listed_tip(self, what: str) -> str | None:
        """Return the branch's commit as a list of branches shows it, None where that shows only others."""
        try:
            listed = objects(self.hub.read(f"git/matching-refs/heads/{quote(self.branch)}", what))
        except GitHubError as exc:
            if exc.status != 404:
                raise
            # A server may have no such list. A token that may not read contents is answered with 403, one without any
            # access with 404 for the repository, too.
            self.hub.read("", "read the repository")
            if self.hub.find_object(f"git/trees/{quote(self.branch)}", what) is not None:
                why = "404, but the branch has files"
                raise RetryableError(self.hub.failure(what, why, 404, hint=_AGAIN)) from exc
            return None
        commits = {part(ref, str, "ref"): part(ref, str, "object", "sha") for ref in listed}
        return commits.get(f"refs/heads/{self.branch}")

    def _has(self, commit: str, path: str, what: str) -> bool:
        """Whether a commit has a path, by its trees: contents are answered with 404 for what is there, too."""
        tree = commit
        for name in path.split("/"):
            listed = part(self.hub.read(f"git/trees/{tree}", what), dict)
            entries = {part(entry, str, "path"): entry for entry in objects(listed.get("tree"))}
            if name not in entries and listed.get("truncated"):
                raise self.hub.failure(what, "a folder above it has more files than GitHub lists")
            if name not in entries:
                return False
            tree = part(entries[name], str, "sha")
        return True

    def _first(self, files: Mapping[str, bytes], message: str) -> str:
        entries = [
            {"path": path, "mode": "100644", "type": "blob", "content": data.decode()} for path, data in files.items()
        ]
        tree = part(self._post("git/trees", {"tree": entries}), str, "sha")
        # Without an author GitHub signs the commit.
        commit = part(self._post("git/commits", {"message": message, "tree": tree, "parents": []}), str, "sha")
        ref = self._post("git/refs", {"ref": f"refs/heads/{self.branch}", "sha": commit})
        return part(ref, str, "object", "sha")

    def _next(self, parent: str, files: Mapping[str, bytes], message: str) -> str:
        additions = [{"path": path, "contents": base64.b64encode(data).decode()} for path, data in files.items()]
        commit = {
            "branch": {"repositoryNameWithOwner": self.hub.repository, "branchName": self.branch},
            "message": {"headline": message},
            "fileChanges": {"additions": additions},
            "expectedHeadOid": parent,
        }
        answer = self.hub.mutate(_COMMIT, {"input": commit}, self._writing)
        return part(answer, str, "createCommitOnBranch", "commit", "oid")

    def _post(self, path: str, body: Any) -> Any:
        return self.hub.attempt("POST", path, body, self._writing)

    @property
    def _writing(self) -> str:
        return f"write the state to `{self.branch}`"


@contextlib.contextmanager
def _store_errors() -> Iterator[None]:
    """Turn GitHub's failures into StoreErrors with a hint about the state's branch."""
    try:
        yield
    except GitHubError as exc:
        raise _store_error(exc, _DOWN if exc.status is None or exc.status in retry.STATUSES else _DENIED) from exc
    except RetryableError as exc:
        failure = _store_error(exc.failure, _DOWN) if isinstance(exc.failure, GitHubError) else exc.failure
        raise RetryableError(failure, exc.seconds) from exc


def _store_error(exc: GitHubError, hint: str) -> StoreError:
    return StoreError(exc.message, hint=exc.hint or hint)
