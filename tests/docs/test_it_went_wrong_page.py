"""Every command of the page that is read in a panic is run, in the situation that it is for."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from runner.sandbox.app import Sandbox
from runner.sandbox.faults import Faults
from runner.sandbox.server import running
from tests.paths import ROOT
from tests.project import CONTACTS

PAGE = (ROOT / "docs" / "how-to" / "it-went-wrong.md").read_text(encoding="utf-8")
BLOCKS = {
    title: re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    for title, text in re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
}
INLINE = sorted(set(re.findall(r"`((?:campaigns|git) [^`]+)`", PAGE)))
Q4 = "Q4 Outreach Campaign"
CAMPAIGN = f"""\
campaignName: {Q4}
sipPhoneNumber: "+14155550100"
agentId: D5D0p7TUs66TTAEAx
isScheduled: true
scheduledDate: 2030-12-03
scheduledTime: 12:00:00
scheduledTimezone: America/Los_Angeles
contacts: contacts/q4.csv
"""
KEY = {"X-API-Key": "for-tests"}

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class World:
    """A repository with one campaign, its remote, and an account in a sandbox."""

    work: Path
    sandbox: Sandbox
    url: str

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        environ = {key: value for key, value in os.environ.items() if not key.startswith(("CAMPAIGNS_", "SIGMAMIND_"))}
        environ |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}", "CI": "true"}
        environ |= {"SIGMAMIND_API_KEY": KEY["X-API-Key"], "SIGMAMIND_API_URL": self.url}
        environ |= {"CAMPAIGNS_SETTLE_SECONDS": "0", "GIT_PAGER": "cat"}
        return subprocess.run(["bash", "-ec", script], cwd=self.work, env=environ, capture_output=True, text=True)

    def succeeds(self, script: str) -> str:
        done = self.run(script)
        assert done.returncode == 0, script + done.stdout + done.stderr
        return done.stdout

    def apply(self, *faults: str) -> int:
        self.sandbox.faults = Faults(faults)
        return self.run("campaigns apply").returncode

    @property
    def account(self) -> list[Any]:
        campaigns: list[Any] = httpx.get(f"{self.url}/v1/campaigns", headers=KEY).json()["data"]
        return campaigns

    @property
    def recorded(self) -> Any:
        return json.loads((self.work / "campaigns" / "state.json").read_bytes())["campaigns"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    work = tmp_path / "work"
    (work / "campaigns" / "contacts").mkdir(parents=True)
    (work / "campaigns" / "q4.yaml").write_text(CAMPAIGN)
    (work / "campaigns" / "contacts" / "q4.csv").write_text(CONTACTS)
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "hub.git")], check=True)
    for command in (
        "init -q",
        "config user.name Me",
        "config user.email me@example.com",
        "config push.default current",
        f"remote add origin {tmp_path / 'hub.git'}",
        "add .",
        "commit -qm first",
    ):
        subprocess.run(["git", "-C", str(work), *command.split()], check=True)
    sandbox = Sandbox(now=lambda: datetime.now(UTC), log=lambda line: None)
    with running(sandbox) as url:
        yield World(work, sandbox, url)


def dials(world: World) -> None:
    assert world.apply("live") == 5


def exists(world: World) -> None:
    assert world.apply() == 0


def is_unknown(world: World) -> None:
    assert world.apply("500-before") == 6


def is_not_created(world: World) -> None:
    return


def has_a_history(world: World) -> None:
    exists(world)
    world.succeeds("git add . && git commit -qm state")


def is_gone(world: World) -> bool:
    return world.account == [] and "deleted" in world.recorded[Q4]


def is_postponed(world: World) -> bool:
    dates = [campaign["scheduledDate"] for campaign in world.account]
    launch_at = str(world.recorded[Q4]["launchAt"])
    return dates == ["2030-12-10T20:00:00.000Z"] and launch_at == "2030-12-10T20:00:00Z"


def is_held(world: World) -> bool:
    return world.run("campaigns apply").returncode == 7 and world.account == []


def is_created(world: World) -> bool:
    return len(world.account) == 1 and str(world.recorded[Q4]["status"]) == "created"


def is_not_recorded(world: World) -> bool:
    return not world.recorded


@pytest.mark.parametrize(
    ("title", "block", "before", "after"),
    [
        ("It is dialing now", 0, dials, is_gone),
        ("It will launch at the wrong time", 0, exists, is_postponed),
        ("It will launch at the wrong time", 1, exists, is_postponed),
        ("It will call the wrong list", 0, exists, is_gone),
        ("It was merged by mistake", 0, is_not_created, is_held),
        ("It was merged by mistake", 1, exists, is_created),
        ("It is in the wrong account", 0, exists, is_gone),
        ("One campaign stays `unknown`", 0, is_unknown, is_created),
        ("The state is gone, or can't be read", 0, has_a_history, is_created),
        ("A run crashed, and the next one waits", 0, exists, is_created),
    ],
)
def test_a_block_does_what_its_section_promises(
    world: World, title: str, block: int, before: Callable[[World], None], after: Callable[[World], bool]
) -> None:
    before(world)

    world.succeeds(BLOCKS[title][block])

    assert after(world)


def test_an_unknown_campaign_is_settled_by_hand_either_way(world: World) -> None:
    created, not_created = BLOCKS["One campaign stays `unknown`"][1].splitlines()
    is_unknown(world)
    world.succeeds(not_created)
    assert is_not_recorded(world)
    is_unknown(world)
    fields = {
        "campaignName": Q4,
        "sipPhoneNumber": "+14155550100",
        "agentId": "D5D0p7TUs66TTAEAx",
        "isScheduled": "true",
    }
    fields |= {"scheduledDate": "2030-12-03", "scheduledTime": "12:00:00", "scheduledTimezone": "America/Los_Angeles"}
    files = {"file": ("list.csv", CONTACTS.encode(), "text/csv")}
    made = httpx.post(f"{world.url}/v1/campaigns", data=fields, files=files, headers=KEY).json()["campaignId"]

    assert world.run(created).returncode == 2, "that id isn't in the account"
    world.succeeds(created.replace("camp_XiQEBcj9cc5TFRB4", made))
    assert is_created(world)


def test_what_a_lost_state_had_is_imported(world: World) -> None:
    exists(world)
    (world.work / "campaigns" / "state.json").unlink()
    refused = world.run("campaigns apply")
    (campaign,) = world.account
    script = BLOCKS["The state is gone, or can't be read"][1].replace("camp_XiQEBcj9cc5TFRB4", campaign["campaignId"])

    assert refused.returncode == 5
    assert f"campaigns import {campaign['campaignId']} --file campaigns/q4.yaml" in refused.stdout
    world.succeeds(script)
    assert is_created(world)


@pytest.mark.parametrize("command", INLINE)
def test_a_command_in_the_text_works_on_a_campaign_that_is_still_to_dial(world: World, command: str) -> None:
    has_a_history(world)

    world.succeeds(command.replace("NAME", shlex.quote(Q4)).replace("TIME", "'2030-12-10 12:00'"))


def test_every_block_of_the_page_is_run() -> None:
    counts = {title: len(blocks) for title, blocks in BLOCKS.items() if blocks}

    assert counts == {
        "It is dialing now": 1,
        "It will launch at the wrong time": 2,
        "It will call the wrong list": 1,
        "It was merged by mistake": 2,
        "It is in the wrong account": 1,
        "One campaign stays `unknown`": 2,
        "The state is gone, or can't be read": 2,
        "A run crashed, and the next one waits": 1,
    }


def test_the_table_at_the_top_leads_to_sections_of_the_page() -> None:
    top = PAGE.partition("\n## ")[0]
    anchors = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in BLOCKS}

    leads = re.findall(r"\]\(#([\w-]+)\)", top)
    assert len(leads) == 7
    assert set(leads) <= anchors
