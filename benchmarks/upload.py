"""Upload: `apply` of a list of 1 GB against the API on this machine, and curl sending the same file."""

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3
ROWS = 1_000_000
CELL_BYTES = 1_000
GOAL_MB = 64
CAMPAIGN = {
    "sipPhoneNumber": "+14155550100",
    "agentId": "a",
    "isScheduled": "true",
    "scheduledDate": "2035-12-03",
    "scheduledTime": "12:00:00",
    "scheduledTimezone": "America/Los_Angeles",
}
BIN = Path(sys.executable).parent / "campaigns"
KEY = "none"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "campaigns").mkdir()
        size = _write(folder / "campaigns" / "a.csv")
        server = subprocess.Popen([BIN, "sandbox", "--port", "0"], stdout=subprocess.PIPE, text=True, cwd=folder)
        assert server.stdout is not None
        url = next(word for word in server.stdout.readline().split() if word.startswith("http")).rstrip(",")
        used: dict[str, list[tuple[float, float]]] = {"apply": [], "curl, which checks nothing": []}
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
    for run, rounds in used.items():
        if rounds:
            seconds, peak = (statistics.median(values) for values in zip(*rounds, strict=True))
            sys.stdout.write(f"| {run} | {seconds:.1f} | {peak:.0f} | {GOAL_MB if run == 'apply' else ''} |\n")


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


def _apply(folder: Path, url: str, name: str) -> tuple[float, float]:
    lines = [f"{key}: {value!r}\n" for key, value in {"campaignName": name, **CAMPAIGN}.items()]
    text = "".join(lines).replace("'true'", "true") + "contacts: a.csv\n"
    (folder / "campaigns" / "a.yaml").write_text(text)
    (folder / "campaigns" / "policy.yaml").write_text(
        "limits: {contactsPerCampaign: 1000000, contactsPerApply: 1000000}\n"
    )
    (folder / "campaigns" / "state.json").unlink(missing_ok=True)
    environ = {**os.environ, "SIGMAMIND_API_URL": url, "SIGMAMIND_API_KEY": KEY, "SIGMAMIND_TIMEOUT": "600"}
    return _measured([str(BIN), "--dir", "campaigns", "apply", "--yes"], folder, environ)


def _curl(folder: Path, url: str, name: str) -> tuple[float, float]:
    fields = [each for key, value in {"campaignName": name, **CAMPAIGN}.items() for each in ("-F", f"{key}={value}")]
    command = [
        "curl",
        "-fsS",
        "-H",
        f"X-API-Key: {KEY}",
        *fields,
        "-F",
        "file=@campaigns/a.csv;type=text/csv",
    ]
    return _measured([*command, f"{url}/v1/campaigns"], folder, dict(os.environ))


def _measured(command: list[str], folder: Path, environ: dict[str, str]) -> tuple[float, float]:
    """Give the seconds and the peak memory, in MB, of a process that must end well."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
