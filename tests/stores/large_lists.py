"""Lists of 200 MB in a store of each kind, and connections that are cut: `make stores`."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stores.emulators import Store
from tests.stores.proxy import Proxy, proxy

ROWS = 1_000_000
HEADER = "Phone Number,customer_name,notes\n"
PEAK_BYTES = 160_000_000
"""What one process may need to fetch and read the list; half of it is the reading."""
CAMPAIGNS = Path(sys.executable).parent / "campaigns"


@dataclass
class Command:
    """A command that has ended: its exit code, what it printed, and the peak of its memory in bytes."""

    code: int
    out: str
    err: str
    peak: int
    seconds: float

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Code and message of each error."""
        findings = json.loads(self.out)["findings"]
        return [(found["code"], found["message"]) for found in findings if found["severity"] == "error"]


@dataclass
class Repository:
    """A campaign whose list is in a store, behind a proxy."""

    folder: Path
    store: Store
    proxy: Proxy

    @property
    def cached(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "cache" / "campaign-runner" / "lists").glob("*"))

    def pin(self, sha256: str) -> None:
        (self.folder / "campaigns").mkdir(exist_ok=True)
        (self.folder / "campaigns" / "q4.yaml").write_text(
            'campaignName: "Q4"\nsipPhoneNumber: "+14155550100"\nagentId: "D5D0p7TUs66TTAEAx"\nconcurrentCalls: 5\n'
            'isScheduled: true\nscheduledDate: "2099-12-01"\nscheduledTime: "12:00:00"\n'
            'scheduledTimezone: "America/Los_Angeles"\n'
            f'contacts: {{path: "{self.store.scheme}://lists/large.csv", sha256: "{sha256}", rows: {ROWS}}}\n'
        )

    def run(self, *command: str) -> Command:
        """Run a command in a process of its own."""
        settings = {
            "CAMPAIGNS_DIR": str(self.folder / "campaigns"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "NO_PROXY": "*",
            "CI": "true",
        }
        settings = {**os.environ, **settings, **self.store.environ(self.proxy.port)}
        return run([str(CAMPAIGNS), *command, "--format", "json"], settings)


def run(command: list[str], environ: dict[str, str]) -> Command:
    started, peak = time.monotonic(), 0
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environ, stdout=pipe, stderr=pipe, text=True) as process:
        while process.poll() is None:
            peak = max(peak, high_water(process.pid))
            time.sleep(0.01)
        out, err = process.communicate()
    return Command(process.returncode, out, err, peak, time.monotonic() - started)


def high_water(pid: int) -> int:
    """Return the most bytes that a process has had so far."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def write_list(path: Path, first: int) -> str:
    """Write a list of 200 MB and return its SHA-256; the numbers begin with `first`."""
    notes = "x" * 170
    with path.open("w") as file:
        file.write(HEADER)
        file.writelines(f"+1415{first + row},Customer {row % 1013},{notes}\n" for row in range(ROWS))
    with path.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The list, and its SHA-256."""
    path = tmp_path_factory.mktemp("lists") / "large.csv"
    return path, write_list(path, 2_000_000)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of the same size with other numbers."""
    path = tmp_path_factory.mktemp("lists") / "other.csv"
    write_list(path, 3_000_000)
    return path


@pytest.fixture
def repository(tmp_path: Path, store: Store, large: tuple[Path, str]) -> Iterator[Repository]:
    path, sha256 = large
    put(store, path)
    with proxy(store.port) as between:
        repository = Repository(tmp_path, store, between)
        repository.pin(sha256)
        yield repository


def put(store: Store, path: Path) -> None:
    with path.open("rb") as file:
        store.put("large.csv", file)


def test_a_large_list_is_validated_and_planned_within_the_memory(
    repository: Repository, large: tuple[Path, str], record_property: Callable[[str, object], None]
) -> None:
    validated = repository.run("validate", "--fetch", "--jobs", "1")
    planned = repository.run("plan", "--fetch", "--jobs", "1")

    assert (validated.code, planned.code, validated.err + planned.err) == (0, 0, "")
    (campaign,) = json.loads(planned.out)["campaigns"]
    assert (campaign["action"], campaign["contacts"], campaign["notRead"]) == ("create", ROWS, False)
    assert (repository.cached, repository.proxy.connections) == ([f"{large[1]}.csv"], 1)
    assert max(validated.peak, planned.peak) < PEAK_BYTES
    record_property(
        f"{repository.store.scheme}://, {large[0].stat().st_size / 1e6:.0f} MB",
        f"validate --fetch {validated.seconds:.1f} s and {validated.peak / 1e6:.0f} MB of memory, "
        f"then plan --fetch {planned.seconds:.1f} s and {planned.peak / 1e6:.0f} MB",
    )


def test_a_download_that_is_cut_once_goes_on_from_there(repository: Repository) -> None:
    repository.proxy.cuts, repository.proxy.after = 1, 100_000_000

    done = repository.run("validate", "--fetch")

    assert (done.code, repository.proxy.connections) == (0, 2)


def test_a_connection_that_stays_cut_is_a_finding_and_leaves_nothing(repository: Repository) -> None:
    repository.proxy.cuts, repository.proxy.after = 100, 50_000_000

    done = repository.run("validate", "--fetch")
    ((code, message),) = done.errors

    assert (done.code, code, repository.cached) == (1, "list-unfetched", [])
    assert message.endswith("the connection broke off before the end of the list")
    repository.proxy.cuts = 0
    assert repository.run("plan", "--fetch").code == 0


def test_a_list_that_was_replaced_is_a_pin_mismatch(repository: Repository, other: Path) -> None:
    assert repository.run("validate", "--fetch").code == 0
    put(repository.store, other)
    kept = repository.cached

    assert repository.run("plan", "--fetch").code == 0
    for name in kept:
        (repository.folder / "cache" / "campaign-runner" / "lists" / name).unlink()
    done = repository.run("plan", "--fetch")

    assert [code for code, _ in done.errors] == ["pin-mismatch"]
    assert (done.code, repository.cached) == (1, [])


def test_a_list_that_is_replaced_while_it_is_read_is_never_half_of_each(repository: Repository, other: Path) -> None:
    repository.proxy.cuts, repository.proxy.after = 1, 100_000_000
    repository.proxy.when_cut = lambda: put(repository.store, other)

    done = repository.run("validate", "--fetch")
    ((code, message),) = done.errors

    assert (done.code, code, repository.cached) == (1, "list-unfetched", [])
    assert message.endswith("the connection broke off before the end of the list")
    assert [code for code, _ in repository.run("validate", "--fetch").errors] == ["pin-mismatch"]
