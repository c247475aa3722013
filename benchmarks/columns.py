"""A list with an opt-out column, place columns and words for no value, against the same list without these columns.

Whole processes of `campaigns plan`, interleaved, on a million rows; `--rows` and `--rounds` make it shorter.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CAMPAIGN = """campaignName: Columns
sipPhoneNumber: +14155550100
agentId: D5D0p7TUs66TTAEAx
isScheduled: true
scheduledDate: 2030-12-03
scheduledTime: 12:00:00
scheduledTimezone: America/Los_Angeles
concurrentCalls: 500
contacts: list.csv
"""
POLICY = "limits: {contactsPerCampaign: 20000000, contactsPerApply: 20000000}\nsuppressed: leave-out\n"
AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210)
PLACES = (("NJ", "07030"), ("DC", "20001"), ("CT", "06101"), ("AL", "35203"), ("WA", "98101"), ("ME", "04101"))
PLAIN = "Phone Number,customer_name,city,plan"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        repositories = {wide: _repository(Path(folder) / str(wide), given.rows, wide=wide) for wide in (False, True)}
        seconds: dict[bool, list[float]] = {wide: [] for wide in repositories}
        for round_ in range(given.rounds + 1):  # the first one warms the disk's cache
            for wide, repository in repositories.items():
                start = time.perf_counter()
                _plan(repository)
                if round_:
                    seconds[wide].append(time.perf_counter() - start)
    without, with_columns = (statistics.median(seconds[one]) for one in (False, True))
    ratio = with_columns / without
    print(f"{given.rows:,} rows: without {without:.2f} s, with the columns {with_columns:.2f} s, {ratio:.2f} times")


def _plan(repository: Path) -> None:
    command = [sys.executable, "-m", "runner", "plan"]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    subprocess.run(command, cwd=repository, env=environ, check=True, capture_output=True)


def _repository(root: Path, rows: int, *, wide: bool) -> Path:
    campaigns = root / "campaigns"
    campaigns.mkdir(parents=True)
    (campaigns / "columns.yaml").write_text(CAMPAIGN)
    (campaigns / "policy.yaml").write_text(POLICY)
    chance = random.Random(1)
    with (campaigns / "list.csv").open("w", encoding="utf-8") as file:
        file.write(PLAIN + (",Do Not Call,State,Zip,note\n" if wide else "\n"))
        for row in range(rows):
            number = f"+1{AREAS[row % len(AREAS)]}{2_000_000 + row // len(AREAS):07}"
            line = f"{number},Contact {row},Springfield,gold"
            if wide:
                state, code = chance.choice(PLACES)
                opted_out = "TRUE" if chance.random() < 0.01 else chance.choice(("FALSE", ""))
                note = "N/A" if chance.random() < 0.2 else "renews"
                line += f",{opted_out},{state},{int(code) + chance.randrange(90):05},{note}"
            file.write(line + "\n")
    return root


if __name__ == "__main__":
    main()
