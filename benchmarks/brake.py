"""The brake: `postpone --all` of 100 campaigns in one cold process, beside the bare requests it can't do without."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from runner.sandbox.app import Sandbox
from runner.sandbox.server import running

ROUNDS = 7
CAMPAIGNS = 100
BIN = Path(sys.executable).parent
GOALS = {"campaigns postpone --all": 3.0}
"""Seconds that each may take."""

REQUESTS = """
import sys
import httpx
ids, day = sys.argv[2:], sys.argv[1]
body = {"scheduledDate": day, "scheduledTime": "12:00:00", "scheduledTimezone": "America/Los_Angeles"}
with httpx.Client(base_url="%s", headers={"X-API-Key": "for-benchmarks"}) as client:
    for each in ids:
        client.get(f"/v1/campaigns/{each}").raise_for_status()
        client.patch(f"/v1/campaigns/{each}", json=body).raise_for_status()
        assert client.get(f"/v1/campaigns/{each}").json()["scheduledDate"].startswith(day)
"""
CURL = """
set -e
day=$1; shift
patch="{\\"scheduledDate\\":\\"$day\\",\\"scheduledTime\\":\\"12:00:00\\",\\"scheduledTimezone\\":\\"America/Los_Angeles\\"}"
key='X-API-Key: for-benchmarks'
for id in "$@"; do
  curl -sf -H "$key" "%s/v1/campaigns/$id" >/dev/null
  curl -sf -H "$key" -X PATCH -H 'Content-Type: application/json' -d "$patch" "%s/v1/campaigns/$id" >/dev/null
  curl -sf -H "$key" "%s/v1/campaigns/$id" >/dev/null
done
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        api = Sandbox(now=lambda: datetime.now(UTC), log=_silent)
        with running(api) as url:
            times = _measure(folder, url)
    floor = statistics.median(times["bare requests, httpx"])
    sys.stdout.write(f"{CAMPAIGNS} campaigns postponed, whole processes, median of {ROUNDS} interleaved rounds\n\n")
    sys.stdout.write("| command | s | to the bare requests | goal, s |\n|---|--:|--:|--:|\n")
    for command, seconds in times.items():
        median = statistics.median(seconds)
        goal = f"{GOALS[command]:g}" if command in GOALS else ""
        sys.stdout.write(f"| {command} | {median:.2f} | {median / floor:.2f} | {goal} |\n")


def _silent(_line: str) -> None:
    """Keep the sandbox's log to itself."""


def _measure(folder: Path, url: str) -> dict[str, list[float]]:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ |= {"SIGMAMIND_API_URL": url, "SIGMAMIND_API_KEY": "for-benchmarks", "CI": "true"}
    ids = _created(folder, environ)
    ours = [str(BIN / "campaigns"), "--dir", str(folder / "campaigns"), "postpone", "--all", "--to"]
    times: dict[str, list[float]] = {
        "bare requests, httpx": [],
        "curl, a process for each request": [],
        "campaigns postpone --all": [],
    }
    curl = CURL.replace("%s", url)
    for number in range(ROUNDS):
        # Each is later than the one before: a launch is never brought forward.
        days = [f"{2040 + number}-{month:02d}-15" for month in (2, 4, 6)]
        commands = (
            [sys.executable, "-c", REQUESTS % url, days[0], *ids],
            ["bash", "-c", curl, "bash", days[1], *ids],
            [*ours, f"{days[2]} 12:00"],
        )
        for kind, command in zip(times, commands, strict=True):
            started = time.perf_counter()
            subprocess.run(command, cwd=folder, env=environ, check=True, stdout=subprocess.DEVNULL)
            times[kind].append(time.perf_counter() - started)
    return times


def _created(folder: Path, environ: dict[str, str]) -> list[str]:
    """Create the campaigns, each with a list of its own, and return their ids."""
    campaigns = folder / "campaigns"
    (campaigns / "contacts").mkdir(parents=True)
    (campaigns / "policy.yaml").write_text(f"limits: {{newCampaigns: {CAMPAIGNS}}}\n")
    for number in range(CAMPAIGNS):
        campaign = {
            "campaignName": f"Campaign {number}",
            "sipPhoneNumber": "+14155550100",
            "agentId": "D5D0p7TUs66TTAEAx",
            "isScheduled": True,
            "scheduledDate": "2039-12-01",
            "scheduledTime": "12:00:00",
            "scheduledTimezone": "America/Los_Angeles",
            "concurrentCalls": 5,
            "contacts": f"contacts/{number}.csv",
        }
        (campaigns / f"{number}.yaml").write_text(json.dumps(campaign))
        (campaigns / "contacts" / f"{number}.csv").write_text(f"Phone Number\n+14155{550200 + number}\n")
    command = [str(BIN / "campaigns"), "--dir", str(campaigns), "apply"]
    subprocess.run(command, cwd=folder, env=environ, check=True, stdout=subprocess.DEVNULL)
    recorded = json.loads((campaigns / "state.json").read_text())["campaigns"]
    return [record["campaignId"] for record in recorded.values()]


if __name__ == "__main__":
    main()
