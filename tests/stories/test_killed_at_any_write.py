"""SIGKILL at every system call by which apply writes to the disk: the next run settles whatever is left."""

import compileall
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import runner
from runner.sandbox.app import Sandbox
from runner.sandbox.server import running
from tests.stories.test_killed_between_two_steps import NAMES, recorded, repository

__all__ = ["repository"]
PARTS = 4
EVERY = 1 if os.environ.get("CRASH_MATRIX") == "all" else 3
"""Of the points every third is killed at, from a start that shifts from part to part; CRASH_MATRIX=all takes all."""
CALLS = ("openat", "write", "fsync", "rename", "unlink", "fchmodat")
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
STRACE = shutil.which("strace")
TRACEABLE = STRACE is not None and subprocess.run([STRACE, "-qq", "true"], capture_output=True).returncode == 0

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not TRACEABLE, reason="strace isn't here, or may not trace")]


@contextlib.contextmanager
def fresh() -> Iterator[tuple[Sandbox, str]]:
    """Serve an account without campaigns."""
    api = Sandbox(now=lambda: datetime.now(UTC), log=lambda line: None)
    with running(api) as url:
        yield api, url


def traced(campaigns: Path, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run apply, its main thread traced, which is the one that writes to the disk; the others speak HTTP."""
    environ = {
        # Without what coverage writes when it measures the tests.
        **{key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")},
        "SIGMAMIND_API_URL": url,
        "SIGMAMIND_API_KEY": "for-tests",
        "CAMPAIGNS_SETTLE_SECONDS": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    apply = [sys.executable, "-m", "runner", "--dir", str(campaigns), "apply", "--yes", "--format", "json"]
    command = [str(STRACE), "-qq", *options, *apply]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)


def points(log: str) -> Iterator[tuple[str, int]]:
    """Give each call that writes, with its place among the calls of its name."""
    seen: dict[str, int] = defaultdict(int)
    for line in log.splitlines():
        name = line.partition("(")[0]
        if name in CALLS:
            seen[name] += 1
            if name != "openat" or WRITES.search(line):
                yield name, seen[name]


@pytest.mark.parametrize("part", range(PARTS))
def test_a_run_killed_at_any_call_that_writes_is_settled_by_the_next(
    repository: Path, tmp_path: Path, part: int
) -> None:
    # What isn't compiled is opened twice as often, and another test may compile it meanwhile.
    compileall.compile_dir(Path(runner.__file__).parent, quiet=1)
    log = tmp_path / "strace.log"
    clean = shutil.copytree(repository, tmp_path / "clean")
    with fresh() as (_, url):
        assert traced(repository, url, "-o", str(log), "-e", f"trace={','.join(CALLS)}").returncode == 0
    found = list(points(log.read_text()))
    assert {name for name, _ in found} >= {"openat", "write", "fsync", "rename"}

    for name, place in found[part :: PARTS * EVERY]:
        shutil.rmtree(repository)
        shutil.copytree(clean, repository)
        with fresh() as (api, url):
            killed = traced(repository, url, "-o", os.devnull, "-e", f"inject={name}:signal=KILL:when={place}")
            healthy = traced(repository, url, "-o", os.devnull, "-e", "trace=none")

        assert killed.returncode == -signal.SIGKILL, (name, place)
        assert healthy.returncode == 0, (name, place, healthy.stderr)
        status = {name: record["status"] for name, record in recorded(repository).items()}
        assert status == dict.fromkeys(NAMES, "created"), (name, place)
        assert api.requests["POST", "/v1/campaigns"] == len(NAMES), (name, place)
