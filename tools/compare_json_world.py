"""Runs the commands of one checkout in a scratch repository, with nothing of this machine's user around them."""

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tools.compare_json_normalize import Normalizer

CASES = Path(__file__).parent.parent / "tests" / "cases"
SECONDS = 60.0
"""How long one command may take."""

_LABEL = re.compile(r"^ *((?:error|warning|hint)(?:\[[a-z0-9-]+\])?)[: ]", re.MULTILINE)
_URL = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True)
class Checkout:
    """The code that is run, and the Python that runs it."""

    path: Path
    python: Path

    @property
    def command(self) -> list[str]:
        return [str(self.python), "-m", "runner"]

    def environment(self, scratch: Path) -> dict[str, str]:
        """Return the variables of a run; there is no key and no address of an API among them."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(scratch / "home"),
            "XDG_CACHE_HOME": str(scratch / "cache"),
            "LANG": "C.UTF-8",
            "CI": "true",
            "PYTHONPATH": str(self.path),
            "PYTHONSAFEPATH": "1",
            "SIGMAMIND_TIMEOUT": "5",
            "CAMPAIGNS_SETTLE_SECONDS": "0",
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def check(self) -> None:
        """Raise ValueError where `runner` is imported from elsewhere: two runs of one code show nothing."""
        code = "import runner; print(runner.__file__)"
        with tempfile.TemporaryDirectory() as folder:
            environ = self.environment(Path(folder))
            command: list[str | Path] = [self.python, "-c", code]
            done = subprocess.run(command, check=False, env=environ, cwd=folder, capture_output=True, text=True)
        if Path(done.stdout.strip()).resolve().parent.parent != self.path:
            raise ValueError(f"{self.python} doesn't import runner from {self.path}: {done.stdout}{done.stderr}")


@dataclass(frozen=True)
class Run:
    """What one step of a story gave."""

    step: str
    result: Mapping[str, Any]

    @property
    def lines(self) -> list[str]:
        return json.dumps(self.result, indent=1, ensure_ascii=False).splitlines()


@dataclass
class World:
    """One story for one checkout: its scratch folder, its sandbox, and what its steps gave.

    `campaign` has the values that a campaign file has where a story names none. `last` is what `{id}` and `{name}` in
    a step stand for: those of the first campaign of the latest output that has one.
    """

    checkout: Checkout
    scratch: Path
    campaign: Mapping[str, Any]
    runs: list[Run] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=lambda: {"id": "none", "name": "none"})
    server: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        self.root = self.scratch / "repository"
        for folder in (self.root, self.scratch / "home"):
            folder.mkdir()
        self.environ = self.checkout.environment(self.scratch)
        self.port = _free_port()
        self.normalizer = Normalizer({str(self.scratch): "<scratch>", f"127.0.0.1:{self.port}": "<api>"})

    def follow(self, steps: Sequence[Mapping[str, Any]]) -> list[Run]:
        """Take every step; the state files as they are in the end are the last runs."""
        try:
            for step in steps:
                self._take(step)
        finally:
            self._stop()
        for path in sorted(self.root.glob("*campaigns/state.json")):
            with contextlib.suppress(ValueError):
                state = self.normalizer.value(json.loads(path.read_bytes()))
                self.runs.append(Run(path.relative_to(self.root).as_posix(), {"json": state}))
        return self.runs

    def _take(self, step: Mapping[str, Any]) -> None:
        match step:
            case {"where": name} if not (self.root / name).exists():
                pass
            case {"run": line}:
                self._run(line)
            case {"serve": options}:
                self._serve(options)
            case {"files": files}:
                self._write(files)
            case {"case": code}:
                shutil.copytree(CASES / code, self.root, dirs_exist_ok=True)
            case {"env": variables}:
                self.environ |= {name: self._filled(value) for name, value in variables.items()}
            case {"shell": script}:
                command = ["sh", "-euc", self._filled(script)]
                done = subprocess.run(command, check=False, cwd=self.root, env=self.environ, capture_output=True)
                self.runs.append(Run("shell", {"exit": done.returncode}))
            case _:
                raise ValueError(f"unknown step {step}")

    def _run(self, line: str) -> None:
        args = [self._filled(word) for word in shlex.split(line)]
        command = [*self.checkout.command, *args, "--format", "json", *(["--yes"] if args[0] == "apply" else [])]
        try:
            done = subprocess.run(
                command,
                check=False,
                cwd=self.root,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            self.runs.append(Run(line, {"exit": f"none after {SECONDS:.0f} s"}))
            return
        try:
            body = json.loads(done.stdout)
        except ValueError:
            body = "<not JSON>" if done.stdout else None
        self._remember(body)
        labels = _LABEL.findall(done.stderr)
        self.runs.append(Run(line, {"exit": done.returncode, "stderr": labels, "json": self.normalizer.value(body)}))

    def _serve(self, options: str) -> None:
        """Start the sandbox anew, at the same address and with the campaigns that it has; only now is there a key."""
        self._stop()
        own = ["--port", str(self.port), "--data", str(self.scratch / "sandbox.sqlite")]
        self.server = subprocess.Popen(
            [*self.checkout.command, "sandbox", *own, *shlex.split(options)],
            cwd=self.root,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        served = any(_URL.search(line) for line in self.server.stdout or ())
        self.runs.append(Run(f"sandbox {options}".strip(), {"served": served}))
        self.environ |= {"SIGMAMIND_API_KEY": "sandbox", "SIGMAMIND_API_URL": f"http://127.0.0.1:{self.port}"}

    def _stop(self) -> None:
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            self.server.communicate()
            self.server = None

    def _write(self, files: Mapping[str, Any]) -> None:
        """Write a text as it is, and a mapping as a campaign with the usual values; null leaves a key out."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = content if isinstance(content, str) else self._campaign(content)
            path.write_text(self._filled(text), encoding="utf-8")

    def _campaign(self, own: Mapping[str, Any]) -> str:
        fields = {key: value for key, value in {**self.campaign, **own}.items() if value is not None}
        text: str = yaml.safe_dump(fields, sort_keys=False)
        return text

    def _remember(self, body: Any) -> None:
        entries = [body.get("outcomes"), body.get("campaigns")] if isinstance(body, dict) else []
        for entry in next((each for each in entries if isinstance(each, list) and each), [])[:1]:
            self.last = {"id": entry.get("campaignId") or "none", "name": entry.get("campaignName") or "none"}

    def _filled(self, text: str) -> str:
        words = {**self.last, "date": str(self.campaign["scheduledDate"]), "scratch": str(self.scratch)}
        for word, value in words.items():
            text = text.replace(f"{{{word}}}", value)
        return text


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
