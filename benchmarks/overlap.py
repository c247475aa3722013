"""Overlap: whom campaigns of 1,000 contacts have in common and who is called too often, against Polars on the same.

Whole processes that read the numbers from one file, interleaved; peak memory as the system counted it.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from dataclasses import dataclass, field
from pathlib import Path

READERS = Path(__file__).parent / "readers"
ROOT = Path(__file__).parent.parent
NAMES = {"overlap_ours": "campaign-runner", "overlap_polars": "Polars"}
CONTACTS = 1_000
DAYS = 90
"""The launches are spread over so many days."""


@dataclass
class Measured:
    """One way's rounds: seconds, peak bytes, and what it found."""

    seconds: list[float] = field(default_factory=list)
    peak: list[int] = field(default_factory=list)
    found: str = ""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--campaigns", type=int, nargs="+", default=[100, 1_000, 5_000])
    parser.add_argument("--rounds", type=int, default=5)
    given, _ = parser.parse_known_args()
    sys.stdout.write(
        f"overlap, campaigns of {CONTACTS:,} contacts: whole processes, median of {given.rounds} interleaved rounds\n\n"
        "| campaigns | program | s | vs. Polars | ms per campaign | peak MB | vs. Polars |\n"
        "|--:|---|--:|--:|--:|--:|--:|\n"
    )
    for count in given.campaigns:
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder), count)
            measured = {name: Measured() for name in NAMES}
            for _ in range(given.rounds):
                for name in NAMES:
                    _run(name, folder, measured[name])
            _print(count, measured)


def _print(count: int, measured: dict[str, Measured]) -> None:
    peer = measured["overlap_polars"]
    for name, one in measured.items():
        seconds, peak = statistics.median(one.seconds), statistics.median(one.peak)
        in_time, in_memory = seconds / statistics.median(peer.seconds), peak / statistics.median(peer.peak)
        other = ", **other findings**" if one.found != peer.found else ""
        sys.stdout.write(
            f"| {count:,} | {NAMES[name]}{other} | {seconds:.2f} | {in_time:.2f} | {seconds / count * 1000:.2f} "
            f"| {peak / 1e6:,.0f} | {in_memory:.2f} |\n"
        )
    sys.stdout.flush()


def _write(folder: Path, count: int) -> None:
    """Write the lists: of each a tenth are people whom any other may call too, and every tenth repeats half of one."""
    chance = random.Random(1)
    regulars = range(10**10, 10**10 + 20 * count)
    times = sorted(chance.randrange(DAYS * 24) for _ in range(count))
    before: list[int] = []
    with (folder / "numbers").open("wb") as out:
        for index in range(count):
            people = set(chance.sample(regulars, CONTACTS // 10))
            people |= set(before[: CONTACTS // 2]) if index % 10 == 9 else set()
            own = range(2 * 10**10 + index * CONTACTS, 2 * 10**10 + (index + 1) * CONTACTS)
            before = [*people, *own[: CONTACTS - len(people)]]
            chance.shuffle(before)
            array("Q", before).tofile(out)
    (folder / "times.json").write_text(json.dumps(times))


def _run(name: str, folder: str, measured: Measured) -> None:
    python = sys.executable if name == "overlap_ours" else str(ROOT / ".venv-bench" / "bin" / "python")
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        command = [python, str(READERS / f"{name}.py"), folder]
        process = subprocess.Popen(command, stdout=out, env=environ | {"PYTHONPATH": str(ROOT)})
        _, status, usage = os.wait4(process.pid, 0)
        measured.seconds.append(time.perf_counter() - started)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{name} ended with {process.returncode}")
        measured.peak.append(usage.ru_maxrss * 1024)
        out.seek(0)
        measured.found = out.read().decode()


if __name__ == "__main__":
    main()
