"""The git half of the fake GitHub: a bare repository's refs, trees, commits and files, in the form of the REST API."""

import base64
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ZERO = "0" * 40
COMPARED_FILES = 300
"""Maximum files of a comparison (docs.github.com, "Compare two commits")."""
_STATUSES = {"A": "added", "D": "removed", "M": "modified", "T": "changed", "R": "renamed", "C": "copied"}


class MissingError(Exception):
    """There is no such object, ref or path."""


@dataclass(frozen=True)
class Repository:
    """The bare repository `me/repo`."""

    bare: Path

    def git(self, *args: str, stdin: bytes = b"") -> str:
        return self.run(*args, stdin=stdin).decode().strip()

    def run(self, *args: str, stdin: bytes = b"", index: Path | None = None) -> bytes:
        identity = {"GIT_AUTHOR_NAME": "hub", "GIT_AUTHOR_EMAIL": "h@h", "GIT_COMMITTER_NAME": "hub"}
        environ = {**os.environ, **identity, "GIT_COMMITTER_EMAIL": "h@h"}
        if index:
            environ |= {"GIT_INDEX_FILE": str(index)}
        command = ["git", "--git-dir", str(self.bare), *args]
        return subprocess.run(command, input=stdin, capture_output=True, env=environ, check=True).stdout

    def resolve(self, name: str, kind: str = "commit") -> str:
        """Return the object of a branch, a full ref or an id; MissingError where there is none."""
        for each in (f"refs/heads/{name}", name):
            try:
                return self.git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{each}^{{{kind}}}")
            except subprocess.CalledProcessError:
                continue
        raise MissingError

    def ref(self, name: str) -> dict[str, Any]:
        """Return a ref, named without `refs/`."""
        for entry in self.refs(name):
            if entry["ref"] == f"refs/{name}":
                return entry
        raise MissingError

    def refs(self, prefix: str) -> list[dict[str, Any]]:
        """Return all refs whose names, without `refs/`, begin with the prefix, at whatever character it ends."""
        listed = self.git("for-each-ref", "--format=%(objecttype) %(objectname) %(refname)").splitlines()
        entries = [line.split(" ", 2) for line in listed]
        return [
            {"ref": ref, "object": {"type": kind, "sha": sha}}
            for kind, sha, ref in entries
            if ref.startswith(f"refs/{prefix}")
        ]

    def tree(self, name: str, *, recursive: bool) -> dict[str, Any]:
        tree = self.resolve(name, "tree")
        options = ("-r", "-t") if recursive else ()
        listed = self.run("ls-tree", "-z", "-l", *options, tree).decode().split("\0")
        return {"sha": tree, "tree": [_tree_entry(line) for line in listed if line], "truncated": False}

    def commit(self, name: str) -> dict[str, Any]:
        """Return a commit as `GET commits/{ref}` does."""
        shown = "%H%n%T%n%P%n%cI%n%s"
        sha, tree, parents, at, message = self.git("log", "-1", f"--format={shown}", self.resolve(name)).split("\n")
        return {
            "sha": sha,
            "commit": {"message": message, "tree": {"sha": tree}, "committer": {"date": at}},
            "parents": [{"sha": parent} for parent in parents.split()],
        }

    def commits(self, name: str, path: str | None) -> list[dict[str, Any]]:
        paths = ("--", path) if path else ()
        return [self.commit(sha) for sha in self.git("log", "--format=%H", self.resolve(name), *paths).splitlines()]

    def compare(self, base: str, head: str) -> dict[str, Any]:
        """Return what `head` has since it and `base` parted."""
        old, new = self.resolve(base), self.resolve(head)
        try:
            fork = self.git("merge-base", old, new)
        except subprocess.CalledProcessError as exc:  # GitHub: "No common ancestor between …"
            raise MissingError from exc
        behind, ahead = map(int, self.git("rev-list", "--left-right", "--count", f"{old}...{new}").split())
        status = {(False, False): "identical", (True, False): "ahead", (False, True): "behind"}
        return {
            "status": status.get((ahead > 0, behind > 0), "diverged"),
            "ahead_by": ahead,
            "behind_by": behind,
            "total_commits": ahead,
            "base_commit": self.commit(old),
            "merge_base_commit": self.commit(fork),
            "commits": [self.commit(sha) for sha in self.git("rev-list", "--reverse", f"{old}..{new}").splitlines()],
            "files": [*self._changed_files(fork, new)][:COMPARED_FILES],
        }

    def _changed_files(self, old: str, new: str) -> Iterator[dict[str, Any]]:
        listed = iter(self.run("diff-tree", "-r", "-z", "-M", "--raw", "--no-abbrev", old, new).decode().split("\0"))
        for line in listed:
            if line:
                _, _, _, sha, status = line.split(" ")
                before = {"previous_filename": next(listed)} if status[0] in "RC" else {}
                yield {"filename": next(listed), "status": _STATUSES[status[0]], "sha": sha, **before}

    def contents(self, commit: str, path: str, *, raw: bool) -> Any:
        """Return a file's bytes with `raw`, else its JSON; a folder's entries; a link to a file is that file."""
        found = self.run("ls-tree", "-z", "--full-tree", self.resolve(commit), "--", path.rstrip("/"))
        if path.strip("/") and not found:
            raise MissingError
        root = {"mode": "040000", "sha": self.resolve(commit)}
        entry = _tree_entry(found.decode().rstrip("\0")) if path.strip("/") else root
        if entry["mode"] == "040000":
            return self._folder(entry["sha"], path.strip("/"))
        if entry["mode"] == "120000":
            target = os.path.normpath(Path(path).parent / self.git("cat-file", "blob", entry["sha"]))
            if not target.startswith(("/", "..")):
                return self.contents(commit, target, raw=raw)
        data = self.run("cat-file", "blob", entry["sha"])
        if raw:
            return data
        name = path.rpartition("/")[2]
        content = {"encoding": "base64", "content": base64.encodebytes(data).decode()}
        return {"type": "file", "name": name, "path": path, "sha": entry["sha"], "size": len(data), **content}

    def _folder(self, tree: str, path: str) -> list[dict[str, Any]]:
        kinds = {"tree": "dir", "blob": "file", "commit": "submodule"}
        inside = f"{path}/" if path else ""
        return [
            {
                "type": "symlink" if entry["mode"] == "120000" else kinds[entry["type"]],
                "name": entry["path"],
                "path": inside + entry["path"],
                "sha": entry["sha"],
                "size": entry.get("size", 0),
            }
            for entry in self.tree(tree, recursive=False)["tree"]
        ]

    def add_tree(self, base: str | None, files: Mapping[str, bytes]) -> str:
        """Write a tree: the files on top of a commit or tree."""
        index = self.bare / f"index-{threading.get_ident()}"
        index.unlink(missing_ok=True)
        if base:
            self.run("read-tree", base, index=index)
        for path, data in files.items():
            blob = self.git("hash-object", "-w", "--stdin", stdin=data)
            self.run("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", index=index)
        return self.run("write-tree", index=index).decode().strip()

    def add_ref(self, ref: str, commit: str) -> bool:
        """Create a ref; False where it exists."""
        try:
            self.git("update-ref", ref, commit, ZERO)
        except subprocess.CalledProcessError:
            return False
        return True

    def commit_on_branch(self, parameters: Mapping[str, Any]) -> str | None:
        """Carry out the mutation createCommitOnBranch; None where the branch's head isn't the one expected."""
        ref, old = f"refs/heads/{parameters['branch']['branchName']}", parameters["expectedHeadOid"]
        try:
            if self.git("rev-parse", "--verify", "--quiet", ref) != old:
                return None
        except subprocess.CalledProcessError:
            return None
        files = {
            each["path"]: base64.b64decode(each["contents"], validate=True)
            for each in parameters["fileChanges"]["additions"]
        }
        headline = parameters["message"]["headline"]
        commit = self.git("commit-tree", self.add_tree(old, files), "-p", old, "-m", headline)
        self.git("update-ref", ref, commit, old)
        return commit


def _tree_entry(line: str) -> dict[str, Any]:
    """Read a line of `ls-tree`, with or without sizes."""
    about, _, path = line.partition("\t")
    mode, kind, sha, *size = about.split()
    sized = {"size": int(size[0])} if size and size[0] != "-" else {}
    return {"path": path, "mode": mode, "type": kind, "sha": sha, **sized}
