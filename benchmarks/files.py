"""Many campaign files: validate and plan of campaigns with short lists, against check-jsonschema on the same files."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.campaign_text import campaign_text
from benchmarks.processes import BIN, CAMPAIGNS, ROOT, compare

COUNTS = (100, 1_000, 10_000)
ROUNDS = 3
GOALS = {"validate": 0.35, "validate, `--jobs 1`": 0.5}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS)
    given, _ = parser.parse_known_args()
    sys.stdout.write(
        f"campaign files with lists of three rows, whole processes, median of {ROUNDS} interleaved rounds\n\n"
        "| files | command | s | vs. check-jsonschema | goal | ms per file |\n|--:|---|--:|--:|--:|--:|\n"
    )
    for count in given.counts:
        with tempfile.TemporaryDirectory() as folder:
            campaigns = Path(folder) / "campaigns"
            write(campaigns, count)
            shutil.copy(ROOT / "schemas" / "campaign.schema.json", folder)
            ours = [CAMPAIGNS, "--dir", str(campaigns)]
            files = sorted(map(str, campaigns.glob("[0-9]*.yaml")))
            commands = {
                "validate": [*ours, "validate"],
                "validate, `--jobs 1`": [*ours, "validate", "--jobs", "1"],
                "plan": [*ours, "plan", "--format", "json"],
                "check-jsonschema": [
                    *(str(BIN / "check-jsonschema"), "--schemafile", f"{folder}/campaign.schema.json"),
                    *files,
                ],
            }
            usages = compare(commands, ROUNDS, cwd=folder, memory=False)
        for name, usage in usages.items():
            ratio = usage.time / usages["check-jsonschema"].time
            goal = GOALS.get(name, "") if count == max(COUNTS) else ""
            sys.stdout.write(
                f"| {count:,} | {name} | {usage.time:.2f} | {ratio:.2f} | {goal} | {usage.time / count * 1000:.2f} |\n"
            )
        sys.stdout.flush()


def write(campaigns: Path, count: int) -> None:
    """Write files without a finding, whose campaigns launch in a year."""
    (campaigns / "contacts").mkdir(parents=True)
    for number in range(count):
        text = campaign_text(f"Campaign {number}", f"contacts/{number}.csv", lines=5, variable="customer_name")
        (campaigns / f"{number}.yaml").write_text(text)
        rows = "".join(f"+1415{2_000_000 + number * 3 + row},Ada\n" for row in range(3))
        (campaigns / "contacts" / f"{number}.csv").write_text(f"Phone Number,customer_name\n{rows}")
    (campaigns / "policy.yaml").write_text(f"limits: {{newCampaigns: {count}}}\n")


if __name__ == "__main__":
    main()
