"""Many campaign files: validate and plan of campaigns with short lists, against check-jsonschema on the same files."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COUNTS = (100, 1_000, 10_000)
ROUNDS = 3
ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
GOAL = 0.15
CAMPAIGN = """\
campaignName: "Campaign {number}"
sipPhoneNumber: "+14155550100"
agentId: "agent"
isScheduled: true
scheduledDate: "2035-12-03"
scheduledTime: "12:00:00"
scheduledTimezone: "America/Los_Angeles"
concurrentCalls: 5
dynamicVariables:
  customer_name: "there"
contacts:
  path: "contacts/{number}.csv"
  requiredVariables: ["customer_name"]
"""


def main() -> None:
    sys.stdout.write(
        f"campaign files with lists of three rows, whole processes, median of {ROUNDS} interleaved rounds\n\n"
    )
    sys.stdout.write(
        "| files | validate, s | plan, s | check-jsonschema, s | validate vs. it | goal |\n|--:|--:|--:|--:|--:|--:|\n"
    )
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            campaigns = Path(folder) / "campaigns"
            write(campaigns, count)
            shutil.copy(ROOT / "schemas" / "campaign.schema.json", folder)
            ours = [str(BIN / "campaigns"), "--dir", str(campaigns)]
            files = sorted(map(str, campaigns.glob("[0-9]*.yaml")))
            commands = {
                "validate": [*ours, "validate"],
                "plan": [*ours, "plan", "--format", "json"],
                "peer": [str(BIN / "check-jsonschema"), "--schemafile", f"{folder}/campaign.schema.json", *files],
            }
            times: dict[str, list[float]] = {name: [] for name in commands}
            for _ in range(ROUNDS):
                for name, command in commands.items():
                    times[name].append(_seconds(command, folder))
            median = {name: statistics.median(seconds) for name, seconds in times.items()}
            sys.stdout.write(
                f"| {count:,} | {median['validate']:.2f} | {median['plan']:.2f} | {median['peer']:.2f} "
                f"| {median['validate'] / median['peer']:.2f} | {GOAL} |\n"
            )
            sys.stdout.flush()


def write(campaigns: Path, count: int) -> None:
    (campaigns / "contacts").mkdir(parents=True)
    for number in range(count):
        (campaigns / f"{number}.yaml").write_text(CAMPAIGN.format(number=number))
        rows = "".join(f"+1415{2_000_000 + number * 3 + row},Ada\n" for row in range(3))
        (campaigns / "contacts" / f"{number}.csv").write_text(f"Phone Number,customer_name\n{rows}")
    (campaigns / "policy.yaml").write_text(f"limits: {{newCampaigns: {count}}}\n")


def _seconds(command: list[str], folder: str) -> float:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, env=environ, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
