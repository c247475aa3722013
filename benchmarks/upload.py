"""Upload: `apply` of a list of 1 GB against the API on this machine, and curl sending the same file."""

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.campaign_text import IN_A_YEAR, campaign_text
from benchmarks.processes import CAMPAIGNS, Run, run

ROUNDS = 3
ROWS = 1_000_000
CELL_BYTES = 1_000
GOAL_MB = 64
FIELDS = {
    "sipPhoneNumber": "+14155550100",
    "agentId": "D5D0p7TUs66TTAEAx",
    "isScheduled": "true",
    "scheduledDate": f"{IN_A_YEAR}",
    "scheduledTime": "12:00:00",
    "scheduledTimezone": "America/Los_Angeles",
}
KEY = "none"


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "campaigns").mkdir()
        size = _write(folder / "campaigns" / "a.csv")
        server = subprocess.Popen([CAMPAIGNS, "sandbox", "--port", "0"], stdout=subprocess.PIPE, text=True, cwd=folder)
        assert server.stdout is not None
        url = next(word for word in server.stdout.readline().split() if word.startswith("http")).rstrip(",")
        used: dict[str, list[Run]] = {"apply": [], "curl, which checks nothing": []}
        try:
            for number in range(ROUNDS):
                used["apply"].append(_apply(folder, url, f"A{number}"))
                if shutil.which("curl"):
                    used["curl, which checks nothing"].append(_curl(folder, url, f"B{number}"))
        finally:
            server.terminate()
            server.wait()
    sys.stdout.write(
        f"a list of {size / 1e9:.2f} GB, {ROWS:,} contacts, checked and sent: median of {ROUNDS} rounds\n\n"
        "| run | s | peak memory, MB | goal, MB |\n|---|--:|--:|--:|\n"
    )
    for name, rounds in used.items():
        if rounds:
            seconds = statistics.median(one.seconds for one in rounds)
            peak = statistics.median(one.peak for one in rounds) / 1e6
            sys.stdout.write(f"| {name} | {seconds:.1f} | {peak:.0f} | {GOAL_MB if name == 'apply' else ''} |\n")


def _write(path: Path) -> int:
    chosen = random.Random(1)
    cell = "".join(chosen.choices("abcdefghij ", k=2 * CELL_BYTES))
    with path.open("w") as out:
        out.write("Phone Number,note\n")
        # Not drawn: what is counted for a process includes what the one that starts it has.
        for number in range(2_122_000_000, 2_122_000_000 + 7 * ROWS, 7):
            start = number % CELL_BYTES
            out.write(f"+1{number},x{cell[start : start + CELL_BYTES - 14]}\n")
    return path.stat().st_size


def _apply(folder: Path, url: str, name: str) -> Run:
    (folder / "campaigns" / "a.yaml").write_text(campaign_text(name, "a.csv"))
    (folder / "campaigns" / "policy.yaml").write_text(
        "limits: {contactsPerCampaign: 1000000, contactsPerApply: 1000000}\n"
    )
    (folder / "campaigns" / "state.json").unlink(missing_ok=True)
    environ = {"SIGMAMIND_API_URL": url, "SIGMAMIND_API_KEY": KEY, "SIGMAMIND_TIMEOUT": "600"}
    return run([CAMPAIGNS, "--dir", "campaigns", "apply", "--yes"], cwd=folder, environ=environ, memory=True)


def _curl(folder: Path, url: str, name: str) -> Run:
    fields = [each for key, value in {"campaignName": name, **FIELDS}.items() for each in ("-F", f"{key}={value}")]
    command = [
        "curl",
        "-fsS",
        "-H",
        f"X-API-Key: {KEY}",
        *fields,
        "-F",
        "file=@campaigns/a.csv;type=text/csv",
    ]
    return run([*command, f"{url}/v1/campaigns"], cwd=folder, memory=True)


if __name__ == "__main__":
    main()
