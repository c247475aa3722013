"""Suppression: `plan` of 100,000 contacts against a list of 10 million numbers, and the same without the list.

`--listed 250000000 --rounds 1` takes the longest list there may be: some 3 GB, and 2 GB for its index.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.campaign_text import campaign_text
from benchmarks.processes import CAMPAIGNS, Run, Usage, run

ROUNDS = 7
CONTACTS = 100_000
LISTED = 10_000_000
GOAL = 0.1
"""Seconds that a list with a warm index may add."""
POLICY = "suppression: [{path: lists/dnc.csv, callingCode: 1}]\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--listed", type=int, default=LISTED)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given, _ = parser.parse_known_args()
    usages = {"no list": Usage(), "the list, warm index": Usage(), "the list, no index yet": Usage()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, given.listed)
        _add(usages["the list, no index yet"], _plan(folder, listed=True))
        time.sleep(3)  # a file written just now isn't known by its times yet
        _plan(folder, listed=True)
        for _ in range(given.rounds):
            _add(usages["no list"], _plan(folder, listed=False))
            _add(usages["the list, warm index"], _plan(folder, listed=True))
    title = (
        f"`plan` of {CONTACTS:,} contacts, a list of {given.listed:,}: whole processes, median of {given.rounds} rounds"
    )
    sys.stdout.write(f"{title}\n\n| run | s | added, s | goal, s | peak MB |\n|---|--:|--:|--:|--:|\n")
    for run_name, usage in usages.items():
        added, goal = usage.time - usages["no list"].time, GOAL if run_name == "the list, warm index" else ""
        sys.stdout.write(f"| {run_name} | {usage.time:.2f} | {added:.2f} | {goal} | {usage.memory:,.0f} |\n")


def _add(usage: Usage, one: Run) -> None:
    usage.seconds.append(one.seconds)
    usage.peaks.append(one.peak)


def _write(folder: Path, listed: int) -> None:
    """Write a list of even numbers and contacts of odd ones: nobody is on it, as on most days."""
    chosen = random.Random(1)
    for part in ("contacts", "lists"):
        (folder / "campaigns" / part).mkdir(parents=True)
    (folder / "campaigns" / "a.yaml").write_text(campaign_text("A", "contacts/a.csv", launch=None))
    with (folder / "campaigns" / "contacts" / "a.csv").open("w") as out:
        out.write("Phone Number,customer_name\n")
        numbers = chosen.sample(range(1_061_000_000, 1_064_900_000), CONTACTS)
        out.writelines(f"+1{2 * number + 1},x\n" for number in numbers)
    with (folder / "campaigns" / "lists" / "dnc.csv").open("w") as out:
        for _ in range(listed):
            number = 2 * chosen.randrange(10**9, 5 * 10**9)
            out.write(f"{number // 10**7:03},{number % 10**7:07}\n")


def _plan(folder: Path, *, listed: bool) -> Run:
    (folder / "campaigns" / "policy.yaml").write_text(POLICY if listed else "{}\n")
    command = [CAMPAIGNS, "--dir", str(folder / "campaigns"), "plan"]
    return run(command, environ={"XDG_CACHE_HOME": str(folder / "cache")}, memory=True)


if __name__ == "__main__":
    main()
