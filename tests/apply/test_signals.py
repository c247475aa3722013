"""Signals: no new create begins, the one in flight may end, and everything is recorded."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.apply.signals import Interrupt
from runner.errors import StoppedError
from runner.sandbox.app import Sandbox
from runner.sandbox.server import running
from tests.project import CAMPAIGN, CONTACTS


@pytest.fixture
def sandbox() -> Iterator[tuple[Sandbox, str]]:
    served = Sandbox(now=lambda: datetime.now(UTC), log=lambda line: None)
    with running(served) as url:
        yield served, url


@pytest.fixture
def campaigns(tmp_path: Path) -> Path:
    folder = tmp_path / "campaigns"
    (folder / "contacts").mkdir(parents=True)
    (folder / "contacts" / "q4.csv").write_text(CONTACTS)
    for name in ("A", "B"):
        (folder / f"{name}.yaml").write_text(
            json.dumps({**CAMPAIGN, "campaignName": name, "scheduledDate": "2035-12-01"})
        )
    return folder


def start(campaigns: Path, url: str) -> subprocess.Popen[str]:
    ours = {"SIGMAMIND_API_URL": url, "SIGMAMIND_API_KEY": "for-tests", "CAMPAIGNS_SETTLE_SECONDS": "0"}
    command = [sys.executable, "-m", "runner", "--dir", str(campaigns), "apply", "--yes", "--format", "json"]
    return subprocess.Popen(
        command, env={**os.environ, **ours}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for_post(sandbox: Sandbox) -> None:
    for _ in range(400):
        if sandbox.requests["POST", "/v1/campaigns"]:
            return
        time.sleep(0.05)
    raise AssertionError("no POST arrived")


@pytest.mark.slow
@pytest.mark.parametrize(("signum", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_create_in_flight_that_is_answered_in_time_is_recorded_and_the_rest_is_not_sent(
    sandbox: tuple[Sandbox, str], campaigns: Path, signum: signal.Signals, code: int
) -> None:
    api, url = sandbox
    api.faults.add("slow")
    run = start(campaigns, url)
    wait_for_post(api)

    run.send_signal(signum)
    out, err = run.communicate(timeout=30)

    assert run.returncode == code, err
    assert [outcome["outcome"] for outcome in json.loads(out)["outcomes"]] == ["created", "skipped"]
    recorded = json.loads((campaigns / "state.json").read_bytes())["campaigns"]
    assert {name: record["status"] for name, record in recorded.items()} == {"A": "created"}
    assert api.requests["POST", "/v1/campaigns"] == 1
    assert "run the same command again" in err


@pytest.mark.slow
def test_a_create_in_flight_that_hangs_keeps_its_intent_and_the_next_run_settles_it(
    sandbox: tuple[Sandbox, str], campaigns: Path
) -> None:
    api, url = sandbox
    api.faults.add("hang")
    run = start(campaigns, url)
    wait_for_post(api)

    run.send_signal(signal.SIGTERM)
    began = time.monotonic()
    out, _ = run.communicate(timeout=30)

    assert run.returncode == 143
    assert 4 < time.monotonic() - began < 9
    assert [outcome["outcome"] for outcome in json.loads(out)["outcomes"]] == ["unknown", "skipped"]
    recorded = json.loads((campaigns / "state.json").read_bytes())["campaigns"]
    assert {name: record["status"] for name, record in recorded.items()} == {"A": "unknown"}
    again = start(campaigns, url)
    out, err = again.communicate(timeout=30)
    assert again.returncode == 0, err
    assert [outcome["outcome"] for outcome in json.loads(out)["outcomes"]] == ["adopted", "created"]


def test_a_second_signal_does_not_wait(sandbox: tuple[Sandbox, str], campaigns: Path) -> None:
    api, url = sandbox
    api.faults.add("hang")
    run = start(campaigns, url)
    wait_for_post(api)

    run.send_signal(signal.SIGINT)
    time.sleep(0.5)
    run.send_signal(signal.SIGINT)
    began = time.monotonic()
    run.communicate(timeout=30)

    assert run.returncode == 130
    assert time.monotonic() - began < 3


def test_a_sleep_ends_with_the_signal() -> None:
    with Interrupt() as interrupt:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()
        began = time.monotonic()
        with pytest.raises(StoppedError) as stopped:
            interrupt.sleep(20)

    assert stopped.value.exit_code == 143
    assert time.monotonic() - began < 5


def test_the_handlers_of_before_come_back() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    with Interrupt():
        assert signal.getsignal(signal.SIGTERM) != before[1]

    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
