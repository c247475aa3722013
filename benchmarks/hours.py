"""Local hours: `plan` of a million contacts in 40 zones and more, against reading and checking the same list alone."""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from pathlib import Path

from runner.phone_numbers.bulk import classify
from runner.phone_numbers.table import number_infos

ROUNDS = 7
CONTACTS = 1_000_000
ZONES = 40
GOAL = 1.5
# Calling codes, with so many digits behind them as numbers there have.
CODES = {1: 10, 44: 10, 33: 9, 49: 11, 39: 10, 34: 9, 61: 9, 64: 9, 81: 10, 91: 10, 55: 11, 52: 10, 54: 11, 27: 9}
CODES |= {254: 9, 20: 10, 971: 9, 90: 10, 7: 10, 48: 9, 46: 9, 47: 8, 31: 9, 41: 9, 65: 8, 63: 10, 62: 10, 66: 9}
CODES |= {351: 9, 30: 10, 353: 9, 358: 9, 45: 8, 32: 9, 43: 10, 56: 9, 57: 10, 51: 9, 234: 10, 82: 10, 84: 9, 60: 9}
CAMPAIGN = (
    'campaignName: A\nsipPhoneNumber: "+14155550100"\nagentId: a\nisScheduled: true\nscheduledDate: "2035-12-03"\n'
    'scheduledTime: "12:00:00"\nscheduledTimezone: Europe/Berlin\nconcurrentCalls: 5000\ncontacts: a.csv\n'
)
POLICY = "limits: {contactsPerCampaign: 0x, contactsPerApply: 0x}\n".replace("0x", str(CONTACTS))
BIN = str(Path(sys.executable).parent / "campaigns")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "campaigns"
        folder.mkdir()
        zones = _write(folder / "a.csv")
        (folder / "a.yaml").write_text(CAMPAIGN)
        (folder / "policy.yaml").write_text(POLICY)
        commands = {
            "contacts check": [BIN, "contacts", "check", str(folder / "a.csv")],
            "plan, with local hours": [BIN, "--dir", str(folder), "plan"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for run, command in commands.items():
                times[run].append(_seconds(command, name))
    title = f"{CONTACTS:,} contacts who may be in {zones} zones: whole processes, median of {ROUNDS} interleaved rounds"
    sys.stdout.write(f"{title}\n\n| run | s | vs. check alone | goal |\n|---|--:|--:|--:|\n")
    alone = statistics.median(times["contacts check"])
    for run, seconds in times.items():
        median = statistics.median(seconds)
        goal = "" if run == "contacts check" else f"{GOAL}"
        sys.stdout.write(f"| {run} | {median:.2f} | {median / alone:.2f} | {goal} |\n")


def _write(path: Path) -> int:
    """Write a list of numbers that can exist; give in how many zones they may be."""
    chosen, found, zones = random.Random(1), set[int](), set[str]()
    kinds = number_infos()
    people = {"fixed-line", "mobile", "fixed-line-or-mobile"}
    with path.open("w") as out:
        out.write("Phone Number,customer_name,city,plan\n")
        while len(found) < CONTACTS:
            drawn = array("Q", (_drawn(chosen) for _ in range(500_000)))
            for number, place in zip(drawn, classify(drawn), strict=True):
                known = kinds[place]
                if known.type in people and number not in found and len(found) < CONTACTS:
                    found.add(number)
                    zones.update(known.zones)
                    out.write(f"+{number},Customer {len(found)},Springfield,basic\n")
    assert len(zones) >= ZONES
    return len(zones)


def _drawn(chosen: random.Random) -> int:
    code = chosen.choice((1, 1, 1, *CODES))
    digits = CODES[code]
    return code * int(10**digits) + chosen.randrange(int(10 ** (digits - 1)), int(10**digits))


def _seconds(command: list[str], folder: str) -> float:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command[1]} ended with {done.returncode}")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
