"""A run killed between any two steps: the next one finds out what happened, and nobody is called twice."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runner.sandbox.app import Sandbox
from runner.sandbox.server import running
from tests.project import CAMPAIGN, CONTACTS

NAMES = ("A", "B")

# Runs the real command, and kills its own process at the n-th step: before and after every request that it sends, and
# before every new state is drafted and put in place. An audit hook sees the latter two as the interpreter makes them.
KILLED = """
import os, signal, sys
import httpx
from runner.cli import main as cli

steps = 0
last = int(sys.argv[1])

def step():
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)

class Killing(httpx.HTTPTransport):
    def handle_request(self, request):
        step()
        response = super().handle_request(request)
        response.read()
        step()
        return response

def hook(event, args):
    if event == "os.rename" or (event == "open" and str(args[0]).endswith(".state.json.draft")):
        step()

sys.addaudithook(hook)
code = cli.main(sys.argv[2:], transport=Killing())
print("steps", steps, file=sys.stderr)
sys.exit(code)
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[tuple[Sandbox, str]]:
    served = Sandbox(now=lambda: datetime.now(UTC), log=lambda line: None, data=tmp_path / "sandbox.sqlite")
    with running(served) as url:
        yield served, url


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    campaigns = tmp_path / "repo" / "campaigns"
    (campaigns / "contacts").mkdir(parents=True)
    (campaigns / "contacts" / "q4.csv").write_text(CONTACTS)
    for name in NAMES:
        campaign = {**CAMPAIGN, "campaignName": name, "scheduledDate": "2035-12-01"}
        (campaigns / f"{name}.yaml").write_text(json.dumps(campaign))
    return campaigns


def apply(campaigns: Path, url: str, step: int = 0) -> subprocess.CompletedProcess[str]:
    environ = {
        **os.environ,
        "SIGMAMIND_API_URL": url,
        "SIGMAMIND_API_KEY": "for-tests",
        "CAMPAIGNS_SETTLE_SECONDS": "0",
    }
    command = [sys.executable, "-c", KILLED, str(step), "--dir", str(campaigns), "apply", "--yes", "--format", "json"]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)


def recorded(campaigns: Path) -> dict[str, Any]:
    return dict(json.loads((campaigns / "state.json").read_bytes())["campaigns"])


def test_the_run_has_the_steps_that_the_next_test_kills_it_at(repository: Path, sandbox: tuple[Sandbox, str]) -> None:
    done = apply(repository, sandbox[1])

    assert done.returncode == 0, done.stderr
    assert f"steps {STEPS}" in done.stderr


STEPS = 12


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_run_killed_at_any_step_is_settled_by_the_next(
    repository: Path, sandbox: tuple[Sandbox, str], step: int
) -> None:
    api, url = sandbox

    killed = apply(repository, url, step)
    assert killed.returncode == -signal.SIGKILL
    healthy = apply(repository, url)

    assert healthy.returncode == 0, healthy.stderr
    assert {name: record["status"] for name, record in recorded(repository).items()} == dict.fromkeys(NAMES, "created")
    assert api.requests["POST", "/v1/campaigns"] == len(NAMES)
