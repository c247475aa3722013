"""A branch on GitHub by its APIs: commits are signed there, and a checkout or an identity isn't needed."""

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
    "check that GITHUB_TOKEN may write contents (`permissions: {contents: write}`), and that no ruleset keeps it from "
    "the branch"
)


@dataclass(frozen=True, slots=True)
class GitHubBranch:
    """A branch of a repository."""

    hub: GitHub
    branch: str

    def tip(self) -> str | None:
        what = f"read the branch `{self.branch}`"
        with _helped():
            answer = self.hub.find(f"git/ref/heads/{quote(self.branch)}", what)
            if answer is None:
                self.hub.read("", "read the repository")  # else a token without access would look like no branch
                return None
        return str(answer.json()["object"]["sha"])

    def read(self, commit: str, path: str) -> bytes | None:
        where = f"contents/{quote(path)}?ref={commit}"
        what = f"read the state of `{self.branch}`"
        raw = "application/vnd.github.raw+json"
        with _helped():
            answer = self.hub.find(where, what, Accept=raw)
        return None if answer is None else bytes(answer.content)

    def commit(self, parent: str | None, files: Mapping[str, bytes], message: str) -> str:
        with _helped():
            return str(self._first(files, message) if parent is None else self._next(parent, files, message))

    def log(self, path: str) -> Iterator[tuple[str, str]]:
        query = f"commits?sha={quote(self.branch)}&path={quote(path)}"
        with _helped():
            for entry in self.hub.pages(query, f"read the history of `{self.branch}`"):
                yield entry["sha"], entry["commit"]["committer"]["date"]

    def _first(self, files: Mapping[str, bytes], message: str) -> Any:
        entries = [
            {"path": path, "mode": "100644", "type": "blob", "content": data.decode()} for path, data in files.items()
        ]
        tree = self._post("git/trees", {"tree": entries})["sha"]
        # Without an author GitHub signs the commit.
        made = self._post("git/commits", {"message": message, "tree": tree, "parents": []})["sha"]
        self._post("git/refs", {"ref": f"refs/heads/{self.branch}", "sha": made})
        return made

    def _next(self, parent: str, files: Mapping[str, bytes], message: str) -> Any:
        additions = [{"path": path, "contents": base64.b64encode(data).decode()} for path, data in files.items()]
        wanted = {
            "branch": {"repositoryNameWithOwner": self.hub.repository, "branchName": self.branch},
            "message": {"headline": message},
            "fileChanges": {"additions": additions},
            "expectedHeadOid": parent,
        }
        return self.hub.mutate(_COMMIT, {"input": wanted}, self._writing)["createCommitOnBranch"]["commit"]["oid"]

    def _post(self, path: str, body: Any) -> Any:
        return self.hub.write("POST", path, body, self._writing)

    @property
    def _writing(self) -> str:
        return f"write the state to `{self.branch}`"


@contextlib.contextmanager
def _helped() -> Iterator[None]:
    """Give a failure the hint that helps with a state."""
    try:
        yield
    except GitHubError as exc:
        raise StoreError(exc.message, hint=_HINT) from exc
