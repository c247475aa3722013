"""Start-up: `--version` and `validate` of one scheduled file, against a bare interpreter and against a peer."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from runner.findings import Findings
from runner.yamlfile.document import parse_document

ROUNDS = 21
ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
GOALS = {"campaigns --version": 4.0, "campaigns validate, one file": 16.0}
"""Times of `python -c pass` that each may take."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        commands = _commands(Path(folder))
        for command in commands.values():
            _seconds(command)  # writes the .pyc files, and warms the disk's cache
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(_seconds(command))
    bare = statistics.median(times["python -c pass"])
    sys.stdout.write(f"start-up, whole processes, median of {ROUNDS} interleaved rounds\n\n")
    sys.stdout.write("| command | ms | times `python -c pass` | goal |\n|---|--:|--:|--:|\n")
    for name, seconds in times.items():
        median = statistics.median(seconds)
        goal = f"{GOALS[name]:g}" if name in GOALS else ""
        sys.stdout.write(f"| {name} | {median * 1000:.0f} | {median / bare:.1f} | {goal} |\n")


def _commands(folder: Path) -> dict[str, list[str]]:
    campaigns = folder / "campaigns"
    (campaigns / "contacts").mkdir(parents=True)
    shutil.copy(ROOT / "campaigns" / "renewal-reminder.yaml", campaigns)
    shutil.copy(ROOT / "campaigns" / "contacts" / "renewals.csv", campaigns / "contacts")
    # The peer reads YAML 1.1, where an unquoted +14155550100 is a number: it gets the same values in quotes.
    parsed = parse_document((campaigns / "renewal-reminder.yaml").read_bytes(), "", Findings())
    quoted = folder / "quoted.yaml"
    quoted.write_text(json.dumps(parsed.value if parsed else None, indent=2))
    ours = str(BIN / "campaigns")
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "campaigns --version": [ours, "--version"],
        "campaigns validate, one file": [ours, "--dir", str(campaigns), "validate"],
        "check-jsonschema, the same file": [
            str(BIN / "check-jsonschema"),
            "--schemafile",
            str(ROOT / "schemas" / "campaign.schema.json"),
            str(quoted),
        ],
    }


def _seconds(command: list[str]) -> float:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
