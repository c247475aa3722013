"""Many runs at once, on one file and on one branch: no update is lost, and no request doubled, not even refused."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.sandbox.app import Sandbox
from runner.sandbox.server import running
from tests.stories.test_killed_between_two_steps import NAMES, recorded, repository, sandbox

__all__ = ["repository", "sandbox"]
BIN = Path(sys.executable).parent / "campaigns"
RUNS = 5

pytestmark = pytest.mark.slow


def environ(url: str, state: str) -> dict[str, str]:
    return {
        **os.environ,
        "SIGMAMIND_API_URL": url,
        "SIGMAMIND_API_KEY": "for-tests",
        "CAMPAIGNS_SETTLE_SECONDS": "0",
        "CAMPAIGNS_STATE": state,
    }


def clones(repository: Path, number: int) -> list[Path]:
    """Give work trees that have one bare repository as their remote."""
    bare = repository.parent.parent / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    made = []
    for each in range(number):
        work = repository.parent.parent / f"clone{each}"
        shutil.copytree(repository, work / "campaigns")
        subprocess.run(["git", "init", "-q", str(work)], check=True)
        subprocess.run(["git", "-C", str(work), "remote", "add", "origin", str(bare)], check=True)
        made.append(work)
    return made


def run(work: Path, url: str, state: str, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(BIN), *args],
        cwd=work,
        env=environ(url, state),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def on_the_branch(work: Path) -> dict[str, str]:
    shown = subprocess.run(
        ["git", "-C", str(work.parent / "hub.git"), "show", "campaign-state:state.json"],
        capture_output=True,
        check=True,
    )
    return {name: record["status"] for name, record in json.loads(shown.stdout)["campaigns"].items()}


@pytest.mark.parametrize("store", ["file", "git"])
def test_runs_at_once_create_each_campaign_once(repository: Path, sandbox: tuple[Sandbox, str], store: str) -> None:
    api, url = sandbox
    works = clones(repository, RUNS) if store == "git" else [repository.parent] * RUNS
    state = "git:campaign-state" if store == "git" else f"file:{repository / 'state.json'}"

    runs = [run(work, url, state, "apply", "--yes", "--format", "json") for work in works]
    ended = [(each.communicate(timeout=60), each.returncode) for each in runs]

    assert [code for _, code in ended] == [0] * RUNS, [err for (_, err), _ in ended]
    created = [outcome for (out, _), _ in ended for outcome in json.loads(out)["outcomes"]]
    assert sorted((each["campaignName"], each["outcome"]) for each in created) == [(n, "created") for n in NAMES]
    assert api.requests["POST", "/v1/campaigns"] == len(NAMES)
    held = on_the_branch(works[0]) if store == "git" else {n: r["status"] for n, r in recorded(repository).items()}
    assert held == dict.fromkeys(NAMES, "created")


def test_a_run_killed_on_a_branch_is_respected_until_somebody_says_that_it_is_dead(repository: Path) -> None:
    [work] = clones(repository, 1)
    api = Sandbox(now=lambda: datetime.now(UTC), log=lambda line: None, faults=["hang"])
    with running(api) as url:
        killed = run(work, url, "git:campaign-state", "apply", "--yes")
        while not api.requests["POST", "/v1/campaigns"]:
            time.sleep(0.05)
        time.sleep(0.3)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()

        early = run(work, url, "git:campaign-state", "apply", "--yes", "--lock-timeout", "0.1")
        _, err = early.communicate(timeout=60)
        unlocked = run(work, url, "git:campaign-state", "unlock", "--yes")
        unlocked.communicate(timeout=60)
        healthy = run(work, url, "git:campaign-state", "apply", "--yes", "--format", "json")
        out, _ = healthy.communicate(timeout=60)

    assert (early.returncode, unlocked.returncode, healthy.returncode) == (4, 0, 0), err
    assert "another run" in err
    assert "`campaigns unlock`" in err
    assert {each["campaignName"]: each["outcome"] for each in json.loads(out)["outcomes"]} == {
        "A": "adopted",
        "B": "created",
    }
    assert api.requests["POST", "/v1/campaigns"] == len(NAMES)


def test_a_ctrl_c_does_not_tear_a_push(repository: Path, sandbox: tuple[Sandbox, str]) -> None:
    api, url = sandbox
    [work] = clones(repository, 1)
    hook = work.parent / "hub.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nsleep 1\n")
    hook.chmod(0o755)
    stopped = run(work, url, "git:campaign-state", "apply", "--yes")
    while not api.requests["POST", "/v1/campaigns"]:
        time.sleep(0.02)
    time.sleep(0.3)
    os.killpg(stopped.pid, signal.SIGINT)  # as a terminal does, to all of its group
    _, err = stopped.communicate(timeout=60)

    assert stopped.returncode == 130, err
    assert on_the_branch(work) == {"A": "created"}


@pytest.mark.parametrize("store", ["file", "git"])
def test_the_brake_pulled_by_two_at_once_leaves_a_state_that_is_what_the_account_is(
    repository: Path, sandbox: tuple[Sandbox, str], store: str
) -> None:
    _, url = sandbox
    works = clones(repository, 2) if store == "git" else [repository.parent] * 2
    state = "git:campaign-state" if store == "git" else f"file:{repository / 'state.json'}"
    _, err = run(works[0], url, state, "apply", "--yes").communicate(timeout=60)

    days = ("2035-12-08", "2035-12-15")
    brakes = [
        run(work, url, state, "postpone", "--all", "--to", f"{day} 12:00", "--yes")
        for work, day in zip(works, days, strict=True)
    ]
    ended = [(each.communicate(timeout=60), each.returncode) for each in brakes]

    assert [code for _, code in ended] == [0, 0], (err, [err for (_, err), _ in ended])
    status = run(works[0], url, state, "status", "--refresh", "--format", "json")
    campaigns = json.loads(status.communicate(timeout=60)[0])["campaigns"]
    launches = {(each["launchAt"], each["live"]["scheduledDate"][:19] + "Z") for each in campaigns}
    assert len(campaigns) == len(NAMES)
    assert launches in ({("2035-12-08T20:00:00Z",) * 2}, {("2035-12-15T20:00:00Z",) * 2}), launches
