"""A change killed before or after any request or any write of the state: one more run settles it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from runner.sandbox.app import Sandbox
from runner.sandbox.server import running
from tests.fake_github import FakeGitHub
from tests.project import CAMPAIGN, CONTACTS
from tests.state.stores.test_branch import hub

__all__ = ["hub"]
NAMES = ("A", "B")
AFTER = "2035-12-08T20:00:00Z"
COMMANDS = {
    "postpone": ("postpone", "--all", "--to", "2035-12-08 12:00", "--yes"),
    "update": ("apply", "--yes"),
    "delete": ("delete", *NAMES, "--yes"),
}
EVERY = 1 if os.environ.get("CRASH_MATRIX") == "all" else 7
"""Of the steps every seventh is killed at, from a start that shifts from one matrix to the next."""
MOST_STEPS = 48

# Runs the real command, and kills its own process at the n-th step: before and after every request to the API and to
# GitHub, before and after every push, and before every new state file is drafted and put in place.
KILLED = """
import os, signal, subprocess, sys
import httpx
from runner.cli import main

steps = 0
last = int(sys.argv[1])

def step():
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)

request, run = httpx.HTTPTransport.handle_request, subprocess.run

def killing_request(self, *args, **kwargs):
    step()
    response = request(self, *args, **kwargs)
    response.read()
    step()
    return response

def killing_run(command, *args, **kwargs):
    if "push" not in command:
        return run(command, *args, **kwargs)
    step()
    done = run(command, *args, **kwargs)
    step()
    return done

def hook(event, args):
    if event == "os.rename" or (event == "open" and str(args[0]).endswith(".state.json.draft")):
        step()

httpx.HTTPTransport.handle_request, subprocess.run = killing_request, killing_run
sys.addaudithook(hook)
code = main.main(sys.argv[2:])
print("steps", steps, file=sys.stderr)
sys.exit(code)
"""

pytestmark = pytest.mark.slow


class Account:
    """A served account that can be put back to what it was: the state belongs to its address."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.load()

    def load(self) -> None:
        self.sandbox = Sandbox(now=lambda: datetime.now(UTC), log=lambda line: None, data=self.data)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.sandbox(scope, receive, send)


@dataclass
class World:
    """A repository whose two campaigns are created, its state's store, and the account that has them."""

    folder: Path
    store: str
    account: Account
    url: str
    hub: FakeGitHub
    saved: Path = field(init=False)

    def __post_init__(self) -> None:
        self.saved = self.folder.parent / "saved"
        self.write("2035-12-01")
        (self.campaigns / "contacts").mkdir()
        (self.campaigns / "contacts" / "q4.csv").write_text(CONTACTS)
        (self.campaigns / "policy.yaml").write_text("updates: scheduled\noverlap: {share: 1}\n")
        subprocess.run(["git", "init", "-q", str(self.folder)], check=True)
        subprocess.run(["git", "-C", str(self.folder), "remote", "add", "origin", str(self.hub.bare)], check=True)

    @property
    def campaigns(self) -> Path:
        return self.folder / "campaigns"

    def write(self, day: str) -> None:
        self.campaigns.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            campaign = {**CAMPAIGN, "campaignName": name, "scheduledDate": day}
            (self.campaigns / f"{name}.yaml").write_text(json.dumps(campaign))

    def run(self, *args: str, step: int = 0) -> subprocess.CompletedProcess[str]:
        environ = {
            **os.environ,
            **({} if self.store == "file" else {**self.hub.environ, "CAMPAIGNS_STATE": f"{self.store}:campaign-state"}),
            "SIGMAMIND_API_URL": self.url,
            "SIGMAMIND_API_KEY": "for-tests",
            "CAMPAIGNS_SETTLE_SECONDS": "0",
        }
        command = [sys.executable, "-c", KILLED, str(step), "--dir", str(self.campaigns), *args]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)

    def save(self) -> None:
        """Keep the repository, the branch and the account as they are now."""
        shutil.copytree(self.folder, self.saved / "repository")
        shutil.copytree(self.hub.bare, self.saved / "hub.git")
        shutil.copyfile(self.account.data, self.saved / "account.sqlite")

    def restore(self) -> None:
        for path, saved in ((self.folder, "repository"), (self.hub.bare, "hub.git")):
            shutil.rmtree(path)
            shutil.copytree(self.saved / saved, path)
        shutil.copyfile(self.saved / "account.sqlite", self.account.data)
        self.account.load()

    @property
    def recorded(self) -> dict[str, Any]:
        file = self.campaigns / "state.json"
        text = file.read_text() if self.store == "file" else self.hub.git("show", "campaign-state:state.json")
        return dict(json.loads(text)["campaigns"])

    @property
    def launches(self) -> dict[str, str]:
        """The launch of each campaign that the account has, by id."""
        listed = self.account.sandbox._store.newest_first()  # the account itself, not what it answers
        return {campaign.campaignId: f"{campaign.launchAt:%Y-%m-%dT%H:%M:%SZ}" for campaign in listed}


@pytest.fixture(params=["file", "git", "github"])
def world(request: pytest.FixtureRequest, tmp_path: Path, hub: FakeGitHub) -> Iterator[World]:
    account = Account(tmp_path / "account.sqlite")
    with running(account) as url:
        served = World(tmp_path / "repository", request.param, account, url, hub)
        applied = served.run("apply", "--yes")
        assert applied.returncode == 0, applied.stderr
        yield served


def check_agreement(world: World) -> None:
    """The state is what the account is, and no intent is left."""
    for name, record in world.recorded.items():
        assert record["status"] == "created", name
        assert "changing" not in record, name
        if "deleted" in record:
            assert record["campaignId"] not in world.launches, name
        else:
            assert record["launchAt"] == world.launches[record["campaignId"]], name
            assert record["differences"] == [], name


def check_done(world: World, kind: str) -> None:
    """Everything is as the command wants it."""
    check_agreement(world)
    for name, record in world.recorded.items():
        assert ("deleted" in record) == (kind == "delete"), name
        assert ("postponed" in record) == (kind == "postpone"), name
        if kind != "delete":
            assert record["launchAt"] == AFTER, name
            assert record["request"]["scheduledDate"] == ("2035-12-01" if kind == "postpone" else "2035-12-08"), name


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_change_killed_at_any_step_is_settled_by_one_more_run(world: World, kind: str) -> None:
    if kind == "update":
        world.write("2035-12-08")
    world.save()
    whole = world.run(*COMMANDS[kind])
    assert whole.returncode == 0, whole.stderr
    check_done(world, kind)
    steps = int(whole.stderr.rpartition("steps ")[2])
    assert 12 <= steps <= MOST_STEPS, steps

    first = 1 + (list(COMMANDS).index(kind) + len(world.store)) % EVERY
    for step in range(first, steps + 1, EVERY):
        world.restore()
        killed = world.run(*COMMANDS[kind], step=step)
        assert killed.returncode == -signal.SIGKILL, step
        if world.store != "file":
            assert world.run("unlock", "--yes").returncode == 0, step
        if step % 2:  # somebody gives up the change, and only applies
            assert world.run("apply", "--yes").returncode in (0, 5), step
            check_agreement(world)
        healthy = world.run(*COMMANDS[kind])

        assert healthy.returncode == 0, (step, healthy.stderr)
        check_done(world, kind)
        assert world.account.sandbox.requests["POST", "/v1/campaigns"] == 0, step
