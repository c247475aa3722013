"""A branch on GitHub by its APIs: GitHub signs the commits, and no checkout or identity is needed."""

import base64
import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from runner.errors import StoreError
from runner.github import GitHub, GitHubError

_COMMIT = """
mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }
"""
_HINT = (
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
        with _store_errors():
            answer = self.hub.find(f"git/ref/heads/{quote(self.branch)}", what)
            if answer is None:
                self.hub.read("", "read the repository")  # a token without access must not look like a missing branch
                return None
        return str(answer.json()["object"]["sha"])

    def read(self, commit: str, path: str) -> bytes | None:
        where = f"contents/{quote(path)}?ref={commit}"
        what = f"read the state of `{self.branch}`"
        raw = "application/vnd.github.raw+json"
        with _store_errors():
            answer = self.hub.find(where, what, Accept=raw)
        return None if answer is None else bytes(answer.content)

    def commit(self, parent: str | None, files: Mapping[str, bytes], message: str) -> str:
        with _store_errors():
            return str(self._first(files, message) if parent is None else self._next(parent, files, message))

    def log(self, path: str) -> Iterator[tuple[str, str]]:
        query = f"commits?sha={quote(self.branch)}&path={quote(path)}"
        with _store_errors():
            for entry in self.hub.pages(query, f"read the history of `{self.branch}`"):
                yield entry["sha"], entry["commit"]["committer"]["date"]

    def _first(self, files: Mapping[str, bytes], message: str) -> Any:
        entries = [
            {"path": path, "mode": "100644", "type": "blob", "content": data.decode()} for path, data in files.items()
        ]
        tree = self._post("git/trees", {"tree": entries})["sha"]
        # Without an author GitHub signs the commit.
        commit = self._post("git/commits", {"message": message, "tree": tree, "parents": []})["sha"]
        self._post("git/refs", {"ref": f"refs/heads/{self.branch}", "sha": commit})
        return commit

    def _next(self, parent: str, files: Mapping[str, bytes], message: str) -> Any:
        additions = [{"path": path, "contents": base64.b64encode(data).decode()} for path, data in files.items()]
        commit = {
            "branch": {"repositoryNameWithOwner": self.hub.repository, "branchName": self.branch},
            "message": {"headline": message},
            "fileChanges": {"additions": additions},
            "expectedHeadOid": parent,
        }
        return self.hub.mutate(_COMMIT, {"input": commit}, self._writing)["createCommitOnBranch"]["commit"]["oid"]

    def _post(self, path: str, body: Any) -> Any:
        return self.hub.write("POST", path, body, self._writing)

    @property
    def _writing(self) -> str:
        return f"write the state to `{self.branch}`"


@contextlib.contextmanager
def _store_errors() -> Iterator[None]:
    """Turn GitHub's failures into StoreErrors with a hint about the state's branch."""
    try:
        yield
    except GitHubError as exc:
        raise StoreError(exc.message, hint=_HINT) from exc
