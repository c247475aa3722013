"""GitHub on this machine, over a bare repository: what the state's branch and the action ask of it, and git's HTTP."""

import base64
import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

ZERO = "0" * 40


@dataclass
class FakeGitHub:
    """`me/repo` with its files in `bare`; `requests` are the method and path of each request.

    `fault` is asked before each request: None lets it pass, a status answers with it, a negative one does the work
    first. A request without the token is answered as one to a private repository: 404. `comments` are by pull request
    or issue, `merged` are pull requests by commit, `changed` their files, `pulls` what is told of each.
    """

    bare: Path
    token: str = "for-tests"
    url: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)
    fault: Callable[[str, str], int | None] = lambda method, path: None
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    issues: list[dict[str, Any]] = field(default_factory=list)
    merged: dict[str, list[int]] = field(default_factory=dict)
    merged_into: str = "main"
    changed: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "GITHUB_REPOSITORY": "me/repo",
            "GITHUB_API_URL": self.url,
            "GITHUB_GRAPHQL_URL": f"{self.url}/graphql",
            "GITHUB_TOKEN": self.token,
        }

    def git(self, *args: str, stdin: bytes = b"") -> str:
        identity = {"GIT_AUTHOR_NAME": "hub", "GIT_AUTHOR_EMAIL": "h@h", "GIT_COMMITTER_NAME": "hub"}
        environ = {**os.environ, **identity, "GIT_COMMITTER_EMAIL": "h@h"}
        done = subprocess.run(
            ["git", "-C", str(self.bare), *args], input=stdin, capture_output=True, env=environ, check=True
        )
        return done.stdout.decode().strip()

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        """Answer an API call with a status and JSON, or bytes for a raw file."""
        with self.lock:
            try:
                return self._route(method, path, query, body)
            except subprocess.CalledProcessError:
                return 404, {"message": "Not Found"}

    def _route(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        if path == "/graphql":
            return 200, self._commit_on_branch(body["variables"]["input"])
        rest = path.removeprefix("/repos/me/repo").strip("/")
        if not rest:
            return 200, {"full_name": "me/repo"}
        if rest.startswith("git/ref/"):
            return 200, {"object": {"sha": self.git("rev-parse", "--verify", f"refs/{rest.removeprefix('git/ref/')}")}}
        if rest.startswith("contents/"):
            blob = f"{query['ref'][0]}:{rest.removeprefix('contents/')}"
            self.git("cat-file", "-e", blob)
            return 200, subprocess.run(
                ["git", "-C", str(self.bare), "cat-file", "blob", blob], capture_output=True
            ).stdout
        if rest == "git/trees":
            return 201, {"sha": self._tree(None, {entry["path"]: entry["content"].encode() for entry in body["tree"]})}
        if rest == "git/commits":
            return 201, {"sha": self.git("commit-tree", body["tree"], "-m", body["message"])}
        if rest == "git/refs":
            try:
                self.git("update-ref", body["ref"], body["sha"], ZERO)
            except subprocess.CalledProcessError:
                return 422, {"message": "Reference already exists"}
            return 201, {"ref": body["ref"]}
        if rest == "commits":
            lines = self.git("log", "--format=%H %cI", query["sha"][0], "--", query["path"][0]).splitlines()
            found = [{"sha": line[:40], "commit": {"committer": {"date": line[41:]}}} for line in lines]
            return 200, _page(found, query)
        if rest.startswith("compare/"):
            return 200, self._compared(*rest.removeprefix("compare/").split("..."))
        return self._talk(method, rest.split("/"), query, body)

    def _compared(self, old: str, new: str) -> Any:
        base = self.git("merge-base", old, new)
        names = self.git("diff", "--name-only", old, new).splitlines()
        return {"status": "ahead" if base == old else "diverged", "files": [{"filename": name} for name in names]}

    def _talk(self, method: str, parts: list[str], query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        """Answer what is about pull requests, comments and issues."""
        match method, *parts:
            case "GET", "commits", commit, "pulls":
                merged = {"merged_at": "2026-11-22", "base": {"ref": self.merged_into}}
                return 200, [{"number": number, **merged} for number in self.merged.get(commit, [])]
            case "GET", "pulls", number, "files":
                return 200, _page(self.changed.get(int(number), []), query)
            case "GET", "pulls", number:
                return (200, self.pulls[int(number)]) if int(number) in self.pulls else (404, {"message": "Not Found"})
            case "GET", "issues", number, "comments":
                return 200, _page(self.comments.get(int(number), []), query)
            case "POST", "issues", number, "comments":
                return 201, self.add_comment(int(number), body["body"])
            case "PATCH", "issues", "comments", identity:
                found = [each for some in self.comments.values() for each in some if each["id"] == int(identity)]
                return (200, _written(found[0], body)) if found else (404, {"message": "Not Found"})
            case "GET", "issues":
                return 200, _page([issue for issue in self.issues if issue["state"] == "open"], query)
            case "POST", "issues":
                self.issues.append({"number": 100 + len(self.issues), "state": "open", **body})
                return 201, self.issues[-1]
            case "PATCH", "issues", number:
                return 200, _written(next(each for each in self.issues if each["number"] == int(number)), body)
            case _:
                return 404, {"message": f"no route for {method} {'/'.join(parts)}"}

    def add_comment(self, number: int, body: str, by: str = "Bot") -> dict[str, Any]:
        if len(body) > 65_536:
            raise AssertionError("GitHub refuses a comment of over 65,536 characters")
        listed = self.comments.setdefault(number, [])
        identity = 1000 * number + len(listed)
        url = f"{self.url}/me/repo/pull/{number}#issuecomment-{identity}"
        listed.append({"id": identity, "body": body, "user": {"type": by}, "html_url": url})
        return listed[-1]

    def _commit_on_branch(self, wanted: Any) -> Any:
        ref, old = f"refs/heads/{wanted['branch']['branchName']}", wanted["expectedHeadOid"]
        stale = {"errors": [{"type": "STALE_DATA", "message": f"Expected branch to point to {old}"}]}
        try:
            if self.git("rev-parse", "--verify", ref) != old:
                return stale
        except subprocess.CalledProcessError:
            return stale
        files = {e["path"]: base64.b64decode(e["contents"]) for e in wanted["fileChanges"]["additions"]}
        made = self.git("commit-tree", self._tree(old, files), "-p", old, "-m", wanted["message"]["headline"])
        self.git("update-ref", ref, made, old)
        return {"data": {"createCommitOnBranch": {"commit": {"oid": made}}}}

    def _tree(self, base: str | None, files: dict[str, bytes]) -> str:
        index = self.bare / f"index-{threading.get_ident()}"
        index.unlink(missing_ok=True)
        environ = {**os.environ, "GIT_INDEX_FILE": str(index), "GIT_DIR": str(self.bare)}

        def git(*args: str) -> str:
            return subprocess.run(["git", *args], capture_output=True, env=environ, check=True).stdout.decode().strip()

        if base:
            git("read-tree", base)
        for path, data in files.items():
            blob = self.git("hash-object", "-w", "--stdin", stdin=data)
            git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
        return git("write-tree")


def _page(found: list[Any], query: dict[str, list[str]]) -> list[Any]:
    size, page = int(query.get("per_page", ["30"])[0]), int(query.get("page", ["1"])[0])
    return found[(page - 1) * size : page * size]


def _written(entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    entry.update(fields)
    return entry


@contextlib.contextmanager
def serving(hub: FakeGitHub) -> Iterator[FakeGitHub]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def handle_any(self) -> None:
            path, data = urlsplit(self.path), self._data()
            hub.requests.append((self.command, path.path))
            if ".git/" in path.path:
                return self._send(*_backend(hub, self, path.path, path.query, data))
            fault = hub.fault(self.command, path.path)
            if fault is not None and fault > 0:
                return self._send(fault, {}, json.dumps({"message": "no"}).encode())
            status: int
            body: Any
            status, body = 404, {"message": "Not Found"}
            if self.headers.get("Authorization") == f"Bearer {hub.token}":
                sent = json.loads(data) if data else None
                status, body = hub.answer(self.command, unquote(path.path), parse_qs(path.query), sent)
            if fault is not None:
                return self._send(-fault, {}, json.dumps({"message": "no"}).encode())
            return self._send(status, {}, body if isinstance(body, bytes) else json.dumps(body).encode())

        do_GET = do_POST = do_PATCH = handle_any  # noqa: N815 - the names that http.server looks for

        def _data(self) -> bytes:
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()


def _backend(
    hub: FakeGitHub, handler: BaseHTTPRequestHandler, path: str, query: str, data: bytes
) -> tuple[int, dict[str, str], bytes]:
    environ = {
        **os.environ,
        "GIT_PROJECT_ROOT": str(hub.bare.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "REMOTE_USER": "me",
        "PATH_INFO": f"/{hub.bare.name}{path.partition('.git')[2]}",
        "REQUEST_METHOD": handler.command,
        "QUERY_STRING": query,
        "CONTENT_TYPE": handler.headers.get("Content-Type") or "",
        "HTTP_CONTENT_ENCODING": handler.headers.get("Content-Encoding") or "",
        "GIT_PROTOCOL": handler.headers.get("Git-Protocol") or "",
        "CONTENT_LENGTH": str(len(data)),
    }
    done = subprocess.run(["git", "http-backend"], input=data, capture_output=True, env=environ)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
    status = headers.pop("Status", "200 OK")
    return int(status[:3]), headers, body
