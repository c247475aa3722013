"""Suppression: `plan` of 100,000 contacts against a list of 10 million numbers, and the same without the list."""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 7
CONTACTS = 100_000
LISTED = 10_000_000
GOAL = 0.1
"""Seconds that a list with a warm index may add."""
CAMPAIGN = "campaignName: A\nsipPhoneNumber: +14155550100\nagentId: a\nisScheduled: false\ncontacts: contacts/a.csv\n"
POLICY = "suppression: [{path: lists/dnc.csv, callingCode: 1}]\n"
BIN = Path(sys.executable).parent / "campaigns"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder)
        times: dict[str, list[float]] = {"no list": [], "the list, warm index": []}
        cold = _seconds(folder, listed=True)
        time.sleep(3)  # a file written just now isn't known by its times yet
        _seconds(folder, listed=True)
        for _ in range(ROUNDS):
            times["no list"].append(_seconds(folder, listed=False))
            times["the list, warm index"].append(_seconds(folder, listed=True))
    without = statistics.median(times["no list"])
    title = f"`plan` of {CONTACTS:,} contacts, a list of {LISTED:,}: whole processes, median of {ROUNDS} rounds"
    sys.stdout.write(f"{title}\n\n| run | s | added, s | goal, s |\n|---|--:|--:|--:|\n")
    for run, seconds in times.items():
        median = statistics.median(seconds)
        sys.stdout.write(f"| {run} | {median:.2f} | {median - without:.2f} | {GOAL if run != 'no list' else ''} |\n")
    sys.stdout.write(f"| the list, no index yet | {cold:.2f} | {cold - without:.2f} | |\n")


def _write(folder: Path) -> None:
    """Write a list of even numbers and contacts of odd ones: nobody is on it, as on most days."""
    chosen = random.Random(1)
    for part in ("contacts", "lists"):
        (folder / "campaigns" / part).mkdir(parents=True)
    (folder / "campaigns" / "a.yaml").write_text(CAMPAIGN)
    with (folder / "campaigns" / "contacts" / "a.csv").open("w") as out:
        out.write("Phone Number,customer_name\n")
        numbers = chosen.sample(range(1_061_000_000, 1_064_900_000), CONTACTS)
        out.writelines(f"+1{2 * number + 1},x\n" for number in numbers)
    with (folder / "campaigns" / "lists" / "dnc.csv").open("w") as out:
        for _ in range(LISTED):
            number = 2 * chosen.randrange(10**9, 5 * 10**9)
            out.write(f"{number // 10**7:03},{number % 10**7:07}\n")


def _seconds(folder: Path, *, listed: bool) -> float:
    policy = folder / "campaigns" / "policy.yaml"
    policy.write_text(POLICY if listed else "{}\n")
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["XDG_CACHE_HOME"] = str(folder / "cache")
    started = time.perf_counter()
    subprocess.run(
        [str(BIN), "--dir", str(folder / "campaigns"), "plan"], env=environ, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
