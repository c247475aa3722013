"""A repository whose lists of 200 MB are in a store, and its commands in processes of their own."""

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.stores.emulators import Store
from tests.stores.proxy import Proxy

ROWS = 1_000_000
CAMPAIGNS = Path(sys.executable).parent / "campaigns"


@dataclass
class LargeList:
    """A list of a million rows, about 200 MB."""

    path: Path
    sha256: str

    def put(self, store: Store, name: str = "large.csv") -> None:
        with self.path.open("rb") as file:
            store.put(name, file)


def write_list(path: Path, first: int) -> LargeList:
    """Write a list; its numbers begin with `first`."""
    notes = "x" * 170
    with path.open("w") as file:
        file.write("Phone Number,customer_name,notes\n")
        file.writelines(f"+1415{first + row},Customer {row % 1013},{notes}\n" for row in range(ROWS))
    with path.open("rb") as written:
        return LargeList(path, hashlib.file_digest(written, "sha256").hexdigest())


@dataclass
class Command:
    """A command that has ended: its exit code, what it printed, and the peak of its memory in bytes."""

    code: int
    out: str
    err: str
    peak: int
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Code and message of each error."""
        findings = self.json["findings"]
        return [(finding["code"], finding["message"]) for finding in findings if finding["severity"] == "error"]


@dataclass
class Repository:
    """Campaigns whose lists are in a store, behind a proxy."""

    folder: Path
    store: Store
    proxy: Proxy

    @property
    def cache(self) -> Path:
        return self.folder / "cache" / "campaign-runner" / "lists"

    @property
    def cached(self) -> list[str]:
        return sorted(path.name for path in self.cache.glob("*"))

    def add(self, large: LargeList, name: str = "large") -> None:
        """Write a campaign for the list that is in the store as NAME.csv."""
        (self.folder / "campaigns").mkdir(exist_ok=True)
        source = f'path: "{self.store.scheme}://lists/{name}.csv", sha256: "{large.sha256}", rows: {ROWS}'
        (self.folder / "campaigns" / f"{name}.yaml").write_text(
            f'campaignName: "{name}"\nsipPhoneNumber: "+14155550100"\nagentId: "D5D0p7TUs66TTAEAx"\n'
            'concurrentCalls: 5\nisScheduled: true\nscheduledDate: "2099-12-01"\nscheduledTime: "12:00:00"\n'
            f'scheduledTimezone: "America/Los_Angeles"\ncontacts: {{{source}}}\n'
        )

    def run(self, *command: str, credentials: bool = True) -> Command:
        """Run a command, with the variables that lead to the store or, without `credentials`, none of them."""
        settings = {
            "CAMPAIGNS_DIR": str(self.folder / "campaigns"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "NO_PROXY": "*",
            "CI": "true",
        }
        to_store = self.store.environ(self.proxy.port) if credentials else {}
        return _run([str(CAMPAIGNS), *command, "--format", "json"], {**os.environ, **settings, **to_store})


def _run(command: list[str], environ: dict[str, str]) -> Command:
    started, peak = time.monotonic(), 0
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environ, stdout=pipe, stderr=pipe, text=True) as process:
        while process.poll() is None:
            peak = max(peak, peak_memory(process.pid))
            time.sleep(0.01)
        out, err = process.communicate()
    return Command(process.returncode, out, err, peak, time.monotonic() - started)


def peak_memory(pid: int) -> int:
    """Return the most bytes that a process has had so far."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
