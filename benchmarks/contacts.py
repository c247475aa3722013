"""Contact lists: the rows that are bad and those that repeat a number, found by us and by others in the same run.

Whole processes, interleaved; the peak memory is what the system counted for the process. `--rows` and `--rounds` make
it shorter; .venv-bench has the peers, `make bench` makes it.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

READERS = Path(__file__).parent / "readers"
ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".venv-bench" / "bin" / "python"
NAMES = {
    "ours": "campaign-runner",
    "polars_reader": "Polars, streaming",
    "duckdb_reader": "DuckDB",
    "pyarrow_reader": "PyArrow",
    "csv_reader": "csv.reader, dict",
    "frictionless_reader": "frictionless",
}
PATIENT = 1_000_000
"""frictionless is left out beyond so many rows: it takes 10 s a million."""
HEADER = b"Phone Number,customer_name,city,plan\n"
AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210)
CITIES = (b"Springfield", b"Riverside", b"Salem", b"Georgetown")


@dataclass
class Measured:
    """One reader's rounds: seconds, peak bytes, and what it found."""

    seconds: list[float] = field(default_factory=list)
    peak: list[int] = field(default_factory=list)
    found: str = ""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000, 10_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    given, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        for rows in given.rows:
            for quoted in (False, True):
                path = Path(folder) / "list.csv"
                write(path, rows, quoted=quoted)
                _measure(path, rows, given.rounds, "each cell in quotes" if quoted else "plain")


def write(path: Path, rows: int, *, quoted: bool) -> None:
    """Write a list of about 45 bytes a row: 0.01 % of the numbers are bad, 0.1 % stand there already."""
    chance = random.Random(1)
    bad = set(chance.sample(range(rows), rows // 10_000))
    again = dict.fromkeys(chance.sample(range(1, rows), rows // 1_000))
    with path.open("wb") as file:
        file.write(HEADER)
        for start in range(0, rows, 100_000):
            lines = []
            for index in range(start, min(start + 100_000, rows)):
                number = _number(chance.randrange(index) if index in again else index)
                number = number[1:] if index in bad else number
                cells = (number, b"Customer %d" % index, CITIES[index % 4], b"basic")
                lines.append(b'"' + b'","'.join(cells) + b'"\n' if quoted else b",".join(cells) + b"\n")
            file.write(b"".join(lines))


def _number(index: int) -> bytes:
    """Give a number that libphonenumber takes for one, another for each index below 10 million."""
    area, rest = divmod(index * 7, 8_000_000)
    return b"+1%d%d" % (AREAS[area], 2_000_000 + rest)


def _measure(path: Path, rows: int, rounds: int, kind: str) -> None:
    readers = [name for name in NAMES if name != "frictionless_reader" or rows <= PATIENT]
    measured = {name: Measured() for name in readers}
    for _ in range(rounds):
        for name in readers:
            _run(name, path, measured[name])
    different = [name for name in readers if measured[name].found != measured["csv_reader"].found]
    polars = measured["polars_reader"]
    sys.stdout.write(f"\n{rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB, {kind}; median of {rounds}\n\n")
    sys.stdout.write("| reader | s | vs. Polars | peak MB | vs. Polars |\n|---|--:|--:|--:|--:|\n")
    for name in readers:
        seconds, peak = statistics.median(measured[name].seconds), statistics.median(measured[name].peak)
        in_time = seconds / statistics.median(polars.seconds)
        in_memory = peak / statistics.median(polars.peak)
        other = ", **other findings**" if name in different else ""
        sys.stdout.write(
            f"| {NAMES[name]}{other} | {seconds:.3f} | {in_time:.2f} | {peak / 1e6:,.0f} | {in_memory:.2f} |\n"
        )
    sys.stdout.flush()


def _run(name: str, path: Path, measured: Measured) -> None:
    python = sys.executable if name in ("ours", "csv_reader") else str(PEERS)
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [python, str(READERS / f"{name}.py"), str(path)]
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, env=environ | {"PYTHONPATH": str(ROOT)})
        _, status, usage = os.wait4(process.pid, 0)
        measured.seconds.append(time.perf_counter() - started)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{name} ended with {process.returncode}")
        measured.peak.append(usage.ru_maxrss * 1024)
        out.seek(0)
        measured.found = out.read().decode().splitlines()[-1]


if __name__ == "__main__":
    main()
