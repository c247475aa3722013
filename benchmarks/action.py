"""How long the action takes to start, and the requests to GitHub that an apply takes.

The start is `validate` of an empty folder, beside a plain environment of its lock.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import github_requests

ROUNDS = 5
ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "action.txt"
PEER = "python -m venv; pip install -r"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to start; `goal` is in seconds."""

    name: str
    tool: str
    cached: bool
    warm: bool
    goal: float


WAYS = (
    Way("pip, packages downloaded", "pip", cached=False, warm=False, goal=6),
    Way("pip, packages cached", "pip", cached=True, warm=False, goal=6),
    Way("uv, packages downloaded", "uv", cached=False, warm=False, goal=2),
    Way("uv, packages cached", "uv", cached=True, warm=False, goal=2),
    Way("a later step of the job", "uv", cached=True, warm=True, goal=1),
)


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in (PEER, *(way.name for way in WAYS))}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(ROUNDS):
            times[PEER].append(_plainly(folder))
            for way in WAYS:
                times[way.name].append(_start(way, folder))
    peer = statistics.median(times[PEER])
    sys.stdout.write(f"the action's start, whole steps, median of {ROUNDS} interleaved rounds\n\n")
    sys.stdout.write("| start | s | to the first line | goal, s |\n|---|--:|--:|--:|\n")
    goals = {way.name: f"{way.goal:g}" for way in WAYS}
    for name, seconds in times.items():
        median = statistics.median(seconds)
        sys.stdout.write(f"| {name} | {median:.1f} | {median / peer:.2f} | {goals.get(name, '')} |\n")
    sys.stdout.write("\n")
    github_requests.main()


def _plainly(folder: Path) -> float:
    """What many composite actions do: an environment with pip in it, which installs and compiles; packages cached."""
    made = folder / "plain"
    shutil.rmtree(made, ignore_errors=True)
    pip = [str(made / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "venv", str(made)], check=True)
    subprocess.run([*pip, "install", "--require-hashes", "-r", str(LOCK)], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def _start(way: Way, folder: Path) -> float:
    temp, work = folder / "temp", folder / "work"
    if not way.warm:
        shutil.rmtree(temp, ignore_errors=True)
    (work / "campaigns").mkdir(parents=True, exist_ok=True)
    temp.mkdir(exist_ok=True)
    environ = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CAMPAIGNS_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    environ |= {"PATH": _path(way.tool, folder), "RUNNER_TEMP": str(temp), "GITHUB_ACTION_PATH": str(ROOT)}
    environ |= {"INPUT_COMMAND": "validate", "INPUT_STATE": "file:campaigns/state.json"}
    if not way.cached:
        environ |= {"PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1"}
    command = ["bash", str(ROOT / "runner" / "action" / "run.sh")]
    started = time.perf_counter()
    subprocess.run(command, cwd=work, env=environ, check=True, capture_output=True)
    return time.perf_counter() - started


def _path(tool: str, folder: Path) -> str:
    """Give a PATH with a Python and the system's tools, and with uv only where that is the way."""
    made = folder / f"path-{tool}"
    if not made.exists():
        made.mkdir()
        tools = {each: shutil.which(each) for each in ("bash", "rm", "cat", "dirname", "git")}
        tools["python3"] = str(Path(sys.base_prefix) / "bin" / "python3")
        if tool == "uv":
            tools["uv"] = str(Path(sys.executable).parent / "uv")
        for each, target in tools.items():
            if target:
                (made / each).symlink_to(target)
    return str(made)


if __name__ == "__main__":
    main()
